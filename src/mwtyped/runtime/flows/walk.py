"""Listings: one request after the other, until the wiki has no more or the caller wants none."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from ..errors import ContinuationError, shown
from ..reading import Mismatches
from ..reply import grow, inside, loads
from ..request import Generator, ListingRequest, Pages, Params
from ..session import Context
from . import Flow
from .call import read_call, refuse, settle

__all__ = ["PageBatch", "Walk"]

T = TypeVar("T")
Cursor = Mapping[str, Any]

_MOST_EMPTY = 500
"""Replies in a row without data after which a listing is not going to end."""

_FEWEST = 50  # every wiki gives that many to everyone: below it a smaller page costs no request more


class Walk(Generic[T]):
    """Follow a listing: each `batch` is a flow that gives some items, or None at the end.

    Each request is built of the original parameters and the newest cursor alone.
    """

    def __init__(self, context: Context, request: ListingRequest[T], max_items: int | None) -> None:
        if max_items is not None and max_items < 0:
            raise ValueError(f"max_items must not be negative: {max_items}")
        self._context = context
        self._left = max_items
        self._parts = _split(context, request)
        self._steps: _Steps[T] | None = None

    def batch(self) -> Flow[list[T] | None]:
        """Give the next items, at least one; None at the end."""
        while self._left is None or self._left > 0:
            if self._steps is None:
                request = next(self._parts, None)
                if request is None:
                    return None
                refuse(self._context.session, request)
                self._steps = _Steps(self._context, request, self._left)
            items = yield from self._steps.next()
            if items is None:
                self._steps = None
            elif items:
                return self._taken(items)
        return None

    def _taken(self, items: list[T]) -> list[T]:
        if self._left is not None:
            items = items[: self._left]
            self._left -= len(items)
        return items


def _split(context: Context, request: ListingRequest[T]) -> Iterator[ListingRequest[T]]:
    """Cut a selection of pages into as many as one request may name; an empty one is no request."""
    if request.selects_nothing():
        return
    name = next((name for name in request.cut if getattr(request, name, None) is not None), None)
    if name is None:
        yield request
        return
    values = getattr(request, name)
    low, high = request.most(name)
    size = high if context.session.high_limits else low
    for start in range(0, len(values), size):
        yield request.with_part(name, values[start : start + size])


class _Steps(Generic[T]):
    """Follow one request; a step is one complete batch."""

    def __init__(self, context: Context, request: ListingRequest[T], max_items: int | None) -> None:
        self._context = context
        self._request = request
        self._params = _with_page_size(request, max_items)
        self._cursor: Cursor = {}
        self._seen: set[int] = set()
        self._empty = 0
        self._ended = False

    def next(self) -> Flow[list[T] | None]:
        if self._ended:
            return None
        reply = yield from self._complete()
        mismatches = Mismatches()
        items = list(self._request.read(reply, mismatches))
        settle(self._context.session, mismatches, items)
        if not isinstance(self._request, Pages):
            self._count_empty(bool(items))
        return items

    def _complete(self) -> Flow[Mapping[str, Any]]:
        """Read on until the batch is complete: its pages come again while a prop continues."""
        reply = yield from self._one(self._request.decode)
        if not isinstance(self._request, Pages):
            return reply
        if "batchcomplete" in reply:
            self._count_empty(bool(inside(reply, "query", "pages")))
            return reply
        batch = PageBatch()
        while True:
            self._count_empty(batch.add(reply))
            if self._ended or "batchcomplete" in reply:
                return batch.reply(reply)
            reply = yield from self._one(loads)

    def _count_empty(self, brought: bool) -> None:
        self._empty = 0 if brought else self._empty + 1
        if self._empty > _MOST_EMPTY:
            raise ContinuationError(f"{self._request.facts.path}: {_MOST_EMPTY} replies in a row brought nothing")

    def _one(self, decode: Callable[[bytes], Any]) -> Flow[Mapping[str, Any]]:
        reply = yield from read_call(self._context, {**self._params, **self._cursor}, decode)
        cursor = reply.get("continue")
        if not isinstance(cursor, Mapping) or not cursor:
            self._ended = True
            return reply
        mark = hash(frozenset((key, str(value)) for key, value in cursor.items()))
        if mark in self._seen:
            raise ContinuationError(
                f"{self._request.facts.path}: the wiki's cursor repeats: {shown(str(dict(cursor)))}"
            )
        self._seen.add(mark)
        self._cursor = {key: str(value) for key, value in cursor.items()}
        return reply


def _with_page_size(request: ListingRequest[Any], max_items: int | None) -> Params:
    """Ask for no more than the caller wants, where "as many as may be" was only our default."""
    params = request.call()
    source = getattr(request, "generator", None) if isinstance(request, Pages) else request
    if max_items is None or max_items > _FEWEST or not isinstance(source, ListingRequest | Generator):
        return params
    wire = ("g" if source is not request else "") + source.wire_name("limit")
    if "limit" in type(source).model_fields and params.get(wire) == "max":
        params[wire] = str(max(max_items, 1))
    return params


class PageBatch:
    """The pages of a batch, which come again while a prop continues."""

    def __init__(self) -> None:
        self._pages: dict[object, dict[str, Any]] = {}
        self._titles: dict[str, list[Any]] = {}

    def add(self, reply: Mapping[str, Any]) -> bool:
        """Add the pages of a reply: lists and maps grow, the rest is as sent last. Tell whether there were any."""
        query = reply.get("query")
        if not isinstance(query, Mapping):
            return False
        for kind in ("normalized", "converted", "redirects", "interwiki", "badrevids"):
            self._titles.setdefault(kind, []).extend(_values(query.get(kind)))
        pages = _values(query.get("pages"))
        for page in pages:
            known = self._pages.setdefault(_key_of(page), page)
            if known is not page:
                grow(known, page)
        return bool(pages)

    def reply(self, last: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the last reply with all pages of the batch in it, and what became of the titles."""
        return {**last, "query": {**self._titles, "pages": list(self._pages.values())}}


def _values(found: Any) -> list[Any]:
    """List what stands in a list or a map; what is neither is what does not fit, and is reported where it is read."""
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else [] if found is None else [found]


def _key_of(page: Any) -> object:
    """Tell pages apart: by id, those without one by title; what is no page is like no other."""
    key = page.get("pageid", page.get("title")) if isinstance(page, dict) else None
    return key if isinstance(key, str | int) else object()
