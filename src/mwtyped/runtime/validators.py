"""Validators of replies: each of a model cut to what was asked for, built when it is needed, and kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from pydantic_core import CoreSchema, SchemaValidator, core_schema

from .hints import Expiry, Numeral, annotation, building, field_of, fields, is_model, kinds, members, parts
from .model import Page, Result
from .shape import EVERYTHING, holds, inside_of

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Conditions", "is_met", "is_of_every_page", "meet", "of_rows", "of_value", "one_of", "open_fields"]

Conditions = frozenset[str]
"""What a request asks for."""

_MOMENT = core_schema.chain_schema(
    [core_schema.str_schema(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"), core_schema.datetime_schema()]
)
_SCALARS: Mapping[Any, CoreSchema] = {
    str: core_schema.str_schema(),
    int: core_schema.int_schema(strict=True),
    float: core_schema.float_schema(strict=True),
    bool: core_schema.bool_schema(strict=True),
    datetime: _MOMENT,
}
"""What a value must be to be written back as it came: other forms of the same stay as they are."""
_FLAG = core_schema.union_schema(
    [
        core_schema.bool_schema(strict=True),
        core_schema.chain_schema(
            [
                core_schema.literal_schema([""]),
                core_schema.with_default_schema(core_schema.bool_schema(strict=True), default=True, on_error="default"),
            ]
        ),
    ],
    mode="left_to_right",
)
_NUMERAL = core_schema.union_schema(
    [
        core_schema.int_schema(strict=True),
        core_schema.no_info_after_validator_function(Numeral, core_schema.str_schema(pattern=r"^(0|-?[1-9]\d*)$")),
    ],
    mode="left_to_right",
)
ABSENT = frozenset({"missing", "invalid", "special"})
"""What a page says of itself that is not there: props bring nothing of it, and its fields have no defaults."""
_NOT_SO = core_schema.model_field(core_schema.with_default_schema(core_schema.literal_schema([False]), default=False))
_NEVER = ("infinity", "infinite", "indefinite", "never")


def _or_words(schema: CoreSchema, words: Sequence[str | bool]) -> CoreSchema:
    """Take some words for None."""
    none = core_schema.chain_schema(
        [
            core_schema.literal_schema(list(words)),
            core_schema.with_default_schema(core_schema.none_schema(), default=None, on_error="default"),
        ]
    )
    return core_schema.union_schema([none, schema], mode="left_to_right")


_EXPIRY = _or_words(core_schema.nullable_schema(_MOMENT), _NEVER)


class _Schemas:
    """Builds the core schema of a model and of what it refers to, cut to what was asked for."""

    def __init__(self, root: type[Result] | None = None) -> None:
        self._root = root
        self.models: set[type[Result]] = set()
        self._open: dict[tuple[type[Result], Conditions], bool] = {}
        self._definitions: dict[str, CoreSchema] = {}

    def whole(self, schema: CoreSchema) -> CoreSchema:
        """Add what the schema refers to: models inside their own kind."""
        return core_schema.definitions_schema(schema, list(self._definitions.values())) if self._definitions else schema

    def model(
        self, cls: type[Result], asked: Conditions, only: frozenset[str] | None = None, *, there: bool = False
    ) -> CoreSchema:
        """Describe a model; `only` leaves out fields whose keys are not among them, but for those of every page.

        With `there` a page fits that is there, no other.
        """
        key = (cls, asked)
        ref = f"{cls.__module__}.{cls.__name__}:{','.join(sorted(asked))}"
        if key in self._open:
            self._open[key] = True
            return core_schema.definition_reference_schema(ref)
        self._open[key] = False
        self.models.add(cls)
        known: dict[str, core_schema.ModelField] = {}
        for name, inner in open_fields(cls, asked).items():
            if only is None or cls.shape.wire(name) in only or is_of_every_page(cls, name):
                numeral = name in cls.shape.numerals
                schema = self.of(annotation(cls, name), inner, numeral=numeral)
                known[name] = self._field(cls, name, schema, inner)
        if there:
            known |= dict.fromkeys(ABSENT & known.keys(), _NOT_SO)
        inside_itself = self._open.pop(key)
        if not inside_itself:
            return self._by_kind(cls, known, asked) or _of_fields(cls, known)
        self._definitions[ref] = _of_fields(cls, known, ref)
        return core_schema.definition_reference_schema(ref)

    def _field(self, cls: type[Result], name: str, schema: CoreSchema, asked: Conditions) -> core_schema.ModelField:
        if name in cls.shape.flags:
            schema = _FLAG
        if (word := cls.shape.nones.get(name)) is not None:
            schema = _or_words(schema, [word])
        wire = cls.shape.wire(name)
        schema = _or_default(schema, cls, name, asked)
        return core_schema.model_field(schema, validation_alias=wire if wire != name else None)

    def _by_kind(
        self, cls: type[Result], known: dict[str, core_schema.ModelField], asked: Conditions
    ) -> CoreSchema | None:
        """Describe a model whose field is of a class that a key beside it tells; None if it has none such."""
        for name in known.keys() & cls.shape.variants.keys():
            key, classes = kinds(cls, name)
            own = field_of(cls, key)
            if own is None or own not in known:
                continue
            inner = open_fields(cls, asked)[name]
            ways: list[CoreSchema | tuple[CoreSchema, str]] = []
            if "none" in cls.shape.absent.get(own, ""):  # most rows may have no kind: they are tried first
                untold = core_schema.with_default_schema(core_schema.none_schema(), default=None)
                ways.append(_of_fields(cls, {**known, own: core_schema.model_field(untold)}))
            met = _met.get(cls, frozenset()) if cls is self._root else classes.keys()
            choices: dict[Any, CoreSchema] = {}
            for kind in sorted(met):
                one = self._field(cls, name, self.model(classes[kind], inner), inner) if kind in classes else None
                choices[kind] = _of_fields(cls, known if one is None else {**known, name: one})
            if choices:
                ways.append(core_schema.tagged_union_schema(choices, key))
            told = _but(self.of(annotation(cls, own), asked), classes)
            ways.append(_of_fields(cls, {**known, own: self._field(cls, own, told, asked)}))
            return core_schema.union_schema(ways, mode="left_to_right")
        return None

    def of(self, type_: Any, asked: Conditions, *, numeral: bool = False) -> CoreSchema:
        """Describe a type; `numeral` allows numbers as texts."""
        if type_ is Expiry:
            return _EXPIRY
        container, inner, optional = parts(type_)
        if container is not None:
            values = self.of(inner, asked, numeral=numeral)
            schema: CoreSchema = (
                core_schema.list_schema(values)
                if container is list
                else core_schema.dict_schema(core_schema.str_schema(), values)
            )
        elif is_model(inner):
            schema = self.model(inner, asked)
        elif several := members(inner):
            schema = core_schema.union_schema([self.of(one, asked) for one in several], mode="left_to_right")
        else:
            schema = _NUMERAL if numeral and inner is int else _SCALARS.get(inner, core_schema.any_schema())
        return core_schema.nullable_schema(schema) if optional else schema


def is_of_every_page(cls: type[Result], name: str) -> bool:
    """Tell whether a field has a meaning on each page, whatever was asked for and though the page is not there."""
    words = cls.shape.absent.get(name, "").split()
    return "anywhere" in words and len(words) > 1 and name not in cls.shape.gates


def _of_fields(cls: type[Result], known: dict[str, core_schema.ModelField], ref: str | None = None) -> CoreSchema:
    fields_schema = core_schema.model_fields_schema(known, extra_behavior="allow")
    return core_schema.model_schema(cls, fields_schema, ref=ref)


def _but(schema: CoreSchema, kinds: Collection[str]) -> CoreSchema:
    """Describe what tells a kind, where it is none that is known: what does not fit a known one must be seen."""

    def other(value: Any) -> Any:
        if value in kinds:
            raise ValueError("is known")
        return value

    return core_schema.no_info_after_validator_function(other, schema)


def _or_default(schema: CoreSchema, cls: type[Result], name: str, asked: Conditions) -> CoreSchema:
    """Say what an absence means, where it means something."""
    words = cls.shape.absent.get(name, "").split()
    if "list" in words:
        schema = _or_no_list(schema, parts(annotation(cls, name))[1], asked)
    if "none" in words:
        return core_schema.with_default_schema(schema, default=None)
    if "false" in words:
        return core_schema.with_default_schema(schema, default=False)
    if "empty" in words:
        return core_schema.with_default_schema(schema, default_factory=parts(annotation(cls, name))[0] or list)
    return schema


def _or_no_list(schema: CoreSchema, inner: Any, asked: Conditions) -> CoreSchema:
    """Take PHP's empty list for the empty map that it stands for; other values call no Python function."""

    def empty(_: object) -> Any:
        return one_of(inner, asked).validate_python({}) if is_model(inner) else {}

    no_list = core_schema.chain_schema(
        [core_schema.list_schema(max_length=0), core_schema.no_info_plain_validator_function(empty)]
    )
    return core_schema.union_schema([schema, no_list], mode="left_to_right")


@lru_cache(maxsize=256)
def open_fields(cls: type[Result], asked: Conditions) -> Mapping[str, Conditions]:
    """Give the fields that were asked for, with what was asked for inside each."""
    gates, is_page = cls.shape.gates, issubclass(cls, Page)
    opened = {name: own for name in fields(cls) if not (own := gates.get(name, ())) or holds(own, asked)}
    inside = {name: inside_of(asked, own) if is_page else asked for name, own in opened.items()}
    return {**inside, **{name: EVERYTHING for name in cls.shape.whole if name in inside}}


def _built(schemas: _Schemas, schema: CoreSchema) -> SchemaValidator:
    """Build a validator. pydantic's core would take a class's own full one instead of a cut one, if that is built."""
    schema = schemas.whole(schema)
    with building:
        models: list[Any] = [cls for cls in schemas.models if cast("type[BaseModel]", cls).__pydantic_complete__]
        for model in models:
            model.__pydantic_complete__ = False
        try:
            return SchemaValidator(schema)
        finally:
            for model in models:
                model.__pydantic_complete__ = True


_met: dict[type[Result], frozenset[str]] = {}
"""Of models with a field that has kinds: those that have come in a reply. The classes of others are not even loaded."""
_MOST_KINDS = 256
"""So many are noted of a model: a wiki may make them up. Others are read too, but slower."""


def is_met(cls: type[Result]) -> bool:
    """Tell whether it is known which kinds come in rows of a model, if it has kinds."""
    return not cls.shape.variants or cls in _met


def meet(cls: type[Result], rows: Sequence[Any]) -> None:
    """Note the kinds that come in rows of a model, those that have no class of their own too."""
    for key, _ in cls.shape.variants.values():
        found = {kind for row in rows if isinstance(row, dict) and isinstance(kind := row.get(key), str)}
        if len(both := _met.get(cls, frozenset()) | found) <= _MOST_KINDS:
            _met[cls] = both


def one_of(cls: type[Result], asked: Conditions, only: frozenset[str] | None = None) -> SchemaValidator:
    """Give what reads one object; `only` leaves out fields whose keys are not among them."""
    return _one(cls, asked, only, _met.get(cls))


def of_rows(cls: type[Result], asked: Conditions, place: tuple[str, ...] = ()) -> SchemaValidator:
    """Give what reads a list of objects; with a place, the whole reply, in which all else stays as it is."""
    return _rows(cls, asked, place, _met.get(cls))


@lru_cache(maxsize=64)
def of_value(type_: Any, *, numeral: bool = False) -> SchemaValidator:
    """Give what reads a value that is no model; `numeral` allows numbers as texts."""
    schemas = _Schemas()
    return _built(schemas, schemas.of(type_, frozenset(), numeral=numeral))


# A kind that is met makes another validator: so it is part of what each is kept by.


@lru_cache(maxsize=512)
def _one(
    cls: type[Result], asked: Conditions, only: frozenset[str] | None, _kinds: frozenset[str] | None
) -> SchemaValidator:
    schemas = _Schemas(cls)
    return _built(schemas, schemas.model(cls, asked, only))


@lru_cache(maxsize=256)
def _rows(
    cls: type[Result], asked: Conditions, place: tuple[str, ...], _kinds: frozenset[str] | None
) -> SchemaValidator:
    schemas = _Schemas(cls)
    schema: CoreSchema = core_schema.list_schema(schemas.model(cls, asked, there=issubclass(cls, Page)), fail_fast=True)
    for key in reversed(place):
        entry = core_schema.typed_dict_field(schema, required=False)
        schema = core_schema.typed_dict_schema({key: entry}, extra_behavior="allow")
    return _built(schemas, schema)
