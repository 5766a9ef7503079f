"""Reads of single pages that many tasks make at once are merged, and each gets its own answer."""

import asyncio
import traceback
from collections.abc import Awaitable, Mapping
from typing import Any

import pytest

from mwtyped import mediawiki
from mwtyped.runtime.coalescing import merged_by
from mwtyped.runtime.errors import APIError, MaximumRetriesExceeded, ParameterError, ReplyMismatch
from mwtyped.runtime.options import Options
from tests.runtime.binding import AllPages, Info, Links, Main, Pages, Revisions
from tests.runtime.fake_wiki import AsyncWiki, async_site, pages_of
from tests.runtime.scripted import page

Row = Mapping[str, Any]


def read(titles: list[str], wiki: AsyncWiki, **arguments: Any) -> list[Any]:
    """Read each title by a task of its own, all at once; an error stands for the page."""

    async def together() -> list[Any]:
        site = async_site(wiki, **arguments)
        reads: list[Awaitable[Any]] = [site.iterate(Pages(titles=[title], props=[Info()])).first() for title in titles]
        return await asyncio.gather(*reads, return_exceptions=True)

    return asyncio.run(together())


def refusal(code: str) -> dict[str, Any]:
    return {"errors": [{"code": code, "text": "no"}]}


# As few requests as there may be.


def test_what_is_asked_at_once_is_one_request_for_fifty() -> None:
    wiki = AsyncWiki()
    titles = [f"Page {number}" for number in range(1000)]

    found = read(titles, wiki)

    assert [one["title"] for one in found] == titles
    assert len(wiki.asked) == 20
    assert wiki.most_in_flight == 1
    assert "|".join(titles[:50]) == wiki.asked[0]["titles"]


def test_a_bot_asks_for_five_hundred() -> None:
    wiki = AsyncWiki()

    async def together() -> list[Any]:
        site = async_site(wiki)
        site.context.session.rights = ["apihighlimits"]
        return await asyncio.gather(*(site.iterate(Pages(titles=f"P{number}")).first() for number in range(1000)))

    assert len(asyncio.run(together())) == 1000
    assert len(wiki.asked) == 2


def test_what_comes_while_a_request_is_in_flight_is_the_next_one() -> None:
    async def together() -> tuple[AsyncWiki, list[Any]]:
        wiki = AsyncWiki(gate=asyncio.Event())
        site = async_site(wiki)
        tasks = [asyncio.ensure_future(site.iterate(Pages(titles="First")).first())]
        while not wiki.asked:
            await asyncio.sleep(0)
        for number in range(7):
            tasks.append(asyncio.ensure_future(site.iterate(Pages(titles=f"P{number}")).first()))
            await asyncio.sleep(0)
        assert wiki.gate is not None
        wiki.gate.set()
        return wiki, await asyncio.gather(*tasks)

    wiki, found = asyncio.run(together())

    assert len(wiki.asked) == 2
    assert [one["title"] for one in found] == ["First", *(f"P{number}" for number in range(7))]


def test_several_are_in_flight_where_the_site_may() -> None:
    wiki = AsyncWiki(parallel=3)

    read([f"Page {number}" for number in range(500)], wiki, options=Options(parallel=3))

    assert len(wiki.asked) == 10
    assert wiki.most_in_flight == 3


def test_nothing_is_left_behind() -> None:
    async def together() -> None:
        site = async_site(AsyncWiki())
        for _ in range(3):
            await asyncio.gather(*(site.iterate(Pages(titles=f"P{number}")).first() for number in range(60)))
        await asyncio.sleep(0)
        assert site.coalescing._groups == {}  # pyright: ignore[reportPrivateUsage]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(together())


# Each its own answer.


def test_each_gets_its_own_page() -> None:
    titles = ["A", "No such page", "B<", "A|B", "A", "b"]
    wiki = AsyncWiki()

    found = read(titles, wiki)

    assert [(one.asked.value, one.state) for one in found] == [
        ("A", "existing"),
        ("No such page", "missing"),
        ("B<", "invalid"),
        ("A|B", "invalid"),
        ("A", "existing"),
        ("b", "existing"),
    ]
    assert len(wiki.asked) == 1
    assert wiki.asked[0]["titles"] == "\x1fA\x1fNo such page\x1fB<\x1fA|B\x1fb"
    assert found[0] == found[4]
    assert found[0] is not found[4]


def test_two_spellings_of_a_page_are_two_answers() -> None:
    steps = {"normalized": [{"from": "a", "to": "A"}], "redirects": [{"from": "R", "to": "A", "tofragment": "x"}]}
    answer = {"batchcomplete": True, "query": {**steps, "pages": [page("A", 1)]}}

    found = read(["a", "A", "R"], wiki := AsyncWiki(lambda _: answer))

    assert len(wiki.asked) == 1
    assert [one["title"] for one in found] == ["A"] * 3
    assert [(one.asked.normalized, one.asked.redirects, one.asked.fragment) for one in found] == [
        ("A", (), None),
        (None, (), None),
        (None, ("A",), "x"),
    ]


def test_ids_are_merged_too() -> None:
    wiki = AsyncWiki()

    async def together() -> list[Any]:
        site = async_site(wiki)
        return await asyncio.gather(*(site.iterate(Pages(pageids=number)).first() for number in (7, 100, 8, 7)))

    found = asyncio.run(together())

    assert [(one["pageid"], one.state) for one in found] == [
        (7, "existing"),
        (100, "missing"),
        (8, "existing"),
        (7, "existing"),
    ]
    assert [params["pageids"] for params in wiki.asked] == ["7|100|8"]


def test_a_page_is_given_when_its_props_are_complete() -> None:
    def answers(params: Row) -> object:
        links = [{"title": params.get("plcontinue", "first")}]
        pages = [page(title, number, links=links) for number, title in enumerate(("A", "B"), 1)]
        more = {} if "plcontinue" in params else {"continue": {"plcontinue": "second", "continue": "||"}}
        complete = {"batchcomplete": True} if "plcontinue" in params else {}
        return {**complete, **more, "query": {"pages": pages}}

    async def together() -> list[Any]:
        site = async_site(AsyncWiki(answers))
        return await asyncio.gather(*(site.iterate(Pages(titles=one, props=Links())).first() for one in ("A", "B")))

    for found in asyncio.run(together()):
        assert [link["title"] for link in found["links"]] == ["first", "second"]


# Only what agrees.


def test_requests_that_differ_otherwise_are_asked_for_apart() -> None:
    requests = [
        Pages(titles="A"),
        Pages(titles="B", redirects=True),
        Pages(titles="C", props=[Info()]),
        Pages(titles="D", props=[Info(prop="url")]),
        Pages(pageids=1),
    ]
    wiki = AsyncWiki()

    async def together() -> list[Any]:
        site = async_site(wiki)
        german = site._with_main(Main(uselang="de"))  # pyright: ignore[reportPrivateUsage]
        reads = [site.iterate(request).first() for request in requests]
        return await asyncio.gather(*reads, german.iterate(Pages(titles="A")).first())

    assert len(asyncio.run(together())) == 6
    assert len(wiki.asked) == 6
    assert [params.get("uselang") for params in wiki.asked].count("de") == 1


def test_texts_are_merged() -> None:
    assert merged_by(Pages(titles="A", props=[Revisions(prop=["content"], slots=["main"])])) == "titles"


@pytest.mark.parametrize(
    "request_",
    [
        AllPages(),
        Pages(titles=["A", "B"]),
        Pages(titles=[]),
        Pages(titles=""),
        Pages(titles="A" * 1001),
        Pages(titles="\ud800"),
        Pages(titles="A", extra={"rvlimit": "1"}),
        Pages(titles="A", props=[Info(extra={"inprop": "url"})]),
        Pages(titles="A", props=[Links(limit=1)]),
        mediawiki.Pages(titles="A", props=[mediawiki.Revisions(limit=1)]),
        mediawiki.Pages(titles="A", props=[mediawiki.Revisions(user="B", slots=["main"])]),
        Pages(pageids=0),
        Pages(pageids=2**31),
        Pages(pageids=1, redirects=True),
        Pages(revids=1),
        Pages(generator=AllPages()),
    ],
    ids=repr,
)
def test_what_could_be_answered_otherwise_is_not_merged(request_: Any) -> None:
    assert merged_by(request_) is None


def test_a_title_that_cannot_be_sent_fails_alone() -> None:
    found = read(["A", "\ud800", "B"], AsyncWiki())

    assert isinstance(found[1], ParameterError)
    assert [one["title"] for one in (found[0], found[2])] == ["A", "B"]


def test_a_bounded_listing_is_not_merged() -> None:
    wiki = AsyncWiki()

    async def together() -> list[Any]:
        site = async_site(wiki)
        listings = site.iterate(Pages(titles="A"), max_items=0), site.iterate(Pages(titles="B"), max_items=1)
        return await asyncio.gather(*(listing.first() for listing in listings))

    nothing, found = asyncio.run(together())
    assert (nothing, found["title"]) == (None, "B")
    assert len(wiki.asked) == 1


# Each its own error.


def test_the_error_of_the_whole_request_reaches_each_caller_as_its_own() -> None:
    found = read(["A", "B", "A"], wiki := AsyncWiki(lambda _: refusal("permissiondenied")))

    assert len(wiki.asked) == 1
    assert [(type(one), one.code, str(one)) for one in found] == [
        (APIError, "permissiondenied", "permissiondenied: no")
    ] * 3
    assert len({id(one) for one in found}) == 3
    assert len({id(one.__traceback__) for one in found}) == 3
    assert all("checked" in "".join(traceback.format_exception(one)) for one in found)


def test_a_cause_and_what_an_error_carries_are_kept() -> None:
    broken = MaximumRetriesExceeded(None, ("api", {}))
    broken.__cause__ = cause = OSError("down")
    broken.add_note("a note")

    first, second = read(["A", "B"], AsyncWiki(lambda _: broken))

    assert first.__cause__ is second.__cause__ is cause
    assert first.call == second.call == ("api", {})
    assert first.__notes__ == ["a note"]


def test_an_error_of_another_kind_reaches_each_caller() -> None:
    class Odd(Exception):
        def __init__(self, one: int, *, two: int) -> None:
            super().__init__(one)
            self.two = two

    found = read(["A", "B"], AsyncWiki(lambda _: Odd(1, two=2)))

    assert [(one.args, one.two) for one in found] == [((1,), 2)] * 2


@pytest.mark.parametrize("code", ["invalidparammix", "toomanyvalues", "internal_api_error_RevisionAccessException"])
def test_what_the_wiki_refuses_for_several_or_for_one_of_them_is_asked_for_one_by_one(code: str) -> None:
    def answers(params: Row) -> object:
        return refusal(code) if "|" in params["titles"] or params["titles"] == "Bad" else pages_of(params)

    found = read(["A", "Bad", "B"], wiki := AsyncWiki(answers))

    assert [params["titles"] for params in wiki.asked] == ["A|Bad|B", "A", "Bad", "B"]
    assert (found[0]["title"], found[1].code, found[2]["title"]) == ("A", code, "B")


def test_where_the_site_is_strict_only_the_page_that_does_not_fit_fails() -> None:
    def answers(params: Row) -> object:
        reply = pages_of(params)
        for one in reply["query"]["pages"]:
            one["ns"] = "x" if one["title"] == "Bad" else 0
        return reply

    async def together() -> list[Any]:
        site = async_site(AsyncWiki(answers), options=Options(strict=True))
        reads = [site.iterate(mediawiki.Pages(titles=title)).first() for title in ("A", "Bad", "B")]
        return await asyncio.gather(*reads, return_exceptions=True)

    found = asyncio.run(together())

    assert [type(one) for one in found] == [mediawiki.Page, ReplyMismatch, mediawiki.Page]


# Cancelled callers.


def test_a_cancelled_caller_harms_no_other() -> None:
    async def together() -> tuple[AsyncWiki, list[Any]]:
        wiki = AsyncWiki(gate=asyncio.Event())
        site = async_site(wiki)
        tasks = [asyncio.ensure_future(site.iterate(Pages(titles=title)).first()) for title in ("A", "B", "C", "B")]
        await asyncio.sleep(0)
        tasks[0].cancel()
        while not wiki.asked:
            await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.sleep(0)
        assert wiki.gate is not None
        wiki.gate.set()
        return wiki, await asyncio.gather(*tasks, return_exceptions=True)

    wiki, found = asyncio.run(together())

    assert [params["titles"] for params in wiki.asked] == ["B|C"], "who left before it was sent is not asked for"
    assert [type(one) for one in found[:2]] == [asyncio.CancelledError] * 2
    assert [one["title"] for one in found[2:]] == ["C", "B"]


def test_a_request_that_nobody_awaits_any_more_is_given_up() -> None:
    async def together() -> AsyncWiki:
        wiki = AsyncWiki(gate=asyncio.Event())
        site = async_site(wiki)
        tasks = [asyncio.ensure_future(site.iterate(Pages(titles=title)).first()) for title in ("A", "B")]
        while not wiki.asked:
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        while wiki.in_flight:
            await asyncio.sleep(0)
        wiki.gate = None
        assert (await site.iterate(Pages(titles="C")).first())["title"] == "C"  # type: ignore[index]
        await asyncio.sleep(0)
        assert site.coalescing._groups == {}  # pyright: ignore[reportPrivateUsage]
        return wiki

    assert [params["titles"] for params in asyncio.run(together()).asked] == ["A|B", "C"]


def test_a_time_out_of_one_caller_is_its_own() -> None:
    async def together() -> Any:
        wiki = AsyncWiki(gate=asyncio.Event())
        site = async_site(wiki)
        other = asyncio.ensure_future(site.iterate(Pages(titles="A")).first())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await site.iterate(Pages(titles="B")).first()
        assert wiki.gate is not None
        wiki.gate.set()
        return await other

    assert asyncio.run(together())["title"] == "A"


def test_a_loop_that_ended_leaves_no_request_that_others_wait_for() -> None:
    wiki = AsyncWiki()
    site = async_site(wiki)

    async def begun() -> None:
        task = asyncio.ensure_future(site.iterate(Pages(titles="A")).first())
        await asyncio.sleep(0)
        assert not task.done()

    async def another() -> Any:
        return await site.iterate(Pages(titles="A")).first()

    asyncio.run(begun())

    assert asyncio.run(another())["title"] == "A"
