"""What the reference's constructor does not have: the options of a site."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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
    dry_run: bool = False
    on_dry_run: Callable[[Any], Any] | None = None
    writes_per_minute: float | None = None
    allow_plain_http: bool = False
    on_event: Callable[[Event], object] | None = None
    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        if self.writes_per_minute is not None and not self.writes_per_minute > 0:
            raise ValueError(f"writes_per_minute must be greater than 0: {self.writes_per_minute}")
