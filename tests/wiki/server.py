"""A server with several workers, PHP's own or another, as a process group that ends as a whole."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from .steps import SetupFailed

_GUARD = Path(__file__).with_name("guard.py")
_START_SECONDS = 60
_END_SECONDS = 10


class Server:
    """A server on a loopback port, whose processes are one group."""

    def __init__(
        self, command: Callable[[int], list[str]], *, env: Mapping[str, str], log: Path, port: int | None
    ) -> None:
        """Start `command(port)`; without a port, on a free one.

        `SetupFailed`, with the end of the log, if it doesn't live.
        """
        self.port = port or _free_port()
        self._log = log
        with log.open("ab") as output:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_GUARD), *command(self.port)],
                env=env,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        #: The process group of the server and all its workers.
        self.group = self._guard.pid

    def wait_for(self, path: str) -> None:
        """Wait until a GET of `path` succeeds."""
        url = f"http://127.0.0.1:{self.port}{path}"
        no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        deadline = time.monotonic() + _START_SECONDS
        while self._guard.poll() is None and time.monotonic() < deadline:
            try:
                with no_proxy.open(url, timeout=_START_SECONDS):
                    return
            except urllib.error.HTTPError as error:
                raise self._failure(f"answered {error.code} to {path}: {error.read()[:500]!r}") from error
            except OSError:
                time.sleep(0.02)
        raise self._failure("did not start")

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + _START_SECONDS
        while self._guard.poll() is None and time.monotonic() < deadline:
            if is_ready():
                return
            time.sleep(0.02)
        raise self._failure("did not start")

    def listens(self) -> bool:
        """Tell whether the port takes connections."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _failure(self, what: str) -> SetupFailed:
        self.stop()
        return SetupFailed(f"the server {what}; its log ends:\n{self._log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> bool:
        """End every process of the group and say whether none is left; a second call does nothing."""
        groups = [*_groups_made_by(self.group), self.group]
        if not any(map(group_lives, groups)):
            return True
        if self._guard.stdin:
            self._guard.stdin.close()
        deadline = time.monotonic() + _END_SECONDS
        while any(map(group_lives, groups)):
            if time.monotonic() > deadline:
                return False
            for group in groups:
                _kill(group)
            self._guard.poll()
            time.sleep(0.01)
        return True


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def group_lives(group: int) -> bool:
    """Tell whether a process of that group runs; a zombie that nobody has waited for does not."""
    return any(its_group == group for _, its_group in _processes())


def _groups_made_by(parent: int) -> set[int]:
    """List the groups of a process's children, but for its own: php-fpm makes one."""
    return {group for its_parent, group in _processes() if its_parent == parent != group}


def _processes() -> Iterator[tuple[int, int]]:
    """List the parent and the group of each process that runs."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may hold anything; after it come the state, the parent and the group.
            state, parent, group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if state not in "ZX":
            yield int(parent), int(group)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
