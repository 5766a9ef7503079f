"""What calls return: the wiki's reply, read as mwclient's dictionaries are."""

import copy
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

if TYPE_CHECKING:
    from .request import Request

__all__ = ["Batch", "Combined", "Item", "Page", "Result", "View"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

View = Mapping[str, str]
"""Where format version 1 differs from the rules, by path in the result: `langlinks[].title`, `namespaces.*.name`.

- `content`: the value stands under the key `*`.
- `boolean`: a real boolean in version 1 too.
- `wrapped`: the text stands in a dict of its own, under `*`.
- `listed`: a map whose keys count from 0 is a list.
- `pairs`: a map is a list of `{"name": ..., "*": ...}`.
- `plain`: as the wiki sent it, whatever the rules say.
"""

NO_EXCEPTIONS: View = {}

_NO_TIME = "0000-00-00T00:00:00Z"


def _struct_time(value: str) -> Any:
    """Make of a timestamp what mwclient makes of it; what is none stays as it is."""
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").timetuple()
    except ValueError:
        return time.struct_time((0,) * 9) if value == _NO_TIME else value


def _step(view: View, path: str, key: str) -> str:
    """Give the path of a key: its own, or that of any key where only that has rules."""
    start = f"{path}." if path else ""
    own = start + key
    if not view or _has_rules(view, own):
        return own
    return any_key if _has_rules(view, any_key := f"{start}*") else own


def _has_rules(view: View, path: str) -> bool:
    return path in view or any(known.startswith((f"{path}.", f"{path}[")) for known in view)


def _key(key: str, value: object, rule: str | None) -> str:
    if rule == "content" or (rule is None and key == "content" and isinstance(value, str)):
        return "*"
    return key


def _is_there(value: object, rule: str | None) -> bool:
    return value is not False or rule in ("boolean", "plain")


def as_dictionary(value: Any, view: View = NO_EXCEPTIONS, path: str = "") -> Any:
    """Turn a value of format version 2 into what version 1 has in its place, as plain dicts and lists."""
    if isinstance(value, dict):
        result = {}
        for key, inner in value.items():
            where = _step(view, path, key)
            rule = view.get(where)
            if _is_there(inner, rule):
                result[_key(key, inner, rule)] = _entry(key, inner, view, where, rule)
        return result
    if isinstance(value, list):
        return [as_dictionary(inner, view, f"{path}[]") for inner in value]
    return "" if value is True else value


def _entry(key: str, value: Any, view: View, where: str, rule: str | None) -> Any:
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


class Result(Mapping[str, Any]):
    """One object of a reply, read-only, with the keys and values that mwclient's dictionaries have.

    A flag that is set is `""` and one that is not is absent; the key `timestamp` holds a `time.struct_time`
    in UTC, every other time the wiki's string; content stands under `*`. A missing key is a `KeyError`.
    """

    __slots__ = ("_raw", "_view")

    def __init__(self, raw: Mapping[str, Any], view: View = NO_EXCEPTIONS) -> None:
        self._raw = raw
        self._view = view

    def __getitem__(self, key: str) -> Any:
        name = self._names().get(key, key) if key == "*" else key
        if name not in self._raw:
            raise KeyError(key)
        value = self._raw[name]
        where = _step(self._view, "", name)
        rule = self._view.get(where)
        if not _is_there(value, rule) or _key(name, value, rule) != key:
            raise KeyError(key)
        return _entry(name, value, self._view, where, rule)

    def _names(self) -> dict[str, str]:
        """Map the keys of the dictionary view to those of the reply."""
        rules = ((name, value, self._view.get(_step(self._view, "", name))) for name, value in self._raw.items())
        return {_key(name, value, rule): name for name, value, rule in rules if _is_there(value, rule)}

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, key: object) -> bool:
        return key in self._names()

    def to_dict(self) -> dict[str, Any]:
        """Copy into a plain dict, deep."""
        result: dict[str, Any] = as_dictionary(dict(self._raw), self._view)
        return result

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Result):
            return self.to_dict() == other.to_dict()
        return self.to_dict() == other if isinstance(other, Mapping) else NotImplemented

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # a mapping of mutable values, compared by value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.to_dict()!r})"


class Item(Result):
    """One item of a list."""

    __slots__ = ()


class Page(Result):
    """One page, with what its props brought, complete."""

    __slots__ = ()


class Batch(Sequence[T_co]):
    """The items of one reply.

    Attributes:
        cursor: what continues after them, in wire names; None at the end.
    """

    __slots__ = ("_items", "cursor")

    def __init__(self, items: Sequence[T_co], cursor: Mapping[str, str | int] | None = None) -> None:
        self._items = tuple(items)
        self.cursor: Mapping[str, str | int] | None = cursor

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Sequence[T_co]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return (
            (self._items, self.cursor) == (other._items, other.cursor) if isinstance(other, Batch) else NotImplemented
        )

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # its items cannot be hashed

    def __repr__(self) -> str:
        return f"Batch({list(self._items)!r}, cursor={self.cursor!r})"


class Combined:
    """The reply to a combined query: `reply[request]` is that request's own result, `reply.pages` the pages."""

    __slots__ = ("_results",)

    def __init__(self, results: "Mapping[Request[Any], Any]") -> None:
        self._results = results

    def __getitem__(self, request: "Request[T]") -> T:
        """Give the result of one of the requests that were combined: a `Batch` for a list, with its own cursor.

        Raises:
            KeyError: that request was not part of the query.
        """
        result: T = self._results[request]
        return result

    @property
    def pages(self) -> "Batch[Page]":
        """The pages, each with its props complete; empty if none were asked for."""
        return next((value for key, value in self._results.items() if key.facts.path == "query"), Batch(()))

    def __repr__(self) -> str:
        return f"Combined({self._results!r})"
