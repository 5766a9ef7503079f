"""A wiki, with the reference's methods."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, cast, overload

from ...runtime import AsyncBaseSite, AsyncRawApi
from ...runtime.errors import APIError, EmailError, MediaWikiVersionError, NoSpecifiedEmailError
from ...runtime.model import Item, Page, Result, WriteResult
from ..lists import titles
from ..requests import generator_of, list_of, pages_of, prop_of, request_of, sized
from ..values import Moment, Namespaces, Values
from .listing import AsyncList
from .page import AsyncPage, pages_from
from .page_list import AsyncPageList

__all__ = ["AsyncClassicSite"]

Api_co = TypeVar("Api_co", bound=AsyncRawApi, covariant=True)


class AsyncClassicSite(AsyncBaseSite[Api_co]):
    """Base of a binding's site: its own `api`, and the methods and page objects of mwclient's `Site`."""

    # Pages

    @property
    def pages(self) -> AsyncPageList[Page]:
        """The wiki's pages: `site.pages["Title"]`, `site.pages[42]`; iterated, all of its main namespace."""
        return AsyncPageList(self)

    @property
    def categories(self) -> AsyncPageList[Page]:
        """The categories, by their names without `Category:`; iterated, all that have a page."""
        return AsyncPageList(self, namespace=14)

    @property
    def images(self) -> AsyncPageList[Page]:
        """The files, by their names without `File:`; iterated, all that have a page."""
        return AsyncPageList(self, namespace=6)

    @property
    def Pages(self) -> AsyncPageList[Page]:  # noqa: N802  # the reference's older name
        """The same as `pages`."""
        return self.pages

    @property
    def Categories(self) -> AsyncPageList[Page]:  # noqa: N802
        """The same as `categories`."""
        return self.categories

    @property
    def Images(self) -> AsyncPageList[Page]:  # noqa: N802
        """The same as `images`."""
        return self.images

    # Lists

    @overload
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        generator: Literal[True] = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[AsyncPage[Page]]: ...
    @overload
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        *,
        generator: Literal[False],
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[str]: ...
    def allpages(
        self,
        start: str | None = None,
        prefix: str | None = None,
        namespace: Namespaces = "0",
        filterredir: str = "all",
        minsize: int | None = None,
        maxsize: int | None = None,
        prtype: Values | None = None,
        prlevel: Values | None = None,
        limit: int | None = None,
        dir: str = "ascending",
        filterlanglinks: str = "all",
        generator: bool = True,
        end: str | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[Any]:
        """Give the pages of a namespace, by title.

        Args:
            start: the title to begin with, without its namespace.
            prefix: what the titles begin with.
            namespace: one, by number or name.
            filterredir: `all`, `redirects` or `nonredirects`.
            minsize: bytes at least.
            maxsize: bytes at most.
            prtype: only pages protected from these actions: `edit`, `move`, `upload`.
            prlevel: with `prtype`, only at these levels.
            limit: the old name of `api_chunk_size`.
            dir: `ascending` or `descending`.
            filterlanglinks: `all`, `withlanglinks` or `withoutlanglinks`.
            generator: as page objects; without, their titles.
            end: the title to end with.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=allpages`, by their names without `ap`.
        """
        given = {
            "from_": start,
            "to": end,
            "prefix": prefix,
            "minsize": minsize,
            "maxsize": maxsize,
            "prtype": prtype,
            "prlevel": prlevel,
            "namespace": namespace,
            "filterredir": filterredir,
            "dir": dir,
            "filterlanglinks": filterlanglinks,
            **parameters,
        }
        return self._pages("allpages", given, generator, limit, max_items, api_chunk_size)

    def _pages(
        self,
        name: str,
        given: Mapping[str, object],
        generator: bool,
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
    ) -> AsyncList[Any]:
        """Give a list of pages, as objects or by their titles."""
        arguments, most = sized(given, limit, max_items, api_chunk_size)
        if generator:
            request = generator_of(self.context, name, arguments)
            return AsyncList(self, request, max_items=most, give=pages_from(self))
        return AsyncList(self, list_of(self.context, name, arguments), max_items=most, give=titles)

    def _items(
        self,
        name: str,
        given: Mapping[str, object],
        limit: int | None,
        max_items: int | None,
        api_chunk_size: int | None,
    ) -> AsyncList[Item]:
        """Give the items of a list."""
        arguments, most = sized(given, limit, max_items, api_chunk_size)
        return AsyncList(self, list_of(self.context, name, arguments), max_items=most)

    def recentchanges(
        self,
        start: Moment | None = None,
        end: Moment | None = None,
        dir: str = "older",
        namespace: Namespaces | None = None,
        prop: Values | None = None,
        show: Values | None = None,
        limit: int | None = None,
        type: Values | None = None,
        toponly: bool | None = None,
        max_items: int | None = None,
        api_chunk_size: int | None = None,
        **parameters: object,
    ) -> AsyncList[Item]:
        """Give the recent changes, the newest first.

        Args:
            start: the time to begin at.
            end: the time to end at.
            dir: `older` or `newer`.
            namespace: only those in these.
            prop: what to give of each: `title`, `timestamp`, `ids` (these without it), `user`, `comment`, `sizes`, …
            show: `minor`, `!minor`, `bot`, `!bot`, `anon`, `patrolled`, `redirect`, … and their opposites.
            limit: the old name of `api_chunk_size`.
            type: `edit`, `new`, `log`, `external`, `categorize`.
            toponly: only the newest revision of each page.
            max_items: how many in all.
            api_chunk_size: how many a request.
            parameters: more parameters of `list=recentchanges`, by their names without `rc`.
        """
        given = {
            "start": start,
            "end": end,
            "dir": dir,
            "namespace": namespace,
            "prop": prop,
            "show": show,
            "type": type,
            "toponly": toponly,
            **parameters,
        }
        return self._items("recentchanges", given, limit, max_items, api_chunk_size)
