"""The items of batches, one after the other."""

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from typing import TypeVar

__all__ = ["async_items", "items"]

T = TypeVar("T")


def items(batches: Iterable[Iterable[T]]) -> Iterator[T]:
    """Give the items of batches; runs no Python of ours for one."""
    return chain.from_iterable(batches)


async def async_items(batches: AsyncIterator[Iterable[T]]) -> AsyncIterator[T]:
    """Give the items of batches that are waited for."""
    async for batch in batches:
        for item in batch:
            yield item
