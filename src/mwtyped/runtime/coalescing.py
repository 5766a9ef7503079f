"""Reads of single pages that many tasks make at once, merged into the fewest requests. Async only."""

import asyncio
import copy
from collections.abc import Hashable
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import APIError, ReplyMismatch
from .flows.walk import Walk
from .request import ListingRequest, Pages, RequestData

if TYPE_CHECKING:
    from ._async.site import AsyncBaseSite

__all__ = ["Coalescing", "merged_by"]

T = TypeVar("T")

_OF_ONE_PAGE = frozenset({"limit", "start", "end", "startid", "endid", "dir", "user", "excludeuser"})
"""Parameters of props that choose among what one page has: with several pages the wiki may refuse them."""

_LONGEST_TITLE = 1_000
"""Characters; no title is as long, and many that are could make a body too large for the wiki."""

_MOST_ID = 2**31


def merged_by(request: ListingRequest[Any]) -> str | None:
    """Name the field that says which one page is asked for, if it makes no difference that others are asked for too.

    Page ids with redirects are none: the wiki does not say which id led to which page.
    """
    if not isinstance(request, Pages) or request.extra is not None:
        return None
    selectors = (*request.cut, "generator")
    given = [name for name in selectors if getattr(request, name, None) is not None]
    if given not in (["titles"], ["pageids"]) or any(map(_is_of_one_page, request.props or ())):
        return None
    name, values = given[0], getattr(request, given[0])
    if len(values) != 1:
        return None
    if name == "titles":
        return name if _is_plain(values[0]) else None
    leads_elsewhere = any(getattr(request, other, None) for other in ("redirects", "converttitles"))
    return name if 0 < values[0] < _MOST_ID and not leads_elsewhere else None


def _is_of_one_page(prop: RequestData) -> bool:
    return prop.extra is not None or not _OF_ONE_PAGE.isdisjoint(prop.model_fields_set)


def _is_plain(title: str) -> bool:
    """Tell whether a title can harm no other: one that is empty, too long or no text is refused or left out alone."""
    try:
        title.encode()
    except UnicodeEncodeError:
        return False
    return 0 < len(title) <= _LONGEST_TITLE


class Coalescing:
    """Collects reads: those of one turn of the event loop, and while a request is in flight those that come then."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, _Group] = {}

    async def first(self, site: "AsyncBaseSite[Any]", request: ListingRequest[T], name: str) -> T | None:
        """Give the page of a request that differs from others in that field alone."""
        (value,) = getattr(request, name)
        others = request.with_part(name, ())
        key = (asyncio.get_running_loop(), frozenset(site.context.main.items()), type(request), others)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(site, request, name, self._groups, key)
        future = group.ask(value)
        try:
            page: T | None = await future
        except asyncio.CancelledError:
            group.end_what_nobody_awaits()
            raise
        return page


_Waiting = dict[Any, list["asyncio.Future[Any]"]]
"""By title or id, who waits for that page."""


class _Group:
    """Reads that agree in all but the page."""

    def __init__(
        self,
        site: "AsyncBaseSite[Any]",
        request: ListingRequest[Any],
        name: str,
        groups: dict[Hashable, "_Group"],
        key: Hashable,
    ) -> None:
        self._site = site
        self._request = request
        self._name = name
        self._groups, self._key = groups, key
        self._loop = asyncio.get_running_loop()
        self._waiting: _Waiting = {}
        self._in_flight: dict[asyncio.Task[None], _Waiting] = {}

    def ask(self, value: Any) -> "asyncio.Future[Any]":
        if not self._waiting:
            self._loop.call_soon(self._begin)
        future = self._loop.create_future()
        self._waiting.setdefault(value, []).append(future)
        return future

    def end_what_nobody_awaits(self) -> None:
        """Give up requests whose callers were all cancelled."""
        for task, waiting in self._in_flight.items():
            if not _awaited(waiting):
                task.cancel()

    def _begin(self, ended: "asyncio.Task[None] | None" = None) -> None:
        """Ask for what was collected, as far as another request may be in flight."""
        if ended is not None:
            del self._in_flight[ended]
        self._waiting = _awaited(self._waiting)
        session = self._site.context.session
        size = self._request.most(self._name)[1 if session.high_limits else 0]
        while self._waiting and len(self._in_flight) < session.options.parallel:
            part = {value: self._waiting.pop(value) for value in list(islice(self._waiting, size))}
            task = self._loop.create_task(self._answer(part))
            self._in_flight[task] = part
            task.add_done_callback(self._begin)
        if not self._in_flight and self._groups.get(self._key) is self:
            del self._groups[self._key]

    async def _answer(self, waiting: _Waiting) -> None:
        parts = [waiting]
        try:
            while parts:
                part = parts.pop(0)
                try:
                    pages = await self._pages(part)
                except Exception as error:
                    if len(part) > 1 and _may_be_of_one(error):
                        parts += [{value: futures} for value, futures in part.items()]
                    else:
                        _fail(part, error)
                else:
                    _give(part, pages)
        except BaseException:
            for futures in waiting.values():
                for future in futures:
                    future.cancel()
            raise

    async def _pages(self, waiting: _Waiting) -> list[Any]:
        request = self._request.with_part(self._name, tuple(waiting))
        return await self._site.run(Walk(self._site.context, request, None).batch()) or []


def _awaited(waiting: _Waiting) -> _Waiting:
    """Leave out whose callers were cancelled."""
    left = {value: [future for future in futures if not future.done()] for value, futures in waiting.items()}
    return {value: futures for value, futures in left.items() if futures}


def _may_be_of_one(error: Exception) -> bool:
    """Tell whether the request failed for one of its pages, or because they were several."""
    match error:
        case ReplyMismatch():
            return True
        case APIError(code=code):
            return code in ("invalidparammix", "toomanyvalues") or code.startswith("internal_api_error")
        case _:
            return False


def _give(waiting: _Waiting, pages: list[Any]) -> None:
    found = {page.asked.value: page for page in pages if page.asked is not None}
    for value, futures in waiting.items():
        page = found.get(value)
        for number, future in enumerate(futures):
            if not future.done():
                future.set_result(copy.copy(page) if number else page)


def _fail(waiting: _Waiting, error: Exception) -> None:
    for futures in waiting.values():
        for future in futures:
            if not future.done():
                future.set_exception(_another(error))


def _another(error: Exception) -> Exception:
    """Copy an exception: a traceback grows where it is raised, and each caller raises its own."""
    other = type(error).__new__(type(error), *error.args)
    other.__dict__.update(error.__dict__)
    other.__cause__, other.__context__ = error.__cause__, error.__context__
    other.__suppress_context__ = error.__suppress_context__
    return other.with_traceback(error.__traceback__)
