"""What is wrong with a request, in the words of the API."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from .errors import ParameterError, shown

__all__ = ["nearest", "parameter_error"]

_EXPECTED = {
    "bool_type": "True or False",
    "datetime_type": "a datetime",
    "int_type": "a whole number",
    "is_instance_of": "a request",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a request",
    "string_type": "text",
    "timezone_aware": "a datetime with a time zone",
    "tuple_type": "a list",
}
"""What a field takes, by the validator's name for what it missed."""


def parameter_error(path: str, fields: Mapping[str, FieldInfo], error: ValidationError) -> ParameterError:
    """Say what is wrong in the words of the API, not of the validator."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    value, context = first.get("input"), first.get("ctx", {})
    kinds = {one["type"] for one in error.errors(include_url=False) if one["loc"][:1] == first["loc"][:1]}
    if "literal_error" in kinds and isinstance(value, str):
        return _not_allowed(path, name, value, fields[name].annotation, number="int_type" in kinds)
    match first["type"]:
        case "extra_forbidden":
            return ParameterError(
                path,
                name,
                "there is no such parameter",
                nearest(name, [field for field in fields if field != "extra"]),
            )
        case "missing":
            return ParameterError(path, name, "is required")
        case "timezone_aware":
            return ParameterError(path, name, "a time without a time zone; say which, e.g. tzinfo=datetime.UTC")
        case "value_error" if isinstance(context["error"], ParameterError):
            return context["error"]
        case "value_error":
            return ParameterError(path, name, str(context["error"]))
        case _:
            expected = dict.fromkeys(_EXPECTED.get(kind, "a value of another type") for kind in sorted(kinds))
            return ParameterError(path, name, f"takes {' or '.join(expected)}, not {type(value).__name__}")


def _not_allowed(path: str, name: str, value: str, annotation: Any, *, number: bool) -> ParameterError:
    """Say that a text is no value of an enumeration, and which are."""
    allowed = _literals(annotation)
    parts = value.split("|")
    if len(parts) > 1 and all(part in allowed for part in parts):
        return ParameterError(path, name, f"{value!r} is one value here; pass several as a list: {parts!r}")
    words = ["a number"] if number else []
    listed = ", ".join([*words, *map(repr, allowed[:12])]) + (", …" if len(allowed) > 12 else "")
    return ParameterError(path, name, f"{shown(repr(value), 100)} is none of {listed}", nearest(value, allowed))


def _literals(annotation: Any) -> list[str]:
    """List the values of the `Literal`s in an annotation."""
    parts = get_args(annotation)
    if get_origin(annotation) is Literal:
        return [str(part) for part in parts]
    return [value for part in parts for value in _literals(part)]


def nearest(word: str, words: Iterable[str], likeness: float = 0.6) -> str | None:
    """Give the spelling that was probably meant; None if none is near, or as like as it has to be (1 is the same)."""
    import difflib  # only here: few words are misspelt

    return next(iter(difflib.get_close_matches(word, list(words), 1, likeness)), None)
