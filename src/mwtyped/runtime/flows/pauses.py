"""Pauses before a request: those that the wiki asked for, and those that space writes."""

from typing import Literal

from ..errors import shown
from ..session import Session
from ..telling import listens, tell
from . import Flow, Now, Wait

__all__ = ["LONGEST", "hold_back", "keep_back", "space"]

LONGEST = 300.0
"""Seconds of a `Retry-After` that are obeyed: who asks for more is asked again then."""


def keep_back(session: Session, seconds: float | None) -> Flow[None]:
    """Note that the wiki, in a reply that was good, asked for a pause before the next request."""
    if seconds:
        session.resume_at = (yield Now()) + min(seconds, LONGEST)


def hold_back(session: Session, path: str) -> Flow[None]:
    if (until := session.resume_at) is not None:
        session.resume_at = None
        if (left := until - (yield Now())) > 0:
            yield from _wait(session, path, left, "asked")


def space(session: Session, path: str) -> Flow[None]:
    """Wait for this write's turn."""
    if (per_minute := session.options.writes_per_minute) is not None:
        seconds = session.throttle.reserve((yield Now()), per_minute)
        if seconds > 0:
            yield from _wait(session, path, seconds, "throttle")


def _wait(session: Session, path: str, seconds: float, reason: Literal["throttle", "asked"]) -> Flow[None]:
    if listens(session.options, "Waiting"):
        from ...events import Waiting

        host = session.endpoint.host
        tell(session.options, Waiting(host=host, module=shown(path), seconds=seconds, reason=reason))
    yield Wait(seconds)
