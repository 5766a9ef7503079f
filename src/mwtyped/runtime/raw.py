"""The parameters of untyped calls, and other arguments that come in several forms."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from .request import RequestData, wire_value

__all__ = ["raw_params", "several"]

R = TypeVar("R", bound=RequestData)


def raw_params(action: str, pairs: Iterable[tuple[str, Any]], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Join the pairs and keywords of an untyped call; the action goes first."""
    given = {name: _sent(value) for name, value in (*pairs, *keywords.items())}
    return {"action": action, **{name: value for name, value in given.items() if value is not None}}


def _sent(value: Any) -> Any:
    if isinstance(value, list | tuple | set | frozenset):
        return wire_value(tuple(sorted(value, key=str) if isinstance(value, set | frozenset) else value))
    return wire_value(value) if isinstance(value, str | int) or hasattr(value, "astimezone") else _readable(value)


def _readable(value: Any) -> Any:
    if value is None or isinstance(value, bytes) or hasattr(value, "read") or hasattr(value, "open"):
        return value
    return str(value)


def several(requests: Iterable[R] | R) -> list[R]:
    """Give a lone request as a list of it."""
    return [requests] if isinstance(requests, RequestData) else list(requests)
