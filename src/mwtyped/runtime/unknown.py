"""What a reply had that its model does not know."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from .hints import field_of
from .model import Batch, Combined, Result

__all__ = ["unknown_fields"]

_OF_ANY_REPLY = frozenset(
    {"batchcomplete", "continue", "warnings", "limits", "curtimestamp", "servedby", "requestid", "responselanginfo"}
    | {"uselang", "errorlang", "docref"}
)
"""What the API adds to replies by itself; some modules' results stand beside it."""


def unknown_fields(result: Any) -> dict[str, Any]:
    """List what a reply had that its model does not know: the path, and the value as the wiki sent it.

    The wiki is newer than the binding, or an extension adds to a module. The values are attributes of the result all
    the same. `result` is what a call gave: a result, an item, a page, or a `Batch` or list of them; the paths in what a
    combined query gave begin with the module's name: `siteinfo.general.x`, `allpages[0].x`, `pages[0].x`. Where the
    binding knows nothing of what a module answers, all of it is listed.
    """
    if isinstance(result, Combined):
        return {
            f"{_name(request)}{'' if path.startswith('[') else '.'}{path}": value
            for request, one in result._results.items()
            for path, value in unknown_fields(one).items()
        }
    found = dict(_unknown(result, ""))
    if isinstance(result, Result):
        found = {path: value for path, value in found.items() if path not in _OF_ANY_REPLY}
    return found


def _name(request: Any) -> str:
    """Name what a request of a combined query asks for."""
    path: str = request.facts.path
    return "pages" if path == "query" else path.rpartition("+")[2]


def _unknown(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        cls: Any = type(value)
        for name, inner in vars(value).items():
            if _is_of_no_kind(value, name):
                continue  # what tells the kind was not asked for, or the wiki hides it
            yield from _unknown(inner, _joined(path, cls.shape.wire(name)))
        for key, inner in (value.__pydantic_extra__ or {}).items():
            if field_of(cls, key) is None:
                yield _joined(path, key), inner
    elif isinstance(value, Batch | list | tuple):
        for place, inner in enumerate(value):
            yield from _unknown(inner, f"{path}[{place}]")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unknown(inner, _joined(path, key))


def _is_of_no_kind(value: Any, name: str) -> bool:
    """Tell whether the kind of a field's value is not told, so that nothing can be known of it."""
    kinds = type(value).shape.variants.get(name)
    return kinds is not None and kinds[0] not in value._keys()


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
