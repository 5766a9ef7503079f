"""Typed replies: what is there, the ways of not being there, and what does not fit."""

import copy
import json
import pickle
import threading
import time
import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

import pytest
from pydantic import BaseModel
from pydantic_core import SchemaValidator

import mwtyped
from mwtyped import NotRequested, PageInvalid, PageMissing, ReplyMismatch, ResponseMismatch
from mwtyped.runtime import Facts, ListRequest, Many, PropRequest, validators
from mwtyped.runtime import Pages as PagesRequest
from mwtyped.runtime.asked import Asked
from mwtyped.runtime.hints import complete
from tests.runtime.replies import ChangesItem, ChangesItemDetails, OnePage


class Changes(ListRequest[ChangesItem]):
    facts: ClassVar[Facts] = Facts(
        path="query+changes",
        prefix="ch",
        reply="ChangesItem",
        reply_file=".replies",
        gates=tuple(f"prop={name}" for name in ("user", "comment", "timestamp", "tags", "from", "details", "sizes")),
        defaults={"prop": ("user",)},
    )

    prop: Many[str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Info(PropRequest):
    facts: ClassVar[Facts] = Facts(path="query+info", prefix="in", gates=("prop=url", "prop=protection"))

    prop: Many[str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class Revisions(PropRequest):
    facts: ClassVar[Facts] = Facts(
        path="query+revisions",
        prefix="rv",
        gates=("prop=content", "prop=user", "slots"),
        defaults={"prop": ("ids", "user")},
    )

    prop: Many[str] | None = None
    slots: Many[str] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


class LangLinks(PropRequest):
    facts: ClassVar[Facts] = Facts(path="query+langlinks", prefix="ll")


class Pages(PagesRequest[OnePage]):
    facts: ClassVar[Facts] = Facts(path="query", reply="OnePage", reply_file=".replies")

    titles: Many[str] | None = None
    props: Many[PropRequest] | None = None

    if TYPE_CHECKING:

        def __init__(self, **values: Any) -> None: ...


ROW = {"type": "edit", "pageid": 5}


def change(row: dict[str, Any], *prop: str, strict: bool = True) -> ChangesItem:
    request = Changes(prop=prop) if prop else Changes()
    return request.parse({"query": {"changes": [{**ROW, **row}]}}, strict=strict)[0]


def page(row: dict[str, Any], *props: PropRequest, strict: bool = True) -> OnePage:
    raw = {"pageid": 1, "ns": 0, "title": "A", **row}
    return Pages(titles=["A"], props=props).parse({"query": {"pages": [raw]}}, strict=strict)[0]


INFO = {"touched": "2026-01-02T03:04:05Z", "length": 7, "contentmodel": "wikitext"}


# What is there.


def test_values_are_typed() -> None:
    item = change({"user": "Alice", "timestamp": "2026-01-02T03:04:05Z"}, "user", "timestamp")

    assert (item.type, item.pageid, item.user) == ("edit", 5, "Alice")
    assert item.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_key_that_python_has_for_itself_gets_an_underscore() -> None:
    item = change({"from": "X"}, "from")

    assert item.from_ == item["from"] == "X"
    assert "from_" not in item


def test_the_dictionary_view_has_what_the_wiki_sent() -> None:
    item = change({"user": "Alice", "timestamp": "2026-01-02T03:04:05Z"}, "user", "timestamp", "comment", "tags")

    expected = time.strptime("2026-01-02T03:04:05Z", "%Y-%m-%dT%H:%M:%SZ")
    assert item["timestamp"] == expected
    assert item.to_dict() == {"type": "edit", "pageid": 5, "user": "Alice", "timestamp": expected}


@pytest.mark.parametrize(("sent", "value"), [("infinity", None), ("2026-01-02T03:04:05Z", "a time")])
def test_what_never_ends_is_none_and_the_wikis_word_in_the_dictionary(sent: str, value: str | None) -> None:
    item = change({"details": {"expiry": sent}}, "details")

    assert (item.details.expiry is None) == (value is None)
    assert item.details["expiry"] == sent
    assert item["details"] == {"expiry": sent}


def test_a_model_inside_itself() -> None:
    sizes = {"size": 1, "replies": [{"size": 2, "replies": [{"size": 3}]}]}
    item = change({"details": sizes}, "details", "sizes")

    assert item.details.replies[0].replies[0].size == 3
    assert item.details.replies[0].replies[0].replies == []


def test_phps_empty_list_is_an_empty_map() -> None:
    assert change({"details": {"counts": []}}, "details").details.counts == {}


def test_what_a_nested_object_depends_on_is_asked_of_its_own_prop() -> None:
    row = {"revisions": [{"revid": 1, "slots": {"main": {"contentmodel": "wikitext", "content": "x"}}}]}
    revision = page(row, Revisions(prop=["content"], slots=["main"])).revisions[0]

    assert revision.slots["main"].content == "x"
    assert not hasattr(revision, "user")
    assert revision["slots"]["main"]["*"] == "x"


def test_a_nested_object_reads_as_a_dictionary_by_its_own_rules() -> None:
    shown = page({"langlinks": [{"lang": "de", "title": "B"}]}, LangLinks())

    assert shown.langlinks[0].title == shown.langlinks[0]["*"] == "B"


# What is not there.


def test_what_was_not_asked_for_says_what_brings_it() -> None:
    with pytest.raises(NotRequested, match=r'ChangesItem.comment was not asked for.* prop=\["comment"\]'):
        _ = change({}, "user").comment
    with pytest.raises(NotRequested, match=r'info\(prop=\["url"\]\)'):
        _ = page(INFO, Info()).fullurl


def test_the_wikis_default_is_asked_for() -> None:
    assert change({}).user is None
    with pytest.raises(NotRequested):
        _ = change({}, "tags").user


def test_extra_parameters_ask_too() -> None:
    request = Changes(prop=["tags"], extra={"chprop": "user|comment"})

    item = request.parse({"query": {"changes": [{**ROW, "comment": "c"}]}})[0]

    assert (item.comment, item.user) == ("c", None)
    assert not hasattr(item, "tags")


def test_what_came_unasked_is_typed_all_the_same() -> None:
    item = change({"timestamp": "2026-01-02T03:04:05Z", "details": {"expiry": "infinity"}}, "user")

    assert item.timestamp == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert item.details.expiry is None
    assert mwtyped.unknown_fields(item) == {}


def test_withheld_empty_and_unset() -> None:
    item = change({}, "user", "comment", "tags")

    assert (item.user, item.comment, item.anon, item.tags) == (None, None, False, [])
    assert item.to_dict() == ROW


def test_an_empty_list_is_the_callers_own() -> None:
    change({}, "tags").tags.append("x")

    assert change({}, "tags").tags == []


def test_a_condition_may_be_that_a_parameter_is_not_sent() -> None:
    old = page({"revisions": [{"revid": 1, "content": "x"}]}, Revisions(prop=["content"]))
    new = page({"revisions": [{"revid": 1, "slots": {}}]}, Revisions(prop=["content"], slots=["main"]))

    assert old.revisions[0].content == "x"
    with pytest.raises(NotRequested, match=r"slots=\.\.\."):
        _ = old.revisions[0].slots
    with pytest.raises(NotRequested, match=r'prop=\["content"\] with no slots'):
        _ = new.revisions[0].content


@pytest.mark.parametrize(
    ("row", "state", "error", "why"),
    [
        ({"missing": True}, "missing", PageMissing, "the page 'A' does not exist"),
        ({"invalid": True, "invalidreason": "x"}, "invalid", PageInvalid, "'A' is no valid title"),
        ({"special": True}, "special", PageMissing, "'A' is a special page"),
    ],
)
def test_a_page_that_is_not_here(row: dict[str, Any], state: str, error: type[PageMissing], why: str) -> None:
    shown = page(row, Info(prop=["url"]), Revisions())

    assert (shown.exists, shown.state) == (False, state)
    for name in ("length", "touched", "revisions"):
        with pytest.raises(error, match=why):
            getattr(shown, name)
    with pytest.raises(NotRequested):
        _ = shown.langlinks
    with pytest.raises(NotRequested):
        _ = shown.protection


def test_what_comes_for_pages_that_do_not_exist_is_there() -> None:
    shown = page({"missing": True, "contentmodel": "wikitext", "fullurl": "http://x"}, Info(prop=["url"]))

    assert (shown.contentmodel, shown.fullurl) == ("wikitext", "http://x")


def test_a_page_that_exists() -> None:
    shown = page({**INFO, "new": True}, Info())

    assert (shown.exists, shown.state, shown.length, shown.new, shown.missing) == (True, "existing", 7, True, False)


ABSENT = [
    (change({}, "tags"), "comment"),
    (page({"missing": True}, Info()), "length"),
    (page({"invalid": True}, Info()), "length"),
    (page(INFO, Info()), "revisions"),
]


@pytest.mark.parametrize(("result", "name"), ABSENT, ids=["unasked", "missing", "invalid", "unasked on a page"])
def test_an_absence_behaves_as_that_of_any_attribute(result: Any, name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(result, name)
    assert not hasattr(result, name)
    assert getattr(result, name, "default") == "default"
    assert name not in repr(result)
    assert name not in result.model_dump()
    assert name not in json.loads(result.model_dump_json())
    for other in (copy.copy(result), copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert other == result
        with pytest.raises(caught.type):
            getattr(other, name)


def test_a_name_that_no_reply_has_is_a_plain_attribute_error() -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(change({}), "titel")  # noqa: B009 - checkers would see it

    assert not isinstance(caught.value, NotRequested)


def test_a_dump_has_the_typed_values() -> None:
    row = {"details": {"size": 1, "expiry": "2026-01-02T03:04:05Z"}, "future": {"a": 1}}
    item = change(row, "details", "sizes")

    details = {"size": 1, "expiry": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "counts": {}, "replies": []}
    assert item.model_dump() == {**ROW, "details": details, "future": {"a": 1}}
    assert json.loads(item.model_dump_json())["details"]["expiry"] == "2026-01-02T03:04:05Z"


def test_reading_goes_on_after_a_dump() -> None:
    """A dump builds pydantic's own full validator, which must not stand in for one that is cut."""
    change({}, "user").model_dump()
    cls: Any = ChangesItem
    assert cls.__pydantic_complete__

    assert change({"comment": "c"}, "comment", "tags").tags == []
    assert cls.__pydantic_complete__


def test_a_result_is_a_model_of_pydantic() -> None:
    class Holder(BaseModel):
        item: Any

    assert isinstance(change({}), BaseModel)
    assert Holder(item=change({})).model_dump()["item"]["type"] == "edit"


# What does not fit.


def test_what_the_model_does_not_know_is_kept_and_listed() -> None:
    reply = {"query": {"changes": [{**ROW, "future": 1, "details": {"expiry": "infinity", "later": [1]}}]}}
    batch = Changes(prop=["details"]).parse(reply)
    item: Any = batch[0]

    assert item.future == 1
    assert item.details.later == [1]
    assert mwtyped.unknown_fields(batch) == {"[0].details.later": [1], "[0].future": 1}
    assert mwtyped.unknown_fields(batch[0]) == {"details.later": [1], "future": 1}


def test_a_value_that_does_not_fit_stays_as_it_is_and_is_warned_of() -> None:
    with pytest.warns(ResponseMismatch) as caught:
        item: Any = change({"user": "Alice", "pageid": "five", "timestamp": "soon"}, "user", "timestamp", strict=False)

    assert (item.user, item.pageid, item.timestamp) == ("Alice", "five", "soon")
    assert [str(one.message) for one in caught] == [
        "query+changes: [0].pageid: not a number: 'five'",
        "query+changes: [0].timestamp: not a timestamp: 'soon'",
    ]
    assert item["pageid"] == "five"


def test_one_warning_for_each_place_however_many_rows() -> None:
    rows = [{**ROW, "pageid": f"no number {n}"} for n in range(50)]
    with pytest.warns(ResponseMismatch) as caught:
        Changes(prop=["tags"]).parse({"query": {"changes": rows}})

    assert len(caught) == 1


def test_what_should_be_there_and_is_not_is_reported_and_read_as_no_attribute() -> None:
    with pytest.warns(ResponseMismatch, match=r"\[0\].timestamp: expected, and not sent"):
        item = change({}, "timestamp", strict=False)

    with pytest.raises(AttributeError, match="did not send") as caught:
        _ = item.timestamp
    assert not isinstance(caught.value, NotRequested)


@pytest.mark.parametrize(
    ("details", "path"),
    [
        ("text", "details"),
        ({"expiry": "infinity", "size": None}, "details.size"),
        ({"expiry": "infinity", "size": 1, "counts": [1]}, "details.counts"),
        ({"expiry": "infinity", "size": 1, "counts": {"a": "x"}}, "details.counts.a"),
        ({"expiry": "soon", "size": 1}, "details.expiry"),
        ({"expiry": "infinity", "size": 1, "replies": {"a": 1}}, "details.replies"),
        ({"expiry": "infinity", "size": 1, "replies": [{"size": 1}, {"size": "x"}]}, "details.replies[1].size"),
        ({"expiry": "infinity", "size": 1, "replies": [5]}, "details.replies[0]"),
    ],
)
def test_only_the_part_that_does_not_fit_is_raw(details: Any, path: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        item = change({"details": details, "tags": ["a"]}, "details", "sizes", "tags", strict=False)

    assert [str(one.message).split(": ")[1] for one in caught] == [f"[0].{path}"]
    assert item.tags == ["a"]
    assert item["details"] == details
    assert isinstance(item.details, ChangesItemDetails) == isinstance(details, dict)


def test_strict_raises_with_the_result() -> None:
    with pytest.raises(ReplyMismatch, match=r"\[0\].pageid: not a number") as caught:
        change({"pageid": "x"}, "tags")

    error = caught.value
    assert (error.module, error.path, error.value) == ("query+changes", "[0].pageid", "x")
    assert error.result[0].type == "edit"


def test_a_hostile_value_is_short_and_printable_in_a_warning() -> None:
    with pytest.warns(ResponseMismatch) as caught:
        change({"pageid": "\x1b[31m\n" + "x" * 100_000}, "tags", strict=False)

    text = str(caught[0].message)
    assert len(text) < 500
    assert text.isprintable()


def test_a_page_whose_props_are_still_to_come_has_what_came() -> None:
    shown = page({"touched": "2026-01-02T03:04:05Z"}, Info())

    assert shown.touched.year == 2026
    with pytest.raises(AttributeError, match="did not send"):
        _ = shown.length


# One page for each asked title.

ALL_WAYS = {
    "normalized": [{"from": "foo_bar", "to": "Foo bar"}, {"fromencoded": True, "from": "e%CC%81", "to": "É"}],
    "converted": [{"from": "Zh", "to": "ZH"}],
    "redirects": [
        {"from": "Foo bar", "to": "Mid"},
        {"from": "Mid", "to": "A", "tofragment": "Top"},
        {"from": "Round", "to": "Trip"},
        {"from": "Trip", "to": "Round"},
        {"from": "Out", "to": "wikipedia:Berlin", "tointerwiki": "wikipedia"},
    ],
    "interwiki": [{"title": "wikipedia:Berlin", "iw": "wikipedia"}],
    "pages": [
        {"ns": 0, "title": "ZH", "missing": True},
        {"title": "A<B", "invalid": True, "invalidreason": "x"},
        {"pageid": 1, "ns": 0, "title": "A"},
        {"pageid": 2, "ns": 0, "title": "É"},
    ],
}


def asked(*titles: str) -> list[OnePage]:
    return list(Pages(titles=titles, props=[Info()]).parse({"query": ALL_WAYS}))


def test_each_title_in_the_order_asked_with_what_became_of_it() -> None:
    found = asked("foo_bar", "A<B", "Zh", "A", "Out", "e\u0301", "Round", "wikipedia:Berlin")

    assert [(page.title, page.state) for page in found] == [
        ("A", "existing"),
        ("A<B", "invalid"),
        ("ZH", "missing"),
        ("A", "existing"),
        ("wikipedia:Berlin", "interwiki"),
        ("É", "existing"),
        ("Round", "circular"),
        ("wikipedia:Berlin", "interwiki"),
    ]
    assert [page.asked for page in found] == [
        Asked("foo_bar", normalized="Foo bar", redirects=("Mid", "A"), fragment="Top"),
        Asked("A<B"),
        Asked("Zh", converted="ZH"),
        Asked("A"),
        Asked("Out", redirects=("wikipedia:Berlin",), interwiki="wikipedia"),
        Asked("e\u0301", normalized="É"),
        Asked("Round", redirects=("Trip", "Round"), circular=True),
        Asked("wikipedia:Berlin", interwiki="wikipedia"),
    ]


@pytest.mark.parametrize(("title", "why"), [("Out", "is on another wiki"), ("Round", "redirects to itself")])
def test_what_is_elsewhere_says_so(title: str, why: str) -> None:
    shown = asked(title)[0]

    for name in ("length", "pageid", "ns"):
        with pytest.raises(PageMissing, match=why):
            getattr(shown, name)
    assert mwtyped.unknown_fields(shown) == {}


def test_a_title_is_followed_through_all_its_spellings() -> None:
    """The wiki composes a letter first, and then makes it a capital: in two steps."""
    steps = [
        {"fromencoded": True, "from": "e%CC%81tude", "to": "\u00e9tude"},
        {"from": "\u00e9tude", "to": "\u00c9tude"},
    ]
    query = {
        "normalized": steps,
        "pages": [{"pageid": n, "ns": 0, "title": t} for n, t in ((1, "B"), (2, "\u00c9tude"))],
    }

    found = Pages(titles=["e\u0301tude", "\u00e9tude", "B"]).parse({"query": query})

    assert [(page.title, page.asked) for page in found] == [
        ("\u00c9tude", Asked("e\u0301tude", normalized="\u00c9tude")),
        ("\u00c9tude", Asked("\u00e9tude", normalized="\u00c9tude")),
        ("B", Asked("B")),
    ]


def test_a_title_that_the_wiki_forgot_keeps_its_place_and_is_reported() -> None:
    reply = {"query": {"pages": [{"pageid": 1, "ns": 0, "title": "B"}]}}

    with pytest.warns(ResponseMismatch, match="a title for which the wiki gave no page; taken as missing: 'A'"):
        found = Pages(titles=["A", "B"]).parse(reply)

    assert [(page.title, page.state) for page in found] == [("A", "missing"), ("B", "existing")]


ODD: list[Any] = [
    5,
    "x",
    ["x"],
    {"x": 1},
    [1],
    [None],
    [[]],
    [{}],
    [{"from": 1}],
    [{"title": []}],
    [{"revid": {}}],
    True,
]


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize("key", ["normalized", "converted", "redirects", "interwiki", "badrevids", "pages"])
def test_whatever_stands_beside_the_pages_is_read_or_reported(key: str, odd: Any) -> None:
    query = {"pages": [{"pageid": 1, "ns": 0, "title": "A", "index": "x"}], key: odd}

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = Pages(titles=["A"]).parse({"batchcomplete": True, "query": query})

    assert all(isinstance(page, OnePage) for page in found)
    assert caught or key == "pages"


@pytest.mark.parametrize("body", ["text", "bytes", "decoded"])
def test_a_page_that_two_titles_lead_to_is_given_to_both(body: str) -> None:
    query = {"normalized": [{"from": "a", "to": "A"}], "pages": [{"pageid": 1, "ns": 0, "title": "A"}]}
    reply: Any = {"batchcomplete": True, "query": query}
    if body != "decoded":
        reply = json.dumps(reply) if body == "text" else json.dumps(reply).encode()

    found = Pages(titles=["a", "A", "a"]).parse(reply)

    assert [page.asked and page.asked.value for page in found] == ["a", "A", "a"]
    assert [page.asked and page.asked.normalized for page in found] == ["A", None, "A"]
    assert found[0] == found[1]
    assert found[0] is not found[1]


def test_pages_that_nobody_named_come_last() -> None:
    assert [(page.title, page.asked) for page in asked("É")][1:] == [("ZH", None), ("A<B", None), ("A", None)]


def test_an_id_that_no_revision_has_is_a_missing_page() -> None:
    query = {"badrevids": {"99": {"revid": 99, "missing": True}}, "pages": [{"pageid": 1, "ns": 0, "title": "A"}]}
    first, bad = Pages().parse({"batchcomplete": True, "query": query})

    assert (first.title, first.asked) == ("A", None)
    assert (bad.state, bad.asked) == ("missing", Asked(99))
    with pytest.raises(PageMissing, match="nothing has the id 99"):
        _ = bad.title


def test_what_a_complete_page_lacks_is_reported_and_the_rest_is_as_ever() -> None:
    raw = {"pageid": 1, "ns": 0, "title": "A", "touched": "2026-01-02T03:04:05Z", "length": 7}
    with pytest.warns(ResponseMismatch, match=r"contentmodel: expected, and not sent"):
        found = Pages(props=[Info()]).parse({"batchcomplete": True, "query": {"pages": [raw]}})[0]

    assert (found.length, found.new) == (7, False)
    with pytest.raises(AttributeError, match="did not send"):
        _ = found.contentmodel


def test_what_was_asked_for_survives_a_copy() -> None:
    shown = asked("foo_bar")[0]

    for other in (copy.copy(shown), copy.deepcopy(shown), pickle.loads(pickle.dumps(shown))):
        assert other.asked == shown.asked


# What a value must be, to be typed.


@pytest.mark.parametrize(
    "sent", ["20240101000000", "0", 0, "12", "2024-01-01T00:00:00+02:00", "2024-01-01T00:00:00.25Z"]
)
def test_a_time_of_another_form_stays_as_it_came(sent: object) -> None:
    with pytest.warns(ResponseMismatch, match="touched: not a timestamp"):
        shown = page({**INFO, "touched": sent}, Info(), strict=False)

    assert shown.touched == sent
    assert shown["touched"] == sent


@pytest.mark.parametrize("sent", ["007", "1_0", " 5", "+5", "5", True, 5.0])
def test_a_number_of_another_form_stays_as_it_came(sent: object) -> None:
    with pytest.warns(ResponseMismatch, match="length: not a number"):
        shown = page({**INFO, "length": sent}, Info(), strict=False)

    assert shown.length == sent
    assert type(shown.length) is type(sent)


def test_where_a_mismatch_is_an_error_it_has_the_result() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ResponseMismatch) as caught:
            page({**INFO, "length": "x"}, Info(), strict=False)

    assert caught.value.result[0].length == "x"


def test_the_fields_of_what_does_not_fit_are_in_the_models_order() -> None:
    with pytest.warns(ResponseMismatch):
        odd = page({**INFO, "length": "x"}, Info(), strict=False)

    assert list(vars(odd)) == [name for name in vars(page(INFO, Info())) if name in vars(odd)]


# The dictionary view costs what is read of it.


def test_the_view_of_one_key_looks_at_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(INFO, Info())
    sent: list[str] = []
    whole = OnePage._whole

    def noting(self: OnePage, key: str) -> Any:
        sent.append(key)
        return whole(self, key)

    monkeypatch.setattr(OnePage, "_whole", noting)

    assert shown["title"] == "A"
    assert "length" in shown
    assert shown.get("no such key") is None
    assert set(sent) <= {"title", "length"}


def test_the_view_takes_any_key() -> None:
    shown: Any = page(INFO, Info())

    assert 5 not in shown
    assert shown.get(5) is None
    with pytest.raises(KeyError):
        shown[None]


def test_a_lone_surrogate_is_dumped_escaped() -> None:
    shown = page({**INFO, "contentmodel": "\ud800"}, Info())

    assert json.loads(shown.model_dump_json())["contentmodel"] == "\ud800"
    assert json.loads(shown.model_dump_json(indent=1))["contentmodel"] == "\ud800"


def test_a_dump_beside_the_building_of_a_validator_breaks_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class whose own validator is complete would be taken for the cut one, whole."""
    build, threads, model = SchemaValidator, list[threading.Thread](), cast("Any", OnePage)

    def slowly(schema: Any) -> Any:
        model.__pydantic_complete__ = False
        threads.append(threading.Thread(target=complete, args=(OnePage,)))
        threads[-1].start()
        threads[-1].join(0.3)
        return build(schema)

    monkeypatch.setattr(validators, "SchemaValidator", slowly)
    one_pass = validators.of_rows(OnePage, frozenset({"info", "info:race"}))
    threads[-1].join()

    assert one_pass.validate_python([{"pageid": 1, "ns": 0, "title": "A", **INFO}])[0].length == 7
