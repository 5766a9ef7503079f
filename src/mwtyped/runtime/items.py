"""The items of listings."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from .ahead import stretches
from .checkpoint import Progress
from .flows.walk import Walk
from .request import ListingRequest

if TYPE_CHECKING:
    from ._sync.site import BaseSite

__all__ = ["batches", "first", "items", "one"]

T = TypeVar("T")


def items(site: "BaseSite[Any]", progress: Progress[T]) -> Iterator[T]:
    """Give the items that a walk brings; runs no Python of ours for one."""
    return chain.from_iterable(_batches(site, progress))


def _batches(site: "BaseSite[Any]", progress: Progress[T]) -> Iterator[Iterator[T]]:
    with closing(stretches(site, progress.walk)) as found:
        for stretch in found:
            yield progress.begin(stretch)
            progress.end()


def batches(site: "BaseSite[Any]", walk: Walk[T]) -> Iterator[list[T]]:
    """Give the items that a walk brings, those of a reply together; none is empty."""
    with closing(stretches(site, walk)) as found:
        yield from (stretch.items for stretch in found if stretch.items)


def first(
    site: "BaseSite[Any]", request: ListingRequest[T], max_items: int | None, resumed: Progress[T] | None
) -> T | None:
    """Give the first item of a listing, with a request for no more than that; of one that is resumed, the next."""
    if resumed is not None:
        return next(items(site, resumed), None)
    batch = site.run(Walk(site.context, request, one(max_items)).batch())
    return batch[0] if batch else None


def one(max_items: int | None) -> int:
    """Say of how many items the first is asked for: 0 or 1."""
    return 1 if max_items is None else min(1, max_items)
