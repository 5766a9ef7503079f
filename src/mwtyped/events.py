"""What `Options(on_event=...)` is told, and the log has: requests, waits, new logins. No event holds a secret.

A record of the logger `mwtyped` has an event's text as its message, and as attributes the class's name as `mw_event`
and each field with `mw_` before its name: `record.mw_module`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Event", "LoggedInAgain", "RequestDone", "Retrying", "Waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDone:
    """One HTTP request was answered, or failed. Logged at DEBUG.

    Attributes:
        host: the host that was asked, with its port if it has one.
        module: the path of the module, e.g. `edit`, `query+allpages`; of several `query+info|links`; empty for a page.
        method: `GET` or `POST`.
        attempt: 1, and one more each time that the same call is tried again.
        status: the HTTP status; None if no answer came.
        code: the code of the API's error that the answer has; None if it has none.
        ms: milliseconds until the whole answer was there.
        sent: bytes of the body that was sent; 0 for a GET.
        received: bytes of the answer's body as they came, before decompression.
        failure: why no answer came; None if one did.
    """

    host: str
    module: str
    method: str
    attempt: int
    status: int | None
    code: str | None
    ms: float
    sent: int
    received: int
    failure: str | None

    def __str__(self) -> str:
        name = f"{self.method} {self.host} {self.module}".rstrip()
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        outcome = f"HTTP {self.status}" if self.failure is None else f"no answer: {self.failure}"
        code = f" {self.code}" if self.code is not None else ""
        return f"{name}{again}: {outcome}{code}, {self.ms:.0f} ms, {self.sent} bytes sent, {self.received} received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying:
    """A call failed in a passing way and will be tried again after a wait. Logged at WARNING.

    Attributes:
        host: the wiki's host.
        module: the path of the module.
        attempt: the number of the attempt to come, 2 or more.
        seconds: the wait before it; may be 0.
        code: the code of the wiki's refusal; None if it was none.
        failure: what failed, in one line.
    """

    host: str
    module: str
    attempt: int
    seconds: float
    code: str | None
    failure: str

    def __str__(self) -> str:
        return f"{self.host} {self.module}: attempt {self.attempt} in {self.seconds:.1f} s, after {self.failure}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A call is held back before it is sent. Logged at INFO.

    Attributes:
        host: the wiki's host.
        module: the path of the module.
        seconds: the wait.
        reason: `throttle` for `Options(writes_per_minute=...)`; `asked` if the wiki's last answer had a `Retry-After`.
    """

    host: str
    module: str
    seconds: float
    reason: Literal["throttle", "asked"]

    def __str__(self) -> str:
        why = "writes are spaced" if self.reason == "throttle" else "the wiki asked for it"
        return f"{self.host} {self.module}: waits {self.seconds:.1f} s, {why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedInAgain:
    """The session had ended and was renewed. Logged at INFO.

    Attributes:
        host: the wiki's host.
        username: who is logged in, as before.
    """

    host: str
    username: str

    def __str__(self) -> str:
        return f"{self.host}: the session had ended; logged in again as {self.username}"


Event: TypeAlias = RequestDone | Retrying | Waiting | LoggedInAgain
