"""How setting up a wiki tells what it does: one plain line a step, with its seconds; and what it says when it can't."""

import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class NotAvailable(Exception):
    """This machine can't run that wiki; the text says why, for a test's "not run, because ..."."""


class SetupFailed(Exception):
    """Something in the making or starting of a wiki went wrong that should work on this machine."""


def say(line: str) -> None:
    """Print a line of progress, to standard error: pytest keeps it for a failure, a person sees it at once."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def step(what: str) -> Generator[None]:
    """Say what is being done, and when it is done, how long it took."""
    say(f"{what} ...")
    begin = time.monotonic()
    yield
    say(f"{what}: {time.monotonic() - begin:.1f} s")


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 600,
) -> str:
    """Run a command to its end and return what it printed; `SetupFailed`, with the reason, if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except FileNotFoundError as error:
        raise NotAvailable(f"there is no {error.filename} on this machine") from error
    except subprocess.TimeoutExpired as error:
        raise SetupFailed(f"`{_shown(command)}` did not end within {timeout:.0f} s") from error
    if done.returncode:
        raise SetupFailed(f"`{_shown(command)}` failed with {done.returncode}:\n{_shortened(done.stdout)}")
    return done.stdout


def _shortened(output: str) -> str:
    # PHP gives the reason first and apt gives it last.
    lines = output.strip().splitlines()
    return "\n".join(lines if len(lines) <= 20 else [*lines[:10], "[...]", *lines[-10:]])


def _shown(command: Sequence[str | Path]) -> str:
    words = [str(word) for word in command]
    return " ".join(words[:6]) + (" ..." if len(words) > 6 else "")
