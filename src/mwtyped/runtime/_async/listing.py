"""Listings: lazy sequences of items that continue by themselves."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..async_items import async_first, async_items
from ..checkpoint import Mark, Progress
from ..flows.walk import Walk
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
        self,
        site: "AsyncBaseSite[Any]",
        request: ListingRequest[T_co],
        *,
        max_items: int | None = None,
        mark: Mark | None = None,
    ) -> None:
        self._site = site
        self._request = request
        self._max_items = max_items
        self._mark = mark
        self._latest: Progress[T_co] | None = None

    def __aiter__(self) -> AsyncIterator[T_co]:
        self._latest = self._begun()
        return async_items(self._site, self._latest)

    def _begun(self) -> Progress[T_co]:
        place = None if self._mark is None else self._mark.place
        walk = Walk(self._site.context, self._request, self._max_items, place=place)
        return Progress(walk, self._mark)

    @property
    def checkpoint(self) -> str:
        """Where the latest iteration stands, after the item that it gave last, for `site.resume`: one line of JSON.

        Raises:
            InvalidCheckpoint: the request holds a secret.
        """
        return (self._latest or self._begun()).token(self._request)

    async def first(self) -> T_co | None:
        """Give the first item, with a request for no more than that; None if there is none."""
        resumed = None if self._mark is None else self._begun()
        return await async_first(self._site, self._request, self._max_items, resumed)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._request!r}>"
