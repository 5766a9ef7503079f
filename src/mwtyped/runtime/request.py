"""Requests: the parameters of one module, as immutable data, and how they go on the wire."""

import threading
import warnings
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Self,
    TypeVar,
    cast,
    dataclass_transform,
)

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, ValidationError, model_validator

from . import reply as _reply
from .errors import ParameterError, ResponseMismatch, shown
from .facts import Facts, Template
from .fields import FrozenMapping, Mapped
from .model import Batch, Item, Page, Result
from .refusal import parameter_error

__all__ = [
    "ActionRequest",
    "Facts",
    "Generator",
    "JsonRequest",
    "ListRequest",
    "ListingRequest",
    "MainRequest",
    "MetaRequest",
    "Pages",
    "PropRequest",
    "Request",
    "RequestData",
    "Template",
    "TextRequest",
]

R_co = TypeVar("R_co", covariant=True)
Item_co = TypeVar("Item_co", covariant=True)
Page_co = TypeVar("Page_co", covariant=True)

Params = dict[str, Any]

_SEPARATOR = "\x1f"


if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass

    @dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
    class _FrozenModel(ModelMetaclass):
        """What tells checkers that every request is frozen, so that it can be hashed and not assigned to."""

else:
    _FrozenModel = type(BaseModel)


class RequestData(BaseModel, metaclass=_FrozenModel):
    """The parameters of one module: pure data, frozen, compared by value.

    Keywords are the wiki's parameter names without the module's prefix; `None` is not sent. A wrong one
    raises `ParameterError`. `extra` adds or overrides parameters, in wire names, unchecked.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        protected_namespaces=(),
        arbitrary_types_allowed=True,
        defer_build=True,
    )
    facts: ClassVar[Facts]
    not_wire: ClassVar[frozenset[str]] = frozenset({"extra"})
    cut: ClassVar[frozenset[str]] = frozenset()
    """Fields with any number of values, for a listing sends them in as many requests as they need."""

    extra: Mapped[str, str] | None = None

    if not TYPE_CHECKING:

        def __init__(self, **values):
            if not type(self).__pydantic_complete__:
                _build(type(self))
            given = {name: value for name, value in values.items() if value is not None}
            problem = None
            try:
                super().__init__(**given)
            except ValidationError as error:
                problem = parameter_error(type(self).facts.path, type(self).model_fields, error)
            if problem is not None:
                raise problem

    @model_validator(mode="after")
    def _check(self) -> Self:
        for names in self.facts.exclusive:
            given = [name for name in names if getattr(self, name) is not None]
            if len(given) > 1:
                raise ParameterError(self.facts.path, " and ".join(given), "exclude each other")
        for name in self.model_fields_set - self.cut:
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) > (high := self.most(name)[1]):
                raise ParameterError(self.facts.path, name, f"has {len(value)} values, and {high} are the most")
        return self

    @property
    def holds_secret(self) -> bool:
        """Whether a password is among the parameters, which must not stand in a URL."""
        return any(isinstance(getattr(self, name), SecretStr) for name in self.model_fields_set)

    @classmethod
    def most(cls, field: str) -> tuple[int, int]:
        """Tell how many values a field takes, from an ordinary and from a bot account."""
        return cls.facts.limits.get(field, (50, 500))

    @classmethod
    def wire_name(cls, field: str) -> str:
        return cls.facts.prefix + cls.facts.names.get(field, field)

    @classmethod
    def owns(cls, key: str) -> bool:
        """Tell whether a key of a reply's `continue` is one of this module's parameters."""
        own = (*cls.facts.cursors, *(cls.facts.names.get(name, name) for name in cls.model_fields))
        return key.startswith(cls.facts.prefix) and key[len(cls.facts.prefix) :] in own

    def encode(self, prefix: str = "") -> Params:
        """Give the parameters in wire names and wire form; uploads stay as they are."""
        params: Params = {}
        keys: dict[str, dict[str, None]] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if value is not None and name not in self.not_wire:
                self._encode_field(params, keys, prefix, name, value)
        for wire, values in keys.items():
            params.setdefault(wire, wire_value(tuple(values)))
        if self.extra is not None:
            params.update(self.extra)
        return params

    def _encode_field(
        self, params: Params, keys: dict[str, dict[str, None]], prefix: str, name: str, value: Any
    ) -> None:
        wire = prefix + self.wire_name(name)
        if isinstance(value, Generator):
            params[wire] = value.facts.name
            params.update(value.encode("g"))
        elif isinstance(value, FrozenMapping):
            self._encode_template(params, keys, prefix + self.facts.prefix, self.facts.templates[name], value)
        elif (sent := wire_value(value)) is not None:
            params[wire] = sent

    def _encode_template(
        self,
        params: Params,
        keys: dict[str, dict[str, None]],
        prefix: str,
        template: Template,
        values: Mapping[Any, Any],
    ) -> None:
        """Send each value under its key, and note the keys: where the caller does not list them, we do."""
        variables = list(template.variables)
        for key, value in values.items():
            wire = template.name
            for variable, part in zip(variables, key if isinstance(key, tuple) else (key,), strict=True):
                wire = wire.replace("{" + variable + "}", str(part))
                keys.setdefault(prefix + template.variables[variable], {})[str(part)] = None
            if (sent := wire_value(value)) is not None:
                params[prefix + wire] = sent

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        for name in type(self).model_fields:
            if name in self.model_fields_set:
                value = getattr(self, name)
                yield name, _Hidden() if _is_hidden(value) else value

    def __reduce__(self) -> Any:
        for name in self.model_fields_set:
            if _is_hidden(getattr(self, name)):
                raise TypeError(f"{self.facts.path}: {name} holds a secret or an open file, which is not pickled")
        return super().__reduce__()


_building = threading.RLock()


def _build(cls: type[RequestData]) -> None:
    """Build the validator of a request at its first use, by one thread: most classes are never used."""
    with _building:
        if not cls.__pydantic_complete__:
            cls.model_rebuild()


class _Hidden:
    def __repr__(self) -> str:
        return "..."


def _is_hidden(value: object) -> bool:
    if isinstance(value, FrozenMapping):
        return any(str(key).endswith(("token", "password")) for key in value)
    return isinstance(value, SecretStr) or (hasattr(value, "read") and not isinstance(value, RequestData))


def wire_value(value: Any) -> Any:
    """Give the wire form of one value; None for one that is not sent."""
    match value:
        case bool():
            return "1" if value else None
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case SecretStr():
            return value.get_secret_value()
        case int():
            return str(value)
        case tuple():
            parts = [str(wire_value(part)) for part in value]
            return _SEPARATOR + _SEPARATOR.join(parts) if any("|" in part for part in parts) else "|".join(parts)
        case _:
            return value


if TYPE_CHECKING:

    class _Generic(RequestData, Generic[R_co]): ...

else:

    class _Generic(RequestData):
        """The result's type is the checkers' business: parametrizing gives the class itself."""

        def __class_getitem__(cls, item):
            return cls


class Request(_Generic[R_co]):
    """A request that can be sent: `site.send(request)` gives its result."""

    answers_text: ClassVar[bool] = False

    def parse(self, raw: Mapping[str, Any] | str | bytes) -> R_co:
        """Make the result of a recorded reply (format version 2), without I/O.

        Raises:
            APIError: the reply is the wiki's refusal.
            InvalidResponse: it is no reply to this request.
        """
        return self.read(_reply.checked(_reply.decoded(raw)))

    def read(self, reply: Mapping[str, Any]) -> R_co:
        """Make the result of a reply that has been checked."""
        raise TypeError(f"{type(self).__name__} has no result of its own")

    def selects_nothing(self) -> bool:
        """Tell whether a list that says what to ask for is empty, so that there is nothing to ask."""
        return False

    def call(self) -> Params:
        """Give the parameters of a call that is this request alone."""
        return {"action": self.facts.path, **self.encode()}

    def _found(self, reply: Mapping[str, Any]) -> Any:
        """Give what stands at the place of the result; None if nothing does."""
        found: Any = _reply.as_object(reply)
        for key in self.facts.result or tuple(self.facts.path.split("+")):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


class ActionRequest(Request[R_co]):
    """A request of an action."""

    def read(self, reply: Mapping[str, Any]) -> R_co:
        found = self._found(reply)
        return cast("R_co", Result(found if isinstance(found, dict) else reply, self.facts.view))


class JsonRequest(Request[JsonValue]):
    """A request of an action whose reply is no object."""

    def read(self, reply: Any) -> JsonValue:
        return cast("JsonValue", reply)


class TextRequest(Request[str]):
    """A request of an action that answers text by nature: XML of a feed, HTML of a help page."""

    answers_text: ClassVar[bool] = True

    def parse(self, raw: Mapping[str, Any] | str | bytes) -> str:
        """Give a recorded reply as text."""
        if isinstance(raw, Mapping):
            return self.read(_reply.checked(raw))
        return raw if isinstance(raw, str) else raw.decode(errors="replace")

    def read(self, reply: Mapping[str, Any]) -> str:
        return str(reply["*"])  # the flow puts the text there, for it is no JSON


class MetaRequest(Request[R_co]):
    """A request of a `meta` module of `query`."""

    def call(self) -> Params:
        return {"action": "query", "meta": self.facts.name, **self.encode()}

    def read(self, reply: Mapping[str, Any]) -> R_co:
        found = self._found(reply)
        return cast("R_co", Result(found if isinstance(found, dict) else reply.get("query", {}), self.facts.view))


class ListingRequest(Request[Batch[Item_co]]):
    """A request that a listing can follow: `site.iterate(request)`."""

    def selects_nothing(self) -> bool:
        return any(getattr(self, name, None) == () for name in (*self.facts.nonempty, *self.cut))


class ListRequest(ListingRequest[Item_co]):
    """A request of a `list` module of `query`."""

    def call(self) -> Params:
        return {"action": "query", "list": self.facts.name, **self.encode()}

    def read(self, reply: Mapping[str, Any]) -> Batch[Item_co]:
        found = self._found(reply)
        rows = found if isinstance(found, list) else self._no_list(found)
        items = [Item(row if isinstance(row, dict) else {"*": row}, self.facts.view) for row in rows]
        return Batch(cast("list[Item_co]", items), reply.get("continue"))

    def _no_list(self, found: Any) -> list[Any]:
        """Keep what stands where a list was expected: as one item. An empty query has nothing there."""
        if found is None:
            return []
        text = f"{self.facts.path}: {type(found).__name__} where a list of items was expected: {shown(repr(found))}"
        warnings.warn(ResponseMismatch(text), stacklevel=2)
        return [found]


class PropRequest(RequestData):
    """A request of a `prop` module: goes into `Pages(props=[...])`."""


class Generator(RequestData):
    """A request that can be a generator: gives the pages for `Pages(generator=...)`."""


class Pages(ListingRequest[Page_co]):
    """Base of a binding's `Pages`: which pages, and their props."""

    not_wire: ClassVar[frozenset[str]] = frozenset({"extra", "props"})
    cut: ClassVar[frozenset[str]] = frozenset({"titles", "pageids", "revids"})

    if TYPE_CHECKING:
        props: tuple[PropRequest, ...] | None

    @model_validator(mode="after")
    def _check_props(self) -> Self:
        paths = [request.facts.path for request in self.props or ()]
        if len(set(paths)) < len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise ParameterError(self.facts.path, "props", f"has {twice} twice")
        return self

    def encode(self, prefix: str = "") -> Params:
        params = super().encode(prefix)
        for request in self.props or ():
            params.update(request.encode())
        if self.props:
            params["prop"] = "|".join(request.facts.name for request in self.props)
        params.update(self.extra or {})  # the last word, over those of the props too
        return params

    def read(self, reply: Mapping[str, Any]) -> Batch[Page_co]:
        found = self._found(reply)
        rows = found.values() if isinstance(found, dict) else found or []
        view = {path: rule for request in (self, *(self.props or ())) for path, rule in request.facts.view.items()}
        pages = [Page(row, view) for row in rows if isinstance(row, dict)]
        return Batch(cast("list[Page_co]", pages), reply.get("continue"))

    def _found(self, reply: Mapping[str, Any]) -> Any:
        query = _reply.as_object(reply).get("query")
        return query.get("pages") if isinstance(query, Mapping) else None


class MainRequest(RequestData):
    """The main module's parameters: `site.with_options(...)`."""
