"""Trying again: what may be repeated, how often, and after how long a wait."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import (
    APIError,
    ConnectionFailed,
    HTTPStatusError,
    InvalidResponse,
    MaximumRetriesExceeded,
    MwClientError,
    OAuthAuthorizationError,
    WriteOutcomeUnknown,
    shown,
)
from ..session import Session
from ..telling import listens, tell
from . import NOT_SENT, Flow, Now, Send, Wait
from .pauses import LONGEST, hold_back, space

if TYPE_CHECKING:
    from ...events import Retrying

__all__ = ["Attempts", "Write", "leave_note", "persist", "told"]

T = TypeVar("T")

_REFUSED_FOR_NOW = frozenset(
    {"maxlag", "readonly", "ratelimited", "actionthrottledtext", "lockmanager-fail-conflict"}
    | {"cirrussearch-too-busy-error"}
)
"""Codes with which the wiki says that it did nothing, and may do it later."""

_FAILED = re.compile(r"internal_api_error_DB\w*")
"""Codes of a failure that passes; what the wiki had done by then is not known."""

_MOST_ODD = 2
"""How often one tries again, where that does no harm, after what is no answer: a web page, one to another request."""


_NOT_YET = "it had not been done a moment later"


class Write:
    """One write, over all its tries: what is known of those whose answer was lost.

    Of this one nothing can be found out, and it is not made again. What can is a subclass (`writes.py`, `edit.py`).

    Attributes:
        path: the module's path.
        lost: the error of the last try whose answer was lost; None if all were answered.
        applied: whether a try whose answer was lost had done it.
        on_its_way: whether a try is being made, and did not fail; the one that was answered is the last.
    """

    def __init__(self, path: str) -> None:
        self.path: str = path
        self.lost: WriteOutcomeUnknown | None = None
        self.applied: bool = False
        self.on_its_way: bool = False

    def began(self) -> Flow[None]:
        """Note that a try is about to be made."""
        return
        yield

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        """Ask the wiki whether a try whose answer was lost was done.

        Args:
            failure: what became of the last try: its loss, or the refusal of a later one.

        Returns:
            The reply that was lost, as far as it can be known; None if the write was surely not done, and a further
            try does no harm even if one that is still on its way is done too.

        Raises:
            WriteOutcomeUnknown: the wiki cannot tell, or a further try might do it twice.
        """
        raise self.unknown()
        yield

    def unknown(self, known: str = "") -> WriteOutcomeUnknown:
        """Say what is known of a try whose answer was lost."""
        assert self.lost is not None, "no answer was lost"
        error = WriteOutcomeUnknown(self.path, self.lost.reason, known)
        error.__cause__ = self.lost.__cause__
        return error


def persist(
    session: Session,
    once: Callable[[], Flow[T]],
    *,
    write: Write | None = None,
    again: bool = True,
    args: tuple[Any, ...] = (),
    path: str = "",
) -> Flow[T]:
    """Make a call, and make it again as long as what fails is passing and it can be sent `again`.

    A write is repeated only where that does no harm, even if a try before it is done late.

    Raises:
        MaximumRetriesExceeded: it was tried as often, or for as long, as the site may.
        WriteOutcomeUnknown: of a write no answer came, and whether it was done cannot be found out.
    """
    attempts = Attempts(session, args, path if write is None else write.path)
    calls = _persist(session, once, write, attempts, again=again)
    return (yield from (calls if write is None else told(write, calls)))


def told(write: Write, flow: Flow[T]) -> Flow[T]:
    """Run a flow that makes a write, and note on an interrupt where it leaves one of unknown outcome."""
    try:
        return (yield from flow)
    except BaseException as stop:
        if write.lost is not None or (write.on_its_way and NOT_SENT not in getattr(stop, "__notes__", ())):
            leave_note(stop, write.path)
        raise


def leave_note(stop: BaseException, path: str) -> None:
    """Note on an interrupt that it is not known whether a write was done."""
    unknown = str(WriteOutcomeUnknown(path, "it was interrupted before its answer was read"))
    if not isinstance(stop, Exception) and unknown not in getattr(stop, "__notes__", ()):
        stop.add_note(unknown)


def _persist(
    session: Session, once: Callable[[], Flow[T]], write: Write | None, attempts: "Attempts", *, again: bool
) -> Flow[T]:
    paid = False
    while True:
        yield from hold_back(session, attempts.path)
        if write is not None:
            if not paid:
                yield from space(session, attempts.path)
            yield from write.began()
            write.on_its_way = True
        try:
            return (yield from (_numbered(once(), attempts.retries + 1) if attempts.retries else once()))
        except MwClientError as error:
            failure = error
        if write is not None:
            write.on_its_way = False
        if write is not None and (found := (yield from _found_out(session, write, failure, attempts))) is not None:
            write.applied = True
            return cast("T", found)
        if not (again and _may_be_repeated(write, failure, attempts)):
            raise failure if write is None or not _may_be_done(failure) else write.unknown(_NOT_YET)
        paid = isinstance(failure, ConnectionFailed) and not failure.sent  # one that was never sent keeps its turn
        try:
            yield from attempts.again(failure)
        except MaximumRetriesExceeded as exceeded:
            raise exceeded if write is None or write.lost is None else write.unknown(str(exceeded)) from failure


def _found_out(
    session: Session, write: Write, failure: MwClientError, attempts: "Attempts"
) -> Flow[Mapping[str, Any] | None]:
    """Look for what a try did whose answer was lost, this or one before; None if there is none, or it did nothing."""
    if _may_be_done(failure):
        write.lost = WriteOutcomeUnknown(write.path, failure)
        write.lost.__cause__ = failure
    elif write.lost is None:
        return None
    yield from attempts.failed()
    try:
        return (yield from _looked(session, write, failure))
    except WriteOutcomeUnknown:
        raise
    except MwClientError as error:
        raise write.unknown(f"the wiki could not be asked: {error}") from error


def _looked(session: Session, write: Write, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
    """Look, and look again after what no wiki answers: to ask does no harm."""
    attempts = Attempts(session, (), write.path)
    while True:
        try:
            return (yield from write.look(failure))
        except InvalidResponse as error:
            if not attempts.bears_odd():
                raise
            odd = error
        yield from attempts.again(odd)


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
        path: the path of the module.
        max_retries: how often it may be tried again.
        retry_timeout: seconds by which each wait is longer than the one before; the first is none.
    """

    def __init__(self, session: Session, args: tuple[Any, ...], path: str = "") -> None:
        self._session = session
        self.path: str = path
        self.args: tuple[Any, ...] = args
        self.retries: int = 0
        self.max_retries: int = session.patience.max_retries
        self.retry_timeout: float = session.patience.retry_timeout
        self._callback = session.patience.wait_callback
        self._most = session.options.retry_seconds
        self._began: float | None = None
        self._odd = 0

    def bears_odd(self) -> bool:
        """Count what no wiki answers; tell whether there may be a further try."""
        self._odd += 1
        return self._odd <= _MOST_ODD

    def failed(self) -> Flow[None]:
        """Note when it failed first: what is done about it counts, too."""
        if self._began is None:
            self._began = yield Now()

    def again(self, failure: MwClientError) -> Flow[None]:
        """Wait until it may be tried again.

        Raises:
            MaximumRetriesExceeded: it may not.
        """
        yield from self.failed()
        passed = (yield Now()) - (self._began or 0.0)
        self.retries += 1
        # Many clients that failed together shall not come back together.
        grown = self.retry_timeout * (self.retries - 1) * random.uniform(0.8, 1.2)
        seconds = max(grown, min(failure.retry_after or 0.0, LONGEST))
        if self.retries > self.max_retries or passed + seconds > self._most:
            raise MaximumRetriesExceeded(self, self.args) from failure
        self._callback(self, self.retries, self.args)
        if listens(self._session.options, "Retrying"):
            tell(self._session.options, self._told(failure, seconds))
        yield Wait(seconds)

    def _told(self, failure: MwClientError, seconds: float) -> "Retrying":
        from ...events import Retrying

        return Retrying(
            host=self._session.endpoint.host,
            module=shown(self.path),
            attempt=self.retries + 1,
            seconds=seconds,
            code=shown(failure.code) if isinstance(failure, APIError) else None,
            failure=str(failure),
        )


def _may_be_repeated(write: Write | None, failure: MwClientError, attempts: Attempts) -> bool:
    """Tell whether the same call may be answered later; who looked for a lost write says that another does no harm."""
    if _passes(failure):
        return True
    is_others = isinstance(failure, InvalidResponse) and failure.of_another
    return (is_others or (write is not None and _may_be_done(failure))) and attempts.bears_odd()


def _passes(error: MwClientError) -> bool:
    """Tell whether the same call may be answered later."""
    match error:
        case APIError(code=code):
            return code in _REFUSED_FOR_NOW or _FAILED.fullmatch(code) is not None
        case HTTPStatusError(status=status):
            return status >= 500 or status == 429
        case OAuthAuthorizationError(info=info):
            return "nonce already used" in info.lower()
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
