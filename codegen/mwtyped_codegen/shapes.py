"""From observed replies to the JSON Schema of what each module answers.

Each property tells how it can be absent (`x-absent`), what brings it (`x-gate`), what the wiki writes for none
(`x-none`), and where it was seen (`x-versions`, `x-probes`). What observation cannot decide, the overlay does.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .answers import Answers, modules_of, observed
from .capture import Capture
from .gates import Call, brought_by
from .maps import is_map
from .meanings import Meanings
from .observed import Node, joined
from .overlay import FieldEntry, Overlay
from .pooled import Pool, pools
from .reviewed import SHARED

__all__ = ["schemas", "write"]

Json = dict[str, Any]

_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_NEVER = frozenset({"infinity", "infinite", "indefinite", "never"})
_SHOWN_PROBES = 3


def write(made_of: Mapping[str, Json], folder: Path) -> None:
    """Write schemas into a folder, one file a module, in place of those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {f"{path}.json": schema for path, schema in made_of.items()}
    for old in folder.glob("*.json"):
        if old.name not in made:
            old.unlink()
    for name, schema in made.items():
        text = json.dumps(schema, indent=1, ensure_ascii=False)
        (folder / name).write_text(_SHORT.sub(lambda found: _on_one_line(found[0]), text) + "\n", encoding="utf-8")


_SHORT = re.compile(r"\[\n(?:\s*\"[^\"\n]{1,60}\",?\n){1,3}\s*\]")
"""A short list of short texts, which reads better on one line."""


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text).replace("[ ", "[").replace(" ]", "]")


def schemas(
    observations: Iterable[Json], captures: Sequence[Capture], overlay: Overlay, meanings: Meanings | None = None
) -> dict[str, Json]:
    """Give the schema of each module that was observed to answer, by its path; of what they share, by `SHARED`.

    What the overlay alone knows of a module that was not is a schema too.

    Args:
        observations: as `probe.py` writes them, in any order.
        captures: of the versions that were observed, the newest first.
        overlay: decides what observation cannot.
        meanings: of the fields, where the modules are stock ones.
    """
    infos = modules_of(captures)
    unseen = {path: Answers(is_page=infos[path].group == "prop") for path in infos if overlay.module(path).complete}
    answers = {**unseen, **observed(observations, captures, overlay)}
    made = _Schemas(answers, overlay, meanings or Meanings())
    found = {path: schema for path in sorted(answers) if (schema := made.module(path)) is not None}
    shared = made.shared()
    return {**found, SHARED: {"$schema": _SCHEMA, "$defs": shared}} if shared else found


@dataclass(slots=True)
class _Scope:
    """What decides about the values of one module, or of a type that several share.

    Attributes:
        name: the module's path, or the type's name.
        calls: those that were answered.
        parameters: those that bring fields.
        entries: what the overlay says, by path.
        references: by path, the name of the shared type that stands there, and what else is said of it.
        partial: calls whose pages had props to come.
        absent: what stood in pages that are not there.
        is_page: whether the fields are a page's.
        words: values of the module's enumerations.
    """

    name: str
    calls: Mapping[int, Call]
    parameters: Sequence[str]
    entries: Mapping[str, FieldEntry]
    references: Mapping[str, Json] = field(default_factory=dict)
    partial: Collection[int] = ()
    absent: Node = field(default_factory=Node)
    is_page: bool = False
    words: Collection[str] = ()


class _Schemas:
    def __init__(self, answers: Mapping[str, Answers], overlay: Overlay, meanings: Meanings) -> None:
        self._answers = answers
        self._overlay = overlay
        self._meanings = meanings
        self._pools = pools(answers, overlay)

    def module(self, path: str) -> Json | None:
        """Give the schema of what a module answers; None if no object was seen, or its keys are data."""
        answers = self._answers[path]
        node = answers.found
        if node.keys and is_map(node, answers.words):
            return None
        if not (node.keys or answers.absent.keys or self._overlay.module(path).complete):
            return None
        scope = _Scope(
            name=path,
            calls=answers.calls,
            parameters=answers.parameters,
            entries=self._overlay.module(path).fields,
            references=dict(self._references(path)),
            partial=answers.partial,
            absent=answers.absent,
            is_page=answers.is_page,
            words=answers.words,
        )
        extended = next((pool for pool in self._pools.values() if path in pool.entry.bases), None)
        schema = self._object(node, "", scope, without=extended.keys if extended is not None else ())
        base = {"x-base": extended.name} if extended is not None else {}
        return {"$schema": _SCHEMA, "x-module": path, **base, **schema}

    def shared(self) -> Json:
        """Give the types that several modules share, by name."""
        return {name: schema for pool in self._pools.values() for name, schema in self._types(pool)}

    def _types(self, pool: Pool) -> Iterator[tuple[str, Json]]:
        entry = pool.entry
        scope = _Scope(
            name=pool.name,
            calls=pool.calls,
            parameters=pool.parameters,
            entries=entry.fields,
            references=dict(self._references(pool.name)),
        )
        if not entry.by:
            schema = self._object(pool.node, "", scope, without=pool.node.keys.keys() - pool.keys)
            yield pool.name, {"description": entry.description, **schema}
            return
        yield pool.name, {"description": entry.description, "type": "object"}
        for kind, node in pool.kinds.items():
            description = f"{entry.description.rstrip('.')} of type `{kind}`."
            schema = self._object(node, kind, scope)
            yield pool.class_of(kind), {"x-base": pool.name, "description": description, **schema}

    def _references(self, owner: str) -> Iterator[tuple[str, Json]]:
        """Give the shared types that stand in the reply of a module, or in another shared type, by path."""
        for pool in self._pools.values():
            for path in pool.places_in(owner):
                reference: Json = {"$ref": f"{SHARED}.json#/$defs/{pool.name}"}
                if pool.is_whole(owner, path):
                    reference["x-whole"] = True
                if pool.entry.by:
                    kinds = {kind: pool.class_of(kind) for kind in pool.kinds}
                    reference["x-kinds"] = {"key": pool.entry.by[owner], "of": kinds}
                yield path, reference

    def _object(self, node: Node, path: str, scope: _Scope, without: Collection[str] = ()) -> Json:
        properties: Json = {}
        elsewhere = scope.absent.keys if not path else {}
        for key in dict.fromkeys((*node.keys, *elsewhere, *_unseen(scope.entries, path))):
            if key not in without:
                properties[key] = self._property(node, key, _below(path, key), scope)
        required = [key for key, schema in properties.items() if set(_words(schema)) <= {"page"}]
        result: Json = {"type": "object", "properties": properties}
        return {**result, "required": required} if required else result

    def _property(self, node: Node, key: str, path: str, scope: _Scope) -> Json:
        entry = self._entry(path, scope)
        top = path == key
        elsewhere = scope.absent.keys.get(key) if top else None
        inner = joined(one for one in (node.keys.get(key), elsewhere) if one is not None)
        schema = self._value(inner or Node(), path, scope)
        # Pages that are not there tell of a field only where no other had it.
        holder = scope.absent if top and key not in node.keys else node
        gate = entry.gate if entry.gate is not None else self._gate(holder, key, scope)
        words = entry.absent.split() if entry.absent is not None else self._absence(holder, key, gate, schema, scope)
        if top and scope.is_page and elsewhere is None and entry.absent is None:
            words = [*words, "page"]
        if gate:
            schema["x-gate"] = gate
        if words:
            schema["x-absent"] = " ".join(words)
        if meaning := entry.description or self._meanings.of(scope.name, path):
            schema["description"] = meaning
        if inner is None:
            schema["x-reason"] = entry.reason
        else:
            schema["x-versions"] = sorted(inner.versions)
            schema["x-probes"] = list(inner.probes)[:_SHOWN_PROBES]
        return schema

    def _entry(self, path: str, scope: _Scope) -> FieldEntry:
        """Give what the overlay says of a field: at its path, else wherever it is called so."""
        return scope.entries.get(path) or self._overlay.fields.get(path.rpartition(".")[2]) or FieldEntry()

    def _gate(self, node: Node, key: str, scope: _Scope) -> list[str]:
        counts = node.seen.get(key, {})
        calls = [call for number, call in scope.calls.items() if number in node.calls and number not in scope.partial]
        present = {call.number for call in calls if counts.get(call.number)}
        return brought_by(key, calls, present, scope.parameters) if present else []

    def _absence(self, node: Node, key: str, gate: list[str], schema: Json, scope: _Scope) -> list[str]:
        """Say what it means that a field is not there.

        Lists, maps and flags may be left out wherever they are empty or not set, though none was seen to be.
        """
        kinds = _kinds(schema)
        if kinds == ["array"] or "additionalProperties" in schema:
            return ["empty"]
        inner = node.keys.get(key)
        if kinds == ["boolean"] and not (inner is not None and inner.false):
            return ["false"]
        counts = node.seen.get(key, {})
        shown = node.calls.keys() | node.empties.keys()
        asked = [number for number in scope.calls if number in shown and number not in scope.partial]
        if gate:
            asked = [number for number in asked if any(_open(one, scope.calls[number].conditions) for one in gate)]
        always = all(counts.get(number, 0) == node.calls.get(number, 0) for number in asked)
        emptied = any(number in node.empties for number in asked)
        if "$ref" in schema and inner is not None and "null" in inner.kinds:
            return ["none"]
        return [] if counts and always and not emptied else ["none"]

    def _value(self, node: Node, path: str, scope: _Scope) -> Json:
        if path in scope.references and set(node.kinds) <= {"object", "array", "null"}:
            return dict(scope.references[path])
        entry = self._entry(path, scope)
        if entry.kind == "any":
            return {"x-reason": entry.reason}
        schema = self._typed(node, path, entry, scope)
        if "null" in node.kinds and "type" in schema:
            schema["type"] = [*_kinds(schema), "null"]
        elif "null" in node.kinds and "anyOf" in schema:
            schema["anyOf"].append({"type": "null"})
        if entry.none is not None:
            schema["x-none"] = entry.none
        return schema

    def _typed(self, node: Node, path: str, entry: FieldEntry, scope: _Scope) -> Json:
        kinds = set(node.kinds) - {"null"}
        is_object = kinds == {"object"} or (kinds == {"object", "array"} and not node.full_lists)
        if is_object or (entry.kind in ("map", "object") and kinds <= {"array"} and not node.full_lists):
            schema = self._map_or_object(node, path, entry, scope)
            return {**schema, "x-empty-list": True} if "array" in kinds else schema
        if kinds == {"array"} or (entry.kind == "list" and not kinds):
            return self._list(node, path, scope)
        if entry.kind in _DECIDED and kinds <= _ALLOWED[entry.kind]:
            numbers = {"x-number-text": True} if entry.kind in ("integer", "number") and "string" in kinds else {}
            word = _word_for_never(node) if entry.kind == "expiry" else {}
            return {**_DECIDED[entry.kind], **numbers, **word}
        if not kinds:
            return {"x-reason": entry.reason or ("Only null was seen." if node.kinds else "Never seen with a value.")}
        if kinds <= _SCALARS:
            return _scalar(node, kinds, path)
        ways = [_scalar(node, kinds & _SCALARS, path)] if kinds & _SCALARS else []
        ways += [self._list(node, path, scope)] if "array" in kinds else []
        if "object" in kinds:
            shared = scope.references.get(path)
            ways += [self._map_or_object(node, path, entry, scope) if shared is None else dict(shared)]
        return {"anyOf": ways}

    def _list(self, node: Node, path: str, scope: _Scope) -> Json:
        return {"type": "array", "items": self._value(node.items or Node(), f"{path}[]", scope)}

    def _map_or_object(self, node: Node, path: str, entry: FieldEntry, scope: _Scope) -> Json:
        if entry.kind == "object" or (entry.kind != "map" and not is_map(node, scope.words)):
            return self._object(node, path, scope)
        values = joined(node.keys.values()) or Node()
        return {"type": "object", "additionalProperties": self._value(values, f"{path}.*", scope)}


_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_DECIDED: Mapping[str | None, Json] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "flag": {"type": "boolean", "x-flag": True},
    "scalar": {"type": ["string", "integer", "number", "boolean", "null"]},
    "timestamp": {"type": "string", "format": "date-time"},
    "expiry": {"type": "string", "format": "x-expiry"},
}
_ALLOWED: Mapping[str | None, frozenset[str]] = {
    "string": frozenset({"string", "boolean"}),
    "integer": frozenset({"integer", "string", "boolean"}),
    "number": frozenset({"integer", "number", "string", "boolean"}),
    "boolean": frozenset({"boolean"}),
    "flag": frozenset({"string"}),
    "scalar": _SCALARS,
    "timestamp": frozenset({"string", "boolean"}),
    "expiry": frozenset({"string", "boolean"}),
}
"""What may have been seen of a kind: False is how PHP says that there is none."""


def _scalar(node: Node, kinds: set[str], path: str) -> Json:
    if kinds == {"string"}:
        return _text(node, path.rpartition(".")[2])
    if "boolean" in kinds and kinds != {"boolean"} and not node.true:
        return {**_scalar(node, kinds - {"boolean"}, path), "x-none": False}  # how PHP says that there is none
    if kinds == {"integer", "number"}:
        return {"type": "number"}
    if kinds == {"integer", "string"} and node.numerals == node.texts:
        return {"type": "integer", "x-number-text": True}
    if len(kinds) == 1:
        return {"type": next(iter(kinds))}
    return {"type": sorted(kinds)}


def _text(node: Node, key: str) -> Json:
    words = set(node.words)
    if node.times and words <= {""}:
        return {**_DECIDED["timestamp"], **({"x-none": ""} if words else {})}
    if words <= _NEVER | {""} and words & _NEVER and (node.times or key.lower().endswith("expiry")):
        return {**_DECIDED["expiry"], **_word_for_never(node)}
    return {"type": "string"}


def _word_for_never(node: Node) -> Json:
    """Tell the word, where it is not `infinity`."""
    word = next(iter(sorted(node.words)), "infinity")
    return {} if word == "infinity" else {"x-none": word}


def _unseen(entries: Mapping[str, FieldEntry], path: str) -> Iterator[str]:
    """List the keys of an object at a path of which the overlay says that they are there, though never seen."""
    for where, entry in entries.items():
        parent, _, key = where.rpartition(".")
        if entry.unseen and parent == path and not key.endswith("]"):
            yield key


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    kinds = schema.get("type", [])
    return [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]


def _words(schema: Mapping[str, Any]) -> list[str]:
    return str(schema.get("x-absent", "")).split()


def _open(gate: str, conditions: frozenset[str]) -> bool:
    return all((part[1:] not in conditions) if part.startswith("!") else part in conditions for part in gate.split("&"))
