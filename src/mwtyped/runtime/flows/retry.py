"""Trying again: what may be repeated, how often, and after how long a wait."""

import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal, TypeVar

from ...events import Retrying, Waiting
from ..errors import (
    APIError,
    ConnectionFailed,
    HTTPStatusError,
    InvalidResponse,
    MaximumRetriesExceeded,
    MwClientError,
    WriteOutcomeUnknown,
    shown,
)
from ..session import Session
from ..telling import listens, tell
from . import Flow, Now, Send, Wait

__all__ = ["Attempts", "keep_back", "persist"]

T = TypeVar("T")

_LONGEST = 300.0
"""Seconds of a `Retry-After` that are obeyed: who asks for more is asked again then."""

_REFUSED_FOR_NOW = frozenset(
    {"maxlag", "readonly", "ratelimited", "actionthrottledtext", "lockmanager-fail-conflict"}
    | {"cirrussearch-too-busy-error"}
)
"""Codes with which the wiki says that it did nothing, and may do it later."""

_FAILED = re.compile(r"internal_api_error_DB\w*")
"""Codes of a failure that passes; what the wiki had done by then is not known."""


def persist(
    session: Session,
    path: str,
    once: Callable[[], Flow[T]],
    *,
    write: bool,
    again: bool = True,
    args: tuple[Any, ...] = (),
) -> Flow[T]:
    """Make a call, and make it again as long as what fails is passing and it can be sent `again`.

    A write is repeated only where the wiki surely did not do it.

    Raises:
        MaximumRetriesExceeded: it was tried as often, or for as long, as the site may.
        WriteOutcomeUnknown: of a write no answer came that says whether it was done.
    """
    attempts, paid = Attempts(session, args, path), False
    while True:
        yield from _hold_back(session, path)
        if write and not paid:
            yield from _space(session, path)
        try:
            return (yield from (_numbered(once(), attempts.retries + 1) if attempts.retries else once()))
        except MwClientError as error:
            if write and _may_be_done(error):
                raise WriteOutcomeUnknown(path, error) from error
            if not (again and _passes(error)):
                raise
            failure = error
            paid = isinstance(error, ConnectionFailed) and not error.sent  # one that was never sent keeps its turn
        yield from attempts.again(failure)


def keep_back(session: Session, seconds: float | None) -> Flow[None]:
    """Note that the wiki, in a reply that was good, asked for a pause before the next request."""
    if seconds:
        session.resume_at = (yield Now()) + min(seconds, _LONGEST)


def _hold_back(session: Session, path: str) -> Flow[None]:
    if (until := session.resume_at) is not None:
        session.resume_at = None
        if (left := until - (yield Now())) > 0:
            yield from _wait(session, path, left, "asked")


def _space(session: Session, path: str) -> Flow[None]:
    """Wait for this write's turn."""
    if (per_minute := session.options.writes_per_minute) is not None:
        seconds = session.throttle.reserve((yield Now()), per_minute)
        if seconds > 0:
            yield from _wait(session, path, seconds, "throttle")


def _wait(session: Session, path: str, seconds: float, reason: Literal["throttle", "asked"]) -> Flow[None]:
    if listens(session.options, Waiting):
        host = session.endpoint.host
        tell(session.options, Waiting(host=host, module=shown(path), seconds=seconds, reason=reason))
    yield Wait(seconds)


def _numbered(flow: Flow[T], attempt: int) -> Flow[T]:
    """Number the requests that a flow sends."""
    try:
        command = next(flow)
        while True:
            if isinstance(command, Send):
                command = replace(command, attempt=attempt)
            try:
                outcome = yield command
            except BaseException as error:
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result


class Attempts:
    """The tries of one call. `wait_callback` is given it as the reference gives its sleeper, and may raise to stop.

    Attributes:
        args: what is tried: the script and the parameters, but for those that are secret.
        retries: how often it failed.
        max_retries: how often it may be tried again.
        retry_timeout: seconds by which each wait is longer than the one before; the first is none.
    """

    def __init__(self, session: Session, args: tuple[Any, ...], path: str = "") -> None:
        self._session, self._path = session, path
        self.args: tuple[Any, ...] = args
        self.retries: int = 0
        self.max_retries: int = session.patience.max_retries
        self.retry_timeout: float = session.patience.retry_timeout
        self._callback = session.patience.wait_callback
        self._most = session.options.retry_seconds
        self._began: float | None = None

    def again(self, failure: MwClientError) -> Flow[None]:
        """Wait until it may be tried again.

        Raises:
            MaximumRetriesExceeded: it may not.
        """
        now = yield Now()
        self._began = now if self._began is None else self._began
        self.retries += 1
        # Many clients that failed together shall not come back together.
        grown = self.retry_timeout * (self.retries - 1) * random.uniform(0.8, 1.2)
        seconds = max(grown, min(failure.retry_after or 0.0, _LONGEST))
        if self.retries > self.max_retries or now - self._began + seconds > self._most:
            raise MaximumRetriesExceeded(self, self.args) from failure
        self._callback(self, self.retries, self.args)
        if listens(self._session.options, Retrying):
            tell(self._session.options, self._told(failure, seconds))
        yield Wait(seconds)

    def _told(self, failure: MwClientError, seconds: float) -> Retrying:
        return Retrying(
            host=self._session.endpoint.host,
            module=shown(self._path),
            attempt=self.retries + 1,
            seconds=seconds,
            code=shown(failure.code) if isinstance(failure, APIError) else None,
            failure=str(failure),
        )


def _passes(error: MwClientError) -> bool:
    """Tell whether the same call may be answered later."""
    match error:
        case APIError(code=code):
            return code in _REFUSED_FOR_NOW or _FAILED.fullmatch(code) is not None
        case HTTPStatusError(status=status):
            return status >= 500 or status == 429
        case ConnectionFailed(lasting=lasting):
            return not lasting
        case InvalidResponse(cut=cut):
            return cut
        case _:
            return False


def _may_be_done(error: MwClientError) -> bool:
    """Tell whether the wiki may have done what was asked, or may yet."""
    match error:
        case APIError(code=code):
            return _FAILED.fullmatch(code) is not None
        case HTTPStatusError(status=status):
            return status >= 500
        case ConnectionFailed(sent=sent):
            return sent
        case InvalidResponse(after_sending=after_sending):
            return after_sending
        case _:
            return False
