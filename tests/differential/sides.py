"""mwclient, ours, and ours in async code, used alike: what a call gives is settled before it is looked at."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import mwclient  # type: ignore[import-untyped]  # it has no types

import mwtyped
from mwtyped.classic import AsyncPage

from ..wiki import Wiki
from .normal import MOST

__all__ = ["IN_ASYNC", "OURS", "THEIRS", "Side", "Sites"]

Settle = Callable[[Any], Any]


class Sites:
    """The sites of one side on a wiki.

    Attributes:
        settled: gives what comes of what a call gave.
    """

    def __init__(self, make: Callable[..., Any], wiki: Wiki, settled: Settle) -> None:
        self.settled: Settle = settled
        self._make, self._wiki = make, wiki
        self._made = list[Any]()
        self._known = dict[str, Any]()

    def of(self, who: str) -> Any:
        """Give the site of an account; of `nobody`, of `anyone`, who may edit so, or one that is `new` each time."""
        if who == "new":
            return self._new()
        if who not in self._known:
            site = self._known[who] = self._new(force_login=who != "anyone")
            if who in self._wiki.accounts:
                account = self._wiki.accounts[who]
                self.settled(site.login(account.bot_name, account.bot_password))
        return self._known[who]

    def _new(self, **arguments: Any) -> Any:
        always = {"scheme": "http", "retry_timeout": 0, "clients_useragent": "Differential/1.0 (test)"}
        site = self._make(self._wiki.url.removeprefix("http://"), **always, **arguments)
        self._made.append(site)
        if isinstance(site, mwtyped.AsyncSite):
            self.settled(site.site_init())
        return site

    def close(self) -> None:
        for site in self._made:
            if hasattr(site, "close"):
                self.settled(site.close())


class Side(NamedTuple):
    """One of those that are compared."""

    make: Callable[..., Any]
    settling: Callable[[], AbstractContextManager[Settle]]

    @contextmanager
    def on(self, wiki: Wiki) -> Iterator[Sites]:
        """Use it on a wiki; in one thread."""
        with self.settling() as settled:
            sites = Sites(self.make, wiki, settled)
            try:
                yield sites
            finally:
                sites.close()


@contextmanager
def _at_once() -> Iterator[Settle]:
    yield lambda value: value


@contextmanager
def _in_loop() -> Iterator[Settle]:
    with asyncio.Runner() as runner:
        yield lambda value: runner.run(_awaited(value))


async def _awaited(value: Any) -> Any:
    """Do what sync code does as it reads: wait for it, load it where it is a page, run through a listing."""
    if isinstance(value, Awaitable):
        value = await value
    if isinstance(value, AsyncPage):
        try:
            _ = value.info
        except mwtyped.NotLoaded:
            await value.load()
    elif isinstance(value, AsyncIterator):
        return await _first(value)
    return value


async def _first(items: AsyncIterator[Any]) -> list[Any]:
    found = list[Any]()
    async for item in items:
        found.append(item)
        if len(found) == MOST:
            break
    return found


logging.getLogger("mwclient").setLevel(logging.CRITICAL)  # it logs each warning of the wiki

THEIRS = Side(mwclient.Site, _at_once)
OURS = Side(mwtyped.Site, _at_once)
IN_ASYNC = Side(mwtyped.AsyncSite, _in_loop)
