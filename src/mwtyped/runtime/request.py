"""Requests: the parameters of one module, as immutable data, and how they go on the wire."""

import contextlib
import importlib
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    Self,
    TypeGuard,
    TypeVar,
    cast,
    dataclass_transform,
)

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, ValidationError
from pydantic_core import SchemaValidator

from . import reply as _reply
from .asked import answers
from .errors import ParameterError
from .facts import Facts, Template
from .fields import FrozenMapping, Mapped
from .given import of_parameters
from .model import Batch, Context, Item, Page, Result, WriteResult
from .reading import Mismatches, Reader
from .refusal import parameter_error
from .secret import Secret, concealed, is_secret
from .validators import is_met, of_rows

__all__ = [
    "ActionRequest",
    "EditRequest",
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

T = TypeVar("T")
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
    __slots__ = ("_asks_for",)

    facts: ClassVar[Facts]
    not_wire: ClassVar[frozenset[str]] = frozenset({"extra"})
    nullable: ClassVar[frozenset[str]] = frozenset()
    """Fields for which None is a value of its own."""
    cut: ClassVar[frozenset[str]] = frozenset()
    """Fields with any number of values, for a listing sends them in as many requests as they need."""

    extra: Mapped[str, str] | None = None

    if not TYPE_CHECKING:

        def __init__(self, **values):
            values = concealed(values)
            given = {name: value for name, value in values.items() if value is not None or name in self.nullable}
            problem = None
            try:
                of_parameters(type(self), frozenset(given)).validate_python(given, self_instance=self)
            except ValidationError as error:
                problem = parameter_error(type(self).facts.path, type(self).model_fields, error)
            if problem is not None:
                del values, given  # what has no such name may be a password, misspelt
                raise problem
            self._check()

    def _check(self) -> None:
        """Refuse what each parameter allows, and all of them together do not."""
        for names in self.facts.exclusive:
            given = [name for name in names if getattr(self, name) is not None]
            if len(given) > 1:
                raise ParameterError(self.facts.path, " and ".join(given), "exclude each other")
        for name in self.model_fields_set - self.cut:
            value = getattr(self, name)
            if isinstance(value, tuple) and len(value) > (high := self.most(name)[1]):
                raise ParameterError(self.facts.path, name, f"has {len(value)} values, and {high} are the most")

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
        params.update(self._extra())
        return params

    def _extra(self) -> Params:
        """Give what the caller adds in wire names; what is secret among it stays so on its way."""
        extra = self.extra or {}
        return {name: Secret(value) if is_secret(name) else value for name, value in extra.items()}

    def asked(self) -> frozenset[str]:
        """Give the conditions on which fields of the reply depend and that this request, or a default, fulfils."""
        asked: frozenset[str] | None = getattr(self, "_asks_for", None)
        if asked is None:
            object.__setattr__(self, "_asks_for", asked := self._conditions())  # each batch of a listing needs it
        return asked

    def _conditions(self) -> frozenset[str]:
        gates = _by_parameter(self.facts.gates)
        sent = self.encode() if gates else {}
        opened = (self._opened(name, own, sent.get(self.facts.prefix + name)) for name, own in gates.items())
        return frozenset[str]().union(*opened)

    def _opened(self, name: str, gates: frozenset[str], given: Any) -> frozenset[str]:
        """Give those of a parameter's gates that are open by what is sent of it."""
        values = self.facts.defaults.get(name, ()) if given is None else re.split(f"[|{_SEPARATOR}]", str(given))
        opened = gates - {name} if "*" in values else gates & {f"{name}={value}" for value in values}
        return opened if given is None else opened | gates & {name}

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
        given = getattr(self, "__pydantic_fields_set__", ())  # a debugger shows what could not be made, too
        for name in type(self).model_fields:
            if name in given:
                value = getattr(self, name)
                yield name, _Hidden() if is_hidden(value) else value

    def __reduce__(self) -> Any:
        for name in self.model_fields_set:
            if is_hidden(getattr(self, name)):
                raise TypeError(f"{self.facts.path}: {name} holds a secret or an open file, which is not pickled")
        return super().__reduce__()


@cache
def _by_parameter(gates: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    names = {gate: gate.partition("=")[0] for gate in gates}
    return {name: frozenset(gate for gate in gates if names[gate] == name) for name in names.values()}


class _Hidden:
    def __repr__(self) -> str:
        return "..."


def is_hidden(value: object) -> bool:
    if isinstance(value, FrozenMapping):
        return any(is_secret(str(key)) for key in value)
    return isinstance(value, SecretStr) or (hasattr(value, "read") and not isinstance(value, RequestData))


def wire_value(value: Any) -> Any:
    """Give the wire form of one value; None for one that is not sent."""
    match value:
        case str():
            return value
        case bool():
            return "1" if value else None
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case SecretStr():
            return Secret(value.get_secret_value())
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

    def parse(self, raw: Mapping[str, Any] | str | bytes, *, strict: bool = False) -> R_co:
        """Make the result of a recorded reply (format version 2), without I/O.

        Raises:
            APIError: the reply is the wiki's refusal.
            InvalidResponse: it is no reply to this request.
            ReplyMismatch: it does not fit the models, and `strict` is set; without, that is a warning.
        """
        mismatches = Mismatches()
        result = self.read(_reply.checked(_reply.decoded(raw, self.decode)), mismatches)
        mismatches.settle(result, strict=strict)
        return result

    def decode(self, body: str | bytes) -> Any:
        """Decode a reply, and where it is known how, make its items or pages in the same pass."""
        if not _reply.may_hold_no_number(body) and (validator := self._one_pass(body)) is not None:
            with contextlib.suppress(ValidationError):  # piece by piece it will show what does not fit
                return validator.validate_json(body)
        return _reply.loads(body)

    def _one_pass(self, body: str | bytes) -> SchemaValidator | None:
        """Give what reads the body with the items in it; None where their form is not known, or not yet."""
        return None

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> R_co:
        """Make the result of a reply that has been checked, and note what does not fit."""
        raise TypeError(f"{type(self).__name__} has no result of its own")

    @classmethod
    def result_model(cls) -> type[Result]:
        """Give the class of the result, the item or the page: the mapping type where the binding knows none."""
        return _model(cls)

    def selects_nothing(self) -> bool:
        """Tell whether a list that says what to ask for is empty, so that there is nothing to ask."""
        return False

    def call(self) -> Params:
        """Give the parameters of a call that is this request alone."""
        return {"action": self.facts.path, **self.encode()}

    def _found(self, reply: Mapping[str, Any]) -> Any:
        """Give what stands at the place of the result; None if nothing does."""
        return _reply.inside(_reply.as_object(reply), *self.result_place())

    @classmethod
    def result_place(cls) -> tuple[str, ...]:
        """Give the keys that lead to the result in a reply."""
        return cls.facts.result or tuple(cls.facts.path.split("+"))

    def _reader(self, mismatches: Mismatches) -> Reader:
        model = self.result_model()
        context = None if self.facts.reply else Context(view=self.facts.view)
        return Reader(model, self.asked(), mismatches.of(self.facts.path), context)


_BASES: Mapping[str, type[Result]] = {"ListRequest": Item, "Pages": Page}


def _model(cls: type[Request[Any]]) -> type[Result]:
    facts = cls.facts
    if not facts.reply:
        default = WriteResult if facts.writes or facts.posted else Result
        return next((_BASES[base.__name__] for base in cls.__mro__ if base.__name__ in _BASES), default)
    package = sys.modules[cls.__module__].__package__
    model: type[Result] = getattr(importlib.import_module(facts.reply_file, package), facts.reply)
    return model


class ActionRequest(Request[R_co]):
    """A request of an action."""

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> R_co:
        found = self._found(reply)
        raw = found if isinstance(found, dict) else {} if found == [] else reply  # an empty map comes as a list
        if raw is found and (beside := _reply.beside(reply, *self.result_place())):
            raw = {**beside, **raw}
        return cast("R_co", self._reader(mismatches).one(raw))


class EditRequest(ActionRequest[R_co]):
    """The request of `edit`. With `base=None` it is saved whatever came between, and looked for by nobody."""

    not_wire: ClassVar[frozenset[str]] = frozenset({"extra", "base"})
    nullable: ClassVar[frozenset[str]] = frozenset({"base"})

    base: Literal["latest"] | None = "latest"


class JsonRequest(Request[JsonValue]):
    """A request of an action whose reply is no object."""

    def read(self, reply: Any, mismatches: Mismatches) -> JsonValue:
        return cast("JsonValue", reply)


class TextRequest(Request[str]):
    """A request of an action that answers text by nature: XML of a feed, HTML of a help page."""

    answers_text: ClassVar[bool] = True

    def parse(self, raw: Mapping[str, Any] | str | bytes, *, strict: bool = False) -> str:
        """Give a recorded reply as text."""
        if isinstance(raw, Mapping):
            return self.read(_reply.checked(raw), Mismatches())
        return raw if isinstance(raw, str) else raw.decode(errors="replace")

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> str:
        return str(reply["*"])  # the flow puts the text there, for it is no JSON


class MetaRequest(Request[R_co]):
    """A request of a `meta` module of `query`."""

    def call(self) -> Params:
        return {"action": "query", "meta": self.facts.name, **self.encode()}

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> R_co:
        found = self._found(reply)
        raw = found if isinstance(found, dict) else reply.get("query", {})
        if not isinstance(raw, dict):
            if raw:  # an empty map comes as a list
                mismatches.of(self.facts.path)("", raw, "not an object")
            raw = {}
        return cast("R_co", self._reader(mismatches).one(raw))


class ListingRequest(Request[Batch[Item_co]]):
    """A request that a listing can follow: `site.iterate(request)`."""

    def selects_nothing(self) -> bool:
        return any(getattr(self, name, None) == () for name in (*self.facts.nonempty, *self.cut))

    def with_part(self, name: str, values: tuple[Any, ...]) -> Self:
        """Give the same request for some of the values of one parameter."""
        part = self.model_copy(update={name: values})
        object.__setattr__(part, "_asks_for", self.asked())  # it asks for the same
        return part


def is_list_of(found: Any, cls: type[T]) -> TypeGuard[list[T]]:
    """Tell whether something is a list of such objects; of one that has them, the first tells."""
    return isinstance(found, list) and bool(found) and isinstance(found[0], cls)


def _as_row(row: Any) -> dict[str, Any]:
    """Give an item as an object: an empty one comes as PHP's empty list, a plain value stands under `*`."""
    return row if isinstance(row, dict) else {} if row == [] else {"*": row}


class ListRequest(ListingRequest[Item_co]):
    """A request of a `list` module of `query`."""

    def call(self) -> Params:
        return {"action": "query", self.facts.selector or "list": self.facts.name, **self.encode()}

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> Batch[Item_co]:
        found = self._found(reply)
        rows = found if isinstance(found, list) else self._no_list(found, mismatches)
        if rows and not is_list_of(rows, Item):  # else they were read with the whole reply, in one pass
            rows = self._reader(mismatches).rows([_as_row(row) for row in rows], self.result_place())
        return Batch(cast("list[Item_co]", rows), reply.get("continue"), self._beside(reply))

    def _beside(self, reply: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give what stands beside the list; a list at the root of a reply has the API's own words beside it."""
        *above, key = self.result_place()
        around = _reply.inside(reply, *above) if above else None
        return {name: value for name, value in around.items() if name != key} if isinstance(around, Mapping) else {}

    def _one_pass(self, body: str | bytes) -> SchemaValidator | None:
        if not self.facts.reply or not is_met(model := self.result_model()):
            return None
        return of_rows(model, self.asked(), self.result_place())

    def _no_list(self, found: Any, mismatches: Mismatches) -> list[Any]:
        """Keep what stands where a list was expected: as one item. An empty query has nothing there."""
        if found is None or found == {}:
            return []
        if not (self.facts.result and isinstance(found, dict)):  # a module that answers an object says where
            mismatches.of(self.facts.path)("", found, "not a list of items")
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

    def _check(self) -> None:
        super()._check()
        paths = [request.facts.path for request in self.props or ()]
        if len(set(paths)) < len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise ParameterError(self.facts.path, "props", f"has {twice} twice")

    def encode(self, prefix: str = "") -> Params:
        params = super().encode(prefix)
        for request in self.props or ():
            params.update(request.encode())
        if self.props:
            params["prop"] = "|".join(request.facts.name for request in self.props)
        if not self._names_pages():
            params["indexpageids"] = "1"  # the order in which the generator found them stands nowhere else
        params.update(self._extra())  # the last word, over those of the props too
        return params

    def _conditions(self) -> frozenset[str]:
        asked = set(super()._conditions())
        for request in self.props or ():
            name = request.facts.name
            asked |= {name, *(f"{name}:{gate}" for gate in request.asked())}
        return frozenset(asked)

    def _one_pass(self, body: str | bytes) -> SchemaValidator | None:
        is_complete = '"batchcomplete"' in body if isinstance(body, str) else b'"batchcomplete"' in body
        if not self.facts.reply or not is_complete:  # pages that come again are merged before they are read
            return None
        return of_rows(self.result_model(), self.asked(), ("query", "pages"))

    def read(self, reply: Mapping[str, Any], mismatches: Mismatches) -> Batch[Page_co]:
        named = getattr(self, "titles", None), getattr(self, "pageids", None)
        query, made = self._query(reply, mismatches), list[Page]()
        if is_list_of(found := query.get("pages"), Page):  # read with the whole reply, in one pass
            made, query = found, {**query, "pages": list(map(vars, found))}
        report = mismatches.of(self.facts.path)
        rows = list(answers(*(named if self._names_pages() else (None, None)), query, report))
        model, asked = self.result_model(), self.asked()
        view = self.facts.view
        if not self.facts.reply:
            view = {path: rule for request in (self, *(self.props or ())) for path, rule in request.facts.view.items()}
        reader = Reader(model, asked, report, Context(asked, view or model.shape.view))
        pages = reader.pages(rows, made, complete="batchcomplete" in reply)
        return Batch(cast("list[Page_co]", pages), reply.get("continue"))

    @staticmethod
    def _query(reply: Mapping[str, Any], mismatches: Mismatches) -> Mapping[str, Any]:
        query = _reply.as_object(reply).get("query")
        if query and not isinstance(query, Mapping):
            mismatches.of("query")("", query, "not an object")
        return query if isinstance(query, Mapping) else {}

    def _names_pages(self) -> bool:
        """Tell whether the titles are the pages themselves, not those to which a generator begins."""
        return getattr(self, "generator", None) is None


class MainRequest(RequestData):
    """The main module's parameters: `site.with_options(...)`."""
