"""What the runtime decides, without I/O.

A flow is a generator: it yields what it needs done, is given the outcome, and returns its result.
A driver (`_sync/driver.py`, `_async/driver.py`) runs it. An interrupt (`KeyboardInterrupt`, a cancelled task) is thrown
into it where it stands, so that it can say what it leaves undone, and passes through.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from ..secret import Secret, redacted
from ..session import Context

if TYPE_CHECKING:
    from ..downloads import Sink
    from ..uploads import Source

__all__ = ["NOT_SENT", "Answer", "Ask", "Command", "Flow", "Measure", "Now", "Read", "Renew", "Send", "Wait"]

T = TypeVar("T")

NOT_SENT = "it had waited for its turn: nothing was sent"
"""The note that a driver adds to an interrupt which comes before a request is on its way."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send one HTTP request; the outcome is an `Answer`, or `ConnectionFailed` is thrown in.

    Attributes:
        encoded: the parameters as a form, for the URL of a GET or the body of a POST.
        parts: in place of it, the parameters of a multipart body, in order; a value that is not a string is a file.
        own: whether the URL is of the wiki itself, which gets the site's own headers.
        authorized: whether it is to say who one is.
        module: the path of the module that is called, for those who watch.
        attempt: how often the same call was made, with this one.
        sink: where the body goes as it comes, if it is that of a file.
        secrets: those among the parameters.
    """

    method: Literal["GET", "POST"]
    url: str
    encoded: str = field(default="", repr=False)
    parts: Mapping[str, Any] | None = field(default=None, repr=False)
    own: bool = True
    authorized: bool = True
    module: str = ""
    attempt: int = 1
    sink: "Sink | None" = field(default=None, repr=False)
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `headers` have lower-case names, `body` is decompressed.

    Attributes:
        sent: bytes of the request's body, where its length was known.
        received: bytes of the body as they came, before decompression.
        secrets: what was sent with the request to prove who sends it: whoever answers an error may show it.
    """

    status: int
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    sent: int = 0
    received: int = 0
    secrets: tuple[Secret, ...] = ()

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def place(self) -> str:
        """The address without its query, fit for an error."""
        return redacted(self.url.partition("?")[0], self.secrets)

    @property
    def error_code(self) -> str | None:
        """The code of the API's error, if the header names one."""
        code = self.headers.get("mediawiki-api-error")
        return None if code is None else redacted(code, self.secrets)

    @property
    def told(self) -> str:
        """The text, fit for an error: without what was secret in the request."""
        return redacted(self.text, self.secrets)


# The others have no defaults to hide, and a NamedTuple is made eight times as fast: each script waits for them.


class Wait(NamedTuple):
    """Do nothing for some seconds; the outcome is None."""

    seconds: float


class Now:
    """Tell the time, in seconds from any origin; the outcome is a float."""


class Renew(NamedTuple):
    """Log in again, one at a time, unless another did since; the outcome is None, or what the login raises.

    Attributes:
        logins: how many logins there had been when the session was found to have ended.
    """

    context: Context
    logins: int


class Measure(NamedTuple):
    """Tell the size of a file; the outcome is bytes in number, or None where only reading to the end tells it."""

    source: "Source"


class Read(NamedTuple):
    """Read of a file; the outcome is so many bytes, fewer at its end only."""

    source: "Source"
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the script, which may ask a person; the outcome is its answer."""

    question: Callable[[], str] = field(repr=False)


Command = Send | Wait | Now | Renew | Measure | Read | Ask

Flow = Generator[Command, Any, T]
