"""A category of a wiki, as the reference has it."""

from typing import TYPE_CHECKING, Any, Literal, overload

from ...runtime.model import Item
from ..requests import generator_of, list_of, sized
from ..values import Moment, Namespaces, Values
from .classes import pages_from
from .listing import AsyncList
from .page import AsyncPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["AsyncCategory"]


class AsyncCategory(AsyncPage):
    """A category. Iterated, it gives the pages in it."""

    _running: "AsyncIterator[AsyncPage] | None" = None

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
    ) -> AsyncList[AsyncPage]: ...
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
    ) -> AsyncList[Item]: ...
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
    ) -> AsyncList[Any]:
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
            return AsyncList(self.site, request, max_items=most, give=pages_from(self.site))
        return AsyncList(self.site, list_of(self.site.context, "categorymembers", arguments), max_items=most)

    def __aiter__(self) -> "AsyncIterator[AsyncPage]":
        return self.members()

    async def __anext__(self) -> "AsyncPage":
        if self._running is None:
            self._running = self.__aiter__()
        return await self._running.__anext__()
