"""What scripts pass to the reference's methods, as the fields of a generated request."""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from time import struct_time
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin

from pydantic import AwareDatetime

from ..runtime.errors import APIError, ParameterError, UnknownModule
from ..runtime.refusal import nearest
from ..runtime.request import RequestData

__all__ = [
    "NAMESPACES",
    "Given",
    "Moment",
    "Namespaces",
    "Values",
    "built",
    "given",
    "is_unknown",
    "known_request",
    "made",
    "number_of",
    "request_class",
    "several",
    "takes_several",
    "unknown_module",
]

R = TypeVar("R", bound=RequestData)

Values = str | int | Iterable[str | int]
"""One value or several: a list, or text with `|` between them."""

Moment = str | datetime | struct_time
"""A time: an aware `datetime`, a `time.struct_time` in UTC, or text in one of MediaWiki's forms."""

Namespaces = int | str | Iterable[int | str]
"""Numbers of namespaces, their names, several of them, or `"*"` for all."""

NAMESPACES: Mapping[int, str] = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
}
"""The names that every wiki knows beside its own."""

_ALIASES = {"image": 6, "image talk": 7}

_EXTENSIONS = {"query+checkuserlog": "CheckUser", "ask": "Semantic MediaWiki"}

_LIKE, _SLIP = 0.6, 0.8
"""How like a name has to be to one that was meant: as a hint; so that it is taken for a slip."""

_DIGITS = re.compile(r"-?[0-9]+")
_FOURTEEN = re.compile(r"[0-9]{14}")


class Given(NamedTuple):
    """The arguments of a call: those that fit the request, and those that the wiki is to judge, in wire names."""

    fields: dict[str, Any]
    unchecked: dict[str, str]


def known_request(binding: str, path: str) -> type[RequestData] | None:
    """Give the class of a module's request; None if the binding has no such module."""
    registry: Mapping[str, tuple[str, str]] = importlib.import_module(f"{binding}.registry").REQUESTS
    if path not in registry:
        return None
    file, name = registry[path]
    cls: type[RequestData] = getattr(importlib.import_module(f"{binding}.requests.{file}"), name)
    return cls


def request_class(binding: str, path: str) -> type[RequestData]:
    """Give the class of a module's request.

    Raises:
        UnknownModule: the binding has no such module.
    """
    cls = known_request(binding, path)
    if cls is None:
        raise unknown_module(path)
    return cls


def unknown_module(path: str) -> UnknownModule:
    """Say that there is no such module, and which extension brings it."""
    return UnknownModule(path, _EXTENSIONS.get(path))


def is_unknown(error: APIError, request: RequestData) -> bool:
    """Tell whether a refusal says that the wiki has no such list."""
    return error.module == "query" and request.facts.name in error.info


def made(
    binding: str, path: str, arguments: Mapping[str, object], names: Mapping[int, str], *, strange: bool = False
) -> RequestData:
    """Make a request of the reference's arguments; what it has no form for goes to the wiki as it is.

    Args:
        binding: the package of the wiki's binding.
        path: of the module.
        arguments: by field; None and False are not sent.
        names: of the wiki's namespaces.
        strange: whether arguments that are no fields go to the wiki too, unless they look like a slip of one.

    Raises:
        TypeError: an argument that is no parameter of the module.
        UnknownModule: the binding has no such module.
    """
    cls = request_class(binding, path)
    return built(cls, given(cls, arguments, names, strange=strange))


def given(
    cls: type[RequestData], arguments: Mapping[str, object], names: Mapping[int, str], *, strange: bool = False
) -> Given:
    """Give the reference's arguments as fields of a request, and in wire form those that it would refuse."""
    fields, unchecked = dict[str, Any](), dict[str, str]()
    arguments = {name: _to_keep(value) for name, value in arguments.items()}
    for name, value in arguments.items():
        if value is None or (value is False and not _takes_file(cls, name)):
            continue
        if name in cls.model_fields and name != "extra":
            fields[name] = _field(cls, name, value, names)
            continue
        near = _meant(cls, name, strange=strange)
        if strange and near is None:
            unchecked[name] = _wire(value)
        else:
            hint = f"; did you mean {near!r}?" if near is not None else ""
            raise TypeError(f"{cls.facts.path} has no parameter {name!r}{hint}")
    while True:
        try:
            cls(**fields)
        except ParameterError as error:
            refused = [name for name in error.parameter.split(" and ") if name in fields]
            if not refused:
                raise
            for name in refused:
                if not _has_wire_form(cls, name, arguments[name]):
                    raise
                del fields[name]
                unchecked[cls.wire_name(name)] = _wire(arguments[name])
        else:
            return Given(fields, unchecked)


def _to_keep(value: object) -> object:
    """Give what may be read more than once: of what gives its values once, a list of them. Files stay."""
    return list(cast("Iterator[object]", value)) if isinstance(value, Iterator) and not _is_file(value) else value


def _is_file(value: object) -> bool:
    return hasattr(value, "read")


def _takes_file(cls: type[RequestData], name: str) -> bool:
    """Tell whether a field is for a file, which has no wire form."""
    return name in cls.model_fields and bytes in _form(cast("Any", cls), name).types


def _has_wire_form(cls: type[RequestData], name: str, value: object) -> bool:
    """Tell whether the wiki can judge a value: the printed form of an object, or its bytes as numbers, are none.

    What is iterated is several values. Where one text is meant, the wiki would save its letters with `|` between.
    """
    if isinstance(value, bytes) or _is_file(value) or _takes_file(cls, name):
        return False
    if isinstance(value, Iterable) and not isinstance(value, str):
        return _form(cast("Any", cls), name) != _TEXT
    return isinstance(value, str | int | float | datetime)


def built(cls: type[R], arguments: Given) -> R:
    """Make a request of what was given for it."""
    fields = {**arguments.fields, "extra": arguments.unchecked} if arguments.unchecked else arguments.fields
    return cls(**fields)


def _meant(cls: type[RequestData], name: str, *, strange: bool) -> str | None:
    """Tell which field a name was probably meant for.

    Where names that are no fields may go to the wiki, only of one that is next to the same: the wiki would save an edit
    without its `sumary`, or without the guard of a `creatonly`.
    """
    known = [field for field in cls.model_fields if field != "extra" and not (strange and field == f"{name}_")]
    return nearest(name, known, _SLIP if strange else _LIKE)


class _Form(NamedTuple):
    """What a field takes: one value or several, and of which types."""

    many: bool
    types: frozenset[Any]


_TEXT = _Form(many=False, types=frozenset({str}))


@cache
def _form(cls: Any, name: str) -> _Form:
    types: set[Any] = set()
    many = _collect(cls.model_fields[name].annotation, types)
    return _Form(many, frozenset(types))


def _collect(annotation: Any, types: set[Any]) -> bool:
    """Add the types that an annotation is made of; tell whether it takes several values."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _collect(inside[0], types)
    if origin in (Union, UnionType):
        found = [_collect(one, types) for one in inside if one is not NoneType]
        return any(found)
    if origin is tuple:
        _collect(inside[0], types)
        return True
    if origin is Literal:
        types.update({Literal, *map(type, inside)})
    elif isinstance(annotation, type):
        types.add(datetime if annotation is AwareDatetime else annotation)
    return False


def takes_several(cls: type[RequestData], name: str) -> bool:
    """Tell whether a field takes several values, or is none."""
    return name not in cls.model_fields or _form(cast("Any", cls), name).many


def _field(cls: type[RequestData], name: str, value: object, names: Mapping[int, str]) -> object:
    form = _form(cast("Any", cls), name)
    known = names if "namespace" in name else None
    if bytes in form.types:
        return value
    if form.many:
        return [_one(cls, name, form.types, part, known) for part in several(value)]
    if isinstance(value, list | tuple) and len(value) == 1 and not isinstance(value, struct_time):
        value = value[0]
    return _one(cls, name, form.types, value, known)


def several(value: object) -> list[object]:
    """Give one value or several as a list; text may have them with `|` between."""
    if isinstance(value, str):
        if not value:
            return []
        return list(value[1:].split("\x1f")) if value.startswith("\x1f") else list(value.split("|"))
    if isinstance(value, bytes | struct_time) or not isinstance(value, Iterable):
        return [value]
    return list(cast("Iterable[object]", value))


def _one(
    cls: type[RequestData], name: str, types: frozenset[Any], value: object, names: Mapping[int, str] | None
) -> object:
    if datetime in types:
        return _moment(cls, name, value)
    if isinstance(value, bytes) and str in types:
        return _text(value)
    if names is not None and isinstance(value, str) and int in types and value not in ("", "*"):
        number = number_of(names, value)
        return value if number is None else number
    if bool in types and types <= {bool}:
        return bool(value)
    if int in types and isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    if str in types and int not in types and isinstance(value, int):
        return str(value)
    return value


def number_of(names: Mapping[int, str], name: str) -> int | None:
    """Give the number of a namespace: by its name on the wiki, or the one that every wiki knows."""
    if _DIGITS.fullmatch(name.strip()):
        return int(name)
    wanted = _folded(name)
    for known in (names, NAMESPACES):
        for number, own in known.items():
            if _folded(own) == wanted:
                return number
    return _ALIASES.get(wanted)


def _text(value: bytes) -> object:
    """Read text in UTF-8; what is none is for the request to refuse."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _folded(name: str) -> str:
    return name.replace("_", " ").strip().casefold()


def _moment(cls: type[RequestData], name: str, value: object) -> object:
    """Read a time in one of the forms that MediaWiki takes; what is none is for the wiki to refuse."""
    if isinstance(value, struct_time):
        return datetime(*value[:6], tzinfo=UTC)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ParameterError(cls.facts.path, name, "a time without a time zone; say which, e.g. tzinfo=datetime.UTC")
    if not isinstance(value, str):
        return value
    try:
        if _FOURTEEN.fullmatch(value):
            return datetime.strptime(value, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _wire(value: object) -> str:
    """Give a value as the reference sends it."""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Iterable):
        return "|".join(str(part) for part in cast("Iterable[object]", value))
    return str(value)
