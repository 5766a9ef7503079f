"""What is never shown: texts that prove who one is, and what others say of them."""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NoReturn, Self, TypeVar, cast
from urllib.parse import quote, quote_plus, unquote

__all__ = [
    "HiddenText",
    "Proof",
    "Secret",
    "concealed",
    "concealed_call",
    "is_secret",
    "redacted",
    "redacted_reply",
    "without",
]

K = TypeVar("K")
T = TypeVar("T")

_SECRET = re.compile(r"(token|password|retype|secret|recoverycode)$", re.IGNORECASE)
_OPEN_IN_LOGINS = frozenset(
    {"action", "format", "formatversion", "errorformat", "uselang", "username", "rememberMe", "request"}
    | {"logincontinue", "loginreturnurl", "loginpreservestate", "loginrequests"}
    | {"createcontinue", "createreturnurl", "createpreservestate", "createrequests"}
    | {"linkcontinue", "linkreturnurl", "changeauthrequest"}
)
_LOGINS = frozenset({"clientlogin", "createaccount", "linkaccount", "changeauthenticationdata"})
"""Modules that take whatever an extension asks for, under names that only it knows."""

_QUOTED = re.compile(r'(?:token|signature|key)="([^"]*)"')

_SHORTEST_COOKIE = 8

_SHORTEST = 4
"""A shorter text stands in every second word; none that is a secret is that short."""


class Secret:
    """A text that is never shown. Whatever is given is hidden at once; that it is no text is told when it is used."""

    __slots__ = ("_text",)

    def __init__(self, text: "str | Secret") -> None:
        self._text: str = text._text if isinstance(text, Secret) else text

    def reveal(self) -> str:
        if not isinstance(self._text, str):
            raise TypeError(f"a password, a token or a code is text, not {type(self._text).__name__}")
        return str(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "..."

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


class Proof(Secret):
    """The value of a header that says who one is: cookies, or credentials in one of their forms."""

    __slots__ = ()

    def parts(self) -> Iterator[Secret]:
        """List what is secret in it."""
        text = self.reveal().strip()
        yield Secret(text)
        for name, _, value in (cookie.strip().partition("=") for cookie in text.split(";")):
            if len(value) >= _SHORTEST_COOKIE and not name.endswith("UserName"):  # a name is in many an error
                yield Secret(value)
        kind, _, shown = text.partition(" ")
        yield Secret(shown.strip())
        for value in _QUOTED.findall(shown):  # OAuth 1.0a; it is escaped there
            yield Secret(unquote(value))
        if kind.lower() == "basic":
            with suppress(ValueError):
                yield Secret(base64.b64decode(shown).decode().partition(":")[2])


class HiddenText(str):
    """A text as any, but that no repr shows, and so no debugger, and no pickle keeps."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token or a password is not pickled")


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Tell by the name of a parameter, or of a field of a reply, whether what stands there is not to be shown."""
    return _SECRET.search(name) is not None


def concealed(given: Mapping[K, T]) -> dict[K, T]:
    """Give the same with hidden texts in place of what is secret, in mappings among them too."""
    return {
        name: _concealed(value) if isinstance(name, str) and is_secret(name) else _inside(value)
        for name, value in given.items()
    }


def _concealed(value: T) -> T:
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return cast("T", HiddenText(value)) if is_plain else value


def _inside(value: T) -> T:
    if isinstance(value, Mapping) and any(isinstance(name, str) and is_secret(name) for name in value):
        return cast("T", concealed(value))
    return value


def concealed_call(
    action: str, pairs: Iterable[Any], keywords: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Give the arguments of an untyped call with hidden texts in place of what is secret.

    Of what an extension may ask for at a login all may be.
    """

    def one(name: Any, value: Any) -> Any:
        of_login = action in _LOGINS and name not in _OPEN_IN_LOGINS
        return _concealed(value) if of_login or (isinstance(name, str) and is_secret(name)) else value

    def pair(given: Any) -> Any:
        is_pair = isinstance(given, tuple | list) and len(given) == 2
        return (given[0], one(*given)) if is_pair else given

    return tuple(map(pair, pairs)), {name: one(name, value) for name, value in keywords.items()}


def redacted(text: str, secrets: Iterable[Secret]) -> str:
    """Give a text without some secrets, in whatever form it tells of them."""
    single = (part for one in secrets for part in (one.parts() if isinstance(one, Proof) else (one,)))
    for form in sorted({form for one in single for form in _forms(one.reveal())}, key=len, reverse=True):
        text = text.replace(form, "...")
    return text


def _forms(text: str) -> Iterator[str]:
    """List the forms in which a page may show what it was sent."""
    if len(text) < _SHORTEST:
        return
    yield from _written(text)
    yield from _written(text.encode(errors="replace").decode("latin-1"))  # as many a server reads a header
    yield base64.b64encode(text.encode(errors="replace")).decode()


def _written(text: str) -> Iterator[str]:
    yield text
    yield quote(text, safe="", errors="replace")
    yield quote(text, errors="replace")
    yield quote_plus(text, errors="replace")
    from html import escape  # a table of all entities comes with it, and few replies are refusals

    yield escape(text)
    yield escape(text, quote=False)
    yield repr(text)[1:-1]
    yield repr(text.encode(errors="replace"))[2:-1]
    for written in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        yield written
        yield written.replace("/", "\\/")  # as PHP does


def redacted_reply(reply: T, secrets: Sequence[Secret]) -> T:
    """Give a reply, or a part of it, without some secrets in its texts, deep."""
    if isinstance(reply, str):
        return cast("T", redacted(reply, secrets))
    if isinstance(reply, list):
        return cast("T", [redacted_reply(one, secrets) for one in reply])
    if isinstance(reply, dict):
        return cast("T", {redacted(str(key), secrets): redacted_reply(one, secrets) for key, one in reply.items()})
    return reply


def without(reply: Any) -> Any:
    """Give a reply without what its own keys call secret: for an error, which may be logged and pickled."""
    if isinstance(reply, list):
        return [without(one) for one in reply]
    if isinstance(reply, dict):
        return {
            key: "..." if isinstance(one, str) and is_secret(str(key)) else without(one) for key, one in reply.items()
        }
    return reply
