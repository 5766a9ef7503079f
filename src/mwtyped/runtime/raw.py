"""The parameters of untyped calls, and other arguments that come in several forms."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from .errors import ParameterError
from .request import RequestData, wire_value
from .secret import HiddenText, Secret, concealed, is_secret

__all__ = [
    "Data",
    "concealed_data",
    "hidden",
    "hidden_values",
    "login_params",
    "raw_params",
    "script_params",
    "several",
]

R = TypeVar("R", bound=RequestData)

Data = Mapping[str, Any] | Iterable[tuple[str, Any]]
"""The parameters of a call of a script."""


def raw_params(action: str, pairs: Iterable[tuple[str, Any]], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Join the pairs and keywords of an untyped call; the action goes first, a token last.

    A body that is cut short then fails instead of saving half a text.
    """
    return {"action": action, **_ordered(action, (*pairs, *keywords.items()))}


def _ordered(action: str, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    given = {name: _sent(action, name, value) for name, value in pairs}
    sent = {name: value for name, value in given.items() if value is not None}
    return dict(sorted(sent.items(), key=lambda item: item[0].lower().endswith("token")))


def concealed_data(data: Data) -> Data:
    """Give the parameters of a script with hidden texts in place of what is secret."""
    if isinstance(data, Mapping):
        return concealed(cast("Mapping[str, Any]", data))
    if isinstance(data, str | bytes):
        return data
    return [(name, HiddenText(value) if is_secret(name) and isinstance(value, str) else value) for name, value in data]


def script_params(script: str, data: Data, files: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read the parameters and files of a call of a script.

    Raises:
        ParameterError: there can be no such script, or the data are no parameters.
    """
    if not re.fullmatch(r"\w[\w-]*(/\w[\w-]*)*", script):
        raise ParameterError("raw_call", "script", f"is no name like 'api' or 'index': {script!r}")
    if isinstance(data, str | bytes):
        raise ParameterError("raw_call", "data", "must be a mapping, or pairs of names and values")
    pairs = cast("Iterable[tuple[str, Any]]", data.items() if isinstance(data, Mapping) else data)
    texts = ((name, value.decode() if isinstance(value, bytes) else value) for name, value in pairs)
    sent = _ordered(script, texts)
    tokens = {name: sent.pop(name) for name in list(sent) if name.lower().endswith("token")}
    return {**sent, **{name: _content(file) for name, file in (files or {}).items()}, **tokens}


def _content(file: Any) -> Any:
    """Give the content of a file in any of the forms of `requests`: a pair of its name and it, it alone."""
    content = file[1] if isinstance(file, tuple | list) else file
    return content.encode() if isinstance(content, str) else content


def _sent(action: str, name: str, value: Any) -> Any:
    if isinstance(value, HiddenText) or (isinstance(value, str) and is_secret(name)):
        return Secret(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ParameterError(action, name, "a time without a time zone; say which, e.g. tzinfo=datetime.UTC")
    if isinstance(value, list | tuple | set | frozenset):
        return wire_value(tuple(sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    return wire_value(value) if isinstance(value, str | int | datetime) else _readable(value)


def _readable(value: Any) -> Any:
    if value is None or isinstance(value, bytes) or hasattr(value, "read") or hasattr(value, "open"):
        return value
    return str(value)


def hidden(text: str | None) -> Secret | None:
    """Hide what is secret, if there is any."""
    return None if text is None else Secret(text)


def hidden_values(texts: Mapping[str, str] | None) -> dict[str, Secret]:
    """Hide the values of headers or cookies."""
    return {name: Secret(text) for name, text in dict(texts or {}).items()}


def login_params(keywords: Mapping[str, str | bool | None]) -> dict[str, str | Secret]:
    """Read the keywords of a step of a login: of what the wiki asks for, all but the name may be secret."""
    sent = {name: "1" if value is True else value for name, value in keywords.items() if value not in (None, False)}
    is_open = ("username", "logincontinue", "loginreturnurl", "loginpreservestate", "loginrequests", "rememberMe")
    return {name: str(value) if name in is_open else Secret(str(value)) for name, value in sent.items()}


def several(requests: Iterable[R] | R) -> list[R]:
    """Give a lone request as a list of it."""
    return [requests] if isinstance(requests, RequestData) else list(requests)
