"""Real MediaWikis for the tests, for the demo, and to look at: `python -m tests.wiki`.

    with start("1.43") as wiki:
        mwtyped.Site(wiki.url)

Each is a fresh copy of a wiki that was made and filled once on this machine; what a test writes is gone with it.
"""

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypedDict, cast

from . import front as fronts
from .accounts import ACCOUNTS, Account
from .front import Front
from .install import PHP_OPTIONS, Installed, environment, installed
from .server import Server
from .steps import NotAvailable, SetupFailed, run

__all__ = ["ACCOUNTS", "Account", "Call", "Front", "NotAvailable", "SetupFailed", "Wiki", "start"]

_WORKERS = 4


class Call(NamedTuple):
    """One request to api.php, as the wiki got it."""

    method: str
    query: Mapping[str, str]  # what stood in the URL
    body: Mapping[str, str]

    @property
    def params(self) -> Mapping[str, str]:
        return {**self.query, **self.body}


class Wiki:
    """A running wiki of its own; ends, with all its processes and files, with the `with` block or the interpreter."""

    accounts = ACCOUNTS

    def __init__(self, wiki: Installed, port: int | None, settings: str = "", front: Front | None = None) -> None:
        self.version = wiki.version
        self._folder = Path(tempfile.mkdtemp(prefix=f"mwtyped-wiki-{wiki.version}-"))
        atexit.register(self.stop)
        self._sources = wiki.sources
        shutil.copytree(wiki.files, self._folder, dirs_exist_ok=True)
        with (self._folder / "LocalSettings.php").open("a", encoding="utf-8") as file:
            file.write(settings)
        self._calls = self._folder / "calls.jsonl"
        self._calls.touch()
        self.url = self._served_by(front, port) if front is not None else self._served_by_php(port)
        self.api_url = f"{self.url}/w/api.php"
        self._calls.write_text("")

    def _served_by_php(self, port: int | None) -> str:
        env = {**environment(self._folder), "PHP_CLI_SERVER_WORKERS": str(_WORKERS)}
        router = str(Path(__file__).with_name("router.php"))

        def command(port: int) -> list[str]:
            return ["php", *PHP_OPTIONS, "-S", f"127.0.0.1:{port}", "-t", str(self._sources), router]

        self._server = Server(command, env=env, log=self._folder / "server.log", port=port)
        self._server.wait_for("/w/api.php?action=query&meta=siteinfo&format=json")
        return f"http://127.0.0.1:{self._server.port}"

    def _served_by(self, front: Front, port: int | None) -> str:
        nginx, fpm = fronts.programs()
        folder, env, log = self._folder, environment(self._folder), self._folder / "server.log"
        if front.tls:
            fronts.make_certificates(folder)
        fronts.passwords(folder, front)
        (folder / "fpm.conf").write_text(fronts.fpm_settings(folder, PHP_OPTIONS, env))

        def php(_: int) -> list[str]:
            return [fpm, "-F", "-y", str(folder / "fpm.conf"), *(["-R"] if os.geteuid() == 0 else [])]

        def web(port: int) -> list[str]:
            (folder / "nginx.conf").write_text(fronts.nginx_settings(folder, self._sources, port, front))
            return [nginx, "-e", str(folder / "nginx.log"), "-c", str(folder / "nginx.conf")]

        self._php = Server(php, env=env, log=log, port=port)
        self._php.wait_until((folder / "fpm.sock").exists)
        self._server = Server(web, env=env, log=log, port=port)
        self._server.wait_until(self._server.listens)
        return f"{'https' if front.tls else 'http'}://127.0.0.1:{self._server.port}"

    @property
    def authority(self) -> Path:
        """The certificate of who signed this wiki's, where it has one."""
        return self._folder / "authority.pem"

    @property
    def client_certificate(self) -> tuple[Path, Path]:
        """A certificate that the wiki takes of clients, and its key, where it asks for one."""
        return self._folder / "client.pem", self._folder / "client.key"

    def connections(self) -> list[int]:
        """Return the number of the connection by which each request to api.php came, where nginx stands in front."""
        return fronts.connections(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def group(self) -> int:
        """The process group of the server and its workers."""
        return self._server.group

    def calls(self) -> list[Call]:
        """Return the requests to api.php so far; an answered one is in it."""
        return [_call(line) for line in self._calls.read_text().splitlines()]

    @contextmanager
    def recording(self) -> Generator[list[Call]]:
        """Collect the requests to api.php that are made within the block; the list is filled at its end.

        with wiki.recording() as calls:
            site.api.query.siteinfo()
        assert len(calls) == 1
        """
        collected: list[Call] = []
        before = len(self.calls())
        yield collected
        collected += self.calls()[before:]

    def log(self) -> str:
        """Return what the server has logged: its requests, and PHP's errors and warnings."""
        return (self._folder / "server.log").read_text(errors="replace")

    @property
    def database(self) -> Path:
        """Where its database is, in SQLite."""
        return self._folder / "db" / "wiki.sqlite"

    def run_jobs(self) -> None:
        """Do the work that the wiki has put off, such as the tables of links."""
        self._maintain("maintenance/runJobs.php")

    def second_factor(self, user: str, secret: str, *codes: str) -> None:
        """Let a user's login ask for one-time codes of a secret (in base 32), or for one of these recovery codes."""
        script = str(Path(__file__).with_name("second_factor.php"))
        self._maintain(script, "--user", user, "--secret", secret, "--codes", ",".join(codes))

    def expire_password(self, user: str) -> None:
        """Let a user's password expire: the next login asks for a new one."""
        self._maintain(str(Path(__file__).with_name("second_factor.php")), "--user", user, "--expire")

    def _maintain(self, script: str, *arguments: str) -> None:
        run(["php", *PHP_OPTIONS, script, *arguments], cwd=self._sources / "w", env=environment(self._folder))

    def stop(self) -> None:
        """End the server with all its workers and remove the copy; a second call does nothing."""
        atexit.unregister(self.stop)
        if hasattr(self, "_server") and not self._server.stop():
            raise RuntimeError(f"processes of group {self._server.group} outlived the wiki on port {self._server.port}")
        if hasattr(self, "_php") and not self._php.stop():
            raise RuntimeError(f"php-fpm of group {self._php.group} outlived its wiki")
        shutil.rmtree(self._folder, ignore_errors=True)


class _Entry(TypedDict):
    method: str
    query: dict[str, str]
    body: dict[str, str]


def _call(line: str) -> Call:
    entry = cast("_Entry", json.loads(line))
    return Call(entry["method"], entry["query"], entry["body"])


def start(version: str = "1.43", *, port: int | None = None, settings: str = "", front: Front | None = None) -> Wiki:
    """Start a fresh wiki on that port of loopback, or on a free one, with more `settings` in PHP.

    PHP's own server shows it, which closes each connection after one reply; with a `front`, nginx and php-fpm do.

    The first time on a machine this downloads, installs and fills MediaWiki (a minute or two, with progress on standard
    error). `NotAvailable` says why where the machine can't run it; `SetupFailed` is a fault in what should work.
    """
    return Wiki(installed(version), port, settings, front)
