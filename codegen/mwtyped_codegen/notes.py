"""What a caller may ask of a parameter besides its meaning, as far as the wiki says so."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .capture import ModuleInfo, ParameterInfo

__all__ = ["module_notes", "most_values", "parameter_notes"]

_MOST_LISTED = 500
_MOST_HINTS = 60
_LONGEST_VALUE = 200

_RESTRICTIONS = {
    "singlepageonly": "Only with a single page.",
    "preloadcontentonly": "Only where `prop` has 'preloadcontent'.",
    "editintroonly": "Only where `prop` has 'editintro'.",
    "useronly": "Only with `user`.",
    "nonuseronly": "Not with `user`.",
}


def module_notes(info: ModuleInfo, instead: str) -> Iterator[str]:
    """Tell what holds for a module as a whole."""
    if info.deprecated:
        yield _deprecated(instead)
    if info.internal:
        yield "Internal: it may change without notice."
    if info.dynamicparameters:
        yield "It takes more parameters than are named here: pass them in `extra`."


def parameter_notes(info: ParameterInfo, instead: str, *, is_open: bool) -> Iterator[str]:
    """Tell what holds for one parameter. What its type says already is left out."""
    if info.required:
        yield "Required."
    if info.deprecated:
        yield _deprecated(instead)
    if isinstance(info.type, list) and info.type and not info.submodules:
        values = [value for value in info.type if value not in info.deprecatedvalues]
        yield _listed("Known values", values, _MOST_HINTS) if is_open else _listed("Values", values)
    if info.deprecatedvalues:
        yield _listed("Deprecated values", info.deprecatedvalues)
    if info.allspecifier:
        yield f"{_value(info.allspecifier)} means all."
    if info.default not in (None, "", False) and info.type not in ("boolean", "limit"):
        yield f"Default: {_default(info)}."
    yield from _range(info)
    if info.multi and (is_open or not isinstance(info.type, list) or len(info.type) > (info.lowlimit or 50)):
        yield most_values(info)
    if info.maxbytes is not None:
        yield f"At most {info.maxbytes} bytes."
    if info.maxchars is not None:
        yield f"At most {info.maxchars} characters."
    yield from (_RESTRICTIONS[name] for name in _restrictions(info))


def most_values(info: ParameterInfo) -> str:
    """Tell how many values an ordinary and a bot account may send."""
    low, high = info.lowlimit or 50, info.highlimit or 500
    return f"At most {low} values{f', bots {high}' if high != low else ''}."


def _deprecated(instead: str) -> str:
    return f"Deprecated: {instead}" if instead else "Deprecated."


def _restrictions(info: ParameterInfo) -> list[str]:
    return [name for entry in info.info if (name := str(entry.get("name"))) in _RESTRICTIONS]


def _range(info: ParameterInfo) -> Iterator[str]:
    bots = f", bots {info.highmax}" if info.highmax not in (None, info.max) else ""
    if info.min is not None and info.max is not None:
        yield f"From {info.min} to {info.max}{bots}."
    elif info.min is not None:
        yield f"At least {info.min}."
    elif info.max is not None:
        yield f"At most {info.max}{bots}."


def _default(info: ParameterInfo) -> str:
    """Tell the default as a caller would write it: several values are a list."""
    if info.multi and isinstance(info.default, str):
        return f"[{', '.join(map(_value, info.default.split('|')))}]"
    return _value(info.default)


def _listed(label: str, values: Sequence[Any], most: int = _MOST_LISTED) -> str:
    more = f", and {len(values) - most} more" if len(values) > most else ""
    return f"{label}: {', '.join(map(_value, values[:most]))}{more}."


def _value(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
