# Derived from src/mwtyped/runtime/_async/listing.py by codegen/twin.py. Do not edit.
"""Listings: lazy sequences of items that continue by themselves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..flows.walk import Walk
from ..items import first, items
from ..request import ListingRequest

if TYPE_CHECKING:
    from .site import BaseSite

__all__ = ["Listing"]

T_co = TypeVar("T_co", covariant=True)


class Listing(Generic[T_co]):
    """The items of a list, or the pages of a query, in the wiki's order. Making one sends nothing.

    Each iteration starts anew and asks for the next batch when the one before is used up.
    """

    def __init__(self, site: "BaseSite[Any]", request: ListingRequest[T_co], *, max_items: int | None = None) -> None:
        self._site = site
        self._request = request
        self._max_items = max_items

    def __iter__(self) -> Iterator[T_co]:
        return items(self._batches())

    def _batches(self) -> Iterator[list[T_co]]:
        walk = Walk(self._site.context, self._request, self._max_items)
        while (batch := self._site.run(walk.batch())) is not None:
            yield batch

    def first(self) -> T_co | None:
        """Give the first item, with a request for no more than that; None if there is none."""
        return first(self._site, self._request, self._max_items)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._request!r}>"
