"""Telling what happens: a record of the log and the hook for each event, and nothing where nobody listens."""

import logging
from dataclasses import fields
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import urlsplit

from .errors import MwClientError, shown
from .flows import NOT_SENT, Answer, Send
from .options import Options

if TYPE_CHECKING:  # and where one happens: who does not listen does not wait for the classes of events
    from ..events import Event
    from .clock import Clock

__all__ = ["Watch", "listens", "tell"]

_LOG = logging.getLogger("mwtyped")
_LOG.addHandler(logging.NullHandler())  # or Python would print warnings where a script has set up no logging

Kind = Literal["RequestDone", "Retrying", "Waiting", "LoggedInAgain"]

_LEVELS: dict[Kind, int] = {
    "RequestDone": logging.DEBUG,
    "Retrying": logging.WARNING,
    "Waiting": logging.INFO,
    "LoggedInAgain": logging.INFO,
}


def listens(options: Options, kind: Kind) -> bool:
    """Tell whether anybody wants to know of such events."""
    return options.on_event is not None or _LOG.isEnabledFor(_LEVELS[kind])


def tell(options: Options, event: "Event") -> None:
    """Log an event and give it to the hook, whose exceptions are the caller's."""
    name: Any = type(event).__name__
    if _LOG.isEnabledFor(level := _LEVELS[name]):
        facts = {f"mw_{field.name}": getattr(event, field.name) for field in fields(event)}
        _LOG.log(level, "%s", event, extra={"mw_event": name, **facts})
    if options.on_event is not None:
        options.on_event(event)


class Watch:
    """Tell of the requests of one flow.

    What the hook raises meanwhile is kept until the flow has ended: a write may have been done that a flow stopped
    there would not know of.
    """

    def __init__(self, options: Options) -> None:
        self.clock: Clock = options.clock
        self._options = options
        self._raised: Exception | None = None

    def request(self, command: Send) -> "_Watched":
        return _Watched(self, command, wanted=listens(self._options, "RequestDone"))

    def tell(self, event: "Event") -> None:
        try:
            tell(self._options, event)
        except Exception as error:
            self._raised = self._raised or error

    def ended(self, failure: BaseException | None = None) -> None:
        """Raise what the hook raised; beside a failure of the flow's own it is a note of that."""
        if self._raised is None:
            return
        if failure is not None:
            failure.add_note(f"on_event raised meanwhile: {self._raised!r}")
            return
        self._raised.add_note("raised by on_event; the call itself was made to its end")
        raise self._raised


class _Watched:
    """One request: with `answered` or by an exception it ends."""

    def __init__(self, watch: Watch, command: Send, *, wanted: bool) -> None:
        self._watch, self._command = watch, command
        self._answer: Answer | None = None
        self._is_sent = False
        self._wanted = wanted
        self._began: float | None = None

    def __enter__(self) -> Self:
        return self

    def begins(self) -> None:
        """Note that the request's turn has come: only now it is sent."""
        self._is_sent = True
        if self._wanted:
            self._began = self._watch.clock.now()

    def answered(self, answer: Answer) -> Answer:
        self._answer = answer
        return answer

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_sent and error is not None and not isinstance(error, Exception):
            error.add_note(NOT_SENT)
        if self._began is None:
            return
        from ..events import RequestDone

        command, answer = self._command, self._answer
        code = None if answer is None else answer.error_code
        failure = str(error) if isinstance(error, MwClientError) else type(error).__name__
        self._watch.tell(
            RequestDone(
                host=urlsplit(command.url).netloc,
                module=shown(command.module),
                method=command.method,
                attempt=command.attempt,
                status=None if answer is None else answer.status,
                code=None if code is None else shown(code),
                ms=(self._watch.clock.now() - self._began) * 1000,
                sent=0 if answer is None else answer.sent,
                received=0 if answer is None else answer.received,
                failure=None if answer is not None else failure,
            )
        )
