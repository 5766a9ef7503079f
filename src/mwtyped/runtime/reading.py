"""From the JSON of a reply to its models: in one pass, by a validator of just what the request can bring.

What does not fit its model keeps its raw value, and is reported as a `Mismatch`.
"""

import re
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from .asked import Asked
from .errors import ReplyMismatch, ResponseMismatch, shown
from .hints import Expiry, annotation, field_of, fields, is_model, nones, parts, variants
from .model import Context, Page, Result
from .shape import EVERYTHING, holds, inside_of
from .warn import warn

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Conditions", "Mismatch", "Reader", "Report", "open_fields", "reply_validator", "typed"]


class Mismatch(NamedTuple):
    """A place in a reply that does not fit its model.

    Attributes:
        module: the module's path.
        path: where it is in the result: `revisions[0].size`.
        value: what the wiki sent; None if it sent nothing.
        problem: what was expected.
    """

    module: str
    path: str
    value: Any
    problem: str

    @property
    def place(self) -> str:
        """The path without the places in lists, and the problem."""
        return f"{self.module}: {re.sub(r'[0-9]+', '', self.path)}: {self.problem}"

    def __str__(self) -> str:
        where = f"{self.module}: {shown(self.path)}" if self.path else self.module
        return f"{where}: {self.problem}: {shown(repr(self.value))}"


Report = Callable[[str, Any, str], None]
"""Is told the path, the value and the problem of each mismatch."""


def _no_list(value: object) -> object:
    """Take PHP's empty list for the empty map that it stands for."""
    return {} if value == [] else value


class Mismatches(list[Mismatch]):
    """What does not fit the models in one reply."""

    def of(self, module: str) -> Report:
        """Give what notes a mismatch in the result of a module."""

        def report(path: str, value: Any, problem: str) -> None:
            self.append(Mismatch(module, path, value, problem))

        return report

    def settle(self, result: Any, *, strict: bool, warned: set[str] | None = None) -> None:
        """Warn of them, now that the result is made: once a place, however many rows have it.

        Raises:
            ReplyMismatch: `strict` is set. It has the result.
        """
        if strict and self:
            first = self[0]
            raise ReplyMismatch(str(first), result=result, module=first.module, path=first.path, value=first.value)
        seen = set[str]() if warned is None else warned
        for mismatch in self:
            if mismatch.place not in seen:
                seen.add(mismatch.place)
                warn(ResponseMismatch(str(mismatch)))


_MOMENT = core_schema.datetime_schema(tz_constraint="aware")
_SCALARS: Mapping[Any, CoreSchema] = {
    str: core_schema.str_schema(),
    int: core_schema.int_schema(),
    float: core_schema.float_schema(),
    bool: core_schema.bool_schema(strict=True),
    datetime: _MOMENT,
}
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
_NAMED = {str: "text", int: "a number", float: "a number", bool: "true or false", datetime: "a timestamp"}

Conditions = frozenset[str]


class _Schemas:
    """Builds the core schema of a model and of what it refers to, cut to what was asked for."""

    def __init__(self) -> None:
        self.models: set[type[Result]] = set()
        self._open: dict[tuple[type[Result], Conditions], bool] = {}
        self._definitions: dict[str, CoreSchema] = {}

    def whole(self, schema: CoreSchema) -> CoreSchema:
        """Add what the schema refers to: models inside their own kind."""
        return core_schema.definitions_schema(schema, list(self._definitions.values())) if self._definitions else schema

    def model(self, cls: type[Result], asked: Conditions, only: frozenset[str] | None = None) -> CoreSchema:
        """Describe a model; `only` leaves out fields whose keys are not among them, but for those of every page."""
        key = (cls, asked)
        ref = f"{cls.__module__}.{cls.__name__}:{','.join(sorted(asked))}"
        if key in self._open:
            self._open[key] = True
            return core_schema.definition_reference_schema(ref)
        self._open[key] = False
        self.models.add(cls)
        known: dict[str, core_schema.ModelField] = {}
        for name, inner in open_fields(cls, asked).items():
            if only is None or cls.shape.wire(name) in only or _is_of_every_page(cls, name):
                known[name] = self._field(cls, name, self.of(annotation(cls, name), inner), inner)
        inside_itself = self._open.pop(key)
        if not inside_itself:
            return self._by_kind(cls, known, asked) or _of_fields(cls, known)
        self._definitions[ref] = _of_fields(cls, known, ref)
        return core_schema.definition_reference_schema(ref)

    def _field(self, cls: type[Result], name: str, schema: CoreSchema, asked: Conditions) -> core_schema.ModelField:
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
            key, classes = cast("tuple[str, Mapping[str, type[Result]]]", variants(cls, name))
            own = field_of(cls, key)
            if own is None or own not in known:
                continue
            inner = open_fields(cls, asked)[name]
            each = {kind: self._field(cls, name, self.model(one, inner), inner) for kind, one in classes.items()}
            choices: dict[Any, CoreSchema] = {kind: _of_fields(cls, {**known, name: one}) for kind, one in each.items()}
            others = _of_fields(cls, {**known, own: _none_of(known[own], classes)})
            return core_schema.union_schema(
                [core_schema.tagged_union_schema(choices, key), others], mode="left_to_right"
            )
        return None

    def of(self, type_: Any, asked: Conditions) -> CoreSchema:
        """Describe a type."""
        if type_ is Expiry:
            return _EXPIRY
        container, inner, optional = parts(type_)
        if container is not None:
            values = self.of(inner, asked)
            schema: CoreSchema = (
                core_schema.list_schema(values)
                if container is list
                else core_schema.dict_schema(core_schema.str_schema(), values)
            )
        elif is_model(inner):
            schema = self.model(inner, asked)
        else:
            schema = _SCALARS.get(inner, core_schema.any_schema())
        return core_schema.nullable_schema(schema) if optional else schema


def _is_of_every_page(cls: type[Result], name: str) -> bool:
    """Tell whether a field has a meaning on each page, whatever was asked for and though the page is not there."""
    words = cls.shape.absent.get(name, "").split()
    return "anywhere" in words and len(words) > 1 and name not in cls.shape.gates


def _of_fields(cls: type[Result], known: dict[str, core_schema.ModelField], ref: str | None = None) -> CoreSchema:
    fields_schema = core_schema.model_fields_schema(known, extra_behavior="allow")
    return core_schema.model_schema(cls, fields_schema, ref=ref)


def _none_of(field: core_schema.ModelField, kinds: Collection[str]) -> core_schema.ModelField:
    """Describe the field that tells a kind, where it is none that is known: what fits no known one must be seen."""

    def other(value: Any) -> Any:
        if value in kinds:
            raise ValueError("is known")
        return value

    return {**field, "schema": core_schema.no_info_after_validator_function(other, field["schema"])}


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
        return _validator(inner, asked).validate_python({}) if is_model(inner) else {}

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


_building = threading.RLock()


def _built(schemas: _Schemas, schema: CoreSchema) -> SchemaValidator:
    """Build a validator. pydantic's core would take a class's own full one instead of a cut one, if that is built."""
    schema = schemas.whole(schema)
    with _building:
        models: list[Any] = [cls for cls in schemas.models if cast("type[BaseModel]", cls).__pydantic_complete__]
        for model in models:
            model.__pydantic_complete__ = False
        try:
            return SchemaValidator(schema)
        finally:
            for model in models:
                model.__pydantic_complete__ = True


@lru_cache(maxsize=512)
def _validator(cls: type[Result], asked: Conditions, only: frozenset[str] | None = None) -> SchemaValidator:
    schemas = _Schemas()
    return _built(schemas, schemas.model(cls, asked, only))


@lru_cache(maxsize=64)
def _single(type_: Any) -> SchemaValidator:
    """Give what reads a value that is no model."""
    return SchemaValidator(_Schemas().of(type_, frozenset()))


@lru_cache(maxsize=256)
def _rows(cls: type[Result], asked: Conditions) -> SchemaValidator:
    schemas = _Schemas()
    return _built(schemas, core_schema.list_schema(schemas.model(cls, asked)))


@lru_cache(maxsize=256)
def reply_validator(cls: type[Result], asked: Conditions, place: tuple[str, ...]) -> SchemaValidator:
    """Give what reads a whole reply, its bytes, with rows of a model at a place in it; all else stays as it is."""
    schemas = _Schemas()
    schema: CoreSchema = core_schema.list_schema(schemas.model(cls, asked))
    for key in reversed(place):
        entry = core_schema.typed_dict_field(schema, required=False)
        schema = core_schema.typed_dict_schema({key: entry}, extra_behavior="allow")
    return _built(schemas, schema)


_ABSENT = frozenset({"missing", "invalid", "special"})


def _is_there(raw: Mapping[str, Any]) -> bool:
    """Tell whether a page exists here. Of others, props bring nothing, and their fields have no defaults."""
    return "ns" in raw and _ABSENT.isdisjoint(raw)


class Reader:
    """Reads objects of one model, as far as one request asked for them."""

    def __init__(self, cls: type[Result], asked: Conditions, report: Report, context: Context | None = None) -> None:
        self._cls = cls
        self._asked = asked
        self._report = report
        self._context = context

    def rows(self, raw: Sequence[Any]) -> list[Any]:
        """Read the items of a list."""
        try:
            result = _rows(self._cls, self._asked).validate_python(raw)
        except ValidationError:
            result = [self._one(row, f"[{place}]") for place, row in enumerate(raw)]
        return self._marked(result)

    def one(self, raw: Mapping[str, Any]) -> Any:
        """Read one object."""
        return self._marked([self._one(raw, "")])[0]

    def pages(self, raw: Iterable[tuple[Mapping[str, Any], Asked | None]], *, complete: bool) -> list[Any]:
        """Read pages. One that is not there has the fields that it has; so have all, unless they are `complete`."""
        found = list(raw)
        result = self._pages([row for row, _ in found], complete=complete)
        for page, (_, asked) in zip(result, found, strict=True):
            if asked is not None:
                object.__setattr__(page, "_asked", asked)
        return self._marked(result)

    def _pages(self, raw: Sequence[Mapping[str, Any]], *, complete: bool) -> list[Any]:
        """Read pages: all at once, if all of them are there and fit."""
        if all(map(_is_there, raw)):
            try:
                result: list[Any] = _rows(self._cls, self._asked).validate_python(raw)
            except ValidationError:
                pass
            else:
                return result
        return [self._page(row, f"[{place}]", complete=complete) for place, row in enumerate(raw)]

    def _page(self, raw: Mapping[str, Any], path: str, *, complete: bool) -> Any:
        if _is_there(raw):
            try:
                return _validator(self._cls, self._asked).validate_python(raw)
            except ValidationError:
                if complete:
                    return self._slowly(self._cls, raw, self._asked, path)
        try:
            return _validator(self._cls, self._asked, frozenset(raw)).validate_python(raw)
        except ValidationError:
            return self._slowly(self._cls, raw, self._asked, path, whole=False)

    def _one(self, raw: Any, path: str) -> Any:
        try:
            return _validator(self._cls, self._asked).validate_python(raw)
        except ValidationError:
            return self._value(self._cls, raw, self._asked, path)

    def _marked(self, results: list[Any]) -> list[Any]:
        """Note on each object what it was read in, where its class alone does not tell."""
        if self._context is not None:
            for result in results:
                if Result in type(result).__mro__:  # isinstance is slow for abstract classes
                    object.__setattr__(result, "_context", self._context)
        return results

    def _value(self, type_: Any, raw: Any, asked: Conditions, path: str) -> Any:
        """Read a value piece by piece, after it failed as a whole; a piece that does not fit stays as it is."""
        container, inner, optional = parts(type_)
        if raw is None and optional:
            return None
        if container is list and isinstance(raw, list):
            return [self._value(inner, value, asked, f"{path}[{place}]") for place, value in enumerate(raw)]
        raw = _no_list(raw) if container is dict or is_model(inner) else raw
        if container is dict and isinstance(raw, dict):
            return {key: self._value(inner, value, asked, f"{path}.{key}") for key, value in raw.items()}
        if container is None and not is_model(inner):
            try:
                return _single(inner).validate_python(raw)
            except ValidationError:
                pass
        elif container is None and isinstance(raw, Mapping):
            return self._slowly(inner, raw, asked, path)
        expected = {list: "a list", dict: "a map"}.get(container) or _NAMED.get(inner, "an object")
        self._report(path.lstrip("."), raw, f"not {expected}")
        return raw

    def _slowly(
        self, cls: type[Result], raw: Mapping[str, Any], asked: Conditions, path: str, *, whole: bool = True
    ) -> Any:
        """Make an object field by field."""
        known = open_fields(cls, asked)
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for key, value in raw.items():
            name = field_of(cls, key)
            if name is not None and name in known:
                values[name] = self._field(cls, name, raw, known[name], f"{path}.{key}")
            else:
                extra[key] = value
        sent = set(values)
        for name in known.keys() - sent if whole else ():
            self._fill(cls, name, values, path)
        for name in () if whole else known.keys() - sent:
            if _is_of_every_page(cls, name):
                self._fill(cls, name, values, path)
        result = _made(cls, values, extra, sent)
        object.__setattr__(result, "_context", Context(asked, cls.shape.view))
        return result

    def _field(self, cls: type[Result], name: str, raw: Mapping[str, Any], asked: Conditions, path: str) -> Any:
        """Read a field of an object."""
        value = raw[cls.shape.wire(name)]
        if value is not None and nones(cls).get(name) == value:
            return None
        kinds = variants(cls, name)
        type_ = annotation(cls, name) if kinds is None else kinds[1].get(str(raw.get(kinds[0])), annotation(cls, name))
        return self._value(type_, value, asked, path)

    def _fill(self, cls: type[Result], name: str, values: dict[str, Any], path: str) -> None:
        words = cls.shape.absent.get(name, "").split()
        if "none" in words:
            values[name] = None
        elif "false" in words:
            values[name] = False
        elif "empty" in words:
            values[name] = (parts(annotation(cls, name))[0] or list)()
        else:
            self._report(f"{path}.{cls.shape.wire(name)}".lstrip("."), None, "expected, and not sent")


def _made(cls: Any, values: dict[str, Any], extra: dict[str, Any], sent: set[str]) -> Any:
    """Make an object of a model without checking it."""
    result = cls.__new__(cls)
    object.__setattr__(result, "__dict__", values)
    object.__setattr__(result, "__pydantic_fields_set__", sent)
    object.__setattr__(result, "__pydantic_extra__", extra)
    object.__setattr__(result, "__pydantic_private__", None)
    return result


def _ignored(path: str, value: Any, problem: str) -> None:
    """Leave a mismatch alone: it has been reported when the reply was read."""


def typed(cls: type[Result], name: str, raw: Any) -> Any:
    """Read a field that came though nobody had asked for it."""
    reader = Reader(cls, frozenset(), _ignored)
    return reader._value(annotation(cls, name), raw, frozenset(), name)
