"""Sending a request: the call or calls that it takes, and its result."""

from typing import TYPE_CHECKING, Any, TypeVar

from ..model import Outcome, WriteResult, note
from ..reading import Mismatches
from ..request import EditRequest, MetaRequest, Params, Request
from ..session import Context
from . import Flow
from .call import exchanged, init, note_session, refuse, rest, settle, text_call, warn_of, write_call
from .dry import holds_back, not_sent
from .retry import leave_note, told

if TYPE_CHECKING:
    from ..uploads import UploadResume

__all__ = ["send"]

R = TypeVar("R")


def send(context: Context, request: Request[R], resume: "UploadResume | None" = None) -> Flow[R]:
    """Send a request and make its result. A token that went stale is renewed, once.

    Args:
        context: whose site it is.
        request: what is sent.
        resume: where an earlier try of it stopped, if it is an upload.
    """
    if request.selects_nothing():
        return request.read({}, Mismatches())
    refuse(context.session, request)
    facts = request.facts
    if holds_back(context.session.options, facts):
        shown: R = not_sent(context.session.options, request)
        return shown
    if request.answers_text:
        return request.read({"*": (yield from text_call(context, request))}, Mismatches())
    # What must be posted has an effect, though it may need no right to write (a purge).
    outcome = None
    if facts.writes or facts.posted:
        reply, outcome = yield from _write(context, request, resume)
    else:
        reply = yield from exchanged(context, request.call())
        if isinstance(request, MetaRequest) and "limit" not in type(request).model_fields:
            yield from rest(context, request, reply)
    try:
        return (yield from _result(context, request, reply, outcome))
    except BaseException as stop:
        if outcome is not None:
            leave_note(stop, facts.path)
        raise


def _has_base(request: EditRequest[Any], params: Params) -> bool:
    """Tell whether an edit is to be kept from meeting another's unseen: who dates the base does it himself."""
    is_known = "baserevid" in type(request).model_fields  # not to MediaWiki before 1.34, which would only warn
    return is_known and request.base is not None and "basetimestamp" not in params


def _result(context: Context, request: Request[R], reply: Any, outcome: Outcome | None) -> Flow[R]:
    if note_session(context.session, request.facts.path, reply):
        yield from init(context)
    mismatches = Mismatches()
    result = request.read(reply, mismatches)
    if outcome is not None and isinstance(result, WriteResult):
        note(result, outcome)
    warn_of(context.session, reply, result)
    if outcome is None or not outcome.already_applied:  # what was found out is not all that the wiki answers
        settle(context.session, mismatches, result)
    return result


def _write(context: Context, request: Request[Any], resume: "UploadResume | None") -> Flow[tuple[Any, Outcome]]:
    """Make a call that writes: give its reply, and what else is known of it."""
    from .edit import EditWrite, edit  # what only reads does not wait for these
    from .writes import write_of

    facts, params = request.facts, request.call()
    if isinstance(request, EditRequest) and _has_base(request, params):
        edited = EditWrite(context, params)
        reply = yield from told(edited, edit(context, edited, facts.token or "csrf"))
        return reply, edited.outcome(reply)
    if facts.path == "upload":
        from .upload import upload  # with hashlib and more, which hardly anybody needs

        reply, publication = yield from upload(context, params, resume)
        return reply, Outcome(already_applied=publication.applied)
    write = write_of(context, facts.path, params)
    if facts.token is None:
        reply = yield from told(write, exchanged(context, params, post=True, write=write))
    else:
        wire = facts.prefix + "token"
        reply = yield from told(write, write_call(context, params, wire, facts.token, write))
    return reply, Outcome(already_applied=write.applied)
