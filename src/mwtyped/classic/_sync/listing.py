# Derived from src/mwtyped/classic/_async/listing.py by codegen/twin.py. Do not edit.
"""Listings as the reference has them: iterators that go on where they stopped, of items or of page objects."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ...runtime.errors import UnrecognizedParameter
from ...runtime.flows.walk import Walk
from ...runtime.items import batches
from ...runtime.request import ListingRequest
from ..values import is_unknown, unknown_module

if TYPE_CHECKING:
    from ...runtime import BaseSite

__all__ = ["List"]

T_co = TypeVar("T_co", covariant=True)


class List(Generic[T_co]):
    """The items of a list, in the wiki's order, each of them once. Making one sends nothing.

    It is an iterator, as the reference's are: a second loop goes on where the first one stopped, or failed.

    Attributes:
        count: how many items it gave.
    """

    def __init__(
        self,
        site: "BaseSite[Any]",
        *requests: ListingRequest[Any],
        max_items: int | None = None,
        entries: str | None = None,
        give: Callable[[list[Any]], Iterable[T_co]] = list,
    ) -> None:
        """Follow requests, one after the other.

        Args:
            site: where they are sent.
            requests: of the list, or of pages.
            max_items: how many items are wanted in all; None for all.
            entries: the field of the pages whose entries are the items.
            give: makes the items of those of a reply.
        """
        if not all(isinstance(request, ListingRequest) for request in requests):
            raise TypeError("a list is made of requests: use site.allpages() and the like, or site.iterate(request)")
        self.site: BaseSite[Any] = site
        self.count: int = 0
        self._requests = requests
        self._entries = entries
        self._walks = [Walk[Any](site.context, request, max_items, entries=entries) for request in requests[:1]]
        self._give = give
        self._items = self._all()
        self._broken = False

    def _all(self) -> Iterator[T_co]:
        for number, request in enumerate(self._requests):
            if number == len(self._walks):
                left = self._walks[-1].place.left
                self._walks.append(Walk(self.site.context, request, left, entries=self._entries))
            walk = self._walks[number]
            try:
                for batch in batches(self.site, walk):
                    for item in self._give(batch):
                        self.count += 1
                        yield item
            except BaseException as error:
                self._walks[number] = Walk(self.site.context, request, place=walk.place, entries=self._entries)
                self._broken = True
                if isinstance(error, UnrecognizedParameter) and is_unknown(error, request):
                    raise unknown_module(request.facts.path) from error
                raise

    def __iter__(self) -> Iterator[T_co]:
        return self

    def __next__(self) -> T_co:
        if self._broken:  # a generator that failed is at its end: the list would look complete
            self._broken, self._items = False, self._all()
        return self._items.__next__()

    def __repr__(self) -> str:
        names = ", ".join(dict.fromkeys(repr(_name(request)) for request in self._requests))
        return f"<{type(self).__name__} object {names} for {self.site!r}>"


def _name(request: ListingRequest[Any]) -> str:
    generator = getattr(request, "generator", None)
    return str((generator or request).facts.name)
