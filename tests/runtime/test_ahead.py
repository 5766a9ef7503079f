"""Reading ahead, and several requests at once: in order, bounded, and ended with the iteration."""

import asyncio
import gc
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from itertools import islice
from typing import Any

import pytest

from mwtyped.runtime.errors import APIError, ConnectionFailed, EventLoopMismatch
from mwtyped.runtime.options import Options
from tests.runtime.binding import AllPages, Pages, SiteInfo
from tests.runtime.fake_wiki import AsyncWiki, Wiki, async_site, pages_in_batches, pages_of, site

AHEAD = Options(read_ahead=True)
SEVERAL = Options(parallel=4)
TITLES = [f"Page {number}" for number in range(600)]


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "mwtyped listing"]


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    for thread in threads():
        thread.join(30)
    assert threads() == []


async def turns() -> None:
    """Let other tasks go on until nothing happens any more."""
    for _ in range(50):
        await asyncio.sleep(0)


def titles(items: Any) -> list[str]:
    return [item["title"] for item in items]


# Reading ahead, in threads.


def test_the_next_batch_is_asked_for_while_the_caller_works() -> None:
    wiki = Wiki(pages_in_batches(4))
    items = iter(site(wiki, options=AHEAD).iterate(AllPages()))

    assert next(items)["title"] == "P0"
    wiki.wait_for(lambda: len(wiki.asked) == 2 and not wiki.in_flight)
    assert next(items)["title"] == "P1"
    assert len(wiki.asked) == 2, "one batch ahead, no more"
    assert titles(items) == [f"P{number}" for number in range(2, 8)]
    assert (len(wiki.asked), wiki.most_in_flight) == (4, 1)


def test_without_the_option_nothing_is_asked_for_before_it_is_needed() -> None:
    wiki = Wiki(pages_in_batches(3))
    items = iter(site(wiki).iterate(AllPages()))

    assert titles(islice(items, 2)) == ["P0", "P1"]
    assert len(wiki.asked) == 1
    assert threads() == []


def test_no_batch_is_asked_for_beyond_what_is_wanted() -> None:
    wiki = Wiki(pages_in_batches(9))

    assert len(list(site(wiki, options=AHEAD).iterate(AllPages(), max_items=4))) == 4
    assert len(wiki.asked) == 2


def test_other_calls_wait_for_what_is_read_ahead() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        if "apcontinue" in params:
            opened.wait(30)
        return {"query": {}} if "meta" in params else pages_in_batches(2)(params)

    opened, wiki = threading.Event(), Wiki(answers)
    reading = site(wiki, options=AHEAD)
    items = iter(reading.iterate(AllPages()))
    next(items)
    wiki.wait_for(lambda: len(wiki.asked) == 2)
    other = threading.Thread(target=reading.send, args=(SiteInfo(),))
    other.start()
    opened.set()
    other.join()

    assert titles(items) == ["P1", "P2", "P3"]
    assert (len(wiki.asked), wiki.most_in_flight) == (3, 1)


def test_an_error_is_raised_where_the_caller_meets_it() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        return {"errors": [{"code": "no", "text": "no"}]} if "apcontinue" in params else pages_in_batches(2)(params)

    wiki = Wiki(answers)
    items = iter(site(wiki, options=AHEAD).iterate(AllPages()))

    assert next(items)["title"] == "P0"
    wiki.wait_for(lambda: len(wiki.asked) == 2 and not wiki.in_flight)
    assert next(items)["title"] == "P1"
    with pytest.raises(APIError):
        next(items)


def test_who_stops_early_leaves_no_thread() -> None:
    wiki = Wiki(pages_in_batches(9))
    for _ in site(wiki, options=AHEAD).iterate(AllPages()):
        break
    for thread in threads():
        thread.join(30)

    assert len(wiki.asked) <= 2


def test_an_abandoned_wait_is_ended() -> None:
    """The wiki lags: the third try would come after half a minute."""

    def answers(params: Mapping[str, Any]) -> object:
        return {"errors": [{"code": "maxlag", "text": "x"}]} if "apcontinue" in params else pages_in_batches(2)(params)

    waits = threading.Event()
    wiki = Wiki(answers)

    def waited(_: object, retries: int, __: object) -> None:
        if retries == 2:
            waits.set()

    reading = site(wiki, options=AHEAD, wait_callback=waited)
    items = iter(reading.iterate(AllPages()))
    next(items)
    assert waits.wait(30)
    del items
    gc.collect()
    for thread in threads():
        thread.join(20)

    assert threads() == []
    assert len(wiki.asked) == 3


def test_a_closed_site_ends_what_is_read_ahead() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        if "apcontinue" not in params:
            return pages_in_batches(2)(params)
        assert closed.wait(30)
        return ConnectionFailed("https://wiki.example: the connection was closed")

    closed, wiki = threading.Event(), Wiki(answers)
    reading = site(wiki, options=AHEAD)
    items = iter(reading.iterate(AllPages()))
    next(items)
    wiki.wait_for(lambda: len(wiki.asked) == 2)
    reading.close()
    closed.set()

    assert next(items)["title"] == "P1"
    with pytest.raises(ConnectionFailed, match="closed while it read ahead"):
        next(items)
    assert len(wiki.asked) == 2, "it is not tried again"


class Interrupt(BaseException):
    """What Ctrl-C raises, and cannot be taken for it."""


def test_an_interrupt_while_one_waits_leaves_a_site_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = Wiki(pages_in_batches(3))
    reading = site(wiki, options=AHEAD)

    def interrupted(_: object) -> None:
        raise Interrupt

    with monkeypatch.context() as patch:
        patch.setattr("mwtyped.runtime.ahead._Job.result", interrupted)
        with pytest.raises(Interrupt):
            list(reading.iterate(AllPages()))

    assert len(list(reading.iterate(AllPages()))) == 6


# Several at once, in threads.


def test_parts_are_asked_for_at_once_and_come_in_order() -> None:
    wiki = Wiki(parallel=4, gate=threading.Event())
    assert wiki.gate is not None
    found = list[str]()
    reading = site(wiki, options=SEVERAL)
    reader = threading.Thread(target=lambda: found.extend(titles(reading.iterate(Pages(titles=TITLES)))))
    reader.start()
    wiki.wait_for(lambda: wiki.in_flight == 4)
    wiki.gate.set()
    reader.join()

    assert found == TITLES
    assert (len(wiki.asked), wiki.most_in_flight) == (12, 4)


def test_no_more_batches_wait_than_requests_may_be_in_flight() -> None:
    wiki = Wiki(parallel=4)
    items = iter(site(wiki, options=SEVERAL).iterate(Pages(titles=TITLES)))

    next(items)
    wiki.wait_for(lambda: len(wiki.asked) == 4 and not wiki.in_flight)
    for _ in range(50):
        next(items)
    wiki.wait_for(lambda: len(wiki.asked) == 5 and not wiki.in_flight)
    assert titles(items) == TITLES[51:]


def test_no_more_parts_are_asked_for_than_are_wanted() -> None:
    wiki = Wiki(parallel=4)

    assert titles(site(wiki, options=SEVERAL).iterate(Pages(titles=TITLES), max_items=70)) == TITLES[:70]
    assert len(wiki.asked) == 2


def test_a_part_that_fails_fails_in_its_place() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        return {"errors": [{"code": "no", "text": "no"}]} if "Page 60|" in params["titles"] else pages_of(params)

    items = iter(site(Wiki(answers, parallel=4), options=SEVERAL).iterate(Pages(titles=TITLES)))
    assert titles(islice(items, 50)) == TITLES[:50]
    with pytest.raises(APIError):
        next(items)


def test_what_goes_on_by_a_cursor_is_asked_for_in_turn() -> None:
    wiki = Wiki(pages_in_batches(5), parallel=4)

    assert len(list(site(wiki, options=SEVERAL).iterate(AllPages()))) == 10
    assert wiki.most_in_flight == 1


@pytest.mark.parametrize(("options", "most"), [(Options(), 1), (Options(parallel=3), 3)])
def test_threads_share_the_requests_that_a_site_may_have(options: Options, most: int) -> None:
    wiki = Wiki(lambda _: {"query": {}}, parallel=options.parallel)
    shared = site(wiki, options=options)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: shared.send(SiteInfo()), range(100)))

    assert len(wiki.asked) == 100
    assert wiki.most_in_flight <= most


def test_a_site_needs_one_request_at_least() -> None:
    with pytest.raises(ValueError, match="parallel must be 1 at least, not 0"):
        Options(parallel=0)


# The same in tasks.


def test_tasks_read_ahead_one_batch() -> None:
    async def read() -> AsyncWiki:
        wiki = AsyncWiki(pages_in_batches(4))
        found = list[str]()
        asked = list[int]()
        async for item in async_site(wiki, options=AHEAD).iterate(AllPages()):
            found.append(item["title"])
            await turns()
            asked.append(len(wiki.asked))
        assert found == [f"P{number}" for number in range(8)]
        assert asked == [2, 2, 3, 3, 4, 4, 4, 4]
        return wiki

    assert asyncio.run(read()).most_in_flight == 1


@pytest.mark.parametrize("options", [AHEAD, SEVERAL, Options(read_ahead=True, parallel=4)])
def test_who_stops_early_leaves_no_task(options: Options) -> None:
    async def read() -> None:
        wiki = AsyncWiki(gate=asyncio.Event(), parallel=options.parallel)
        assert wiki.gate is not None
        wiki.gate.set()
        reading = async_site(wiki, options=options)
        async with aclosing(reading.iterate(Pages(titles=TITLES)).__aiter__()) as items:  # type: ignore[type-var]
            async for _ in items:
                wiki.gate.clear()
                break
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert wiki.in_flight == 0
        wiki.gate.set()
        assert len([item async for item in reading.iterate(Pages(titles=TITLES))]) == 600

    asyncio.run(read())


def test_an_iteration_that_is_forgotten_leaves_no_task() -> None:
    async def read() -> None:
        wiki = AsyncWiki(pages_in_batches(9))
        async for _ in async_site(wiki, options=AHEAD).iterate(AllPages()):
            break
        await turns()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(read())


def test_tasks_ask_for_parts_at_once_and_give_them_in_order() -> None:
    async def read() -> AsyncWiki:
        wiki = AsyncWiki(parallel=4)
        reading = async_site(wiki, options=SEVERAL)
        found = [item["title"] async for item in reading.iterate(Pages(titles=TITLES))]
        assert found == TITLES
        return wiki

    wiki = asyncio.run(read())
    assert (len(wiki.asked), wiki.most_in_flight) == (12, 4)


def test_a_part_that_fails_in_a_task_fails_in_its_place() -> None:
    def answers(params: Mapping[str, Any]) -> object:
        late = params["titles"].startswith(("Page 50|", "Page 100|"))
        return {"errors": [{"code": "no", "text": "no"}]} if late else pages_of(params)

    async def read() -> None:
        items = async_site(AsyncWiki(answers, parallel=4), options=SEVERAL).iterate(Pages(titles=TITLES)).__aiter__()
        found = [(await anext(items))["title"] for _ in range(50)]
        with pytest.raises(APIError):
            await anext(items)
        assert found == TITLES[:50]

    asyncio.run(read())


def test_tasks_share_the_requests_that_a_site_may_have() -> None:
    async def read() -> int:
        wiki = AsyncWiki(lambda _: {"query": {}}, parallel=3)
        shared = async_site(wiki, options=Options(parallel=3))
        await asyncio.gather(*(shared.send(SiteInfo()) for _ in range(100)))
        return wiki.most_in_flight

    assert asyncio.run(read()) == 3


def test_a_closed_async_site_ends_what_is_read_ahead() -> None:
    async def read() -> None:
        wiki = AsyncWiki(pages_in_batches(3), gate=asyncio.Event())
        assert wiki.gate is not None
        wiki.gate.set()
        reading = async_site(wiki, options=AHEAD)
        items = reading.iterate(AllPages()).__aiter__()
        await anext(items)
        wiki.gate.clear()
        await turns()
        assert wiki.in_flight == 1
        await reading.close()
        assert wiki.in_flight == 0
        with pytest.raises(ConnectionFailed, match="closed while it read ahead"):
            [item async for item in items]

    asyncio.run(read())


def test_a_time_out_while_one_waits_for_a_batch_is_a_time_out() -> None:
    async def read() -> None:
        wiki = AsyncWiki(pages_in_batches(3), gate=asyncio.Event())
        reading = async_site(wiki, options=AHEAD)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                [item async for item in reading.iterate(AllPages())]
        assert wiki.in_flight == 0
        assert wiki.gate is not None
        wiki.gate.set()
        assert len([item async for item in reading.iterate(AllPages())]) == 6

    asyncio.run(read())


# Event loops.


def test_another_event_loop_is_refused_with_what_to_do() -> None:
    reading = async_site(AsyncWiki(lambda _: {"query": {}}))

    async def ask() -> None:
        await reading.send(SiteInfo())

    asyncio.run(ask())
    with pytest.raises(EventLoopMismatch, match=r"make one for each loop .* or `await site.close\(\)`"):
        asyncio.run(ask())


def test_a_closed_site_may_go_on_in_another_loop() -> None:
    reading = async_site(AsyncWiki(lambda _: {"query": {}}))

    async def ask(*, closing: bool) -> None:
        await asyncio.gather(*(reading.send(SiteInfo()) for _ in range(3)))
        if closing:
            await reading.close()

    async def close() -> None:
        await reading.close()

    asyncio.run(ask(closing=True))
    asyncio.run(ask(closing=False))
    asyncio.run(close())
    asyncio.run(ask(closing=True))


def test_connections_of_a_loop_that_still_runs_are_not_closed_in_another() -> None:
    reading = async_site(AsyncWiki(lambda _: {"query": {}}))
    loop = asyncio.new_event_loop()
    loop.run_until_complete(reading.send(SiteInfo()))

    async def close() -> None:
        await reading.close()

    with pytest.raises(EventLoopMismatch):
        asyncio.run(close())
    loop.run_until_complete(close())
    loop.close()
