"""The reference's lists where something fails in the middle."""

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import pytest

import mwtyped
from mwtyped.classic import AsyncList, List, PageList
from mwtyped.classic.neighbours import Neighbours
from mwtyped.runtime.errors import APIError, NotLoaded
from mwtyped.runtime.options import Options
from tests.runtime.binding import AllPages
from tests.runtime.fake_wiki import AsyncWiki, Wiki, async_site, pages_in_batches, site
from tests.runtime.scripted import page


def failing_once(batches: int) -> Callable[[Mapping[str, Any]], object]:
    """Give batches of pages, but for the second one when it is asked for first."""
    good, failed = pages_in_batches(batches), list[bool]()

    def answers(params: Mapping[str, Any]) -> object:
        if params.get("apcontinue") == "1" and not failed:
            failed.append(True)
            return {"errors": [{"code": "internal_api_error_X", "text": "boom"}]}
        return good(params)

    return answers


@pytest.mark.parametrize(("most", "count"), [(None, 8), (5, 5)])
@pytest.mark.parametrize("ahead", [False, True])
def test_a_list_that_failed_goes_on_where_it_stopped(most: int | None, count: int, ahead: bool) -> None:
    found: list[str] = []
    pages = List[Any](site(Wiki(failing_once(4)), options=Options(read_ahead=ahead)), AllPages(), max_items=most)

    with pytest.raises(APIError, match="boom"):
        found.extend(page["title"] for page in pages)
    found = ["P0", "P1", *(page["title"] for page in pages)]

    assert found == [f"P{number}" for number in range(count)]
    assert pages.count == count
    assert list(pages) == []


def test_a_list_goes_on_in_tasks_too() -> None:
    async def found() -> list[str]:
        pages = AsyncList[Any](async_site(AsyncWiki(failing_once(4))), AllPages())
        with pytest.raises(APIError, match="boom"):
            _ = [page async for page in pages]
        return [page["title"] async for page in pages]

    assert asyncio.run(found()) == [f"P{number}" for number in range(2, 8)]


@pytest.mark.parametrize(("most", "asked"), [(None, 2), (3, 2), (2, 1), (0, 0)])
def test_of_several_requests_no_more_items_are_asked_for_than_are_wanted(most: int | None, asked: int) -> None:
    wiki = Wiki(pages_in_batches(1))
    pages = List[Any](site(wiki), AllPages(namespace=0), AllPages(namespace=1), max_items=most)

    assert [page["title"] for page in pages] == ["P0", "P1", "P0", "P1"][:most]
    assert len(wiki.asked) == asked
    assert [params["aplimit"] for params in wiki.asked][1:] == (["1"] if most == 3 else ["max"] * (asked - 1))


def test_all_namespaces_are_those_that_the_wiki_is_known_to_have() -> None:
    made = mwtyped.Site("wiki.example", do_init=False)

    with pytest.raises(NotLoaded, match="namespaces"):
        made.allpages(namespace="*")


def test_a_list_of_no_request_is_refused() -> None:
    """As scripts make mwclient's lists by hand."""
    by_name: Any = List
    with pytest.raises(TypeError, match=r"a list is made of requests: use site\.allpages\(\) and the like"):
        by_name(site(Wiki()), "allpages", "ap")


def test_a_page_is_read_ahead_once_in_whatever_order_a_loop_runs() -> None:
    neighbours = Neighbours([1, 2, 3, 4, 5, 6], with_files=False)
    wanted = list[list[int]]()
    for pageid in (5, 2, 4):
        wanted.append(neighbours.wanted(pageid, 3))
        neighbours.note({})

    assert wanted == [[5, 6, 4], [2, 3, 1], [4]]


@pytest.mark.parametrize(
    "order",
    [range(100), range(99, -1, -1), [n * 37 % 100 for n in range(100)]],
    ids=["forwards", "backwards", "its own"],
)
def test_in_whatever_order_a_loop_runs_it_reads_as_many_at_once_as_there_may_be(order: Iterable[int]) -> None:
    neighbours = Neighbours(range(100), with_files=False)
    requests = 0
    for pageid in order:
        if neighbours.taken(pageid) is None:
            neighbours.note(dict.fromkeys(neighbours.wanted(pageid, 50), cast("Any", "a page")))
            requests += 1
            assert neighbours.taken(pageid)

    assert requests == 2


# The page lists of a site.


def all_pages(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give three batches of page objects, two in each."""
    start = int(params.get("gapcontinue", 0))
    more = {"continue": {"gapcontinue": str(start + 2), "continue": "-||"}} if start < 4 else {}
    known: dict[str, Any] = {"contentmodel": "wikitext", "touched": "2026-01-01T00:00:00Z", "lastrevid": 1, "length": 1}
    known |= {"pagelanguage": "en", "pagelanguagehtmlcode": "en", "pagelanguagedir": "ltr", "restrictiontypes": []}
    rows = [page(f"P{number}", number + 1, **known) for number in (start, start + 1)]
    return {"batchcomplete": True, **more, "query": {"pages": rows}}


ALL = [f"P{number}" for number in range(6)]


def site_of_pages() -> mwtyped.Site:
    made = mwtyped.Site("wiki.example", do_init=False)
    made._transport = Wiki(all_pages)
    return made


def async_site_of_pages() -> mwtyped.AsyncSite:
    made = mwtyped.AsyncSite("wiki.example", do_init=False)
    made._transport = AsyncWiki(all_pages)
    return made


@pytest.mark.parametrize("make", [site_of_pages, async_site_of_pages])
def test_the_lists_of_a_site_are_one_object_each(make: Callable[[], Any]) -> None:
    made = make()

    assert made.pages is made.pages is made.Pages
    assert made.categories is made.categories is made.Categories
    assert made.images is made.images is made.Images
    assert [one.namespace for one in (made.pages, made.categories, made.images)] == [0, 14, 6]


def test_next_goes_on_where_the_one_before_stopped() -> None:
    made = site_of_pages()

    assert [next(made.pages).name, next(made.pages).name, next(made.Pages).name] == ALL[:3]
    assert [one.name for one in made.pages] == ALL, "a loop begins anew"
    assert [one.name for one in made.pages] == ALL
    assert next(made.pages).name == ALL[3], "and leaves the other where it is"


def test_next_goes_on_in_tasks_too() -> None:
    async def found() -> list[str]:
        made = async_site_of_pages()
        stepped = [(await anext(made.pages)).name for _ in range(3)]
        return [*stepped, *[one.name async for one in made.pages]]

    assert asyncio.run(found()) == [*ALL[:3], *ALL]


def test_a_site_with_other_parameters_has_lists_of_its_own() -> None:
    made = site_of_pages()
    next(made.pages)
    german = made.with_options(uselang="de")

    assert german.pages is german.pages
    assert german.pages.site is german
    assert made.pages.site is made
    assert next(german.pages).name == ALL[0]


def test_a_list_made_by_hand_is_not_the_sites() -> None:
    made = site_of_pages()
    by_hand = PageList[Any](made)

    assert [next(by_hand).name, next(by_hand).name, next(made.pages).name] == ["P0", "P1", "P0"]


def test_loops_of_several_threads_do_not_disturb_each_other() -> None:
    made, found = site_of_pages(), list[list[str]]()
    together = threading.Barrier(4)

    def loop() -> None:
        names = list[str]()
        for one in made.pages:
            together.wait(30)
            names.append(one.name)
        found.append(names)

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [ALL] * 4


def test_a_site_that_was_stepped_through_is_freed_in_time() -> None:
    made = site_of_pages()
    next(made.pages)
    gone = weakref.ref(made)
    del made
    gc.collect()

    assert gone() is None


def test_a_list_keeps_its_site() -> None:
    assert [one.name for one in site_of_pages().pages] == ALL
