"""Replies that no wiki sends: read, or refused by an error of ours; never endless, never Python's own failure."""

import copy
import json
import pickle
import random
from typing import Any

import pytest

from mwtyped.runtime.errors import APIError, ContinuationError, InvalidResponse, MwClientError
from mwtyped.runtime.flows import walk
from mwtyped.runtime.flows.call import init, raw_call, token
from mwtyped.runtime.flows.combine import combine
from mwtyped.runtime.flows.send import send
from tests.runtime.binding import AllPages, Info, Links, Pages, SiteInfo, Users
from tests.runtime.scripted import Script, context, page, reply
from tests.runtime.test_walk import rows

REQUESTS: list[Any] = [SiteInfo(), AllPages(), Users(users="A"), Pages(titles="A", props=[Info(), Links()])]


def nested(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize("request_", [SiteInfo(), AllPages()])
@pytest.mark.parametrize("levels", [300, 900, 5_000, 1_000_000])
def test_what_is_nested_too_deep_is_refused(request_: Any, levels: int) -> None:
    with pytest.raises(InvalidResponse, match="not JSON: it is nested deeper than 250 levels"):
        Script(reply(f'{{"query":{{"allpages":[{nested(levels)}]}}}}')).run(send(context(), request_))


def test_what_is_nested_less_deep_can_be_used_in_every_way() -> None:
    body = reply(f'{{"query":{{"general":{{"odd":{nested(240)}}}}}}}')

    result = Script(body).run(send(context(), SiteInfo()))

    assert json.dumps(result.to_dict()["general"]["odd"]).count("{") == 240
    assert copy.deepcopy(result) == result
    assert pickle.loads(pickle.dumps(result)) == result
    assert repr(result)


@pytest.mark.parametrize("request_", [SiteInfo(), AllPages(), Pages(titles="A")])
@pytest.mark.parametrize("value", ["NaN", "-Infinity", "Infinity"])
def test_what_is_no_number_is_refused(request_: Any, value: str) -> None:
    odd = f'{{"ns":0,"title":"NaN","pageid":1,"odd":{value}}}'
    body = f'{{"batchcomplete":true,"query":{{"allpages":[{odd}],"pages":[{odd}],"general":{odd}}}}}'

    with pytest.raises(InvalidResponse, match=f"not JSON: {value} is no number"):
        Script(reply(body)).run(send(context(), request_))


def test_a_text_may_be_the_name_of_what_is_no_number() -> None:
    named = {"batchcomplete": True, "query": {"allpages": [page("NaN", 1), page("Infinity", 2)]}}

    assert [row.title for row in rows(Script(named), AllPages())] == ["NaN", "Infinity"]


@pytest.mark.parametrize(
    "body", [b'{"a":' + b"9" * 5_000 + b"}", b'{"a":"\xff"}', b'{"a":01}', b'{"a":"\\ud8"}', b"\0"]
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    for flow in (send(context(), AllPages()), raw_call(context(), {"action": "query"}, post=False)):
        with pytest.raises(InvalidResponse, match="the reply is not JSON"):
            Script(reply(body)).run(flow)


def test_of_a_key_that_comes_twice_the_last_counts() -> None:
    """As Python's `json` has it, and whether the reply is read in one pass or in pieces."""
    body = '{"query":{"allpages":[{"ns":0,"pageid":1,"title":"A","title":"B"}]},"batchcomplete":true}'

    assert [row.title for row in rows(Script(reply(body)), AllPages())] == ["B"]
    raw = Script(reply(body)).run(raw_call(context(), {"action": "query"}, post=False))
    assert raw["query"]["allpages"][0]["title"] == "B"


# Cursors.


@pytest.mark.parametrize("odd", [{"a": [1]}, {"a": {"b": 1}}, {"a": None}, {"a": "x" * 200_000}])
def test_what_cannot_be_gone_on_with_is_an_error(odd: Any) -> None:
    body = {"batchcomplete": True, "continue": odd, "query": {"allpages": [page("A", 1)], "general": {}}}
    wide = {**body, "continue": {str(number): 1 for number in range(100_000)}}

    for hostile in (body, wide):
        with pytest.raises(ContinuationError, match=r"query\+allpages: the wiki's cursor") as caught:
            rows(Script(hostile), AllPages())
        with pytest.raises(ContinuationError):
            Script(hostile).run(send(context(), SiteInfo()))
        assert len(str(caught.value)) < 500


@pytest.mark.parametrize("odd", ["x", 1, True, ["x"], [], {}, None])
def test_what_is_no_object_is_the_end(odd: Any) -> None:
    body = {"batchcomplete": True, "continue": odd, "query": {"allpages": [page("A", 1)], "general": {}}}

    assert len(rows(Script(body), AllPages())) == 1
    assert Script(body).run(send(context(), SiteInfo())) is not None


def test_a_meta_module_that_does_not_end_is_an_error() -> None:
    with pytest.raises(ContinuationError, match="siteinfo"):
        Script(then=lambda number: {"continue": {"sicontinue": str(number)}, "query": {"general": {}}}).run(
            send(context(), SiteInfo())
        )


def test_a_batch_that_does_not_end_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "_LARGEST_BATCH", 100_000)

    def more(number: int) -> Any:
        links = [{"ns": 0, "title": f"{number}"}] * 10
        return {
            "continue": {"plcontinue": str(number), "continue": "||"},
            "query": {"pages": [page("A", 1, links=links)]},
        }

    asked = Pages(titles="A", props=Links())
    for flow in (walk.Walk(context(), asked, None).batch(), combine(context(), [], [], asked)):
        script = Script(then=more)
        with pytest.raises(ContinuationError, match="larger than 100000 bytes"):
            script.run(flow)
        assert len(script.sent) < 1_000


# Whatever it may be.

ODD: list[Any] = [
    None,
    True,
    -1,
    2**70,
    1e300,
    "",
    "x",
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    "9" * 5_000,
    "\ud800",
    "0000-00-00",
]


def spoiled(value: Any, chance: random.Random) -> Any:
    """Put something else in some places."""
    if chance.random() < 0.1:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: spoiled(inner, chance) for key, inner in value.items()}
    return [spoiled(inner, chance) for inner in value] if isinstance(value, list) else value


WHOLE: dict[str, Any] = {
    "batchcomplete": True,
    "warnings": [{"code": "x", "text": "y", "module": "main"}],
    "curtimestamp": "2026-01-01T00:00:00Z",
    "query": {
        "general": {"sitename": "W", "generator": "MediaWiki 1.43.0", "time": "2026-01-01T00:00:00Z"},
        "allpages": [page("A", 1), page("B", 2)],
        "users": [{"userid": 1, "name": "A", "groups": ["x"], "registration": "2026-01-01T00:00:00Z"}],
        "pages": [page("A", 1, touched="2026-01-01T00:00:00Z", length=1, links=[{"ns": 0, "title": "B"}])],
        "normalized": [{"from": "a", "to": "A", "fromencoded": False}],
        "redirects": [{"from": "X", "to": "A"}],
    },
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(200))
def test_a_spoiled_reply_is_read_or_refused(seed: int) -> None:
    body = spoiled(WHOLE, random.Random(seed))

    for request_ in REQUESTS:
        try:
            result = Script(reply(json.dumps(body)), then=lambda _: {"batchcomplete": True}).run(
                send(context(), request_)
            )
        except MwClientError:
            continue
        assert repr(result)
        assert pickle.loads(pickle.dumps(result)) == result


def test_a_title_that_was_encoded_may_be_no_text() -> None:
    odd = {"from": 1, "to": "A", "fromencoded": True}
    body = {"batchcomplete": True, "query": {"normalized": [odd], "pages": [page("A", 1)]}}

    assert [row["title"] for row in rows(Script(body), Pages(titles="A"))] == ["A"]


@pytest.mark.parametrize("body", [1, [], "x", None, True, {"query": {"tokens": 1}}])
def test_what_brings_no_token_is_an_error_with_a_text(body: Any) -> None:
    with pytest.raises((APIError, InvalidResponse), match=r"csrf|the reply is to another request"):
        Script(then=lambda _: reply(json.dumps(body))).run(token(context(), "csrf"))


def test_a_namespace_without_a_number_is_left_out() -> None:
    known = context()

    Script({"query": {"namespaces": {"x": {}, "0": {"name": ""}, "9" * 5_000: {}, "-1": {"name": "Special"}}}}).run(
        init(known)
    )

    assert known.session.namespaces == {0: "", -1: "Special"}
