"""Listings: lazy sequences of items that continue by themselves."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..flows.walk import Walk
from ..items import async_first, async_items
from ..request import ListingRequest

if TYPE_CHECKING:
    from .site import AsyncBaseSite

__all__ = ["AsyncListing"]

T_co = TypeVar("T_co", covariant=True)


class AsyncListing(Generic[T_co]):
    """The items of a list, or the pages of a query, in the wiki's order. Making one sends nothing.

    Each iteration starts anew and asks for the next batch when the one before is used up.
    """

    def __init__(
        self, site: "AsyncBaseSite[Any]", request: ListingRequest[T_co], *, max_items: int | None = None
    ) -> None:
        self._site = site
        self._request = request
        self._max_items = max_items

    def __aiter__(self) -> AsyncIterator[T_co]:
        return async_items(self._batches())

    async def _batches(self) -> AsyncIterator[list[T_co]]:
        walk = Walk(self._site.context, self._request, self._max_items)
        while (batch := await self._site.run(walk.batch())) is not None:
            yield batch

    async def first(self) -> T_co | None:
        """Give the first item, with a request for no more than that; None if there is none."""
        return await async_first(self._site, self._request, self._max_items)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._request!r}>"
