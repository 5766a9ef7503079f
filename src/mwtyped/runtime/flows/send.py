"""Sending a request: the call or calls that it takes, and its result."""

from typing import Any, TypeVar

from ..reading import Mismatches
from ..request import MetaRequest, Request
from ..session import Context
from . import Flow
from .call import exchanged, init, note_session, refuse, rest, settle, text_call, warn_of, write_call
from .retry import Write

__all__ = ["send"]

R = TypeVar("R")


def send(context: Context, request: Request[R]) -> Flow[R]:
    """Send a request and make its result. A token that went stale is renewed, once."""
    if request.selects_nothing():
        return request.read({}, Mismatches())
    refuse(context.session, request)
    facts = request.facts
    if request.answers_text:
        return request.read({"*": (yield from text_call(context, request))}, Mismatches())
    # What must be posted has an effect, though it may need no right to write (a purge).
    if facts.writes or facts.posted:
        reply = yield from _write(context, request)
    else:
        reply = yield from exchanged(context, request.call(), post=request.holds_secret)
        if isinstance(request, MetaRequest) and "limit" not in type(request).model_fields:
            yield from rest(context, request, reply)
    if note_session(context.session, facts.path, reply):
        yield from init(context)
    mismatches = Mismatches()
    result = request.read(reply, mismatches)
    warn_of(context.session, reply, result)
    settle(context.session, mismatches, result)
    return result


def _write(context: Context, request: Request[Any]) -> Flow[Any]:
    facts, write = request.facts, Write(request.facts.path)
    if facts.token is None:
        return (yield from exchanged(context, request.call(), post=True, write=write))
    return (yield from write_call(context, request.call(), facts.prefix + "token", facts.token, write))
