"""A login, kept in a file from one run of a script to the next."""

import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from .cookies import SavedCookie, is_cookie
from .errors import SessionFileError

__all__ = ["SavedSession"]

_VERSION = 1
_LARGEST = 1024 * 1024


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
