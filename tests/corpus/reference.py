"""What mwclient gives of a reply of format version 1, and how ours compares with it."""

import time
from collections.abc import Mapping
from typing import Any

from mwtyped.runtime import ListRequest, Pages
from mwtyped.runtime.errors import shown
from mwtyped.runtime.model import Batch

__all__ = ["as_the_reference", "differences", "ours", "theirs"]

_OF_ANY_REPLY = frozenset({"batchcomplete", "continue", "warnings", "curtimestamp", "limits"})


def as_the_reference(value: Any) -> Any:
    """Give what mwclient gives of a reply of version 1: timestamps parsed."""
    if isinstance(value, Mapping):
        return {key: _entry(key, inner) for key, inner in value.items()}
    return [as_the_reference(inner) for inner in value] if isinstance(value, list) else value


def _entry(key: str, value: Any) -> Any:
    if key == "timestamp" and isinstance(value, str):
        try:
            return time.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            return value
    return as_the_reference(value)


def theirs(request: Any, reply: Any) -> Any:
    """Find what a request asked for in a reply of version 1; None where nothing was found."""
    if isinstance(request, Pages):
        return sorted(reply.get("query", {}).get("pages", {}).values(), key=_place)
    found: Any = reply
    for key in request.result_place():
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(request, ListRequest):
        return found or []
    in_query = request.facts.path.startswith("query+")
    if found == [] and not in_query:
        found = {}  # PHP has one empty array for lists and maps
    if not isinstance(found, dict):
        return _own(reply.get("query", {}) if in_query else reply)
    beside = {} if in_query else {key: value for key, value in reply.items() if key != request.result_place()[0]}
    return _own({**beside, **found})


def _place(page: Mapping[str, Any]) -> tuple[int, str]:
    return page.get("pageid", 0), page.get("title", "")


def ours(request: Any, result: Any) -> Any:
    """Give a result as plain data, as its dictionary view has it."""
    if isinstance(request, Pages):  # what stands for an id that no revision has is no page there
        return sorted((page.to_dict() for page in result if set(page) != {"missing"}), key=_place)
    if isinstance(result, Batch):
        return [item.to_dict() for item in result]
    return _own(result.to_dict())


def _own(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what stands beside some modules' results."""
    return {key: value for key, value in whole.items() if key not in _OF_ANY_REPLY}


def differences(true: Any, ours: Any, path: str = "") -> list[str]:
    """List the paths at which two values differ."""
    if isinstance(true, Mapping) and isinstance(ours, Mapping):
        here = [f"{path}: {sorted(set(true) ^ set(ours))}"] if set(true) != set(ours) else []
        return here + [
            found for key in true if key in ours for found in differences(true[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(true, list) and isinstance(ours, list):
        here = [f"{path}: {len(true)} against {len(ours)}"] if len(true) != len(ours) else []
        return here + [found for pair in zip(true, ours, strict=False) for found in differences(*pair, f"{path}[]")]
    if not true and not ours and {type(true), type(ours)} == {list, dict}:
        return []  # PHP has one empty array for both, and version 1 shows it as a list
    same = true == ours and isinstance(true, bool) == isinstance(ours, bool)
    return [] if same else [f"{path}: {shown(repr(true), 60)} against {shown(repr(ours), 60)}"]
