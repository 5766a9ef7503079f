"""What the runtime decides, without I/O.

A flow is a generator: it yields what it needs done, is given the outcome, and returns its result.
A driver (`_sync/driver.py`, `_async/driver.py`) runs it.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from ..session import Context

__all__ = ["Answer", "Command", "Flow", "Now", "Renew", "Send", "Wait"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send one HTTP request; the outcome is an `Answer`, or `ConnectionFailed` is thrown in.

    Attributes:
        encoded: the parameters as a form, for the URL of a GET or the body of a POST.
        parts: in place of it, the parameters of a multipart body, in order; a value that is not a string is a file.
        own: whether the URL is of the wiki itself, which gets the site's own headers.
        module: the path of the module that is called, for those who watch.
        attempt: how often the same call was made, with this one.
    """

    method: Literal["GET", "POST"]
    url: str
    encoded: str = field(default="", repr=False)
    parts: Mapping[str, Any] | None = field(default=None, repr=False)
    own: bool = True
    module: str = ""
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `headers` have lower-case names, `body` is decompressed.

    Attributes:
        sent: bytes of the request's body, where its length was known.
        received: bytes of the body as they came, before decompression.
    """

    status: int
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    sent: int = 0
    received: int = 0

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for some seconds; the outcome is None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Now:
    """Tell the time, in seconds from any origin; the outcome is a float."""


@dataclass(frozen=True, slots=True)
class Renew:
    """Log in again, one at a time, unless another did since; the outcome is None, or what the login raises.

    Attributes:
        logins: how many logins there had been when the session was found to have ended.
    """

    context: Context
    logins: int


Command = Send | Wait | Now | Renew

Flow = Generator[Command, Any, T]
