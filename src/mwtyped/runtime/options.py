"""What the reference's constructor does not have: the options of a site."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..events import Event
from .clock import Clock, SystemClock

__all__ = ["Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site behaves where mwclient's constructor has no keyword for it.

    Attributes:
        strict: a reply that does not fit its models raises `ReplyMismatch`, which has the result, when the call is
            done. Without it the raw value is kept and `ResponseMismatch` warns, once for each place.
        retry_seconds: for how long a call that fails in a passing way is tried again, from its first failure on; the
            site's `max_retries` and `retry_timeout` say how often, and after what waits.
        on_event: called with each `mwtyped.events.Event`: a request that was made, a wait, a retry, a new login. What
            it raises at a request comes when the call has ended; at all else it comes at once, before the wait.
        clock: what tells the time and waits.
    """

    strict: bool = False
    retry_seconds: float = 9_000.0
    on_event: Callable[[Event], object] | None = None
    clock: Clock = field(default_factory=SystemClock)
