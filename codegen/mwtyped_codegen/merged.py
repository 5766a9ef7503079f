"""What several modules bring to a page, as one: a field that two of them bring gets the wider type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .reviewed import Schema, Schemas, texts

__all__ = ["Brought", "page_fields"]

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_SAID = frozenset({"description", "title"})


@dataclass(frozen=True, slots=True)
class Brought:
    """A field of a page.

    Attributes:
        modules: the paths of those that bring it, in order.
        always: it comes with every page, whatever was asked for.
        differs: their types differ; the schema allows them all.
    """

    wire: str
    schema: Schema
    modules: tuple[str, ...]
    gates: tuple[str, ...]
    always: bool = False
    differs: bool = False


def page_fields(base: str, props: Sequence[str], schemas: Schemas) -> list[Brought]:
    """List the fields of a page: its own first, then those of each prop."""
    fields: dict[str, Brought] = {}
    for path in (base, *props):
        for wire, schema in schemas.get(path, {}).get("properties", {}).items():
            one = _brought(wire, schema, path, own=path == base)
            fields[wire] = _both(fields[wire], one) if wire in fields else one
    return list(fields.values())


def _brought(wire: str, schema: Schema, path: str, *, own: bool) -> Brought:
    gates = texts(schema, "x-gate")
    if own:
        return Brought(wire, schema, (path,), gates, always=not gates)
    prop = path.rpartition("+")[2]
    behind = tuple("&".join(f"{prop}:{part}" for part in gate.split("&")) for gate in gates)
    return Brought(wire, schema, (path,), behind or (prop,))


def _both(first: Brought, second: Brought) -> Brought:
    merged = wider(first.schema, second.schema)
    differs = first.differs or not _bare(first.schema) == _bare(second.schema) == _bare(merged)
    always = first.always or second.always
    gates = () if always else (*first.gates, *(gate for gate in second.gates if gate not in first.gates))
    return Brought(first.wire, merged, (*first.modules, *second.modules), gates, always, differs)


def _bare(schema: Any) -> Any:
    """Give what a schema says of types alone."""
    if isinstance(schema, Mapping):
        said = {key: value for key, value in schema.items() if key not in _SAID and not key.startswith("x-")}
        properties = {name: _bare(inner) for name, inner in schema.get("properties", {}).items()}
        rest = {key: _bare(value) for key, value in said.items() if key != "properties"}
        return {**rest, "properties": properties} if properties else rest
    return schema


def wider(first: Schema, second: Schema) -> Schema:
    """Give a schema of all that two allow: any JSON where one type would not do."""
    kinds, others = _kinds(first), _kinds(second)
    together = [*kinds, *(kind for kind in others if kind not in kinds)]
    said = _said(first, second)
    plain = [kind for kind in together if kind != "null"]
    if first.get("$ref") or second.get("$ref"):
        same = first.get("$ref") == second.get("$ref")
        return {**said, "$ref": first["$ref"]} if same else said
    if "number" in plain and "integer" in plain:
        plain.remove("integer")
        together.remove("integer")
    if not plain or not kinds or not others or (len(plain) > 1 and not _SCALARS.issuperset(plain)):
        return said
    kind = {**said, "type": together if len(together) > 1 else together[0]}
    if plain == ["object"]:
        return {**kind, **_objects(first, second)}
    if plain == ["array"]:
        return {**kind, "items": wider(first.get("items", {}), second.get("items", {}))}
    same_format = plain == ["string"] and first.get("format") == second.get("format") and first.get("format")
    return {**kind, "format": first["format"]} if same_format else kind


def _kinds(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _said(first: Schema, second: Schema) -> dict[str, Any]:
    """Join what two schemas say besides types; the first has the word."""
    said = {key: value for key, value in {**second, **first}.items() if key in _SAID or key == "x-reason"}
    for keyword in ("x-gate", "x-absent", "x-versions"):
        values, others = texts(first, keyword), texts(second, keyword)
        if keyword == "x-gate" and not (values and others):
            continue  # one of them always brings it
        together = [*values, *(one for one in others if one not in values)]
        if "page" in together and not ("page" in values and "page" in others):
            together.remove("page")  # one of them brings it for pages that are not there
        if together:
            said[keyword] = together
    if first.get("x-empty-list") or second.get("x-empty-list"):
        said["x-empty-list"] = True
    return said


def _objects(first: Schema, second: Schema) -> dict[str, Any]:
    properties, others = first.get("properties", {}), second.get("properties", {})
    if not properties and not others:
        values = [one for schema in (first, second) if isinstance(one := schema.get("additionalProperties"), Mapping)]
        return {"additionalProperties": wider(values[0], values[-1])} if values else {}
    merged = {}
    for name in (*properties, *(name for name in others if name not in properties)):
        both = [schemas[name] for schemas in (properties, others) if name in schemas]
        merged[name] = wider(*both) if len(both) > 1 else _maybe(both[0])
    return {"properties": merged}


def _maybe(schema: Schema) -> Schema:
    """Say of a field that only one of two objects has that it may not be there."""
    return schema if texts(schema, "x-absent") else {**schema, "x-absent": "none"}
