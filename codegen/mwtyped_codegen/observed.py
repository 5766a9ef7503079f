"""What stood where in the replies that were observed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .gates import Call

__all__ = ["Node"]

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_NUMERAL = re.compile(r"0|-?[1-9][0-9]*")  # "01" is text, or it would not come back as it was
_MOST_TEXTS = 8
_MOST_SETS = 8
_NEAR = 3
"""A key is said again within so many steps from where it stands."""

_COUNTED = ("times", "texts", "numerals", "full_lists")


@dataclass(slots=True)
class Node:
    """All values that were seen at one place.

    Attributes:
        kinds: the types of JSON, in the order first seen.
        calls: by call, how many objects stood here.
        empties: by call, how many empty lists: PHP writes an empty object so.
        keys: what stood in the objects.
        seen: by key, by call, in how many objects.
        repeated: by key, in how many objects the key was said again in what stood under it.
        named: by key, in how many objects the call had named it.
        together: a few of the sets of keys that objects had.
        items: what stood in lists.
        variants: by key, what stood under it by the value of the key beside it that tells its kind.
        words: a few of the different texts that were no times.
        false, true: whether these were seen.
    """

    kinds: dict[str, None] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)
    empties: dict[int, int] = field(default_factory=dict)
    keys: dict[str, "Node"] = field(default_factory=dict)
    seen: dict[str, dict[int, int]] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    together: dict[frozenset[str], None] = field(default_factory=dict)
    items: "Node | None" = None
    variants: dict[str, dict[str, "Node"]] = field(default_factory=dict)
    words: dict[str, None] = field(default_factory=dict)
    times: int = 0
    texts: int = 0
    numerals: int = 0
    full_lists: int = 0
    false: bool = False
    true: bool = False
    versions: set[str] = field(default_factory=set)
    probes: dict[str, None] = field(default_factory=dict)

    def add(self, value: Any, call: Call, by: Mapping[str, str] | None = None) -> None:
        """Add a value; `by` names, for keys of an object, the key beside each that tells its kind."""
        self.kinds[_kind(value)] = None
        self.versions.add(call.version)
        self.probes[call.probe] = None
        if isinstance(value, dict):
            self._add_object(value, call, by or {})
        elif isinstance(value, list):
            self.full_lists += bool(value)
            if not value:
                self.empties[call.number] = self.empties.get(call.number, 0) + 1
            for inner in value:
                self.items = self.items or Node()
                self.items.add(inner, call)
        elif isinstance(value, str):
            self.texts += 1
            self.numerals += _NUMERAL.fullmatch(value) is not None
            if _TIME.fullmatch(value):
                self.times += 1
            elif len(self.words) < _MOST_TEXTS:
                self.words[value] = None
        elif isinstance(value, bool):
            self.false, self.true = self.false or not value, self.true or value

    def _add_object(self, value: dict[str, Any], call: Call, by: Mapping[str, str]) -> None:
        self.calls[call.number] = self.calls.get(call.number, 0) + 1
        if len(self.together) < _MOST_SETS:
            self.together[frozenset(value)] = None
        for key, inner in value.items():
            self.keys.setdefault(key, Node()).add(inner, call)
            counts = self.seen.setdefault(key, {})
            counts[call.number] = counts.get(call.number, 0) + 1
            if not isinstance(inner, str) and _says(inner, key, _NEAR):
                self.repeated[key] = self.repeated.get(key, 0) + 1
            if key in call.words:
                self.named[key] = self.named.get(key, 0) + 1
            if key in by and isinstance(kind := value.get(by[key]), str):
                self.variants.setdefault(key, {}).setdefault(kind, Node()).add(inner, call)

    def at(self, path: str) -> "Node | None":
        """Give what stood at a path below: `revisions[]`, `slots.*`; None if nothing did."""
        node: Node | None = self
        for step in re.findall(r"\[\]|[^.\[\]]+", path):
            if node is None:
                return None
            if step == "[]":
                node = node.items
            elif step == "*":
                node = joined(node.keys.values())
            else:
                node = node.keys.get(step)
        return node

    def join(self, other: "Node") -> None:
        """Add what another node has seen."""
        self.kinds |= other.kinds
        self.words |= other.words
        self.together |= other.together
        self.versions |= other.versions
        self.probes |= other.probes
        self.false, self.true = self.false or other.false, self.true or other.true
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _add_counts(self.calls, other.calls)
        _add_counts(self.empties, other.empties)
        for key, inner in other.keys.items():
            self.keys.setdefault(key, Node()).join(inner)
            _add_counts(self.seen.setdefault(key, {}), other.seen[key])
            self.repeated[key] = self.repeated.get(key, 0) + other.repeated.get(key, 0)
            self.named[key] = self.named.get(key, 0) + other.named.get(key, 0)
        for key, kinds in other.variants.items():
            for kind, inner in kinds.items():
                self.variants.setdefault(key, {}).setdefault(kind, Node()).join(inner)
        if other.items is not None:
            self.items = self.items or Node()
            self.items.join(other.items)


def joined(nodes: Iterable[Node]) -> Node | None:
    """Give one node of several; None of none."""
    result: Node | None = None
    for node in nodes:
        result = result or Node()
        result.join(node)
    return result


def _add_counts(counts: dict[int, int], more: Mapping[int, int]) -> None:
    for number, count in more.items():
        counts[number] = counts.get(number, 0) + count


def _says(value: Any, text: str, steps: int) -> bool:
    """Tell whether a text stands in a value; of a list, in the first that it has."""
    if isinstance(value, dict) and steps:
        return any(_says(inner, text, steps - 1) for inner in value.values())
    if isinstance(value, list):
        return bool(value) and _says(value[0], text, steps)
    return isinstance(value, str) and value == text


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
