"""Ctrl-C and cancelled tasks at any moment, on the real wiki: what comes next gets its own answer."""

import asyncio
import signal
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from mwtyped import AsyncSite, Options, Site
from mwtyped.mediawiki import AllPages, Info, Pages

from ..wiki import Wiki
from .oracle import Oracle


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    """Raise what Ctrl-C raises in the main thread when so much time has passed."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("options", [Options(), Options(read_ahead=True), Options(parallel=3)], ids=str)
def test_interrupts_at_any_moment_leave_a_site_that_works(wiki: Wiki, options: Options) -> None:
    interrupts = 0
    with Site(wiki.url, max_lag=None, options=options) as site:
        titles = [page.title for page in site.iterate(AllPages())]
        selection = Pages(titles=titles, props=[Info()])
        for number in range(40):
            try:
                with interrupted_after(0.0005 + 0.0013 * number):
                    for _ in (*site.iterate(AllPages(limit=30)), *site.iterate(selection)):
                        pass
            except KeyboardInterrupt:
                interrupts += 1
            title = titles[number]
            page = site.iterate(Pages(titles=[title])).first()
            assert page is not None
            assert page.title == title
        assert [page.title for page in site.iterate(selection)] == titles

    assert interrupts > 10


@pytest.mark.parametrize("options", [Options(), Options(read_ahead=True), Options(parallel=3)], ids=str)
def test_cancelled_tasks_leave_a_site_that_works(wiki: Wiki, options: Options) -> None:
    async def read() -> int:
        async with AsyncSite(wiki.url, max_lag=None, options=options) as site:
            titles = [page.title async for page in site.iterate(AllPages())]
            selection, late = Pages(titles=titles, props=[Info()]), 0
            for number in range(40):
                try:
                    async with asyncio.timeout(0.0005 + 0.0013 * number):
                        assert [page async for page in site.iterate(AllPages(limit=30))]
                        assert [page async for page in site.iterate(selection)]
                except TimeoutError:
                    late += 1
                title = titles[number]
                page = await site.iterate(Pages(titles=[title])).first()
                assert page is not None
                assert page.title == title
            assert [page.title async for page in site.iterate(selection)] == titles
            assert asyncio.all_tasks() == {asyncio.current_task()}
            return late

    assert asyncio.run(read()) > 10


def passed(stop: BaseException) -> list[str]:
    """List the files that an interrupt came through."""
    return [frame.f_code.co_filename for frame, _ in traceback.walk_tb(stop.__traceback__)]


def test_an_interrupted_edit_is_never_silent(wiki: Wiki, oracle: Oracle) -> None:
    """Without a note nothing was saved, unless the call had ended when the interrupt came."""
    silent = noted = 0
    with Site(wiki.url, max_lag=None) as site:
        site.login(wiki.accounts["alice"].bot_name, wiki.accounts["alice"].bot_password)
        for number in range(25):
            title, told, ended = f"Page {uuid.uuid4()}", False, True
            try:
                with interrupted_after(0.001 + 0.003 * number):
                    site.api.edit(title=title, text="x")
            except KeyboardInterrupt as stop:
                ended = not any("runtime/flows" in path or "transport" in path for path in passed(stop))
                told = any("whether it was done is not known" in note for note in getattr(stop, "__notes__", []))
            noted += told
            asked = oracle.ask(action="query", titles=title, formatversion="2")["query"]["pages"][0]
            silent += not (ended or told or "missing" in asked)

    assert silent == 0
    assert noted > 3
