"""From reviewed schemas to the classes of a binding: their names, their fields, and a schema of types alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import naming
from .reviewed import SHARED, Schema, Schemas, described, referred, texts

__all__ = ["ANY", "EXPIRY", "Deriver", "Field", "Model", "Place", "Property", "Type"]

Type = dict[str, Any]
"""A schema of the few kinds that are left: plain types, lists, maps, `$ref` to a class by its name."""

ANY: Type = {"customTypePath": "pydantic.JsonValue"}
EXPIRY: Type = {"customTypePath": "mwtyped.runtime.Expiry"}

_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_LONGEST_SUMMARY = 100
_NULL: Type = {"type": "null"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands.

    Attributes:
        module: whose reply it is in.
        path: in the reply, as the rules of the dictionary view have it: `langlinks[]`.
        parent: the class that it is in.
        file: the one that this class stands in.
        key: what it is called there; one of several has the name of one.
    """

    module: str
    path: str
    parent: str
    file: str
    key: str

    @property
    def said(self) -> str:
        """Say what stands here."""
        whole = self.path
        while whole.endswith(("[]", ".*")):
            whole = whole[:-2]
        several = "" if whole == self.path else "One of the "
        return f"{several}`{whole.rpartition('.')[2]}` of `{self.parent}`."

    def each(self, step: str) -> "Place":
        """Give the place of what a list (`[]`) or a map (`.*`) holds."""
        return replace(self, path=self.path + step, key=naming.singular(self.key))


@dataclass(frozen=True, slots=True)
class Property:
    """A key of an object, and what is known of it; `notes` are for the docstring."""

    wire: str
    schema: Schema
    module: str
    gates: tuple[str, ...]
    absent: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def none(self) -> str | bool | None:
        """What the wiki writes where there is none."""
        word = self.schema.get("x-none")
        return word if isinstance(word, str | bool) else None

    @property
    def is_null(self) -> bool:
        """Whether an expiry that never comes is written as null, by no word."""
        return self.schema.get("format") == "x-expiry" and "null" in self.schema.get("type", ()) and self.none is None

    @property
    def is_flag(self) -> bool:
        """Whether it is an empty text where it is set."""
        return bool(self.schema.get("x-flag"))

    @property
    def is_numeral(self) -> bool:
        """Whether it holds numbers that the wiki may write as text, in lists or not."""
        schema = self.schema
        while isinstance(schema.get("items"), Mapping):
            schema = schema["items"]
        return bool(schema.get("x-number-text"))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a class.

    Attributes:
        key: of the object, what tells the kind of this field's value, where it has kinds.
        kinds: by what stands under that key, the classes.
    """

    name: str
    type: Type
    source: Property
    key: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Model:
    """A class.

    Attributes:
        module: the path of the module that answers it.
        file: the path of the module in whose file it stands; empty for the page's own; `shared.Name` for a type that
            several modules share.
        base: its base class.
        parent: the one of a reply's types that it extends.
    """

    name: str
    module: str
    file: str
    base: str
    doc: str
    view: Mapping[str, str]
    fields: list[Field] = field(default_factory=list)
    parent: "Model | None" = None

    @property
    def all_fields(self) -> list[Field]:
        """Its fields and those that it has from what it extends."""
        return [*(self.parent.all_fields if self.parent else ()), *self.fields]


class Deriver:
    """Makes classes of schemas, each with a name of its own.

    Attributes:
        models: those made so far, each after those that stand in it.
        diagnostics: what was left out.
    """

    def __init__(self, schemas: Schemas, views: Mapping[str, Mapping[str, str]], classes: Mapping[str, str]) -> None:
        self.models: list[Model] = []
        self.diagnostics: list[str] = []
        self._schemas = schemas
        self._views = views
        self._classes = classes
        self._taken: set[str] = set()
        self._referred: dict[tuple[str, str], Model] = {}

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names from being given."""
        self._taken |= set(names)

    def name(self, *wanted: str) -> str:
        """Give a class a name that none has."""
        name = naming.result_class_name(wanted, self._taken)
        self._taken.add(name)
        return name

    def model(self, model: Model, properties: Iterable[Property], path: str = "") -> None:
        """Make a class, and those that stand in it; `path` is where it stands in the reply."""
        page = model.base == "PageBase"
        typed = [(one, self._type(one.schema, _place(one, model, path))) for one in self._named(model, properties)]
        taken = {name for _, kind in typed for name in classes_in(kind)}
        taken |= {one.name for one in model.all_fields}
        for one, kind in typed:
            name = naming.result_field_name(one.wire, page=page, taken=taken)
            taken.add(name)
            optional = "none" in one.absent or one.none is not None
            key, kinds = self._kinds(one)
            model.fields.append(Field(name, _optional(kind) if optional else kind, one, key, kinds))
        self.models.append(model)

    def extended(self, schema: Schema, module: str) -> Model | None:
        """Give the class that a schema's extends, if it extends one."""
        base = schema.get("x-base")
        if not isinstance(base, str) or referred(f"{SHARED}.json#/$defs/{base}", self._schemas, module) is None:
            return None
        return self._made(f"{SHARED}.json#/$defs/{base}", module)

    def _named(self, model: Model, properties: Iterable[Property]) -> Iterator[Property]:
        for one in properties:
            if problem := _problem(one.wire):
                key = repr(one.wire[: naming.LONGEST])
                self.diagnostics.append(f"{model.module!r}: {model.name}: left out: {key}: the key {problem}")
            else:
                yield one

    def _type(self, schema: Schema, place: Place) -> Type:
        if "$ref" in schema:
            return self._reference(str(schema["$ref"]), place)
        if "anyOf" in schema:
            return self._any_of(schema["anyOf"], place)
        kinds = _kinds(schema)
        plain = self._plain([kind for kind in kinds if kind != "null"], schema, place)
        return _optional(plain) if "null" in kinds else plain

    def _any_of(self, schemas: Iterable[Schema], place: Place) -> Type:
        """Give a type of several; any JSON where one of them is."""
        types = [_NULL if one == _NULL else self._type(one, place) for one in schemas]
        return ANY if ANY in types else {"anyOf": types}

    def _plain(self, kinds: list[str], schema: Schema, place: Place) -> Type:
        match kinds:
            case ["object"]:
                return self._object(schema, place)
            case ["array"]:
                return {"type": "array", "items": self._type(_inner(schema, "items"), place.each("[]"))}
            case ["string"] if schema.get("format") == "x-expiry":
                return EXPIRY
            case ["string"] if schema.get("format") == "date-time":
                return {"type": "string", "format": "date-time"}
            case [one] if one in _SCALARS:
                return {"type": one}
            case [_, _, *_] if _SCALARS.issuperset(kinds):
                return {"type": kinds}
            case _:
                return ANY

    def _object(self, schema: Schema, place: Place) -> Type:
        if not schema.get("properties"):
            values = _inner(schema, "additionalProperties")
            return {"type": "object", "additionalProperties": self._type(values, place.each(".*"))}
        title = str(schema.get("title") or "")
        own = self._classes.get(place.module, "")
        name = self.name(*filter(None, (title, f"{place.parent}_{place.key}", title and own + title)))
        model = Model(
            name=name,
            module="" if place.module == SHARED else place.module,
            file=place.file,
            base="Result",
            doc=_summary(described(schema)) or place.said,
            view=_below(self._views.get(place.module, {}), place.path),
        )
        self.model(model, properties_of(schema, place.module), place.path)
        return {"$ref": name}

    def _reference(self, reference: str, place: Place) -> Type:
        """Give the class that a `$ref` means; it is made at its first use."""
        model = self._made(reference, place.module)
        if model is None:
            self.diagnostics.append(f"{place.module!r}: {place.path!r}: nothing is at {reference!r}")
            return ANY
        return {"$ref": model.name}

    def _made(self, reference: str, module: str) -> Model | None:
        """Make the class that a `$ref` means, unless it is made; None if there is nothing."""
        target = referred(reference, self._schemas, module)
        if target is None:
            return None
        path, title, schema = target
        if (model := self._referred.get((path, title))) is None:
            name = self.name(title, self._classes.get(path, "") + title)
            doc = described(schema) or f"`{title}`."
            shared = path == SHARED
            view = _below(self._views.get(SHARED, {}), title) if shared else {}
            model = Model(name, "" if shared else path, f"{SHARED}.{title}" if shared else path, "Result", doc, view)
            model.parent = self.extended(schema, path)
            self._referred[path, title] = model
            self.model(model, properties_of(schema, path), title if view else "")
        return model

    def _kinds(self, one: Property) -> tuple[str, dict[str, str]]:
        """Give the key that tells of which class a value is, and the classes."""
        found = one.schema.get("x-kinds")
        if not isinstance(found, Mapping):
            return "", {}
        start = str(one.schema.get("$ref", "")).rpartition("/")[0]
        made = {kind: self._made(f"{start}/{title}", one.module) for kind, title in found["of"].items()}
        return found["key"], {kind: model.name for kind, model in made.items() if model is not None}


def properties_of(schema: Schema, module: str) -> Iterator[Property]:
    """Give the keys of an object."""
    for wire, inner in schema.get("properties", {}).items():
        listed = ("list",) if inner.get("x-empty-list") else ()
        yield Property(wire, inner, module, texts(inner, "x-gate"), (*texts(inner, "x-absent"), *listed))


def classes_in(kind: Type) -> Iterator[str]:
    """Give the names of the classes in a type."""
    if "$ref" in kind:
        yield kind["$ref"]
    for inner in (kind.get("items"), kind.get("additionalProperties"), *kind.get("anyOf", ())):
        if inner is not None:
            yield from classes_in(inner)


def _problem(key: str) -> str:
    """Say why a key cannot be a field's."""
    if len(key) > naming.LONGEST:
        return f"has over {naming.LONGEST} characters"
    return "is no text" if any("\ud800" <= character <= "\udfff" for character in key) else ""


def _summary(text: str) -> str:
    """Cut what is said of a field to what fits the first line of a class's docstring; nothing if it cannot be."""
    short = text if len(text) <= _LONGEST_SUMMARY else f"{text.partition(';')[0].partition('. ')[0].rstrip('.')}."
    return short if len(short) <= _LONGEST_SUMMARY else ""


def _place(one: Property, model: Model, path: str) -> Place:
    file = model.file or one.module  # what stands in a page stands in the file of its prop
    return Place(one.module, f"{path}.{one.wire}" if path else one.wire, model.name, file, one.wire)


def _kinds(schema: Schema) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else [str(kind) for kind in kinds]


def _inner(schema: Schema, keyword: str) -> Schema:
    inner = schema.get(keyword)
    return inner if isinstance(inner, Mapping) else {}


def _optional(kind: Type) -> Type:
    """Allow None, unless the type does by itself."""
    several = kind.get("anyOf", [kind])
    return kind if kind in (ANY, EXPIRY) or _NULL in several else {"anyOf": [*several, _NULL]}


def _below(view: Mapping[str, str], path: str) -> dict[str, str]:
    """Give the rules of the dictionary view for what stands at a path, seen from there."""
    start = f"{path}."
    return {rule.removeprefix(start): what for rule, what in sorted(view.items()) if rule.startswith(start)}
