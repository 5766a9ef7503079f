"""Where a listing stands, as text that another process can go on with."""

import hashlib
import importlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from .errors import InvalidCheckpoint, ParameterError
from .fields import FrozenMapping
from .flows.walk import Place, Stretch, Walk
from .lazy import INTERFACE
from .request import ListingRequest, RequestData, is_hidden

__all__ = ["Mark", "Progress", "resumed"]

T = TypeVar("T")

_FORMAT = 1

_IDENTIFYING = frozenset(
    {"pageid", "title", "revid", "rcid", "logid", "id", "name", "user", "userid", "category", "from", "url"}
)
"""Fields that say which item it is; the others may change while it stays the same."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a listing, and how many items of its batch were given.

    Attributes:
        digest: says which ones these were: they are given again where the batch begins with others than then.
    """

    place: Place
    given: int = 0
    digest: str = ""


class Progress(Generic[T]):
    """How far an iteration has come. Costs nothing for an item: a list's iterator knows how many are left in it."""

    def __init__(self, walk: Walk[T], mark: Mark | None = None) -> None:
        self.walk: Walk[T] = walk
        self._mark = mark or Mark(walk.place)
        self._resumes = mark is not None
        self._stretch: Stretch[T] | None = None
        self._items: Iterator[T] = iter(())
        self._digest = hashlib.sha256()
        self._digested = 0

    def begin(self, stretch: Stretch[T]) -> Iterator[T]:
        """Give the items of the next stretch; those that were given before it was resumed are left out."""
        self._stretch, self._items = stretch, iter(stretch.items)
        self._digest, self._digested = hashlib.sha256(), 0
        if self._resumes and stretch.items:
            self._resumes = False
            if self._mark.given <= len(stretch.items) and self._digest_of(self._mark.given) == self._mark.digest:
                for _ in range(self._mark.given):
                    next(self._items)
            else:
                self._digest, self._digested = hashlib.sha256(), 0
        return self._items

    def end(self) -> None:
        """Let go of a stretch whose items were all given."""
        if self._stretch is not None:
            self._mark, self._stretch = Mark(self._stretch.after), None

    @property
    def mark(self) -> Mark:
        """Where the item stands that comes next."""
        stretch = self._stretch
        if stretch is None:
            return self._mark
        given = len(stretch.items) - self._items.__length_hint__()  # type: ignore[attr-defined]  # a list's has it
        if given == len(stretch.items):
            return Mark(stretch.after)
        return Mark(stretch.before, given, self._digest_of(given)) if given else Mark(stretch.before)

    def _digest_of(self, given: int) -> str:
        items = self._stretch.items if self._stretch is not None else []
        for item in items[self._digested : given]:
            self._digest.update(_identity(item).encode())
        self._digested = max(given, self._digested)
        return self._digest.hexdigest()[:16]

    def token(self, request: ListingRequest[T]) -> str:
        """Write down the request and where it stands.

        Raises:
            InvalidCheckpoint: the request holds a secret or a file.
        """
        mark = self.mark
        return json.dumps(
            {
                "mwtyped checkpoint": _FORMAT,
                "binding": [_binding(type(request)), INTERFACE],
                "request": _written(request),
                "start": mark.place.start,
                "cursor": dict(mark.place.cursor),
                "left": mark.place.left,
                "given": mark.given,
                "digest": mark.digest,
            }
        )


def _identity(item: Any) -> str:
    """Say which item it is, alike in every process."""
    values: Mapping[str, Any] = {**item.__dict__, **(item.__pydantic_extra__ or {})}
    known = {key: value for key, value in values.items() if key in _IDENTIFYING and isinstance(value, str | int)}
    return ascii(sorted(known.items() if known else values.items()))


def _binding(cls: type[RequestData]) -> str:
    """Name the package that a request's class is generated in."""
    return cls.__module__.partition(".requests.")[0]


def _written(value: Any) -> Any:
    """Give the JSON of a request's field; what is no JSON is an object with one key that says what it is."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case tuple():
            return [_written(part) for part in value]
        case datetime():
            return {"time": value.isoformat()}
        case FrozenMapping():
            return {"mapping": [[_written(key), _written(part)] for key, part in value.items()]}
        case RequestData():
            return {"module": value.facts.path, "fields": _fields(value)}
        case _:
            raise InvalidCheckpoint(f"a {type(value).__name__} cannot be kept in it")


def _fields(request: RequestData) -> dict[str, Any]:
    given = {name: getattr(request, name) for name in sorted(request.model_fields_set)}
    for name, value in given.items():
        if is_hidden(value) or isinstance(value, bytes | Path):
            raise InvalidCheckpoint(f"{request.facts.path}: {name} holds a secret or a file, which is not kept in it")
    return {name: _written(value) for name, value in given.items() if value is not None}


def resumed(cls: type[ListingRequest[T]], token: str) -> tuple[ListingRequest[T], Mark]:
    """Read a token: the request that was followed, and where it stood.

    Raises:
        InvalidCheckpoint: it is none, or of another class, binding or version of mwtyped.
    """
    try:
        kept = json.loads(token)
    except (ValueError, RecursionError, TypeError):
        raise InvalidCheckpoint("this is no checkpoint") from None
    if not isinstance(kept, dict) or "mwtyped checkpoint" not in kept:
        raise InvalidCheckpoint("this is no checkpoint")
    if (version := kept["mwtyped checkpoint"]) != _FORMAT:
        raise InvalidCheckpoint(f"it is of format {version!r}, and this mwtyped reads format {_FORMAT}")
    if (binding := kept.get("binding")) != [_binding(cls), INTERFACE]:
        raise InvalidCheckpoint(f"it is of the binding {binding!r}, not of {[_binding(cls), INTERFACE]!r}")
    try:
        return _read(cls, kept)
    except (ImportError, KeyError, OverflowError, ParameterError, RecursionError, TypeError, ValueError) as error:
        raise InvalidCheckpoint(f"it is damaged: {error}") from None


def _read(cls: type[ListingRequest[T]], kept: Mapping[str, Any]) -> tuple[ListingRequest[T], Mark]:
    if (path := _checked(kept["request"], dict).get("module")) != cls.facts.path:
        raise InvalidCheckpoint(f"it is of {path!r}, not of {cls.facts.path!r}, which {cls.__name__} asks for")
    request = _loaded(kept["request"], cls)
    if not isinstance(request, cls) or request.call().get("action") != "query":
        raise ValueError("its request is no query")
    cursor = {_checked(key, str): _checked(part, str) for key, part in _checked(kept["cursor"], dict).items()}
    for key in cursor:
        if not _is_cursor(request, key):
            raise ValueError(f"{key!r} is nothing that its request goes on with")
    left = None if kept["left"] is None else _count(kept["left"])
    place = Place(_count(kept["start"]), cursor, left)
    return request, Mark(place, _count(kept["given"]), _checked(kept["digest"], str))


def _is_cursor(request: ListingRequest[Any], key: str) -> bool:
    """Tell whether a key is one of the request's own, and so nothing that would make another request of it."""
    parts = (getattr(request, "generator", None), *(getattr(request, "props", None) or ()))
    generator, *props = parts
    if key == "continue" or any(part.owns(key) for part in (request, *props)):
        return True
    return generator is not None and key.startswith("g") and bool(generator.owns(key[1:]))


def _checked(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise ValueError(f"{value!r} where a {kind.__name__} was expected")
    return value


def _count(value: Any) -> int:
    if (number := _checked(value, int)) < 0:
        raise ValueError(f"{number} where a count was expected")
    return number


def _loaded(value: Any, cls: type[RequestData]) -> Any:
    """Make a field's value of its JSON: nothing but requests of the binding, which check their fields themselves."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case list():
            return tuple(_loaded(part, cls) for part in value)
        case {"time": str(moment), **others} if not others:
            return datetime.fromisoformat(moment)
        case {"mapping": list(pairs), **others} if not others:
            return {_loaded(key, cls): _loaded(part, cls) for key, part in pairs}
        case {"module": str(path), "fields": dict(fields), **others} if not others:
            made = _class_of(path, cls)
            return made(**{name: _loaded(part, cls) for name, part in fields.items()})
        case _:
            raise ValueError(f"{value!r} is no value of a field")


def _class_of(path: str, cls: type[RequestData]) -> type[RequestData]:
    """Give the binding's class for a module."""
    if path == cls.facts.path:
        return cls
    package = _binding(cls)
    registry: Mapping[str, tuple[str, str]] = importlib.import_module(f"{package}.registry").REQUESTS
    file, name = registry[path]
    importlib.import_module(f"{package}.requests.{file}")
    return cast("type[RequestData]", getattr(sys.modules[f"{package}.requests.{file}"], name))
