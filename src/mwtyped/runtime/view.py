"""The view of a reply as mwclient's dictionaries: from a value of format version 2 to what version 1 has."""

import copy
import re
import time
from datetime import datetime
from typing import Any

from .shape import View

__all__ = ["NO_EXCEPTIONS", "as_dictionary", "entry", "is_there", "key_of", "step"]

NO_EXCEPTIONS: View = {}

_MOST_VIEWS = 512
_with_rules: dict[int, tuple[View, frozenset[str]]] = {}
"""Of the views that were used, the paths that have rules, or have some below them."""

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NO_TIME = "0000-00-00T00:00:00Z"


def _struct_time(value: str) -> Any:
    """Make of a timestamp what mwclient makes of it; what is none stays as it is."""
    try:
        return datetime.fromisoformat(value[:19]).timetuple() if _TIME.fullmatch(value) else value
    except ValueError:
        return time.struct_time((0,) * 9) if value == _NO_TIME else value


def step(view: View, path: str, key: str) -> str:
    """Give the path of a key: its own, or that of any key where only that has rules."""
    start = f"{path}." if path else ""
    own = start + key
    if not view or _has_rules(view, own):
        return own
    return any_key if _has_rules(view, any_key := f"{start}*") else own


def _has_rules(view: View, path: str) -> bool:
    known = _with_rules.get(id(view))
    if known is None or known[0] is not view:
        if len(_with_rules) >= _MOST_VIEWS:
            _with_rules.clear()
        above = {rule[: end.start()] for rule in view for end in re.finditer(r"[.[]", rule)}
        known = _with_rules[id(view)] = view, frozenset(above | view.keys())
    return path in known[1]


def key_of(key: str, value: object, rule: str | None) -> str:
    if rule == "content" or (rule is None and key == "content" and isinstance(value, str)):
        return "*"
    return key


def is_there(value: object, rule: str | None) -> bool:
    return value is not False or rule in ("boolean", "plain")


def as_dictionary(value: Any, view: View = NO_EXCEPTIONS, path: str = "") -> Any:
    """Turn a value of format version 2 into what version 1 has in its place, as plain dicts and lists."""
    if isinstance(value, dict):
        result = {}
        for key, inner in value.items():
            where = step(view, path, key)
            rule = view.get(where)
            if is_there(inner, rule):
                result[key_of(key, inner, rule)] = entry(key, inner, view, where, rule)
        return result
    if isinstance(value, list):
        return [as_dictionary(inner, view, f"{path}[]") for inner in value]
    return "" if value is True else value


def entry(key: str, value: Any, view: View, where: str, rule: str | None) -> Any:
    if rule in ("boolean", "plain"):
        return copy.deepcopy(value)
    if rule == "wrapped":
        return {"*": value}
    if key == "timestamp" and isinstance(value, str):
        return _struct_time(value)
    if key == "invalidreason" and isinstance(value, dict):
        return value.get("text", "")  # an object only because errors are asked for as such
    shown = as_dictionary(value, view, where)
    if rule == "listed" and isinstance(shown, dict) and list(shown) == [str(number) for number in range(len(shown))]:
        return list(shown.values())
    if rule == "pairs" and isinstance(shown, dict):
        return [{"name": name, "*": inner} for name, inner in shown.items()]
    return shown
