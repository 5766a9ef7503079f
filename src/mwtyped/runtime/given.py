"""Validators of requests: each of the parameters that a call gives, for of some twenty it gives two.

They are built of the types in `fields`, which are few. pydantic's own way to them begins with the import of half of
pydantic, and then builds all fields: most of what a first call took.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, GetPydanticSchema, PlainValidator
from pydantic_core import CoreSchema, SchemaValidator, core_schema

__all__ = ["of_parameters"]

_ANY = core_schema.any_schema()
_PLAIN: Mapping[Any, CoreSchema] = {
    str: core_schema.str_schema(),
    bool: core_schema.bool_schema(),
    int: core_schema.int_schema(),
    float: core_schema.float_schema(),
    datetime: core_schema.datetime_schema(),
    AwareDatetime: core_schema.datetime_schema(tz_constraint="aware"),
}


def of_parameters(cls: Any, given: frozenset[str]) -> SchemaValidator:
    """Give what checks these parameters, that there are no others, and that none is missing."""
    return _of_fields(cls, given.intersection(cls.model_fields))


@lru_cache(maxsize=1024)
def _of_fields(cls: Any, given: frozenset[str]) -> SchemaValidator:
    known: dict[str, core_schema.ModelField] = {}
    for name, field in cls.model_fields.items():
        schema = _of(field.rebuild_annotation()) if name in given else _ANY
        if not field.is_required():
            schema = core_schema.with_default_schema(schema, default=field.default)
        known[name] = core_schema.model_field(schema)
    fields = core_schema.model_fields_schema(known, extra_behavior="forbid")
    return SchemaValidator(core_schema.model_schema(cls, fields, config=core_schema.CoreConfig(strict=True)))


def _of(type_: Any) -> CoreSchema:
    origin, inside = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _annotated(*inside)
    if origin in (Union, UnionType):
        some = [_of(one) for one in inside if one is not NoneType]
        schema = some[0] if len(some) == 1 else core_schema.union_schema(list(some))
        return core_schema.nullable_schema(schema) if NoneType in inside else schema
    if origin is Literal:
        return core_schema.literal_schema(list(inside))
    if origin is tuple:
        return core_schema.tuple_variable_schema(_of(inside[0]))
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        entries = core_schema.dict_schema(*map(_of, inside))
        return core_schema.no_info_before_validator_function(_as_dict, entries)
    return _PLAIN.get(type_) or core_schema.is_instance_schema(type_)


def _annotated(type_: Any, *marks: Any) -> CoreSchema:
    build: Callable[[Any], CoreSchema] = _of
    for mark in marks:
        build = _marked(mark, build)
    return build(type_)


def _marked(mark: Any, build: Callable[[Any], CoreSchema]) -> Callable[[Any], CoreSchema]:
    """Say what a type is with one of pydantic's marks on it."""
    match mark:
        case BeforeValidator(func=check):
            return lambda type_: core_schema.no_info_before_validator_function(check, build(type_))  # type: ignore[arg-type]
        case AfterValidator(func=check):
            return lambda type_: core_schema.no_info_after_validator_function(check, build(type_))  # type: ignore[arg-type]
        case PlainValidator(func=check):
            return lambda _: core_schema.no_info_plain_validator_function(check)  # type: ignore[arg-type]
        case GetPydanticSchema(get_pydantic_core_schema=describe) if describe is not None:
            return lambda type_: describe(type_, build)  # type: ignore[arg-type]
        case _:
            raise TypeError(f"{mark!r} is no mark of a parameter's type")


def _as_dict(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
