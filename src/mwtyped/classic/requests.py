"""The requests that the reference's methods come down to: of the binding's own classes, by the path of the module."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from ..runtime.errors import InvalidPageTitle, NotLoaded, shown
from ..runtime.model import Page
from ..runtime.request import ListRequest, Pages, PropRequest, Request
from ..runtime.session import Context
from .util import handle_limit
from .values import Given, built, given, made, request_class, several, takes_several

__all__ = [
    "ABOUT_FILES",
    "each_namespace",
    "extra_prop_of",
    "generator_of",
    "list_of",
    "loaded",
    "name_of",
    "page_of",
    "pages_of",
    "prop_of",
    "request_of",
    "sized",
]

_FILES = 6
ABOUT_FILES = "timestamp|user|comment|url|size|sha1|metadata|mime|archivename"
"""What page objects know of each version of a file: values of `iiprop`."""

_FLAGS = frozenset({"cascade", "known", "missing", "new", "redirect", "special"})


def request_of(context: Context, path: str, arguments: Mapping[str, object], *, strange: bool = False) -> Request[Any]:
    """Make the request of an action; with `strange` arguments that it does not know go to the wiki too."""
    session = context.session
    return cast("Request[Any]", made(session.binding, path, arguments, session.namespaces, strange=strange))


def list_of(context: Context, name: str, arguments: Mapping[str, object]) -> ListRequest[Any]:
    """Make the request of a list."""
    session = context.session
    return cast("ListRequest[Any]", made(session.binding, f"query+{name}", arguments, session.namespaces))


def each_namespace(context: Context, name: str, arguments: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Give the arguments of a list for each namespace, where a request takes one alone.

    Raises:
        NotLoaded: all are wanted, and the wiki's facts, which tell them, are not loaded.
    """
    cls, wanted = request_class(context.session.binding, f"query+{name}"), several(arguments.get("namespace"))
    if takes_several(cls, "namespace") or (len(wanted) < 2 and wanted != ["*"]):
        return [arguments]
    if wanted == ["*"]:
        if not context.session.namespaces:
            raise NotLoaded("namespace='*': the wiki's namespaces are not loaded: `site.site_init()` first")
        wanted = [number for number in sorted(context.session.namespaces) if number >= 0]
    return [{**arguments, "namespace": namespace} for namespace in dict.fromkeys(wanted)]


def prop_of(context: Context, name: str, arguments: Mapping[str, object]) -> PropRequest:
    """Make the request of a prop."""
    session = context.session
    return cast("PropRequest", made(session.binding, f"query+{name}", arguments, session.namespaces))


def extra_prop_of(context: Context, name: str, wire: Mapping[str, object]) -> PropRequest:
    """Make the request of a prop of parameters in wire names."""
    prefix = request_class(context.session.binding, f"query+{name}").facts.prefix
    return prop_of(context, name, {key.removeprefix(prefix): value for key, value in wire.items()})


def pages_of(context: Context, selection: Mapping[str, Any], props: Iterable[PropRequest]) -> Pages[Any]:
    """Make the request of pages by title or number."""
    cls = request_class(context.session.binding, "query")
    return cast("Pages[Any]", built(cls, Given({**selection, "props": list(props) or None}, {})))


def page_of(context: Context, info: Mapping[str, Any]) -> Page:
    """Give a page as its model, where a script has the wiki's own dictionary of it, in either format.

    Raises:
        InvalidPageTitle: the wiki says that no page can have this title.
    """
    if isinstance(info, Page):
        return info
    if "invalid" in info:
        reason = info.get("invalidreason", "no page can have this title")
        raise InvalidPageTitle(f"{shown(str(reason))} ({shown(repr(info.get('title')))})")
    selection = {"titles": [info["title"]]} if "title" in info else {"pageids": [info["pageid"]]}
    request = pages_of(context, selection, loaded(context, with_files="imageinfo" in info))
    page: Page = request.parse({"query": {"pages": [_newest_format(info)]}})[0]
    return page


def _newest_format(info: Any) -> Any:
    """Give a dictionary of format version 1 as one of version 2, whose flags are True."""
    if isinstance(info, Mapping):
        return {name: True if name in _FLAGS and value == "" else _newest_format(value) for name, value in info.items()}
    return [_newest_format(one) for one in info] if isinstance(info, list) else info


def name_of(page: Page) -> str | int:
    """Give what names a page: its title, or its number where there is no page of it."""
    name: str | int = page.get("title") or page.get("pageid", "")
    return name


def generator_of(
    context: Context, name: str, arguments: Mapping[str, object], selection: Mapping[str, Any] | None = None
) -> Pages[Any]:
    """Make the request of the pages of a list, each with what page objects know."""
    session = context.session
    cls = request_class(session.binding, f"query+{name}")
    found = given(cls, arguments, session.namespaces)
    fields = {
        **(selection or {}),
        "generator": built(cls, Given(found.fields, {})),
        "props": list(loaded(context, with_files=_may_be_file(arguments.get("namespace")))),
    }
    unchecked = {f"g{wire}": value for wire, value in found.unchecked.items()}
    return cast("Pages[Any]", built(request_class(session.binding, "query"), Given(fields, unchecked)))


def loaded(context: Context, *, with_files: bool) -> Iterable[PropRequest]:
    """Give the props that page objects are loaded with."""
    yield prop_of(context, "info", {"prop": "protection"})
    if with_files:
        yield prop_of(context, "imageinfo", {"prop": ABOUT_FILES})


def _may_be_file(namespace: object) -> bool:
    """Tell whether files may be among the pages: unless the caller names other namespaces."""
    if isinstance(namespace, int):
        return namespace == _FILES
    if isinstance(namespace, str):
        parts = namespace.split("|")
        return not all(part.isdigit() and int(part) != _FILES for part in parts)
    return True


def sized(
    arguments: Mapping[str, object], limit: int | None, max_items: int | None, api_chunk_size: int | None
) -> tuple[dict[str, object], int | None]:
    """Give the arguments with the size of a page among them, and how many items are wanted in all."""
    max_items, size = handle_limit(limit, max_items, api_chunk_size)
    return ({**arguments, "limit": size} if size else dict(arguments)), max_items
