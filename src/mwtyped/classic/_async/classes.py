"""Which class a page object is of: its namespace says so."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..attributes import namespace_of
from ..neighbours import Neighbours

if TYPE_CHECKING:
    from .page import AsyncPage
    from .site import AsyncClassicSite

__all__ = ["page_of_title", "pages_from"]

_CATEGORY, _FILE = 14, 6


def _class_of(namespace: int) -> "type[AsyncPage]":
    from .category import AsyncCategory  # each of them is a page, which makes others
    from .image import AsyncImage
    from .page import AsyncPage

    return AsyncCategory if namespace == _CATEGORY else AsyncImage if namespace == _FILE else AsyncPage


def page_of_title(site: "AsyncClassicSite[Any]", name: "str | int | AsyncPage") -> "AsyncPage":
    """Make the page object that a title's namespace asks for."""
    number = namespace_of(name, site.context.session.namespaces) if isinstance(name, str) else 0
    cls = _class_of(number) if isinstance(name, str | int) else type(name)
    return cls(site, name)


def pages_from(site: "AsyncClassicSite[Any]") -> Callable[[list[Any]], Iterable["AsyncPage"]]:
    """Give what makes page objects of the pages of a reply, which know of one another."""

    def give(models: list[Any]) -> Iterable["AsyncPage"]:
        ids = [model.get("pageid") for model in models]
        with_files = any(model.get("ns") == _FILE for model in models)
        neighbours = Neighbours([pageid for pageid in ids if pageid is not None], with_files=with_files)
        for model in models:
            page = _class_of(model.get("ns", 0))(site, "", model)
            page.take(model, neighbours)
            yield page

    return give
