"""The reviewed schemas as a whole: what they cover, what they leave open, and that all that is said is of something."""

from collections.abc import Iterator, Mapping

import pytest

from mwtyped_codegen.capture import Capture, ParameterInfo, load
from mwtyped_codegen.corpus import read
from mwtyped_codegen.meanings import Meanings
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.reviewed import SHARED, Schema, conditions, stock_reviewed

from .wikis import ROOT

CAPTURES = {version: load(ROOT / "schemas" / "captures" / f"mediawiki-{version}.json") for version in ("1.43", "1.39")}
SCHEMAS = stock_reviewed()
OVERLAY = stock_overlay()
SHARED_TYPES: Mapping[str, Schema] = SCHEMAS[SHARED]["$defs"]

NO_OBJECTS = {
    "main": "it answers nothing by itself",
    "logout": "it answers an empty object",
    "opensearch": "it answers a bare list",
}
"""Modules that no model is made of, each with the reason; besides the formats, and what answers no JSON."""


def places(schema: Schema, path: str = "") -> Iterator[tuple[str, Schema]]:
    """List all that is in a schema, by path as the overlay writes it."""
    yield path, schema
    for key, inner in schema.get("properties", {}).items():
        yield from places(inner, f"{path}.{key}" if path else key)
    for keyword, step in (("items", "[]"), ("additionalProperties", ".*" if path else "*")):
        if isinstance(inner := schema.get(keyword), Mapping):
            yield from places(inner, path + step)
    for inner in schema.get("anyOf", ()):
        yield from ((where, one) for where, one in places(inner, path) if where != path)


def everything() -> Iterator[tuple[str, str, Schema]]:
    """List all places of all schemas, with the module or the shared type that they are in."""
    for name, schema in {**{path: one for path, one in SCHEMAS.items() if path != SHARED}, **SHARED_TYPES}.items():
        for path, inner in places(schema):
            yield name, path, inner


def known(name: str) -> set[str]:
    """Give the paths that a module or a shared type has, those of what it extends too."""
    schema = SCHEMAS.get(name) or SHARED_TYPES.get(name) or {}
    base = SHARED_TYPES.get(schema.get("x-base", ""), {})
    own = {path for one in (schema, base) for path, _ in places(one)}
    kinds = {one for one, other in SHARED_TYPES.items() if other.get("x-base") == name and one.endswith(name)}
    starts = {kind.removesuffix(name): kind for kind in kinds}
    return own | {
        f"{start.lower()}.{path}" for start, kind in starts.items() for path, _ in places(SHARED_TYPES[kind]) if path
    }


def props(capture: Capture) -> Iterator[tuple[str, ParameterInfo, str]]:
    """List the values of all parameters whose names say that they bring fields."""
    for module in capture.modules:
        for parameter in module.parameters if module.path != "query" else ():  # its `prop` is the list of modules
            if parameter.name.endswith("prop") and isinstance(parameter.type, list) and parameter.multi:
                for value in parameter.type:
                    yield module.path, parameter, str(value)


@pytest.mark.parametrize("version", CAPTURES)
def test_each_module_that_answers_objects_has_a_schema(version: str) -> None:
    modules = [module for module in CAPTURES[version].modules if module.group != "format"]
    texts = {module.path for module in modules if OVERLAY.module(module.path).reply == "text"}

    left = {module.path for module in modules} - SCHEMAS.keys() - texts
    assert left == set(NO_OBJECTS)


@pytest.mark.parametrize("version", CAPTURES)
def test_each_value_of_a_prop_brings_a_field_or_has_its_reason(version: str) -> None:
    brought = {path: set(conditions(SCHEMAS, path)) for path, _, _ in props(CAPTURES[version])}
    nothing = {
        (path, parameter.name, value)
        for path, parameter, value in props(CAPTURES[version])
        if f"{parameter.name}={value}" not in brought[path]
    }

    assert {one for one in nothing if one[2] not in OVERLAY.parameter(*one[:2]).brings_nothing} == set()


def test_what_is_said_to_bring_nothing_brings_nothing() -> None:
    for path, entry in OVERLAY.modules.items():
        for name, parameter in entry.parameters.items():
            for value in parameter.brings_nothing:
                assert f"{name}={value}" not in conditions(SCHEMAS, path), (path, name, value)


def test_each_field_has_its_evidence_or_its_reason_and_a_meaning() -> None:
    for name, path, schema in everything():
        if path and not path.endswith(("[]", "*")):
            assert schema.get("x-probes") or schema.get("x-reason"), (name, path)
            assert schema.get("description"), (name, path)


def test_what_is_any_json_says_why() -> None:
    free = [(name, path, one) for name, path, one in everything() if path and not is_typed(one)]

    assert [(name, path) for name, path, one in free if not one.get("x-reason")] == []
    assert len(free) < 30


def is_typed(schema: Schema) -> bool:
    return any(keyword in schema for keyword in ("type", "$ref", "anyOf"))


def test_nothing_is_said_of_fields_that_there_are_not() -> None:
    stock = {module.path for capture in CAPTURES.values() for module in capture.modules}
    said = {(path, field) for path, entry in OVERLAY.modules.items() if path in stock for field in entry.fields}
    said |= {(name, field) for name, entry in OVERLAY.shared.items() if name in SHARED_TYPES for field in entry.fields}
    placed = [place.partition(":") for entry in OVERLAY.shared.values() for place in entry.places]
    said |= {(name, path) for name, _, path in placed if name in stock or name in SHARED_TYPES}

    assert {(name, path) for name, path in said if path not in known(name)} == set()


def test_no_meaning_is_of_a_field_that_there_is_not() -> None:
    meanings = Meanings.load(ROOT / "schemas" / "meanings.toml")
    found = {(name, path) for name, fields in meanings.modules.items() for path in fields if path not in known(name)}

    assert found == set()


def test_each_probe_file_is_of_a_module() -> None:
    stock = {module.path for capture in CAPTURES.values() for module in capture.modules}

    assert {file.path for file in read(ROOT / "schemas" / "probes") if file.path} <= stock
