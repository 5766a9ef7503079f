"""The reference's lists where something fails in the middle."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import pytest

from mwtyped.classic import AsyncList, List
from mwtyped.classic.neighbours import Neighbours
from mwtyped.runtime.errors import APIError
from mwtyped.runtime.options import Options
from tests.runtime.binding import AllPages
from tests.runtime.fake_wiki import AsyncWiki, Wiki, async_site, pages_in_batches, site


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
