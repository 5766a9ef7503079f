"""The items of listings, for tasks."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from .async_ahead import async_stretches
from .checkpoint import Progress
from .coalescing import merged_by
from .flows.walk import Walk
from .items import one
from .request import ListingRequest

if TYPE_CHECKING:
    from ._async.site import AsyncBaseSite

__all__ = ["async_batches", "async_first", "async_items"]

T = TypeVar("T")


async def async_items(site: "AsyncBaseSite[Any]", progress: Progress[T]) -> AsyncGenerator[T]:
    """Give the items that a walk brings."""
    async with aclosing(async_stretches(site, progress.walk)) as found:
        async for stretch in found:
            for item in progress.begin(stretch):
                yield item
            progress.end()


async def async_batches(site: "AsyncBaseSite[Any]", walk: Walk[T]) -> AsyncIterator[list[T]]:
    """Give the items that a walk brings, those of a reply together; none is empty."""
    async with aclosing(async_stretches(site, walk)) as found:
        async for stretch in found:
            if stretch.items:
                yield stretch.items


async def async_first(
    site: "AsyncBaseSite[Any]", request: ListingRequest[T], max_items: int | None, resumed: Progress[T] | None
) -> T | None:
    """Give the first item of a listing; where it is one page, in one request with what other tasks ask for."""
    if resumed is not None:
        async with aclosing(async_items(site, resumed)) as found:
            return await anext(found, None)
    if max_items is None and (name := merged_by(request)) is not None:
        return await site.coalescing.first(site, request, name)
    batch = await site.run(Walk(site.context, request, one(max_items)).batch())
    return batch[0] if batch else None
