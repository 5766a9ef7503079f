"""What the reference's constructor does not have: the options of a site."""

from dataclasses import dataclass

__all__ = ["Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a site behaves where mwclient's constructor has no keyword for it.

    Attributes:
        strict: a reply that does not fit its models raises `ReplyMismatch`, which has the result, when the call is
            done. Without it the raw value is kept and `ResponseMismatch` warns, once for each place.
    """

    strict: bool = False
