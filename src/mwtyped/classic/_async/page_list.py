"""The pages of a wiki, by title, by number, or all of them."""

from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..attributes import AsyncLooped, namespace_of, refuse_key
from ..requests import page_of
from .classes import page_of_title
from .page import AsyncPage

if TYPE_CHECKING:
    from .site import AsyncClassicSite

__all__ = ["AsyncPageList"]

Page_co = TypeVar("Page_co", bound=AsyncPage, covariant=True)


class AsyncPageList(AsyncLooped, Generic[Page_co]):
    """The pages of a wiki, or of one namespace: by title or number, or all of them when iterated.

    A title gives a `Category` or an `Image` where its namespace says so, else a `Page`. Nothing is sent for it yet.
    Each loop begins with the first page; calls of `next` go on where the one before stopped.
    """

    def __init__(
        self,
        site: "AsyncClassicSite[Any]",
        prefix: str | None = None,
        start: str | None = None,
        namespace: int = 0,
        redirects: str = "all",
        end: str | None = None,
    ) -> None:
        self.site: AsyncClassicSite[Any] = site
        self.namespace: int = namespace
        self._bounds: dict[str, Any] = {"prefix": prefix, "start": start, "end": end, "filterredir": redirects}
        self._running: AsyncIterator[Page_co] | None = None

    def __getitem__(self, name: str | int | AsyncPage) -> Page_co:
        refuse_key(name)
        if isinstance(name, str) and self.namespace:
            name = f"{self._prefix()}:{name}"
        return cast("Page_co", page_of_title(self.site, name))

    def _prefix(self) -> str:
        names = self.site.context.session.namespaces
        return names.get(self.namespace) or {6: "File", 14: "Category"}.get(self.namespace, str(self.namespace))

    async def get(self, name: str | int, info: Mapping[str, Any] | None = None) -> Page_co:
        """Give a page, with what the wiki knows of it.

        Args:
            name: the title, or the page's number.
            info: what is known of it, so that the wiki is not asked.
        """
        page = self[name]
        if info:
            page.take(page_of(self.site.context, info))
        else:
            await page.load()
        return page

    def guess_namespace(self, name: str) -> int:
        """Tell the namespace that a title begins with; 0 if it begins with none."""
        return namespace_of(name, self.site.context.session.namespaces)

    def __aiter__(self) -> AsyncIterator[Page_co]:
        return cast("AsyncIterator[Page_co]", self.site.allpages(namespace=self.namespace, **self._bounds))

    async def __anext__(self) -> Page_co:
        if self._running is None:
            self._running = self.__aiter__()
        return await self._running.__anext__()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object of namespace {self.namespace} for {self.site!r}>"
