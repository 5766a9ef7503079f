"""What the reference has for two extensions that Debian does not package: Semantic MediaWiki and CheckUser.

The replies are made by the formats that the extensions document, not recorded of a real wiki. What a wiki without them
says is tested on a real one (tests/differential).
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

import mwtyped
from mwtyped.runtime.errors import APIError, ContinuationError, UnknownModule

from .loopback import Reply, Seen, Server, serving

Params = dict[str, str]


def answering(answer: Callable[[Params], object]) -> Callable[[Seen], Reply]:
    def respond(seen: Seen) -> Reply:
        query = parse_qs(seen.target.partition("?")[2] + "&" + seen.body.decode(), keep_blank_values=True)
        body = answer({name: values[0] for name, values in query.items()})
        return 200, {"content-type": "application/json"}, json.dumps(body).encode()

    return respond


def in_sync(server: Server, listed: Callable[[Any], Any]) -> list[Any]:
    return list(listed(mwtyped.Site(server.url, do_init=False, max_retries=0)))


def in_async(server: Server, listed: Callable[[Any], Any]) -> list[Any]:
    async def run() -> list[Any]:
        return [item async for item in listed(mwtyped.AsyncSite(server.url, max_retries=0))]

    return asyncio.run(run())


both = pytest.mark.parametrize("run", [in_sync, in_async])


def answer_of(title: str) -> dict[str, Any]:
    return {title: {"printouts": {"Population": [1]}, "fulltext": title, "namespace": 0, "exists": "1"}}


@both
@pytest.mark.parametrize("form", ["by title", "in a list"])
def test_answers_of_a_query_continue_by_offset(run: Any, form: str) -> None:
    def answer(params: Params) -> object:
        query, _, offset = params["query"].rpartition("|offset=")
        assert (params["action"], query) == ("ask", "[[Category:City]]|?Population")
        found = [answer_of(f"City {number}") for number in range(int(offset), int(offset) + 2)]
        results = found if form == "in a list" else {name: one[name] for one in found for name in one}
        more = {"query-continue-offset": int(offset) + 2} if int(offset) < 4 else {}
        return {"query": {"printrequests": [], "results": results, "meta": {}}, **more}

    with serving(answering(answer)) as server:
        found = run(server, lambda site: site.ask("[[Category:City]]|?Population"))

    names = [one.get("fulltext") or next(iter(one)) for one in found]
    assert names == [f"City {number}" for number in range(6)]
    assert len(server.seen) == 3


@both
def test_no_answers_are_no_error(run: Any) -> None:
    with serving(answering(lambda _: {"query": {"results": [], "meta": {"count": 0}}})) as server:
        assert run(server, lambda site: site.ask("[[Category:None]]")) == []


@both
def test_a_query_that_is_none_is_an_error_with_its_reason(run: Any) -> None:
    refusal = {"error": {"query": ["Some part of the query was not understood.", "A bracket is missing."]}}

    with serving(answering(lambda _: refusal)) as server, pytest.raises(APIError, match=r"not understood.*bracket"):
        run(server, lambda site: site.ask("[[Category:"))


@both
def test_an_offset_that_does_not_grow_ends_the_listing(run: Any) -> None:
    circle = {"query": {"results": answer_of("A")}, "query-continue-offset": 0}

    with serving(answering(lambda _: circle)) as server, pytest.raises(ContinuationError, match="from 0 to 0"):
        run(server, lambda site: site.ask("[[A]]"))


@both
def test_the_title_of_a_query_is_sent(run: Any) -> None:
    with serving(answering(lambda _: {"query": {"results": []}})) as server:
        run(server, lambda site: site.ask("[[A]]", title="Talk:A"))

    assert "title=Talk%3AA" in server.seen[0].target


@both
def test_a_wiki_without_the_extension_is_told_of(run: Any) -> None:
    unknown = {"error": {"code": "badvalue", "info": 'Unrecognized value for parameter "action": ask.'}}

    with serving(answering(lambda _: unknown)) as server, pytest.raises(UnknownModule) as caught:
        run(server, lambda site: site.ask("[[A]]"))
    assert caught.value.extension == "Semantic MediaWiki"


@both
def test_the_log_of_lookups_continues(run: Any) -> None:
    def answer(params: Params) -> object:
        assert (params["list"], params["cultarget"], params["cullimit"]) == ("checkuserlog", "203.0.113.5", "10")
        first = "culcontinue" not in params
        entry = {"timestamp": "2026-01-02T03:04:05Z", "checkuser": "Admin", "type": "ipusers", "reason": "x"}
        rows = [{**entry, "target": "203.0.113.5"}] * (2 if first else 1)
        more = {"continue": {"culcontinue": "20260101|7", "continue": "-||"}} if first else {}
        return {"batchcomplete": True, "query": {"checkuserlog": {"entries": rows}}, **more}

    with serving(answering(answer)) as server:
        found = run(server, lambda site: site.checkuserlog(target="203.0.113.5"))

    assert [row["checkuser"] for row in found] == ["Admin"] * 3
    assert found[0]["timestamp"].tm_year == 2026
    assert len(server.seen) == 2


@both
def test_a_log_that_the_wiki_does_not_have_is_told_of(run: Any) -> None:
    warned = {"code": "unrecognizedvalues", "module": "query", "text": 'Unrecognized value for "list": checkuserlog'}

    with (
        serving(answering(lambda _: {"batchcomplete": True, "warnings": [warned]})) as server,
        pytest.raises(UnknownModule, match="comes with the extension CheckUser"),
    ):
        run(server, lambda site: site.checkuserlog())
