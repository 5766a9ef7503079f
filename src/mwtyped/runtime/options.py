"""What the reference's constructor does not have: the options of a site."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .clock import Clock, SystemClock

if TYPE_CHECKING:
    from .oauth import OAuthRefresh

__all__ = ["Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site behaves where mwclient's constructor has no keyword for it.

    Attributes:
        strict: a reply that does not fit its models raises `ReplyMismatch`, which has the result, when the call is
            done. Without it the raw value is kept and `ResponseMismatch` warns, once for each place.
        retry_seconds: for how long a call that fails in a passing way is tried again, from its first failure on; the
            site's `max_retries` and `retry_timeout` say how often, and after what waits.
        allow_plain_http: passwords and sessions may go over plain http to other hosts than this machine.
        oauth_refresh: how a new OAuth 2 access token is got when the old one expires.
        clock: what tells the time and waits.
    """

    strict: bool = False
    retry_seconds: float = 9_000.0
    allow_plain_http: bool = False
    oauth_refresh: "OAuthRefresh | None" = None
    clock: Clock = field(default_factory=SystemClock)
