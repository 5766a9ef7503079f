"""A login in a file: who can read it, what it may hold."""

import json
import os
import stat
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from mwtyped.runtime.cookies import SavedCookie
from mwtyped.runtime.errors import SessionFileError
from mwtyped.runtime.session_file import SavedSession

COOKIE = SavedCookie("wikiSession", "hush", "wiki.example", "/", True, None)
SAVED = SavedSession("https://wiki.example/w/", "Bot", (COOKIE,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.session"


def test_what_was_written_is_read(path: Path) -> None:
    SAVED.write(path)

    assert SavedSession.read(path) == SAVED
    assert json.loads(path.read_text())["version"] == 1


def test_only_its_owner_can_read_it_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        SAVED.write(path)
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_of_before_is_replaced_whole(path: Path) -> None:
    path.write_text("older")
    path.chmod(0o644)

    SAVED.write(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["bot.session"]


def test_a_write_that_fails_leaves_the_file_of_before(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path.write_text("older")
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        SAVED.write(path)

    assert [one.read_text() for one in path.parent.iterdir()] == ["older"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601])
def test_a_file_that_others_can_read_or_change_is_refused(path: Path, mode: int) -> None:
    SAVED.write(path)
    path.chmod(mode)

    with pytest.raises(SessionFileError, match=rf"others can read or change it \(mode 0{mode:o}\)"):
        SavedSession.read(path)


def test_a_file_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SAVED.write(path)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    with pytest.raises(SessionFileError, match="another user"):
        SavedSession.read(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)

    for name in ("pipe", "."):
        with pytest.raises((SessionFileError, IsADirectoryError)):
            SavedSession.read(tmp_path / name)
    with pytest.raises(FileNotFoundError):
        SavedSession.read(tmp_path / "none")


WHOLE: dict[str, Any] = {"version": 1, "wiki": "https://wiki.example/w/", "username": "Bot", "cookies": []}


def with_cookie(**odd: Any) -> str:
    return json.dumps({**WHOLE, "cookies": [{**asdict(COOKIE), **odd}]})


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", "hush", "[" * 100_000, json.dumps({**WHOLE, "version": 2}), json.dumps({**WHOLE, "more": 1})),
        *(json.dumps({**WHOLE, "wiki": 1}), json.dumps({**WHOLE, "cookies": [{"hush": "hush"}]})),
        *(with_cookie(value="hu\nsh"), with_cookie(value="hush;x=y"), with_cookie(value="h\u00fcsh")),
        *(
            with_cookie(name="\ud800"),
            with_cookie(expires="hush"),
            with_cookie(expires=True),
        ),
        *(json.dumps({**WHOLE, "cookies": 3}), json.dumps({**WHOLE, "username": None})),
    ],
)
def test_what_holds_no_session_is_refused_and_not_shown(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(SessionFileError, match="no session that this version") as caught:
        SavedSession.read(path)

    assert "hush" not in repr(caught.value)
    assert caught.value.__context__ is None


def test_no_cookie_is_shown() -> None:
    assert "hush" not in f"{SAVED!r} {COOKIE!r}"


@pytest.mark.parametrize(
    ("domain", "host", "belongs"),
    [
        ("wiki.example", "wiki.example", True),
        ("wiki.example", "other.example", False),
        ("wiki.example", "a.wiki.example", False),
        (".example", "wiki.example", True),
        (".wiki.example", "wiki.example", True),
        (".wiki.example", "evilwiki.example", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost.local", "localhost", True),
        ("[::1].local", "[::1]", True),
    ],
)
def test_a_cookie_belongs_to_its_host(domain: str, host: str, belongs: bool) -> None:
    assert SavedCookie("a", "b", domain, "/", False, None).belongs_to(host) is belongs
