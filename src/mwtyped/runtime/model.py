"""What calls return: typed models of the wiki's reply, which also read as mwclient's dictionaries do."""

import json
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import cache
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Generic,
    Literal,
    NamedTuple,
    TypeVar,
    dataclass_transform,
    overload,
)

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic_core import PydanticSerializationError

from .asked import Asked
from .errors import NotRequested, PageInvalid, PageMissing
from .hints import as_sent, complete, field_of, fields, nones
from .secret import HiddenText, is_secret
from .shape import Shape, View, holds, spelled
from .view import NO_EXCEPTIONS, as_dictionary, entry, is_there, key_of, step

if TYPE_CHECKING:
    from .request import Request

__all__ = ["Asked", "Batch", "Combined", "Context", "Item", "Outcome", "Page", "Result", "WriteResult", "note"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Context(NamedTuple):
    """What an object of a reply was read in: what its request asked for, and how its dictionary view differs."""

    asked: frozenset[str] = frozenset()
    view: View = NO_EXCEPTIONS


if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True, kw_only_default=True)
    class _Model(Mapping[str, Any]):
        """What a result shows of pydantic's models: the rest would stand in every completion."""

        __pydantic_fields_set__: set[str]
        __pydantic_extra__: dict[str, Any] | None

        def model_dump(self, *, mode: Literal["python", "json"] = "python", by_alias: bool = False) -> dict[str, Any]:
            """Give the fields that are there as plain data, typed values in them; `mode="json"` as JSON has them."""
            raise NotImplementedError

        def model_dump_json(self, *, indent: int | None = None) -> str:
            """Give the fields that are there as JSON."""
            raise NotImplementedError

else:

    class _Model(BaseModel):
        # pydantic looks through each base of each model that is none of its own: a real Mapping doubled what a class
        # takes to make. It is registered as one below.
        model_config = ConfigDict(extra="allow", defer_build=True, protected_namespaces=())

        def model_dump(self, *, mode="python", by_alias=False):
            complete(type(self))
            return super().model_dump(mode=mode, by_alias=by_alias, warnings=False, serialize_as_any=True)

        def model_dump_json(self, *, indent=None):
            complete(type(self))
            try:
                return super().model_dump_json(indent=indent, warnings=False, serialize_as_any=True)
            except PydanticSerializationError:  # a lone surrogate, which no UTF-8 can hold
                return json.dumps(
                    self.model_dump(mode="json"), indent=indent, separators=None if indent else (",", ":")
                )

        def get(self, key, default=None):
            try:
                return self[key]
            except KeyError:
                return default

        def keys(self):
            return KeysView(self)

        def items(self):
            return ItemsView(self)

        def values(self):
            return ValuesView(self)

        def __getattr__(self, name):
            return _not_stored(self, name)

        def __setattr__(self, name, value):
            raise AttributeError(f"{type(self).__name__} is read-only: {name} cannot be set", name=name, obj=self)

        def __repr_args__(self):
            for name, value in super().__repr_args__():
                yield name, HiddenText(value) if isinstance(value, str) and is_secret(name or "") else value

        def __copy__(self):
            return _with_context(self, super().__copy__())

        def __deepcopy__(self, memo=None):
            return _with_context(self, super().__deepcopy__(memo))

        def __getstate__(self):
            _refuse_secrets(self)
            return {**super().__getstate__(), "context": self._context}

        def __setstate__(self, state):
            context = state.pop("context")
            super().__setstate__(state)
            if context is not None:
                object.__setattr__(self, "_context", context)

    Mapping.register(_Model)


class Result(_Model):
    """One object of a reply: its fields as typed attributes, and the keys and values that mwclient's dictionaries have.

    A field that was not asked for raises `NotRequested`, which names what brings it. It is made by a request
    (`request.parse(raw)` of a recorded reply), not by a constructor.

    As a dictionary: a flag that is set is `""` and one that is not is absent; the key `timestamp` holds a
    `time.struct_time` in UTC, every other time the wiki's string; content stands under `*`. A missing key is a
    `KeyError`.
    """

    __slots__ = ("_context",)

    shape: ClassVar[Shape] = Shape()

    if TYPE_CHECKING:
        _context: Context | None

    def __getitem__(self, key: str) -> Any:
        if (plain := self._plain(key)) is not None:
            return plain
        name = self._wire_of(key)
        if name is None:
            raise KeyError(key)
        view = self._view
        where = step(view, "", name)
        return entry(name, self._sent(name), view, where, view.get(where))

    @property
    def _view(self) -> View:
        context = self._context
        return type(self).shape.view if context is None else context.view

    def _plain(self, key: str) -> str | int | None:
        """Give a value that the view has as it is, as most are: a text or a number; None if it is another."""
        name = _plain_keys(type(self)).get(key)
        context = self._context
        if name is None or (context is not None and context.view is not type(self).shape.view):
            return None
        value = self.__dict__.get(name)
        is_plain = (type(value) is str or type(value) is int) and name in self.__pydantic_fields_set__
        return value if is_plain else None

    def _names(self) -> dict[str, str]:
        """Map the keys of the dictionary view to those of the reply."""
        return {shown: name for name in self._keys() if (shown := self._key_of(name)) is not None}

    def _key_of(self, name: str) -> str | None:
        """Give the key of the dictionary view for one of the reply that is there; None if the view leaves it out."""
        view, value = self._view, self._whole(name)
        rule = view.get(step(view, "", name)) if view else None
        return key_of(name, value, rule) if is_there(value, rule) else None

    def _wire_of(self, key: str) -> str | None:
        """Give the reply's key for one of the dictionary view, and look at no other as far as that can be."""
        if key == "*" or not isinstance(key, str):
            return self._names().get(key)
        return key if self._has(key) and self._key_of(key) == key else None

    def _has(self, key: str) -> bool:
        """Tell whether the wiki sent a key."""
        if key in (self.__pydantic_extra__ or ()):
            return True
        name = field_of(type(self), key)
        return name is not None and name in self.__pydantic_fields_set__ and name in self.__dict__

    def _whole(self, key: str) -> Any:
        """Give what stands under a key of the reply, typed."""
        extra = self.__pydantic_extra__
        if extra and key in extra:
            return extra[key]
        name = field_of(type(self), key) or key
        value = self.__dict__[name]
        return nones(type(self)).get(name) if value is None else value

    def _keys(self) -> list[str]:
        """List the keys that the wiki sent."""
        wire, fields_set = type(self).shape.wire, self.__pydantic_fields_set__
        own = [wire(name) for name in self.__dict__ if name in fields_set]
        return [*own, *(self.__pydantic_extra__ or ())]

    def _sent(self, key: str) -> Any:
        """Give what stood under a key of the reply, in its form."""
        return as_sent(self._whole(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (self._plain(key) is not None or self._wire_of(key) is not None)

    def to_dict(self) -> dict[str, Any]:
        """Copy into a plain dict, deep."""
        result: dict[str, Any] = as_dictionary(as_sent(self), self._view)
        return result

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Result):
            same = type(self) is type(other) and self.__dict__ == other.__dict__
            return same and (self.__pydantic_extra__ or {}) == (other.__pydantic_extra__ or {})
        return self.to_dict() == other if isinstance(other, Mapping) else NotImplemented

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # a mapping of mutable values, compared by value


@cache
def _plain_keys(cls: type[Result]) -> Mapping[str, str]:
    """Map keys of the reply for which the dictionary view has no rule to the fields."""
    view = cls.shape.view
    keys = {cls.shape.wire(name): name for name in fields(cls)}
    return {
        key: name
        for key, name in keys.items()
        if key not in ("content", "timestamp", "invalidreason") and view.get(step(view, "", key)) is None
    }


class Outcome(NamedTuple):
    """What is known of a write besides the wiki's answer."""

    already_applied: bool = False
    merged: bool = False


class WriteResult(Result):
    """What a write answers."""

    __slots__ = ("_outcome",)

    if TYPE_CHECKING:
        _outcome: Outcome | None

    @property
    def already_applied(self) -> bool:
        """Whether the wiki's answer was lost, and the write was then found to have been done.

        The result has what the page's history or the log tells; fields that they do not tell are missing.
        """
        return self._known.already_applied

    @property
    def merged(self) -> bool:
        """Whether an edit was saved on top of another's, that came between: the page is not what was sent."""
        return self._known.merged

    @property
    def _known(self) -> Outcome:
        return self._outcome or Outcome()

    if not TYPE_CHECKING:

        def __repr_args__(self):
            for name, value in super().__repr_args__():
                yield name, HiddenText(value) if isinstance(value, str) and is_secret(name or "") else value

        def __copy__(self):
            return _with_outcome(self, super().__copy__())

        def __deepcopy__(self, memo=None):
            return _with_outcome(self, super().__deepcopy__(memo))

        def __getstate__(self):
            _refuse_secrets(self)
            return {**super().__getstate__(), "outcome": self._known}

        def __setstate__(self, state):
            note(self, state.pop("outcome"))
            super().__setstate__(state)


class Item(Result):
    """One item of a list."""

    __slots__ = ()


class Page(Result):
    """One page, with what its props brought, complete."""

    __slots__ = ("_asked",)

    if TYPE_CHECKING:
        _asked: Asked | None

    if not TYPE_CHECKING:

        def __repr_args__(self):
            for name, value in super().__repr_args__():
                yield name, HiddenText(value) if isinstance(value, str) and is_secret(name or "") else value

        def __copy__(self):
            return _with_asked(self, super().__copy__())

        def __deepcopy__(self, memo=None):
            return _with_asked(self, super().__deepcopy__(memo))

        def __getstate__(self):
            _refuse_secrets(self)
            return {**super().__getstate__(), "asked": self.asked}

        def __setstate__(self, state):
            asked = state.pop("asked")
            super().__setstate__(state)
            if asked is not None:
                object.__setattr__(self, "_asked", asked)

    @property
    def asked(self) -> Asked | None:
        """Which of the asked titles or page ids this page is, and what became of it.

        None if a generator gave the page, or a revision that was asked for, or an id that redirects to it.
        """
        return self._asked

    @property
    def state(self) -> Literal["existing", "missing", "invalid", "special", "interwiki", "circular"]:
        """What the page is.

        A `missing` page can be created; a `special` one is made by software; an `interwiki` one is on another wiki;
        a `circular` one is a redirect that leads back to itself, and redirects were to be followed.
        """
        if self._stored("invalid"):
            return "invalid"
        if self._stored("special"):
            return "special"
        if self._stored("missing"):
            return "missing"
        asked = self._asked
        if asked is not None and self._stored("ns") is None and (asked.interwiki is not None or asked.circular):
            return "circular" if asked.interwiki is None else "interwiki"
        return "existing"

    @property
    def exists(self) -> bool:
        """Whether there is such a page on this wiki."""
        return self.state == "existing"

    def _stored(self, key: str) -> object:
        return self.__dict__.get(key, (self.__pydantic_extra__ or {}).get(key))


def _not_stored(result: Any, name: str) -> Any:
    """Give an attribute that no field of the object holds, or say why there is none."""
    cls = type(result)
    if name in ("_context", "_asked", "_outcome"):
        return None
    if name.startswith("__") or name not in fields(cls):
        return BaseModel.__getattr__(result, name)  # type: ignore[attr-defined]
    extra, wire = result.__pydantic_extra__ or {}, cls.shape.wire(name)
    if wire in extra:  # it came though nobody had asked for it
        from .reading import typed

        return typed(cls, name, extra[wire])
    gates, context = cls.shape.gates.get(name), result._context
    whole = f"{cls.__name__}.{name}"
    if gates and (context is None or not holds(gates, context.asked)):
        brings = spelled(cls.shape, name, page=isinstance(result, Page))
        raise NotRequested(f"{whole} was not asked for; what brings it: {brings}", name=name, obj=result)
    if isinstance(result, Page) and not result.exists:
        kind = PageInvalid if result.state == "invalid" else PageMissing
        raise kind(f"{whole}: {_why(result)}", name=name, obj=result)
    raise AttributeError(f"{whole}: the wiki did not send it", name=name, obj=result)


def _why(page: Page) -> str:
    title = page.__dict__.get("title", page.__dict__.get("pageid"))
    if title is None:
        return f"nothing has the id {page.asked.value}" if page.asked is not None else "there is no such page"
    match page.state:
        case "invalid":
            return f"{title!r} is no valid title"
        case "special":
            return f"{title!r} is a special page"
        case "interwiki":
            return f"{title!r} is on another wiki"
        case "circular":
            return f"{title!r} redirects to itself"
        case _:
            return f"the page {title!r} does not exist"


def _refuse_secrets(result: Any) -> None:
    for name, value in (*result.__dict__.items(), *(result.__pydantic_extra__ or {}).items()):
        if is_secret(name) and isinstance(value, str):
            raise TypeError(f"{type(result).__name__}: {name} is a secret, which is not pickled")


def _with_context(old: Any, new: T) -> T:
    if old._context is not None:
        object.__setattr__(new, "_context", old._context)
    return new


def note(result: WriteResult, outcome: Outcome) -> None:
    """Note what is known of a write besides its answer."""
    object.__setattr__(result, "_outcome", outcome)


def _with_outcome(old: Any, new: T) -> T:
    object.__setattr__(new, "_outcome", old._known)
    return new


def _with_asked(old: Any, new: T) -> T:
    if old._asked is not None:
        object.__setattr__(new, "_asked", old._asked)
    return new


P_co = TypeVar("P_co", covariant=True)


class Batch(Sequence[T_co]):
    """The items of one reply.

    Attributes:
        cursor: what continues after them, in wire names; None at the end.
        beside: what the wiki said beside the items, as JSON: `searchinfo` of a search, with `totalhits` in it.
    """

    __slots__ = ("_items", "beside", "cursor")

    def __init__(
        self,
        items: Sequence[T_co],
        cursor: Mapping[str, str | int] | None = None,
        beside: Mapping[str, JsonValue] | None = None,
    ) -> None:
        self._items = tuple(items)
        self.cursor: Mapping[str, str | int] | None = cursor
        self.beside: Mapping[str, JsonValue] = beside or {}

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T_co]: ...
    def __getitem__(self, index: int | slice) -> T_co | Sequence[T_co]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._items)  # the base class's would call __getitem__ for each

    def __eq__(self, other: object) -> bool:
        return (
            (self._items, self.cursor) == (other._items, other.cursor) if isinstance(other, Batch) else NotImplemented
        )

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # its items cannot be hashed

    def __repr__(self) -> str:
        return f"Batch({list(self._items)!r}, cursor={self.cursor!r})"


class Combined(Generic[P_co]):
    """The reply to a combined query: `reply[request]` is that request's own result, `reply.pages` the pages."""

    __slots__ = ("_results",)

    def __init__(self, results: "Mapping[Request[Any], Any]") -> None:
        self._results = results

    def __getitem__(self, request: "Request[T]") -> T:
        """Give the result of one of the requests that were combined: a `Batch` for a list, with its own cursor.

        Raises:
            KeyError: that request was not part of the query.
        """
        result: T = self._results[request]
        return result

    @property
    def pages(self) -> Batch[P_co]:
        """The pages, each with its props complete; empty if none were asked for."""
        return next((value for key, value in self._results.items() if key.facts.path == "query"), Batch(()))

    def __repr__(self) -> str:
        return f"Combined({self._results!r})"
