"""What the generated namespaces stand on: `site.api` and `site.api.query`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..keywords import check_keywords
from ..model import Combined, Page
from ..request import ListRequest, MetaRequest, Pages
from ..secret import concealed_call

if TYPE_CHECKING:
    from .site import AsyncBaseSite

__all__ = ["AsyncNamespace", "AsyncRawApi"]

P = TypeVar("P")


class AsyncRawApi:
    """The actions of a wiki; called itself, one untyped call."""

    __slots__ = ("_site",)

    def __init__(self, site: "AsyncBaseSite[Any]") -> None:
        self._site = site

    def __init_subclass__(cls) -> None:
        check_keywords(cls, "")

    async def __call__(self, action: str, http_method: str = "POST", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Make one untyped call and give the wiki's own dict, of format version 1 unless `formatversion=2` is given.

        Parameters are keywords, or pairs `(name, value)`; a list is joined with `|`; a value that is False or
        None is not sent. Tokens are the caller's.

        Raises:
            APIError: the wiki refused.
        """
        args, kwargs = concealed_call(action, args, kwargs)
        return await self._site.call(action, http_method, *args, **kwargs)


class AsyncNamespace:
    """The modules of `action=query`; called itself, several of them in one request."""

    __slots__ = ("_site",)

    def __init__(self, site: "AsyncBaseSite[Any]") -> None:
        self._site = site

    def __init_subclass__(cls) -> None:
        check_keywords(cls, "query+")

    @overload
    async def __call__(
        self,
        *,
        lists: Iterable[ListRequest[Any]] | ListRequest[Any] = (),
        meta: Iterable[MetaRequest[Any]] | MetaRequest[Any] = (),
        pages: Pages[P],
    ) -> Combined[P]: ...
    @overload
    async def __call__(
        self,
        *,
        lists: Iterable[ListRequest[Any]] | ListRequest[Any] = (),
        meta: Iterable[MetaRequest[Any]] | MetaRequest[Any] = (),
        pages: None = None,
    ) -> Combined[Page]: ...
    async def __call__(
        self,
        *,
        lists: Iterable[ListRequest[Any]] | ListRequest[Any] = (),
        meta: Iterable[MetaRequest[Any]] | MetaRequest[Any] = (),
        pages: Pages[Any] | None = None,
    ) -> Combined[Any]:
        """Combine lists, meta information and pages in one request.

        Each list gives its first batch, with its own cursor; the props of the pages are followed to their end.

        Args:
            lists: requests like `AllPages(prefix="A")`.
            meta: requests like `SiteInfo(prop=["general"])`.
            pages: a request like `Pages(titles=["A"], props=[Info()])`.
        """
        return await self._site.combine(lists=lists, meta=meta, pages=pages)
