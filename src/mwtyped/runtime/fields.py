"""The types of request fields: what a caller may pass, and what is stored of it."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    GetPydanticSchema,
    PlainValidator,
    SecretStr,
)
from pydantic_core import core_schema

from .secret import concealed

__all__ = ["File", "FrozenMapping", "Many", "ManyNames", "Mapped", "Password", "Timestamp", "Upload"]

T = TypeVar("T")
K_co = TypeVar("K_co", covariant=True)
V_co = TypeVar("V_co", covariant=True)
K = TypeVar("K")
V = TypeVar("V")

Upload = bytes | IO[bytes] | Path
"""What an upload parameter takes: the bytes, an open binary file, or a path to one."""


class FrozenMapping(Mapping[K, V_co]):
    """Hold a mapping for good: hashable and picklable, its repr that of the plain dict, but for what is secret."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V_co]) -> None:
        self._items = concealed(items)

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __reduce__(self) -> Any:
        return type(self), (self._items,)

    def __repr__(self) -> str:
        return repr(self._items)


def _as_tuple(value: Any) -> Any:
    if isinstance(value, str | bytes | BaseModel) or not isinstance(value, Iterable):
        values = (value,)  # a model is iterable too: over its fields
    elif isinstance(value, set | frozenset):
        values = tuple(sorted(value, key=str))  # a set's own order changes with the hash seed
    else:
        values = tuple(value)
    if any(isinstance(part, str) and "\x1f" in part for part in values):
        raise ValueError("holds U+001F, which separates values")
    return values


def _as_names(value: Any) -> Any:
    if isinstance(value, str) and "|" in value:
        raise ValueError(f"{value!r} is one name here; pass several as a list: {value.split('|')!r}")
    return _as_tuple(value)


def _with_utc(value: datetime) -> datetime:
    try:
        value.astimezone(UTC)
    except OverflowError:
        raise ValueError("is out of range in UTC") from None
    return value


def _as_upload(value: object) -> object:
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    if isinstance(value, io.TextIOBase):
        raise ValueError("is a text file; open it in mode 'rb'")
    if isinstance(value, bytes | Path) or (hasattr(value, "read") and not isinstance(value, type)):
        return value
    raise ValueError(f"expected bytes, an open binary file or a pathlib.Path, not {type(value).__name__}")


def _freeze(value: Any) -> Any:
    return FrozenMapping(value) if isinstance(value, Mapping) else value


def _mapped_schema(source: Any, handler: Any) -> core_schema.CoreSchema:
    """Validate as the plain mapping would be, then freeze what came out."""
    return core_schema.no_info_after_validator_function(_freeze, handler(source))


Many = Annotated[tuple[T, ...], BeforeValidator(_as_tuple)]
"""Several values, stored as a tuple; a lone value is one of them."""

ManyNames = Annotated[tuple[T, ...], BeforeValidator(_as_names)]
"""Several titles, users or closed values, none of which can hold a `|`."""

Mapped = Annotated[Mapping[K, V], GetPydanticSchema(_mapped_schema)]
"""A templated parameter: one value for each key, stored immutable."""

Timestamp = Annotated[AwareDatetime, AfterValidator(_with_utc)]
"""An aware `datetime`; a naive one is refused, for the wiki would take it as UTC."""

File = Annotated[Upload, PlainValidator(_as_upload)]
Password = Annotated[
    SecretStr, BeforeValidator(lambda value: SecretStr(str(value)) if isinstance(value, str) else value)
]
