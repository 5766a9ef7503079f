"""What a script could let be seen of what happens to it, written down in full: a debugger's view, logs, pickles.

It runs in the script's own process, in the folder where all that is left is searched.
"""

import json
import logging
import os
import pickle
import stat
import sys
import traceback
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

__all__ = ["Told"]

_USER = str(Path(__file__).parent)
"""The user's own frames are beyond us: these are the scripts'."""


class Told:
    """Writes into files of the present folder.

    Attributes:
        errors: the names of the classes of the errors that were told of.
        modes: those of the files that were put in their place when they were whole, by the names that they had before.
    """

    def __init__(self) -> None:
        self.errors: dict[str, int] = {}
        self.modes: dict[str, int] = {}
        self._file: TextIO = Path("told.txt").open("w", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
        self._opened: set[str] = set()
        self._pickles = 0
        _log_all()
        warnings.showwarning = self._warned
        warnings.simplefilter("always")
        sys.addaudithook(self._audit)

    def event(self, event: object) -> None:
        """Be the hook for events."""
        self._write(f"event {event!r} {event}")

    def text(self, text: str) -> None:
        self._write(text)

    def things(self, *things: Any) -> None:
        """Tell of objects: how they are shown, and their pickles."""
        for thing in things:
            self._write(f"{thing!r}\n{thing}\n{_safe(vars(thing)) if _is_open(thing) else ''}")
            self._pickle(thing)

    def error(self, error: BaseException) -> None:
        """Tell all of an error: it, what it came from, and the frames of each, but for the user's."""
        self.errors[type(error).__name__] = self.errors.get(type(error).__name__, 0) + 1
        for one in _chain(error):
            self._write(f"{type(one).__name__}: {one!r} {one} {one.args!r} {_safe(vars(one))}")
            self._write("".join(traceback.format_exception_only(one)))
            self._write(frames(one.__traceback__))
            self._pickle(one)

    def end(self) -> None:
        """Tell of the process itself, and give the parent what it wants to check."""
        for name in ("cmdline", "environ"):
            own = Path(f"/proc/self/{name}").read_bytes()
            given = os.environ.get("MWTYPED_PASSWORD", "no password").encode()  # by the user, where it is
            self._write(f"{name} {own.replace(b'MWTYPED_PASSWORD=' + given, b'')!r}")
        self._file.close()
        report = {"errors": self.errors, "modes": self.modes, "opened": sorted(self._opened)}
        Path("report.json").write_text(json.dumps(report), encoding="utf-8")

    def _write(self, text: str) -> None:
        self._file.write(f"{text}\n")

    def _warned(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: object = None,
        line: str | None = None,
    ) -> None:
        self._write(f"warning {message!r} {message} {category} {filename}:{lineno}")
        if isinstance(message, Warning):
            self._pickle(message)

    def _pickle(self, thing: object) -> None:
        for protocol in (0, pickle.HIGHEST_PROTOCOL):
            try:
                data = pickle.dumps(thing, protocol)
            except Exception as error:  # what refuses to be pickled tells why
                self._write(f"no pickle: {error!r}")
            else:
                self._pickles += 1
                Path("pickles").mkdir(exist_ok=True)
                Path(f"pickles/{self._pickles}").write_bytes(data)

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and isinstance(args[2], int) and args[2] & os.O_ACCMODE:
            self._opened.add(str(Path(args[0]).absolute()))
        elif event == "os.rename":
            self.modes[Path(args[0]).name] = stat.S_IMODE(Path(args[0]).stat().st_mode)
        elif event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"):
            self._write(f"{event} {args!r} {dict(os.environ) if args[-1] is None else ''}")


def frames(trace: TracebackType | None) -> str:
    """Show the frames of a traceback as a debugger does, with their locals; none of the user's."""
    seen = ((frame, line) for frame, line in traceback.walk_tb(trace) if not _is_users(frame.f_code.co_filename))
    return "".join(traceback.StackSummary.extract(seen, capture_locals=True).format())


def _is_open(thing: object) -> bool:
    """Tell whether a debugger would look into it; into a result, it would look by its repr."""
    return hasattr(thing, "__dict__") and not isinstance(thing, Mapping)


def _is_users(file: str) -> bool:
    return file.startswith(_USER) and not file.endswith("planted.py")


def _safe(value: object) -> str:
    try:
        return repr(value)
    except Exception as error:  # as a debugger does, of what is half made
        return f"no repr: {error!r}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    left = [error]
    while left:
        one = left.pop()
        if one is not None and one not in seen:
            seen.append(one)
            left += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
    yield from seen


def _log_all() -> None:
    class Whole(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return f"{record.name} {super().format(record)} {vars(record)!r}"

    handler = logging.FileHandler("log.txt", encoding="utf-8")
    handler.setFormatter(Whole())
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
