"""The fields of a model of replies: their keys on the wire, and their types, resolved when they are needed."""

import importlib
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cache, lru_cache
from inspect import get_annotations
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from .model import Result

__all__ = [
    "Expiry",
    "Numeral",
    "annotation",
    "as_sent",
    "building",
    "complete",
    "field_of",
    "fields",
    "is_model",
    "kinds",
    "members",
    "nones",
    "parts",
]

Expiry = Annotated[datetime | None, "expiry"]
"""A moment at which something ends; None if it never does (`infinity` or another such word on the wire)."""


class Numeral(int):
    """A number that the wiki wrote as text."""

    __slots__ = ()


class _Names(dict[str, Any]):
    """The names that a model's annotations use from other files, imported when they are met."""

    def __init__(self, cls: "type[Result]") -> None:
        super().__init__()
        self._cls = cls

    def __missing__(self, name: str) -> Any:
        place = self._cls.shape.classes.get(name)
        if place is None:
            raise KeyError(name)
        return getattr(importlib.import_module(place, sys.modules[self._cls.__module__].__package__), name)


@cache
def annotation(cls: "type[Result]", name: str) -> Any:
    """Give the type of a field."""
    owner, written = _written(cls, name)
    # The text is generated code, never a wiki's: each annotation was written by the generator.
    return eval(written, vars(sys.modules[owner.__module__]), _Names(owner)) if isinstance(written, str) else written


def _written(cls: "type[Result]", name: str) -> "tuple[type[Result], Any]":
    for owner in cls.__mro__:
        if name in (known := get_annotations(owner)):
            return cast("type[Result]", owner), known[name]
    raise TypeError(f"{cls.__name__} has no field {name}")


def fields(cls: "type[Result]") -> Mapping[str, Any]:
    """Give the fields of a model, by name."""
    return cast("type[BaseModel]", cls).model_fields


@cache
def nones(cls: "type[Result]") -> Mapping[str, str | bool | None]:
    """Give, by field, what the wiki writes where the field holds None."""
    expiries = {name: "infinity" for name in fields(cls) if _written(cls, name)[1] in (Expiry, "Expiry")}
    return {**expiries, **cls.shape.nones}


class _Kinds(Mapping[str, "type[Result]"]):
    """The classes of the kinds of a field, imported when they are met."""

    def __init__(self, owner: "type[Result]", names: Mapping[str, str]) -> None:
        self._names = names
        self._here, self._elsewhere = vars(sys.modules[owner.__module__]), _Names(owner)

    def __getitem__(self, kind: str) -> "type[Result]":
        name = self._names[kind]
        return cast("type[Result]", self._here[name] if name in self._here else self._elsewhere[name])

    def __contains__(self, kind: object) -> bool:
        return kind in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def kinds(cls: "type[Result]", name: str) -> "tuple[str, Mapping[str, type[Result]]]":
    """Give the key that tells of which class a field's value is, and the classes by what stands under it."""
    key, names = cls.shape.variants[name]
    return key, _Kinds(_written(cls, name)[0], names)


@cache
def _names(cls: "type[Result]") -> Mapping[str, str]:
    return {cls.shape.wire(name): name for name in fields(cls)}


def field_of(cls: "type[Result]", wire: str) -> str | None:
    """Give the field that stands under a key of the reply; None if the model knows no such key."""
    return _names(cls).get(wire)


def is_model(type_: Any) -> bool:
    """Tell whether a type is a model of replies."""
    return isinstance(type_, type) and issubclass(type_, BaseModel)


@lru_cache(maxsize=1024)
def parts(type_: Any) -> tuple[Any, Any, bool]:
    """Take a type apart: `list`, `dict` or None; what is in it, or the type itself; whether None is allowed.

    Of several types there are `members`; they stay one.
    """
    optional = False
    if get_origin(type_) in (Union, UnionType):
        left = [one for one in get_args(type_) if one is not NoneType]
        optional = len(left) < len(get_args(type_))
        if len(left) > 1:
            return None, type_, optional
        type_ = left[0]
    origin = get_origin(type_)
    if origin in (list, dict):
        return origin, get_args(type_)[-1], optional
    return None, type_, optional


@lru_cache(maxsize=1024)
def members(type_: Any) -> tuple[Any, ...]:
    """Give the types of which a value may be of any, but for None; empty if it is of one."""
    of_several = get_origin(type_) in (Union, UnionType)
    return tuple(one for one in get_args(type_) if one is not NoneType) if of_several else ()


def models_in(type_: Any) -> "Iterator[type[Result]]":
    """List the models that a type refers to."""
    container, inner, _ = parts(type_)
    if container is None and is_model(inner):
        yield inner
    for one in (inner,) if container is not None else members(inner):
        yield from models_in(one)


building: AbstractContextManager[bool] = threading.RLock()
"""Held while a validator of some models is built: what is complete of them must not change then."""


def complete(cls: "type[Result]") -> None:
    """Build what pydantic itself needs of a model and of all in it, for a dump; reading a reply does without."""
    with building:
        if cast("type[BaseModel]", cls).__pydantic_complete__:
            return
        found: dict[str, type[Result]] = {}
        _collect(cls, found)
        for one in found.values():
            cast("type[BaseModel]", one).model_rebuild(_types_namespace=found)


def _collect(cls: "type[Result]", found: "dict[str, type[Result]]") -> None:
    """Find the models that a model refers to, through all files, and itself."""
    if cls.__name__ in found:
        return
    found[cls.__name__] = cls
    for name in fields(cls):
        of_kinds = kinds(cls, name)[1].values() if name in cls.shape.variants else ()
        for one in (*models_in(annotation(cls, name)), *of_kinds):
            _collect(one, found)


def as_sent(value: Any) -> Any:
    """Turn typed values back into what the wiki sent, deep."""
    if isinstance(value, BaseModel):
        result: Any = value
        return {key: result._sent(key) for key in result._keys()}
    if isinstance(value, list):
        return [as_sent(inner) for inner in value]
    if isinstance(value, dict):
        return {key: as_sent(inner) for key, inner in value.items()}
    if isinstance(value, Numeral):
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value.isoformat()[:19]}Z"  # a time of any other form was not made one
    return value
