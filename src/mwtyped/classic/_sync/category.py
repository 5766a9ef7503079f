# Derived from src/mwtyped/classic/_async/category.py by codegen/twin.py. Do not edit.
"""A category of a wiki, as the reference has it."""

from typing import TYPE_CHECKING, Any, Literal, overload

from ...runtime.model import Item
from ..requests import generator_of, list_of, sized
from ..values import Moment, Namespaces, Values
from .classes import pages_from
from .listing import List
from .page import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Category"]


class Category(Page):
    """A category. Iterated, it gives the pages in it."""

    _running: "Iterator[Page] | None" = None

    @overload
    def members(
        self,
        prop: Values = "ids|title",
        namespace: Namespaces | None = None,
        sort: str = "sortkey",
        dir: str = "asc",
        start: Moment | None = None,
        end: Moment | None = None,
        generator: Literal[True] = True,
        *,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Page]: ...
    @overload
    def members(
        self,
        prop: Values = "ids|title",
        namespace: Namespaces | None = None,
        sort: str = "sortkey",
        dir: str = "asc",
        start: Moment | None = None,
        end: Moment | None = None,
        *,
        generator: Literal[False],
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Item]: ...
    def members(
        self,
        prop: Values = "ids|title",
        namespace: Namespaces | None = None,
        sort: str = "sortkey",
        dir: str = "asc",
        start: Moment | None = None,
        end: Moment | None = None,
        generator: bool = True,
        *,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> List[Any]:
        """Give what is in the category.

        Args:
            prop: of items that are no page objects: `ids`, `title`, `sortkey`, `type`, `timestamp`, …
            namespace: only pages in these.
            sort: `sortkey` or `timestamp` (of when the page came into the category).
            dir: `asc` or `desc`.
            start: with `sort="timestamp"`, the time to begin at.
            end: with `sort="timestamp"`, the time to end at.
            generator: as page objects; without, as items.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=categorymembers`, by their names without `cm`.
        """
        given = {"prop": prop, "namespace": namespace, "sort": sort, "dir": dir, "start": start, "end": end}
        arguments, most = sized({**self._named(), **given, **parameters}, None, max_items, api_chunk_size)
        if generator:
            request = generator_of(self.site.context, "categorymembers", arguments)
            return List(self.site, request, max_items=most, give=pages_from(self.site))
        return List(self.site, list_of(self.site.context, "categorymembers", arguments), max_items=most)

    def __iter__(self) -> "Iterator[Page]":
        return self.members()

    def __next__(self) -> "Page":
        if self._running is None:
            self._running = self.__iter__()
        return self._running.__next__()
