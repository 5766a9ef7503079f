"""A login, kept in a file from one run of a script to the next."""

import json
import os
import re
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from .errors import SessionFileError
from .secret import Secret
from .session import Endpoint

__all__ = ["SavedCookie", "SavedSession", "is_cookie", "own_cookies"]

_VERSION = 1
_LARGEST = 1024 * 1024
_NO_COOKIE = re.compile(r"[^\x20-\x7e]|;")


def is_cookie(name: str, value: str) -> bool:
    """Tell whether a cookie can be sent: in ASCII, without control characters, and not as more than one."""
    return not _NO_COOKIE.search(name + value)


@dataclass(frozen=True, slots=True, repr=False)
class SavedCookie:
    """One cookie; `expires` is in seconds since 1970, or None where it ends with the browser."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    expires: int | None

    def belongs_to(self, host: str) -> bool:
        """Tell whether a host, without its port, is sent this cookie."""
        domain = self.domain.removesuffix(".local") if "." not in host else self.domain  # how Python calls localhost
        return host == domain.lstrip(".") or (domain.startswith(".") and host.endswith(domain))


def own_cookies(cookies: Mapping[str, Secret], endpoint: Endpoint) -> tuple[SavedCookie, ...]:
    """Make cookies that a wiki is sent.

    Raises:
        ValueError: one of them cannot be sent.
    """
    for name, value in cookies.items():
        if not is_cookie(name, value.reveal()):
            raise ValueError(f"the cookie {name!r} holds what no cookie may, perhaps a line break at its end")
    host, secure = endpoint.hostname, endpoint.scheme == "https"
    return tuple(SavedCookie(name, value.reveal(), host, "/", secure, None) for name, value in cookies.items())


@dataclass(frozen=True, slots=True, repr=False)
class SavedSession:
    """Who is logged in, at which wiki, and by what cookies."""

    wiki: str
    username: str
    cookies: tuple[SavedCookie, ...]

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the file, whole or not at all, so that nobody but its owner can ever read it."""
        target = Path(path)
        part = target.with_name(f"{target.name}.{secrets.token_hex(8)}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(json.dumps({"version": _VERSION, **asdict(self)}, indent=1))
                file.flush()
                os.fsync(descriptor)
            part.replace(target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> "SavedSession":
        """Read the file.

        Raises:
            OSError: there is none, or it can't be read.
            SessionFileError: others can read it, or it holds no session.
        """
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if problem := _problem(os.fstat(descriptor)):
                raise SessionFileError(f"{os.fspath(path)}: {problem}")
            saved = cls._of(file.read(_LARGEST + 1))
        if saved is not None:
            return saved
        raise SessionFileError(f"{os.fspath(path)}: no session that this version of mwtyped has saved")

    @classmethod
    def _of(cls, text: bytes) -> "SavedSession | None":
        try:
            return cls._made(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None  # what is wrong with it could show what is in it

    @classmethod
    def _made(cls, kept: Any) -> "SavedSession":
        if kept.pop("version") != _VERSION or not all(isinstance(kept[name], str) for name in ("wiki", "username")):
            raise ValueError
        cookies = tuple(SavedCookie(**cookie) for cookie in cast("list[dict[str, Any]]", kept.pop("cookies")))
        if not all(_is_sound(cookie) for cookie in cookies):
            raise ValueError
        return cls(**kept, cookies=cookies)


def _is_sound(cookie: SavedCookie) -> bool:
    texts = (cookie.name, cookie.value, cookie.domain, cookie.path)
    ends = cookie.expires is None or type(cookie.expires) is int
    return all(isinstance(text, str) for text in texts) and is_cookie(cookie.name, cookie.value) and ends


def _problem(status: os.stat_result) -> str | None:
    """Say why a file is not to be trusted with a login."""
    if not stat.S_ISREG(status.st_mode):
        return "no regular file"
    if os.name == "nt":
        return None
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if status.st_mode & 0o077:
        return f"others can read or change it (mode {stat.S_IMODE(status.st_mode):04o}); chmod 600, and log in anew"
    return None
