"""What the wiki is asked about an upload that is under way: what is in its stash, and how far it is."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..errors import APIError, InvalidResponse, MaximumRetriesExceeded, UploadRefused, shown
from ..reply import inside
from ..session import Context
from . import Flow, Now, Wait
from .call import call, write_call
from .retry import Attempts

__all__ = ["GONE", "polled", "result_of", "rows_of", "stashed", "status", "time_of"]

GONE = "uploadstash-file-not-found"

_STASH_INFO = "timestamp|canonicaltitle|url|size|dimensions|sha1|mime|thumbmime|metadata|commonmetadata|extmetadata"
_STASH_INFO += "|bitdepth|badfile"

_FIRST_POLL, _LONGEST_POLL = 1.0, 30.0


def polled(context: Context, params: Mapping[str, Any], reply: Any) -> Flow[Any]:
    """Ask from time to time how far the wiki is, until it is done.

    Raises:
        MaximumRetriesExceeded: it is not, for as long as what fails is tried again.
        UploadRefused: the wiki could not do it.
    """
    wait, began = _FIRST_POLL, (yield Now())
    waits = Attempts(context.session, (), "upload")
    while result_of(reply) == "Poll":
        if (yield Now()) - began > context.session.options.retry_seconds:
            late = InvalidResponse(f"the wiki is not done yet (stage: {shown(str(inside(reply, 'upload', 'stage')))})")
            raise MaximumRetriesExceeded(waits, ()) from late
        yield Wait(wait)
        waits.retries, wait = waits.retries + 1, min(wait * 1.5, _LONGEST_POLL)
        reply = yield from status(context, params)
    if result_of(reply) == "Failure":  # as an error in the reply, MediaWiki has no place for this one
        reasons = [value for key, value in inside(reply, "upload").items() if key.isdecimal()]
        raise UploadRefused("publishfailed", f"the wiki could not publish it: {shown(str(reasons))}", reply)
    return reply


def status(context: Context, params: Mapping[str, Any]) -> Flow[Any]:
    """Ask how far the wiki is with what is stashed, or with a URL.

    Raises:
        UploadRefused: it could not put the pieces together, or publish them.
    """
    named = {name: params[name] for name in ("filekey", "sessionkey", "url", "filename", "token") if name in params}
    asked = {"action": "upload", "checkstatus": "1", **named}
    try:
        return (yield from write_call(context, asked, "token", "csrf", None))
    except APIError as error:
        if error.code == "stashfailed":
            raise UploadRefused(error.code, error.info, error.kwargs) from error
        raise


def stashed(context: Context, key: str) -> Flow[Mapping[str, Any]]:
    """Ask about a file in the stash; empty if it is not there."""
    asked = {"action": "query", "prop": "stashimageinfo", "siifilekey": key, "siiprop": _STASH_INFO}
    try:
        reply = yield from call(context, asked, marked=True)
    except APIError as error:
        if error.code != GONE:
            raise
        return {}
    return next(iter(rows_of(reply, "query", "stashimageinfo")), {})


def result_of(reply: Any) -> Any:
    return inside(reply, "upload", "result")


def rows_of(reply: Any, *keys: str) -> list[dict[str, Any]]:
    """Give the objects of a list that stands somewhere in a reply."""
    found = inside(reply, *keys)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def time_of(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (TypeError, ValueError):
        return None
