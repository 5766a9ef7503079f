"""The parameters of untyped calls, and other arguments that come in several forms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from .errors import ParameterError
from .request import RequestData, wire_value
from .secret import HiddenText, Secret, is_secret

__all__ = ["hidden", "hidden_values", "login_params", "raw_params", "several"]

R = TypeVar("R", bound=RequestData)


def raw_params(action: str, pairs: Iterable[tuple[str, Any]], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Join the pairs and keywords of an untyped call; the action goes first, a token last.

    A body that is cut short then fails instead of saving half a text.
    """
    given = {name: _sent(action, name, value) for name, value in (*pairs, *keywords.items())}
    sent = {name: value for name, value in given.items() if value is not None}
    return {"action": action, **dict(sorted(sent.items(), key=lambda item: item[0].lower().endswith("token")))}


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
    return {name: Secret(text) for name, text in (texts or {}).items()}


def login_params(keywords: Mapping[str, str | bool | None]) -> dict[str, str | Secret]:
    """Read the keywords of a step of a login: of what the wiki asks for, all but the name may be secret."""
    sent = {name: "1" if value is True else value for name, value in keywords.items() if value not in (None, False)}
    is_open = ("username", "logincontinue", "loginreturnurl", "loginpreservestate", "loginrequests", "rememberMe")
    return {name: str(value) if name in is_open else Secret(str(value)) for name, value in sent.items()}


def several(requests: Iterable[R] | R) -> list[R]:
    """Give a lone request as a list of it."""
    return [requests] if isinstance(requests, RequestData) else list(requests)
