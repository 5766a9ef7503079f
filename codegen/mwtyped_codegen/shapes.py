"""From observed replies to the JSON Schema of what each module answers.

Each property tells how it can be absent (`x-absent`), what brings it (`x-gate`), and where it was seen (`x-versions`,
`x-probes`). What observation cannot decide, the overlay does.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .capture import Capture, ModuleInfo, ParameterInfo
from .gates import Call, brought_by
from .meanings import Meanings
from .overlay import FieldEntry, Overlay

__all__ = ["BASE", "schemas", "write"]

Json = dict[str, Any]

BASE = ("pageid", "ns", "title", "missing", "known", "invalid", "invalidreason", "special", "index")
"""What every page of a query may have, whatever its props: MediaWiki's own page set adds it."""

_GENERIC = frozenset(
    {"batchcomplete", "continue", "warnings", "errors", "error", "limits", "curtimestamp", "servedby", "requestid"}
    | {"responselanginfo", "uselang", "errorlang", "docref"}
)
_SELECTING = ("limit", "timestamp", "user", "namespace", "title")
"""Types of parameters that choose rows, and never bring a field."""

_ABSENT_PAGE = frozenset({"missing", "invalid", "special"})
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_FIXED_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_:-]*")
_MANY_KEYS = 40


@dataclass(slots=True)
class _Node:
    """All values that were seen at one place.

    Attributes:
        kinds: the types of JSON, in the order first seen.
        calls: by call, how many objects stood here.
        keys: what stood in the objects.
        seen: by key, by call, in how many objects.
        items: what stood in lists.
        texts: up to a few different texts, and whether all had some form.
    """

    kinds: dict[str, None] = field(default_factory=dict)
    calls: dict[int, int] = field(default_factory=dict)
    keys: dict[str, "_Node"] = field(default_factory=dict)
    seen: dict[str, dict[int, int]] = field(default_factory=dict)
    items: "_Node | None" = None
    times: int = 0
    infinities: int = 0
    texts: int = 0
    numerals: int = 0
    false: bool = False
    full_lists: int = 0
    lists: int = 0
    versions: set[str] = field(default_factory=set)
    probes: dict[str, None] = field(default_factory=dict)

    def add(self, value: Any, call: Call) -> None:
        self.kinds[_kind(value)] = None
        self.versions.add(call.version)
        self.probes[call.probe] = None
        if isinstance(value, dict):
            self.calls[call.number] = self.calls.get(call.number, 0) + 1
            for key, inner in value.items():
                self.keys.setdefault(key, _Node()).add(inner, call)
                counts = self.seen.setdefault(key, {})
                counts[call.number] = counts.get(call.number, 0) + 1
        elif isinstance(value, list):
            self.lists += 1
            self.full_lists += bool(value)
            if value:
                self.items = self.items or _Node()
            for inner in value:
                self.items.add(inner, call)  # type: ignore[union-attr]
        elif isinstance(value, str):
            self.texts += 1
            self.times += bool(_TIME.fullmatch(value))
            self.infinities += value == "infinity"
            self.numerals += value.isdecimal()
        elif value is False:
            self.false = True

    def merged(self, others: Iterable["_Node"]) -> "_Node":
        """Give one node of several, for the values of a map."""
        result = _Node()
        for other in (self, *others):
            result.kinds |= other.kinds
            result.versions |= other.versions
            result.probes |= other.probes
            for number, count in other.calls.items():
                result.calls[number] = result.calls.get(number, 0) + count
            for key, inner in other.keys.items():
                known = result.keys.get(key)
                result.keys[key] = inner if known is None else known.merged([inner])
                counts = result.seen.setdefault(key, {})
                for number, count in other.seen[key].items():
                    counts[number] = counts.get(number, 0) + count
            if other.items is not None:
                result.items = other.items if result.items is None else result.items.merged([other.items])
            for name in ("times", "infinities", "texts", "numerals", "full_lists", "lists"):
                setattr(result, name, getattr(result, name) + getattr(other, name))
            result.false = result.false or other.false
        return result


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


def write(made_of: Mapping[str, Json], folder: Path) -> None:
    """Write schemas into a folder, one file a module, in place of those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{path}.json": schema for path, schema in made_of.items()}
    for old in folder.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, schema in made.items():
        text = json.dumps(schema, indent=1, ensure_ascii=False)
        (folder / name).write_text(
            _SHORT.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text)
            + "\n",
            encoding="utf-8",
        )


_SHORT = re.compile(r"\[\n(?:\s*\"[^\"\n]{1,60}\",?\n){1,3}\s*\]")
"""A short list of short texts, which reads better on one line."""


def schemas(
    observations: Iterable[Json], captures: Sequence[Capture], overlay: Overlay, meanings: Meanings | None = None
) -> dict[str, Json]:
    """Give the schema of each module that was observed to answer, by its path.

    Args:
        observations: as `probe.py` writes them, in any order.
        captures: of the versions that were observed, the newest first.
        overlay: decides what observation cannot.
        meanings: of the fields, where the modules are stock ones.
    """
    meanings = meanings or Meanings()
    infos: dict[str, ModuleInfo] = {}
    for capture in captures:
        for module in capture.modules:
            infos.setdefault(module.path, module)
    grouped: dict[str, list[Json]] = {}
    base: list[Json] = []
    for one in sorted(observations, key=_order):
        if not _refused(one["reply"]):
            grouped.setdefault(one["module"], []).append(one)
            base.append(one)
    result = {}
    for path in sorted(grouped):
        if path in infos and path != "query":
            schema = _Module(infos[path], overlay, grouped[path], meanings).schema()
            if schema is not None:
                result[path] = schema
    pages = _Module(infos["query"], overlay, base, meanings, pages=True).schema() if "query" in infos else None
    if pages is not None:
        result["query"] = pages
    return result


def _order(one: Json) -> tuple[Any, ...]:
    return one["module"], one["probe"], [-int(part) for part in re.findall(r"[0-9]+", one["version"])[:2]], one["phase"]


def _refused(reply: Any) -> bool:
    return isinstance(reply, dict) and ("errors" in reply or "error" in reply)


class _Module:
    """What was observed of one module."""

    def __init__(
        self,
        info: ModuleInfo,
        overlay: Overlay,
        observations: list[Json],
        meanings: Meanings,
        *,
        pages: bool = False,
    ) -> None:
        self._info = info
        self._meanings = meanings
        self._entry = overlay.module(info.path)
        self._place = tuple(self._entry.result) or tuple(info.path.split("+"))
        self._is_list = info.group == "list" or self._entry.kind == "list"
        self._is_prop = (info.group == "prop" and not self._is_list) or pages
        self._is_base = pages
        self._calls: list[Call] = []
        self._here = _Node()
        self._anywhere = _Node()
        self._partial: set[int] = set()
        for number, one in enumerate(observations):
            self._observe(number, one)

    def _observe(self, number: int, one: Json) -> None:
        reply = one["reply"]
        together = one["params"].get("prop", self._info.name) != self._info.name
        if not isinstance(reply, dict) or (self._is_prop and not self._is_base and together):
            return
        call = Call(number, one["probe"], one["version"], self._conditions(one["params"]))
        self._calls.append(call)
        if self._is_prop:
            if "batchcomplete" not in reply:
                self._partial.add(number)
            query = reply.get("query")
            found = query.get("pages") if isinstance(query, dict) else None
            for page in found if isinstance(found, list) else []:
                row = {key: value for key, value in page.items() if (key in BASE) == self._is_base}
                absent = not _ABSENT_PAGE.isdisjoint(page)
                (self._anywhere if absent and not self._is_base else self._here).add(row, call)
            return
        found = reply
        for key in self._place:
            found = found.get(key) if isinstance(found, dict) else None
        if self._is_list:
            for row in found if isinstance(found, list) else []:
                if isinstance(row, dict):
                    self._here.add(row, call)
            return
        if found == []:
            found = {}  # how PHP writes an empty map
        if not isinstance(found, dict):
            found = reply.get("query", {}) if self._info.path.startswith("query+") else reply
        if isinstance(found, dict):
            generic = _GENERIC if found is reply else frozenset[str]()
            self._here.add({key: value for key, value in found.items() if key not in generic}, call)

    def _conditions(self, params: Mapping[str, str]) -> frozenset[str]:
        """Give what a call asks for: values of parameters, sent or by default, and parameters that are sent."""
        result = set[str]()
        for parameter in self._info.parameters:
            sent = params.get(self._info.prefix + parameter.name)
            if sent is not None and parameter.type not in _SELECTING:
                result.add(parameter.name)
            if isinstance(parameter.type, list) or parameter.type == "boolean":
                result |= {f"{parameter.name}={value}" for value in _values(parameter, sent)}
        return frozenset(result)

    def schema(self) -> Json | None:
        """Give the schema; None if no object was seen."""
        node = self._here
        if not (node.keys or self._anywhere.keys) or (node.keys and self._is_map(node, "")):
            return None  # nothing was seen, or the result itself is keyed by data
        schema = self._object(node, "")
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "x-module": self._info.path, **schema}

    def _object(self, node: _Node, path: str) -> Json:
        properties: Json = {}
        required: list[str] = []
        extra = self._anywhere.keys if not path else {}
        for key in dict.fromkeys((*node.keys, *extra)):
            where = f"{path}.{key}" if path else key
            inner = node.keys.get(key)
            elsewhere = extra.get(key)
            if inner is None or (elsewhere is not None):
                inner = elsewhere if inner is None else inner.merged([elsewhere] if elsewhere else [])
            if inner is None:
                continue
            entry = self._entry.fields.get(where, FieldEntry())
            schema = self._value(inner, where, entry)
            gate = entry.gate if entry.gate is not None else self._gate(node, key, inner)
            words = self._absence(node, key, inner, gate, entry, schema)
            if not path and self._is_prop and not self._is_base and elsewhere is None:
                words = [*words, "page"]
            if gate:
                schema["x-gate"] = gate
            if words:
                schema["x-absent"] = " ".join(words)
            if set(words) <= {"page"}:
                required.append(key)
            if meaning := entry.description or self._meanings.of(self._info.path, where):
                schema["description"] = meaning
            schema["x-versions"] = sorted(inner.versions)
            schema["x-probes"] = list(inner.probes)[:3]
            properties[key] = schema
        result: Json = {"type": "object", "properties": properties}
        return {**result, "required": required} if required else result

    def _gate(self, node: _Node, key: str, inner: _Node) -> list[str]:
        node = self._holder(node, key)
        own = node.seen.get(key, {})
        calls = [call for call in self._calls if call.number in node.calls and call.number not in self._partial]
        present = {call.number for call in calls if own.get(call.number)}
        if not present:
            return []
        return brought_by(key, calls, present, self._enumerated())

    def _holder(self, node: _Node, key: str) -> _Node:
        """Give the node whose objects had a key: pages that are not there, where no other had it."""
        return node if key in node.seen else self._anywhere

    def _enumerated(self) -> frozenset[str]:
        """Give the parameters whose values may bring fields."""
        return frozenset(
            one.name for one in self._info.parameters if isinstance(one.type, list) or one.type == "boolean"
        )

    def _absence(
        self, node: _Node, key: str, inner: _Node, gate: list[str], entry: FieldEntry, schema: Json
    ) -> list[str]:
        if entry.absent is not None:
            return entry.absent.split()
        node = self._holder(node, key)
        own = node.seen.get(key, {})
        asked = [call for call in self._calls if call.number in node.calls and call.number not in self._partial]
        if gate:
            asked = [call for call in asked if any(_open(one, call.conditions) for one in gate)]
        if own and not node.lists and all(own.get(call.number, 0) == node.calls[call.number] for call in asked):
            return []
        kinds = set(inner.kinds) - {"null"}
        if kinds == {"boolean"} and not inner.false:
            return ["false"]
        if schema.get("type") == "array" or "additionalProperties" in schema:
            return ["empty"]
        return ["none"]

    def _value(self, node: _Node, path: str, entry: FieldEntry) -> Json:
        if entry.kind == "any":
            return {"x-reason": entry.reason}
        kinds = [kind for kind in node.kinds if kind != "null"]
        schema = self._typed(node, kinds, path, entry)
        if "null" in node.kinds and "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            schema["type"] = [*types, "null"]
        return schema

    def _typed(self, node: _Node, kinds: list[str], path: str, entry: FieldEntry) -> Json:
        if entry.kind == "map" and set(kinds) <= {"object", "array"} and not node.full_lists:
            schema = self._map_or_object(node, path, entry)
            return {**schema, "x-empty-list": True} if "array" in kinds else schema
        if not kinds:
            return {**_DECIDED.get(entry.kind or "", {"x-reason": "Only null was seen."})}
        if "object" in kinds and set(kinds) <= {"object", "array"} and not node.full_lists:
            schema = self._map_or_object(node, path, entry)
            return {**schema, "x-empty-list": True} if "array" in kinds else schema
        if kinds == ["array"]:
            where = f"{path}[]"
            decided = self._entry.fields.get(where, FieldEntry())
            if node.items is None:
                return {"type": "array", "items": _unseen(decided)}
            return {"type": "array", "items": self._value(node.items, where, decided)}
        if kinds == ["string"]:
            return _text(node, entry)
        if set(kinds) == {"integer", "number"}:
            return {"type": "number"}
        if set(kinds) == {"integer", "string"} and node.numerals == node.texts:
            return {"type": "integer", "x-number-text": True}
        if len(kinds) == 1:
            return {"type": kinds[0]}
        if set(kinds) <= {"string", "integer", "number", "boolean"}:
            return {"type": sorted(kinds)}
        return {"x-reason": f"Seen as {', '.join(sorted(kinds))}."}

    def _map_or_object(self, node: _Node, path: str, entry: FieldEntry) -> Json:
        if entry.kind == "object" or (entry.kind != "map" and not self._is_map(node, path)):
            return self._object(node, path)
        where = f"{path}.*"
        if not node.keys:
            return {"type": "object", "additionalProperties": _unseen(self._entry.fields.get(where, FieldEntry()))}
        first, *others = node.keys.values()
        values = self._value(first.merged(others), where, self._entry.fields.get(where, FieldEntry()))
        return {"type": "object", "additionalProperties": values}

    def _is_map(self, node: _Node, path: str) -> bool:
        keys = list(node.keys)
        if not keys:
            return True
        if all(key.lstrip("-").isdecimal() for key in keys) or not all(_FIXED_KEY.fullmatch(key) for key in keys):
            return True
        return len(keys) > _MANY_KEYS and len({tuple(sorted(inner.kinds)) for inner in node.keys.values()}) == 1


def _open(gate: str, conditions: frozenset[str]) -> bool:
    return all((part[1:] not in conditions) if part.startswith("!") else part in conditions for part in gate.split("&"))


def _values(parameter: ParameterInfo, sent: str | None) -> list[str]:
    if sent is None:
        given = parameter.default
        if given in (None, "", False):
            return []
        return [str(value) for value in given] if isinstance(given, list) else str(given).split("|")
    if parameter.multi and parameter.allspecifier is not None and sent == parameter.allspecifier:
        return [str(value) for value in parameter.type] if isinstance(parameter.type, list) else []
    return sent.split("\x1f" if sent.startswith("\x1f") else "|") if parameter.multi else [sent]


_DECIDED = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "expiry": {"type": "string", "format": "x-expiry"},
}


def _unseen(entry: FieldEntry) -> Json:
    """Give the type of what never had a value: as it was decided."""
    return {**_DECIDED.get(entry.kind or "", {"x-reason": entry.reason or "Never seen with a value."})}


def _text(node: _Node, entry: FieldEntry) -> Json:
    if entry.kind == "string":
        return {"type": "string"}
    if entry.kind == "expiry" or (node.infinities and node.infinities + node.times == node.texts):
        return {"type": "string", "format": "x-expiry"}
    if node.times == node.texts:
        return {"type": "string", "format": "date-time"}
    return {"type": "string"}
