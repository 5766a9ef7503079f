"""Listings: one request after the other, until the wiki has no more or the caller wants none."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from ..errors import ContinuationError, shown
from ..reading import Mismatches
from ..reply import cursor_of, grow, inside, loads
from ..request import Generator, ListingRequest, Pages, Params
from ..session import Context
from . import Flow
from .call import read_call, refuse, settle

__all__ = ["PageBatch", "Place", "Stretch", "Walk"]

T = TypeVar("T")
Cursor = Mapping[str, str]

_MOST_EMPTY = 500
"""Replies in a row without data after which a listing is not going to end."""

_LARGEST_BATCH = 1024 * 1024 * 1024
"""Bytes of a batch that comes in pieces: 500 pages of the size that a page may have."""

_FEWEST = 50  # every wiki gives that many to everyone: below it a smaller page costs no request more


@dataclass(frozen=True, slots=True)
class Place:
    """Where a listing stands between two batches.

    Attributes:
        start: how many of the titles or ids come before that are asked for in parts; 1 is the end of any other listing.
        cursor: what the wiki gave to go on with; empty where a part begins.
        left: how many items are still wanted; None for all.
    """

    start: int = 0
    cursor: Cursor = field(default_factory=dict)
    left: int | None = None


class Stretch(NamedTuple, Generic[T]):
    """Some items of a listing, and the places before and after them."""

    items: list[T]
    before: Place
    after: Place


class Walk(Generic[T]):
    """Follow a listing from a place: `begin` a batch, run that flow, `take` what it gave; in this order.

    Each request is built of the original parameters and the newest cursor alone. A selection of pages is cut into
    parts of as many as one request may name; an empty one is no request. Where the site may have several requests,
    parts are begun while those before are under way; all else is begun when the batch before was taken.
    """

    def __init__(
        self,
        context: Context,
        request: ListingRequest[T],
        max_items: int | None = None,
        *,
        place: Place | None = None,
        entries: str | None = None,
    ) -> None:
        """Begin at a place; the items are the pages, or the `entries` of that field in them, as they come."""
        if max_items is not None and not isinstance(max_items, int | float):
            raise TypeError(f"max_items must be a number, not {max_items!r}")
        if max_items is not None and max_items < 0:
            raise ValueError(f"max_items must not be negative: {max_items}")
        self.place: Place = place or Place(left=max_items)
        self._context = context
        self._request = request
        self._entries = entries
        self._cut = next((name for name in request.cut if getattr(request, name, None) is not None), None)
        self._size, self._count = self._parts()
        self._next = self.place.start
        self._steps: _Steps[T] | None = None
        self._begun: deque[_Steps[T]] = deque()
        self.has_parts: bool = context.session.options.parallel > 1 and self._count - self._next > self._size
        """Whether several batches can be begun at once."""

    def _parts(self) -> tuple[int, int]:
        """Tell how many values a part has, and how many there are."""
        if self._request.selects_nothing():
            return 1, 0
        if self._cut is None:
            return 1, 1
        low, high = self._request.most(self._cut)
        return high if self._context.session.high_limits else low, len(getattr(self._request, self._cut))

    def begin(self) -> Flow[list[T]] | None:
        """Give the flow of the next batch; None if none can be begun now, or at the end."""
        left = self.place.left
        if self._begun and not self.has_parts:
            return None
        if left is not None and left <= len(self._begun) * self._size * self.has_parts:
            return None
        if self._steps is None or self._steps.ended or self._begun:
            if self._next >= self._count:
                return None
            self._steps = self._part()
        self._begun.append(self._steps)
        return self._steps.all() if self.has_parts else self._steps.next()

    def _part(self) -> "_Steps[T]":
        start = self._next
        self._next += self._size
        request = self._request
        if self._cut is not None:
            request = request.with_part(self._cut, getattr(request, self._cut)[start : self._next])
        refuse(self._context.session, request)
        cursor = self.place.cursor if start == self.place.start else {}
        return _Steps(self._context, request, self.place.left, start, cursor, self._entries)

    def take(self, items: list[T]) -> Stretch[T]:
        """Take what the batch gave that was begun first. There may be nothing in it."""
        steps, before = self._begun.popleft(), self.place
        items = items if before.left is None else items[: before.left]
        self.place = Place(
            min(steps.start + self._size, self._count) if steps.ended else steps.start,
            {} if steps.ended else steps.cursor,
            None if before.left is None else before.left - len(items),
        )
        return Stretch(items, before, self.place)

    def batch(self) -> Flow[list[T] | None]:
        """Give the next items, at least one; None at the end."""
        while (flow := self.begin()) is not None:
            stretch = self.take((yield from flow))
            if stretch.items:
                return stretch.items
        return None


class _Steps(Generic[T]):
    """Follow one request; a step is one complete batch."""

    def __init__(
        self,
        context: Context,
        request: ListingRequest[T],
        max_items: int | None,
        start: int,
        cursor: Cursor,
        entries: str | None,
    ) -> None:
        self._context = context
        self._request = request
        self._entries = entries
        self._params = _with_page_size(request, max_items)
        self.start: int = start
        self.cursor: Cursor = cursor
        self.ended: bool = False
        self._seen: set[int] = set()
        self._empty = 0

    def all(self) -> Flow[list[T]]:
        items: list[T] = []
        while not self.ended:
            items += yield from self.next()
        return items

    def next(self) -> Flow[list[T]]:
        reply = yield from self._complete()
        mismatches = Mismatches()
        items = list(self._request.read(reply, mismatches))
        if self._entries is not None:
            items = [entry for page in items for entry in getattr(page, self._entries, ())]
        settle(self._context.session, mismatches, items)
        if self._entries is not None or not isinstance(self._request, Pages):
            self._count_empty(bool(items))
        return items

    def _complete(self) -> Flow[Mapping[str, Any]]:
        """Read on until the batch is complete: its pages come again while a prop continues."""
        reply = yield from self._one(self._request.decode)
        if self._entries is not None or not isinstance(self._request, Pages):
            return reply
        if "batchcomplete" in reply:
            self._count_empty(bool(inside(reply, "query", "pages")))
            return reply
        batch = PageBatch()
        while True:
            self._count_empty(batch.add(reply))
            if self.ended or "batchcomplete" in reply:
                return batch.reply(reply)
            reply = yield from self._one(batch.reading(loads))

    def _count_empty(self, brought: bool) -> None:
        self._empty = 0 if brought else self._empty + 1
        if self._empty > _MOST_EMPTY:
            raise ContinuationError(f"{self._request.facts.path}: {_MOST_EMPTY} replies in a row brought nothing")

    def _one(self, decode: Callable[[bytes], Any]) -> Flow[Mapping[str, Any]]:
        reply = yield from read_call(self._context, {**self._params, **self.cursor}, decode)
        cursor = cursor_of(reply, self._request.facts.path)
        if not cursor:
            self.ended = True
            return reply
        mark = hash(frozenset(cursor.items()))
        if mark in self._seen:
            raise ContinuationError(f"{self._request.facts.path}: the wiki's cursor repeats: {shown(str(cursor))}")
        self._seen.add(mark)
        self.cursor = cursor
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
        self._size = 0

    def reading(self, decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
        """Give what decodes the replies that complete the batch, as far as one may keep so much."""

        def counted(body: bytes) -> Any:
            self._size += len(body)
            if self._size > _LARGEST_BATCH:
                raise ContinuationError(f"query: the pages of one batch are larger than {_LARGEST_BATCH} bytes")
            return decode(body)

        return counted

    def add(self, reply: Mapping[str, Any]) -> bool:
        """Add the pages of a reply: lists and maps grow, the rest is as sent last. Tell whether there were any."""
        query = reply.get("query")
        if not isinstance(query, Mapping):
            return False
        for kind in ("normalized", "converted", "redirects", "interwiki", "badrevids", "pageids"):
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
