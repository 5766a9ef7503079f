"""Reviewed schemas of replies: where they are, which of them fit a wiki, and what their keywords say."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from .capture import Capture

__all__ = [
    "SHARED",
    "Schema",
    "Schemas",
    "conditions",
    "described",
    "referred",
    "stock_modules",
    "stock_reviewed",
    "stock_schemas",
    "texts",
]

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]
"""By the path of the module; what several modules share stands under `SHARED`."""

SHARED = "shared"

_SHARED_REFERENCE = "shared.json#/$defs/"
_OWN_REFERENCE = "#/$defs/"


def stock_modules(capture: Capture) -> frozenset[str]:
    """List the modules of a wiki that are stock ones: by their path and by their PHP class."""
    classes = _stock_classes()
    return frozenset(one.path for one in capture.modules if _short(one.classname) in classes.get(one.path, ()))


def stock_schemas(capture: Capture) -> dict[str, Schema]:
    """Give the schemas of those modules of a wiki that are stock ones."""
    found = {path: schema for path in stock_modules(capture) if (schema := stock_reviewed().get(path)) is not None}
    shared = stock_reviewed().get(SHARED)
    return {**found, SHARED: shared} if shared is not None else found


@cache
def stock_reviewed() -> Mapping[str, Schema]:
    """Give all schemas that come with the generator, by the path of the module."""
    folder = _data("responses")
    if not folder.is_dir():
        return {}
    schemas = (one for one in folder.iterdir() if one.name.endswith(".json"))
    return {one.name.removesuffix(".json"): json.loads(one.read_bytes()) for one in schemas}


@cache
def _stock_classes() -> Mapping[str, frozenset[str]]:
    """Give the PHP classes that answer each module on stock wikis, of whatever version."""
    classes: dict[str, set[str]] = {path: set() for path in stock_reviewed()}
    for one in _data("captures").iterdir():
        for module in json.loads(one.read_bytes())["modules"]:
            classes.setdefault(module["path"], set()).add(_short(module.get("classname")))
    return {path: frozenset(names - {""}) for path, names in classes.items()}


def _short(php_class: str | None) -> str:
    """Give a class without its namespace: MediaWiki moves old classes into one."""
    return (php_class or "").rpartition("\\")[2]


def _data(name: str) -> Traversable:
    packaged = files("mwtyped_codegen") / "data" / name
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "schemas" / name


def texts(schema: Schema, keyword: str) -> tuple[str, ...]:
    """Give the texts of a keyword that lists some, or that has them in one, separated by spaces."""
    value = schema.get(keyword) or ()
    return tuple(value.split()) if isinstance(value, str) else tuple(map(str, value))


def described(schema: Schema) -> str:
    """Give what a schema says in words."""
    return str(schema.get("description") or "")


def referred(reference: str, schemas: Schemas, module: str) -> tuple[str, str, Schema] | None:
    """Give the file (by module path), the name and the schema that a `$ref` means; None if there is none."""
    for start, path in ((_SHARED_REFERENCE, SHARED), (_OWN_REFERENCE, module)):
        if reference.startswith(start):
            name = reference.removeprefix(start)
            found = schemas.get(path, {}).get("$defs", {}).get(name)
            return (path, name, found) if isinstance(found, Mapping) else None
    return None


def conditions(schemas: Schemas, module: str) -> tuple[str, ...]:
    """List what brings fields of a module's reply: `prop=ids`, or `slots` for a parameter that is sent."""
    found: set[str] = set()
    seen: set[int] = set()

    def visit(schema: Schema, within: str) -> None:
        if id(schema) in seen:
            return
        seen.add(id(schema))
        for gate in texts(schema, "x-gate"):
            found.update(part.removeprefix("!") for part in gate.split("&"))
        for reference in (str(schema.get("$ref", "")), f"{_SHARED_REFERENCE}{schema.get('x-base', '')}"):
            if (target := referred(reference, schemas, within)) is not None:
                visit(target[2], target[0])
        for inner in _inside(schema):
            visit(inner, within)

    visit(schemas.get(module, {}), module)
    return tuple(sorted(found))


def _inside(schema: Schema) -> Iterator[Schema]:
    inner = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for keyword in ("anyOf", "oneOf"):
        inner += schema.get(keyword, ())
    yield from (one for one in inner if isinstance(one, Mapping))
