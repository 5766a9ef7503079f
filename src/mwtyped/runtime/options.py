"""What the reference's constructor does not have: the options of a site."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import Clock, SystemClock
from .errors import ParameterError

if TYPE_CHECKING:
    from ..events import Event
    from .oauth import OAuthRefresh

__all__ = ["Options", "options_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site behaves where mwclient's constructor has no keyword for it.

    Attributes:
        strict: a reply that does not fit its models raises `ReplyMismatch`, which has the result, when the call is
            done. Without it the raw value is kept and `ResponseMismatch` warns, once for each place.
        retry_seconds: for how long a call that fails in a passing way is tried again, from its first failure on; the
            site's `max_retries` and `retry_timeout` say how often, and after what waits.
        parallel: how many requests may be in flight at once, of all threads or tasks that share the site. With more
            than one, a selection of more pages than one request may name is asked for in several at once.
        read_ahead: a listing asks for its next batch while the caller works on the present one; still one request at a
            time, unless `parallel` allows more. Who stops early has asked for one batch too many.
        chunk_size: bytes of a piece of an upload. A larger file goes in pieces, a smaller one in one request. The
            server must take as much at once: PHP's own limit, which many wikis have raised, is 2 MiB. None is 5 MiB,
            and for `site.upload` 1 MiB, as `site.chunk_size` says.
        oauth_refresh: how a new OAuth 2 access token is got when the old one expires.
        dry_run: a write raises `DryRun` and sends nothing; what only reads, logs in or logs out works.
        on_dry_run: called in place of that with the request, or with the parameters of an untyped call, but for those
            that are secret; what it returns is what the call gives.
        writes_per_minute: how many writes may be sent in a minute, by all threads and tasks that share the session,
            spaced evenly. None sends them as they come.
        allow_plain_http: passwords and sessions may go over plain http to other hosts than this machine.
        on_event: called with each `mwtyped.events.Event`: a request that was made, a wait, a retry, a new login. What
            it raises at a request comes when the call has ended; at all else it comes at once, before the wait.
        clock: what tells the time and waits.
    """

    strict: bool = False
    retry_seconds: float = 9_000.0
    parallel: int = 1
    read_ahead: bool = False
    chunk_size: int | None = None
    oauth_refresh: "OAuthRefresh | None" = None
    dry_run: bool = False
    on_dry_run: Callable[[Any], Any] | None = None
    writes_per_minute: float | None = None
    allow_plain_http: bool = False
    on_event: "Callable[[Event], object] | None" = None
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        if self.parallel < 1:
            raise ValueError(f"parallel must be 1 at least, not {self.parallel}")
        if self.chunk_size is not None and self.chunk_size < 1:
            raise ValueError(f"chunk_size must be 1 at least, not {self.chunk_size}")
        if self.writes_per_minute is not None and not self.writes_per_minute > 0:
            raise ValueError(f"writes_per_minute must be greater than 0: {self.writes_per_minute}")


def options_of(given: object) -> Options:
    """Read `options`.

    Raises:
        ParameterError: it is something else, such as a dictionary.
    """
    if given is None:
        return Options()
    if not isinstance(given, Options):
        raise ParameterError("Site", "options", f"takes mwtyped.Options(...), not a {type(given).__name__}")
    return given
