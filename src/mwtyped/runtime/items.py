"""The items of listings, in both worlds."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, closing
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from .ahead import async_stretches, stretches
from .checkpoint import Progress
from .coalescing import merged_by
from .flows.walk import Walk
from .request import ListingRequest

if TYPE_CHECKING:
    from ._async.site import AsyncBaseSite
    from ._sync.site import BaseSite

__all__ = ["async_batches", "async_first", "async_items", "batches", "first", "items"]

T = TypeVar("T")


def items(site: "BaseSite[Any]", progress: Progress[T]) -> Iterator[T]:
    """Give the items that a walk brings; runs no Python of ours for one."""
    return chain.from_iterable(_batches(site, progress))


def _batches(site: "BaseSite[Any]", progress: Progress[T]) -> Iterator[Iterator[T]]:
    with closing(stretches(site, progress.walk)) as found:
        for stretch in found:
            yield progress.begin(stretch)
            progress.end()


async def async_items(site: "AsyncBaseSite[Any]", progress: Progress[T]) -> AsyncGenerator[T]:
    """Give the items that a walk brings."""
    async with aclosing(async_stretches(site, progress.walk)) as found:
        async for stretch in found:
            for item in progress.begin(stretch):
                yield item
            progress.end()


def batches(site: "BaseSite[Any]", walk: Walk[T]) -> Iterator[list[T]]:
    """Give the items that a walk brings, those of a reply together; none is empty."""
    with closing(stretches(site, walk)) as found:
        yield from (stretch.items for stretch in found if stretch.items)


async def async_batches(site: "AsyncBaseSite[Any]", walk: Walk[T]) -> AsyncIterator[list[T]]:
    """Give the items that a walk brings, those of a reply together; none is empty."""
    async with aclosing(async_stretches(site, walk)) as found:
        async for stretch in found:
            if stretch.items:
                yield stretch.items


def first(
    site: "BaseSite[Any]", request: ListingRequest[T], max_items: int | None, resumed: Progress[T] | None
) -> T | None:
    """Give the first item of a listing, with a request for no more than that; of one that is resumed, the next."""
    if resumed is not None:
        return next(items(site, resumed), None)
    batch = site.run(Walk(site.context, request, _one(max_items)).batch())
    return batch[0] if batch else None


async def async_first(
    site: "AsyncBaseSite[Any]", request: ListingRequest[T], max_items: int | None, resumed: Progress[T] | None
) -> T | None:
    """Give the first item of a listing; where it is one page, in one request with what other tasks ask for."""
    if resumed is not None:
        async with aclosing(async_items(site, resumed)) as found:
            return await anext(found, None)
    if max_items is None and (name := merged_by(request)) is not None:
        return await site.coalescing.first(site, request, name)
    batch = await site.run(Walk(site.context, request, _one(max_items)).batch())
    return batch[0] if batch else None


def _one(max_items: int | None) -> int:
    return 1 if max_items is None else min(1, max_items)
