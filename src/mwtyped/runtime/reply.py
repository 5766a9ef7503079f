"""Replies of the wiki: decoded, their errors raised, their warnings sorted out."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from pydantic_core import from_json

from .errors import (
    APIError,
    AssertUserFailedError,
    ContinuationError,
    EditConflict,
    InvalidFileName,
    InvalidResponse,
    MwClientError,
    OAuthAuthorizationError,
    PageDeleted,
    ReadApiDenied,
    UploadRefused,
    shown,
)
from .secret import without

__all__ = [
    "OF_ANY_REPLY",
    "Unreadable",
    "Warned",
    "as_object",
    "checked",
    "cursor_of",
    "decoded",
    "grow",
    "inside",
    "loads",
    "may_hold_no_number",
    "warnings_of",
]

_ASSERTIONS = frozenset({"assertuserfailed", "assertnameduserfailed", "assertbotfailed", "assertanonfailed"})
_UPLOADS = frozenset(
    {"copyuploadbaddomain", "copyuploadbadurl", "copyuploaddisabled", "empty-file", "file-too-large"}
    | {"fileexists-forbidden", "fileexists-no-change", "fileexists-shared-forbidden", "filename-tooshort"}
    | {"filetype-badmime", "filetype-banned", "filetype-banned-type", "filetype-mime-mismatch"}
    | {"filetype-missing", "http-bad-status", "http-curl-error", "http-host-unreachable", "http-invalid-url"}
    | {"http-read-error", "http-request-error", "http-timed-out", "uploaddisabled"}
    | {"verification-error", "windows-nonascii-filename"}
)
_KINDS: Mapping[str, type[APIError]] = {
    **dict.fromkeys(_UPLOADS, UploadRefused),
    **dict.fromkeys(("filename-toolong", "illegal-filename"), InvalidFileName),
    "readapidenied": ReadApiDenied,
    "editconflict": EditConflict,
    "pagedeleted": PageDeleted,
}
_UNRECOGNIZED = frozenset({"unrecognizedparams", "unrecognizedvalues"})

_DEEPEST = 250  # what works on a reply, `copy.deepcopy` too, takes up to three frames for a level, of Python's 1,000
_LONGEST_CURSOR = 100_000


OF_ANY_REPLY = frozenset(
    {"batchcomplete", "continue", "warnings", "errors", "error", "limits", "curtimestamp", "servedby", "requestid"}
    | {"responselanginfo", "uselang", "errorlang", "docref"}
)
"""What any reply may have, whatever the module."""


class Warned(NamedTuple):
    """One warning of the wiki."""

    module: str
    code: str
    text: str

    @property
    def loses_data(self) -> bool:
        """Tell whether something that was asked for is not in the reply."""
        return self.code in _UNRECOGNIZED


class Unreadable(ValueError):
    """What looks like JSON, and is none that a wiki would send."""


def loads(raw: str | bytes) -> Any:
    """Decode JSON. pydantic's core takes half the time of `json`, which takes more: lone surrogates, deeper nesting.

    Raises:
        ValueError: it is none. `Unreadable` says what it holds instead.
    """
    try:
        return from_json(raw, allow_inf_nan=False)
    except ValueError:
        pass
    try:
        found = json.loads(raw, parse_constant=_no_number)
    except RecursionError:
        raise Unreadable(f"it is nested deeper than {_DEEPEST} levels") from None
    if _is_deeper(found, _DEEPEST):
        raise Unreadable(f"it is nested deeper than {_DEEPEST} levels")
    return found


def _no_number(name: str) -> Any:
    raise Unreadable(f"{name} is no number")


def may_hold_no_number(raw: str | bytes) -> bool:
    """Tell whether `NaN` or `Infinity` stands anywhere, be it in a text: a validator takes them for numbers."""
    if isinstance(raw, str):
        return "NaN" in raw or "Infinity" in raw
    return b"NaN" in raw or b"Infinity" in raw


def _is_deeper(found: Any, most: int) -> bool:
    level = [found]
    for _ in range(most + 1):
        containers = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [value for container in containers for value in container]
        if not level:
            return False
    return True


def decoded(raw: Mapping[str, Any] | str | bytes, decode: Callable[[str | bytes], Any] = loads) -> Any:
    """Decode a recorded reply.

    Raises:
        InvalidResponse: it is not JSON.
    """
    if isinstance(raw, Mapping):
        return raw
    try:
        return decode(raw)
    except ValueError as error:
        text = raw if isinstance(raw, str) else raw[:1000].decode(errors="replace")
        why = str(error) if isinstance(error, Unreadable) else type(error).__name__
        raise InvalidResponse(f"not JSON: {why}", response_text=text) from None


def as_object(reply: Any) -> Mapping[str, Any]:
    """Give a reply that has to be an object.

    Raises:
        InvalidResponse: it is other JSON.
    """
    if not isinstance(reply, Mapping):
        raise InvalidResponse(f"the reply is not an object: {type(reply).__name__}", response_text=str(reply)[:1000])
    return cast("Mapping[str, Any]", reply)


def cursor_of(reply: Mapping[str, Any], path: str) -> dict[str, str]:
    """Give what a reply of a module goes on with; empty at the end.

    Raises:
        ContinuationError: it is none that can be sent back.
    """
    given = reply.get("continue")
    if not isinstance(given, Mapping):
        return {}
    if any(not isinstance(value, str | int | float) for value in given.values()):
        raise ContinuationError(f"{path}: the wiki's cursor is none: {shown(', '.join(given))}")
    cursor = {key: str(value) for key, value in given.items()}
    if (size := sum(len(key) + len(value) for key, value in cursor.items())) > _LONGEST_CURSOR:
        raise ContinuationError(f"{path}: the wiki's cursor has {size} characters")
    return cursor


def inside(reply: Any, *keys: str) -> Any:
    """Give what stands under keys one in the other; None if nothing does."""
    for key in keys:
        reply = reply.get(key) if isinstance(reply, Mapping) else None
    return reply


def beside(reply: Mapping[str, Any], *place: str) -> dict[str, Any]:
    """Give what stands beside a place in a reply, but for what any reply may have."""
    around = inside(reply, *place[:-1]) if place else None
    if not isinstance(around, Mapping):
        return {}
    return {key: value for key, value in around.items() if key != place[-1] and key not in OF_ANY_REPLY}


def checked(reply: Any) -> Any:
    """Give the reply back if it is not the wiki's refusal."""
    if isinstance(reply, Mapping) and ("errors" in reply or "error" in reply):
        raise _refusal(reply)
    return reply


def _refusal(reply: Mapping[str, Any]) -> MwClientError:
    code, info = _code_and_info(reply)
    if code in _ASSERTIONS:
        return AssertUserFailedError(code, info)
    if code.startswith("mwoauth-invalid-authorization"):
        return OAuthAuthorizationError(None, code, info)
    return _KINDS.get(code, APIError)(code, info, without(reply))


def _code_and_info(reply: Mapping[str, Any]) -> tuple[str, str]:
    """Read the error in both of its formats: a list of `errors` with texts, or one `error` with an info."""
    entries = reply.get("errors")
    if isinstance(entries, list) and entries and all(isinstance(entry, dict) for entry in entries):
        texts = [_text(entry) for entry in entries]
        return str(entries[0].get("code", "unknown")), "; ".join(texts)
    error = reply.get("error")
    if isinstance(error, Mapping):
        return str(error.get("code", "unknown")), _text(error)
    return "unknown", str(error if entries is None else entries)


def _text(entry: Mapping[str, Any]) -> str:
    return str(next((entry[key] for key in ("text", "info", "html", "*") if key in entry), entry.get("key", "")))


def warnings_of(reply: Any) -> Iterator[Warned]:
    """List the warnings of a reply, of either format."""
    warnings = reply.get("warnings") if isinstance(reply, Mapping) else None
    if isinstance(warnings, list):
        for entry in warnings:
            known = entry if isinstance(entry, Mapping) else {"text": entry}
            yield Warned(str(known.get("module", "main")), str(known.get("code", "")), _text(known))
    elif isinstance(warnings, Mapping):
        for module, entry in warnings.items():
            known = entry if isinstance(entry, Mapping) else {"text": entry}
            yield Warned(str(module), "", _text(known) or str(known.get("warnings", "")))
    elif warnings:
        yield Warned("main", "", str(warnings))


def grow(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Add to an object what came of it in a later reply: lists and maps grow, the rest is as sent last."""
    for key, value in more.items():
        old = known.get(key)
        if isinstance(old, list) and isinstance(value, list):
            old.extend(value)
        elif isinstance(old, dict) and isinstance(value, dict):
            grow(old, value)
        elif not (isinstance(old, dict | list) and value in ({}, [])):  # PHP's empty map is an empty list
            known[key] = value
