"""The items of listings, in both worlds."""

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from .coalescing import merged_by
from .flows.walk import Walk
from .request import ListingRequest

if TYPE_CHECKING:
    from ._async.site import AsyncBaseSite
    from ._sync.site import BaseSite

__all__ = ["async_first", "async_items", "first", "items"]

T = TypeVar("T")


def items(batches: Iterable[Iterable[T]]) -> Iterator[T]:
    """Give the items of batches; runs no Python of ours for one."""
    return chain.from_iterable(batches)


async def async_items(batches: AsyncIterator[Iterable[T]]) -> AsyncIterator[T]:
    """Give the items of batches that are waited for."""
    async for batch in batches:
        for item in batch:
            yield item


def first(site: "BaseSite[Any]", request: ListingRequest[T], max_items: int | None) -> T | None:
    """Give the first item of a listing, with a request for no more than that."""
    batch = site.run(Walk(site.context, request, _one(max_items)).batch())
    return batch[0] if batch else None


async def async_first(site: "AsyncBaseSite[Any]", request: ListingRequest[T], max_items: int | None) -> T | None:
    """Give the first item of a listing; where it is one page, in one request with what other tasks ask for."""
    if max_items is None and (name := merged_by(request)) is not None:
        return await site.coalescing.first(site, request, name)
    batch = await site.run(Walk(site.context, request, _one(max_items)).batch())
    return batch[0] if batch else None


def _one(max_items: int | None) -> int:
    return 1 if max_items is None else min(1, max_items)
