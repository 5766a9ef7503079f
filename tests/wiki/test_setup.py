"""How a wiki is set up and taken down, as far as that needs no wiki."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from . import debian
from .server import Server, group_lives
from .steps import NotAvailable, SetupFailed


def test_the_mirror_is_read_from_paragraphs() -> None:
    text = textwrap.dedent("""\
        # A comment between
        Types: deb deb-src
        URIs: http://one.example/debian/
        # a comment within
        Suites: trixie
         trixie-updates
        Components: main

        Types: deb
        URIs: http://off.example/debian
        Suites: trixie
        Enabled: no

        Types: deb-src
        URIs: http://source.example/debian
        Suites: trixie
        """)
    assert list(debian.deb822_sources(text)) == [("http://one.example/debian", ("trixie", "trixie-updates"))]


def test_the_mirror_is_read_from_lines() -> None:
    text = textwrap.dedent("""\
        # deb http://off.example/debian bookworm main
        deb [arch=amd64 signed-by=/a/key.gpg] http://one.example/debian/ bookworm main contrib
        deb-src http://source.example/debian bookworm main
        deb mirror+file:/etc/apt/mirrors/debian.list bookworm-updates main
        """)
    assert list(debian.classic_sources(text)) == [
        ("http://one.example/debian", ("bookworm",)),
        ("mirror+file:/etc/apt/mirrors/debian.list", ("bookworm-updates",)),
    ]


def test_a_mirror_that_the_user_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MWTYPED_DEBIAN_MIRROR", "http://mine.example/debian")
    assert debian.mirror() == "http://mine.example/debian"


def test_without_a_mirror_the_error_says_how_to_name_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MWTYPED_DEBIAN_MIRROR", raising=False)
    monkeypatch.setattr(debian, "_os_release", lambda: {"ID": "other"})
    with pytest.raises(NotAvailable, match="set MWTYPED_DEBIAN_MIRROR"):
        debian.mirror()


@pytest.fixture
def mirror_in_mid_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(suite: str, folder: Path) -> None:
        raise SetupFailed("Hash Sum mismatch")

    monkeypatch.setattr(debian, "_download_once", fail)
    monkeypatch.setattr(debian, "_WAITS", (0, 0))


@pytest.mark.usefixtures("mirror_in_mid_sync")
def test_packages_that_are_cached_serve_when_the_mirror_fails(tmp_path: Path) -> None:
    cached = [tmp_path / "mediawiki_1.43_all.deb", tmp_path / "mediawiki-classes_1.43_all.deb"]
    for package in cached:
        package.touch()
    assert debian.download("1.43", tmp_path) == cached


@pytest.mark.usefixtures("mirror_in_mid_sync")
def test_without_cached_packages_the_mirror_s_failure_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match="Hash Sum mismatch"):
        debian.download("1.43", tmp_path)


# A server that forks a worker and then, like PHP's, would leave it running.
_FORKING = "import os, time; os.fork(); time.sleep(600)"


def forking_server(folder: Path) -> Server:
    return Server(lambda port: [sys.executable, "-c", _FORKING], env=os.environ, log=folder / "log", port=None)


def test_stopping_ends_the_workers_too(tmp_path: Path) -> None:
    server = forking_server(tmp_path)
    assert group_lives(server.group)
    assert server.stop()
    assert not group_lives(server.group)
    assert server.stop(), "a second stop is harmless"


def test_stopping_ends_a_server_that_made_a_group_of_its_own(tmp_path: Path) -> None:
    code = "import os, time; os.setsid(); open('pid', 'w').write(str(os.getpid())); os.fork(); time.sleep(600)"
    command = [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r}); {code}"]
    server = Server(lambda port: command, env=os.environ, log=tmp_path / "log", port=None)
    server.wait_until(lambda: (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text()))
    own = int((tmp_path / "pid").read_text())
    assert own != server.group

    assert server.stop()
    assert not group_lives(own)


def test_the_server_ends_with_a_test_run_that_is_killed(tmp_path: Path) -> None:
    code = f"""
        import os, sys, time
        from pathlib import Path
        from tests.wiki.server import Server
        server = Server(lambda port: [sys.executable, "-c", {_FORKING!r}], env=os.environ, log=Path("log"), port=None)
        print(server.group, flush=True)
        time.sleep(600)
    """
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    starter = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout
    group = int(starter.stdout.readline())
    assert group_lives(group)
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    assert ends(group)


def ends(group: int) -> bool:
    """Tell whether that group is gone within five seconds."""
    deadline = time.monotonic() + 5
    while group_lives(group) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not group_lives(group)


def test_a_server_that_dies_at_once_is_told_with_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    server = Server(lambda port: command, env=os.environ, log=tmp_path / "log", port=None)
    with pytest.raises(SetupFailed, match="no such thing"):
        server.wait_for("/")
