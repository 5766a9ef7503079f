"""Calls of the API: the parameters that every one carries, its token, its errors, its warnings."""

import re
from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any, TypeVar

from ..errors import (
    APIError,
    APIWarning,
    AssertUserFailedError,
    ConnectionFailed,
    ContinuationError,
    HTTPStatusError,
    InvalidResponse,
    MwClientError,
    OAuthAuthorizationError,
    ParameterError,
    ReadApiDenied,
    UnrecognizedParameter,
    shown,
)
from ..reading import Mismatches
from ..reply import as_object, checked, cursor_of, grow, inside, loads, warnings_of
from ..request import MetaRequest, Params, Request, RequestData
from ..secret import Secret, is_secret, without
from ..session import Context, Session, refuse_plain_http
from ..warn import warn
from . import Flow, Renew
from .dry import holds_back_untyped, not_sent
from .exchange import exchange, fetch, module_of, seconds_of
from .pauses import keep_back
from .retry import Write, persist, told

__all__ = [
    "call",
    "exchanged",
    "init",
    "keep_token",
    "note_session",
    "raw_call",
    "read_call",
    "refuse",
    "rest",
    "script_call",
    "settle",
    "text_call",
    "token",
    "warn_of",
    "without_secrets",
    "write_call",
]

R = TypeVar("R")

_JSON = {"format": "json"}
_TYPED = {**_JSON, "formatversion": "2", "errorformat": "plaintext"}
_PASSWORD = re.compile(r"(password|retype)$", re.IGNORECASE)
_LOGINS = frozenset({"login", "clientlogin"})
_IGNORED = "the wiki took no notice of the OAuth tokens, and would have answered as nobody: has it the extension OAuth?"
_MOST_PIECES = 500
"""Replies to one call that a wiki may need: it sends one part of a siteinfo at least in each."""

_GUARDS = frozenset({"assert", "assertuser", "maxlag"})


def settle(session: Session, mismatches: Mismatches, result: object) -> None:
    """Warn of what did not fit, once a place, or raise it where the site is strict."""
    mismatches.settle(result, strict=session.options.strict, warned=session.warned)


def rest(context: Context, request: MetaRequest[Any], reply: Any) -> Flow[None]:
    """Add what the wiki could not send at once of a module that has no size of a page: a very long siteinfo."""
    whole, last, seen = inside(reply, "query"), as_object(reply), list[Any]()
    while cursor := cursor_of(last, request.facts.path):
        if cursor in seen or len(seen) == _MOST_PIECES or not isinstance(whole, dict):
            raise ContinuationError(f"{request.facts.path}: the wiki's cursor repeats: {shown(str(cursor))}")
        seen.append(cursor)
        last = as_object((yield from exchanged(context, {**request.call(), **cursor})))
        grow(whole, as_object(inside(last, "query") or {}))


def text_call(context: Context, request: Request[Any]) -> Flow[str]:
    """Make a call that answers text; what it refuses comes as JSON or XML, and the header names the code."""
    session = context.session
    params = {**_common(context, login=False), **request.call()}

    def once() -> Flow[str]:
        answer = yield from fetch(session.endpoint.script("api"), params, post=request.facts.posted)
        refusal: MwClientError | None = None
        if (code := answer.error_code) is not None:
            refusal = APIError(code, answer.told, None)
        elif answer.status != 200:
            refusal = HTTPStatusError(answer.status, answer.place, answer.told)
        if refusal is not None:
            refusal.retry_after = seconds_of(answer.headers.get("retry-after"))
            raise refusal
        return answer.text

    return (yield from persist(session, once, args=("api", without_secrets(params))))


def refuse(session: Session, request: RequestData) -> None:
    """Refuse what the wiki would: a required list that is empty, and more values than the account may send."""
    for name in request.facts.nonempty:
        if getattr(request, name) == ():
            raise ParameterError(request.facts.path, name, "is empty, and required")
    for name in request.model_fields_set:
        value = getattr(request, name)
        if isinstance(value, tuple):
            _refuse_too_many(session, request, name, len(value))
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts if parts and isinstance(parts[0], RequestData) else ():
            refuse(session, part)


def _refuse_too_many(session: Session, request: RequestData, name: str, values: int) -> None:
    """Count multi-values against the limits of the account, once they are known."""
    low = request.most(name)[0]
    if values > low and session.rights and not session.high_limits:
        raise ParameterError(request.facts.path, name, f"has {values} values, and this account may send {low} at most")


def write_call(context: Context, params: Params, wire: str, kind: str, write: Write | None) -> Flow[Any]:
    """Make a call with a token of a kind, under the wire name of its parameter. A token that went stale is renewed.

    Without a `write` it is one that may be made any number of times.
    """
    return (yield from _as_ourselves(context, lambda: _with_token(context, params, wire, kind, write)))


def _as_ourselves(context: Context, once: Callable[[], Flow[R]]) -> Flow[R]:
    """Do something, and if the session had ended log in again and do it once more: nothing was done before."""
    session = context.session
    logins = session.logins
    try:
        return (yield from once())
    except AssertUserFailedError as error:
        if session.authority is not None:
            raise OAuthAuthorizationError(None, error.code, _IGNORED) from error
        if session.credentials is None:
            raise
    except OAuthAuthorizationError:
        if session.authority is None or session.authority.refresh is None:
            raise
    yield Renew(context, logins)
    return (yield from once())


def _with_token(context: Context, given: Params, wire: str, kind: str, write: Write | None) -> Flow[Any]:
    params = dict(given)
    if wire in params:  # the caller's own, among `extra`
        params[wire] = Secret(params.pop(wire))
        return (yield from exchanged(context, params, post=True, write=write, renew=False, marked=True))
    # A new token may be none: in a new session, two that are asked for at once spoil each other.
    for renewed in (False, True):
        params[wire] = Secret((yield from token(context, kind)))
        try:
            # The token goes last: a body that is cut short then fails instead of saving half a text.
            return (yield from exchanged(context, params, post=True, write=write, renew=False, marked=True))
        except APIError as error:
            if error.code != "badtoken" or renewed:
                raise
            if Secret(context.session.tokens.get(kind, "")) == params.pop(wire):  # else another renewed it
                del context.session.tokens[kind]
    raise AssertionError("the second try returns or raises")


def token(context: Context, kind: str) -> Flow[str]:
    """Give a token of a kind (`csrf`, `watch`, …), from the wiki if it is not known yet."""
    tokens = context.session.tokens
    if kind not in tokens:
        reply = yield from call(
            context, {"action": "query", "meta": "tokens", "type": kind}, login=kind == "login", marked=True
        )
        found = inside(reply, "query", "tokens", f"{kind}token")
        if not isinstance(found, str):
            raise APIError("badtokentype", f"the wiki gave no token of type {kind!r}", reply)
        tokens[kind] = found
    return tokens[kind]


def call(
    context: Context,
    params: Mapping[str, Any],
    *,
    post: bool = False,
    write: Write | None = None,
    login: bool = False,
    renew: bool = True,
    marked: bool = False,
    again: bool = True,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Make one typed call (format version 2) and give its reply, checked; its warnings become Python's.

    What a write is based on, or learned about by, is `marked`: the reply to another request does not pass for its own.
    """
    reply = yield from exchanged(
        context, params, post=post, write=write, login=login, renew=renew, marked=marked, again=again, decode=decode
    )
    if isinstance(reply, dict) and "warnings" in reply:
        warn_of(context.session, reply, without(reply))
    return reply


def exchanged(
    context: Context,
    params: Mapping[str, Any],
    *,
    post: bool = False,
    write: Write | None = None,
    login: bool = False,
    renew: bool = True,
    marked: bool = False,
    again: bool = True,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Make one typed call and give its reply, checked; who makes of it a result warns when that is done.

    With `renew` a session that had ended is renewed, and the call made again; without `again` what fails in a passing
    way is not tried again.
    """
    login = login or params["action"] in _LOGINS

    def once() -> Flow[Any]:
        sent = {**_TYPED, **_common(context, login=login), **params}
        own = None if login else write
        return _tried(context.session, sent, post=post, write=own, marked=marked or login, again=again, decode=decode)

    reply = yield from (_as_ourselves(context, once) if renew and not login else once())
    for warned in warnings_of(reply):
        if warned.loses_data and write is None:
            raise UnrecognizedParameter(
                warned.code, warned.text, {"errors": [warned._asdict()], "reply": without(reply)}
            )
    return reply


def _tried(
    session: Session,
    sent: Mapping[str, Any],
    *,
    post: bool,
    write: Write | None,
    marked: bool = False,
    again: bool = True,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Send parameters, again where that may help and does no harm, and give the reply that is no refusal."""

    def once() -> Flow[Any]:
        needs_own = marked or write is not None
        reply, retry_after = yield from _answered(session, sent, post=post, marked=needs_own, decode=decode)
        try:
            checked(reply)
        except MwClientError as error:
            error.retry_after = retry_after
            raise
        yield from keep_back(session, retry_after)
        return reply

    return (yield from _persist(session, sent, once, write=write, again=again))


def _answered(
    session: Session,
    sent: Mapping[str, Any],
    *,
    post: bool,
    marked: bool,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[tuple[Any, float | None]]:
    """Send parameters, once, with a mark that the wiki gives back: without it another's answer would pass for ours.

    What leads to a write and may be sent any number of times, like a piece of an upload, has a token and so a mark.
    """
    if not (marked or "token" in sent) or "requestid" in sent:
        return (yield from exchange(session, sent, post=post, decode=decode))
    mark = token_hex(8)
    reply, retry_after = yield from exchange(session, {"requestid": mark, **sent}, post=post, decode=decode)
    if not isinstance(reply, dict) or reply.pop("requestid", None) != mark:
        foreign = InvalidResponse("the reply is to another request", url=session.endpoint.script("api"))
        foreign.of_another = foreign.after_sending = True
        raise foreign
    return reply, retry_after


def _persist(
    session: Session,
    sent: Mapping[str, Any],
    once: Callable[[], Flow[R]],
    *,
    write: Write | None,
    again: bool = True,
    script: str = "api",
) -> Flow[R]:
    """Send parameters again as `persist` does; not those that hold a stream, which can be read once."""
    again = again and all(not hasattr(value, "seekable") or value.seekable() for value in sent.values())
    args = (script, without_secrets(sent))
    if any(_PASSWORD.search(name) for name in sent):
        refuse_plain_http(session.endpoint, "a password", session.options)
    return (yield from persist(session, once, write=write, again=again, args=args, path=module_of(sent)))


def without_secrets(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters but for those that are secret, and for files."""
    return {name: value if isinstance(value, str) and not is_secret(name) else "..." for name, value in sent.items()}


def read_call(context: Context, params: Params, decode: Callable[[bytes], Any] = loads) -> Flow[Mapping[str, Any]]:
    """Make one call that reads and whose reply is an object; `decode` may make the items in the same pass."""
    reply = yield from call(context, params, decode=decode)
    return reply if isinstance(reply, Mapping) else {}


def raw_call(
    context: Context, params: Mapping[str, Any], *, post: bool, check: bool = True, again: bool = True
) -> Flow[Any]:
    """Make one call as the caller wrote it, in JSON of format version 1 unless it names another version."""
    common = _common(context, login=params.get("action") in _LOGINS)
    session, sent = context.session, {**_JSON, **common, **params, **_JSON}
    action = str(params.get("action"))
    secret = any(is_secret(name) for name in params)
    post, write = post or secret, Write(action) if secret and action not in _LOGINS else None
    if holds_back_untyped(session.options, session.binding, params, write=write is not None):
        return not_sent(session.options, without_secrets(params))
    calls = _raw(context, sent, post=post, write=write, check=check, again=again)
    return (yield from (calls if write is None else told(write, calls)))


def _raw(
    context: Context, sent: Mapping[str, Any], *, post: bool, write: Write | None, check: bool, again: bool
) -> Flow[Any]:
    session = context.session
    if not check:
        reply, _ = yield from _persist(
            session,
            sent,
            lambda: _answered(session, sent, post=post, marked=write is not None),
            write=write,
            again=again,
        )
    else:
        reply = yield from _as_ourselves(context, lambda: _tried(session, sent, post=post, write=write, again=again))
        note_session(session, str(sent.get("action")), reply)
        warn_of(session, reply, reply)
    return reply


def script_call(
    context: Context, script: str, params: Mapping[str, Any], *, post: bool, again: bool = True
) -> Flow[str]:
    """Send parameters to a script of the wiki, and give the text that it answers. What has a token is a write."""
    session, action = context.session, str(params.get("action", script))
    common = _common(context, login=action in _LOGINS)
    sent = {**(common if script == "api" else {}), **params}
    secret = any(is_secret(name) for name in params)
    post, write = post or secret, Write(action) if secret and action not in _LOGINS else None
    if script == "api" and holds_back_untyped(session.options, session.binding, params, write=write is not None):
        return str(not_sent(session.options, without_secrets(params)))
    if script != "api" and session.options.dry_run and write is not None:
        return str(not_sent(session.options, without_secrets(params)))

    def once() -> Flow[str]:
        answer = yield from fetch(session.endpoint.script(script), sent, post=post)
        retry_after = seconds_of(answer.headers.get("retry-after"))
        failure: MwClientError | None = None
        if "x-database-lag" in answer.headers:
            failure = APIError("maxlag", answer.told, None)
        elif answer.status != 200:
            failure = HTTPStatusError(answer.status, answer.place, answer.told)
        if failure is not None:
            failure.retry_after = retry_after
            raise failure
        yield from keep_back(session, retry_after)
        return answer.text

    calls = _persist(session, sent, once, write=write, again=again, script=script)
    return (yield from (calls if write is None else told(write, calls)))


def init(context: Context) -> Flow[None]:
    """Ask for the wiki's facts and our own, in one call. A private wiki says nothing before login."""
    params = {
        "action": "query",
        # Of two tokens that are asked for at once in a new session one is none: the first comes before all else.
        "meta": "siteinfo|userinfo|tokens" if context.session.logged_in else "siteinfo|userinfo",
        "siprop": "general|namespaces",
        "uiprop": "groups|rights|blockinfo|hasmsg",
        "curtimestamp": "1",
    }
    try:
        renews, says_who = context.session.authority is not None, context.session.logged_in
        asked = call(context, params, renew=renews, marked=says_who)
        reply = yield from (asked if context.session.initialized else _at_once(asked))
    except ReadApiDenied:
        if context.session.guards():
            raise
        return
    context.session.learn(as_object(inside(reply, "query") or {}))
    context.session.since = context.session.since or str(inside(reply, "curtimestamp") or "")
    keep_token(context.session, "csrf", reply)


def _at_once(flow: Flow[R]) -> Flow[R]:
    """Run a flow that takes an address where nobody answers for a wrong one: a script that begins does not wait."""
    try:
        command = next(flow)
        while True:
            try:
                outcome = yield command
            except BaseException as error:
                if isinstance(error, ConnectionFailed):
                    error.lasting = error.lasting or not error.sent
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        flow.close()


def keep_token(session: Session, kind: str, reply: Any) -> None:
    """Note the token that a query brought beside other things."""
    if isinstance(found := inside(reply, "query", "tokens", f"{kind}token"), str):
        session.tokens[kind] = found


def _common(context: Context, *, login: bool) -> dict[str, str]:
    """Give what every call carries: what makes it fail rather than go on as somebody else, and the site's options.

    A login carries no assertion and does not wait for a wiki that lags, or it would wait for what only it can bring.
    """
    session = context.session
    if login or session.logged_in:
        refuse_plain_http(session.endpoint, "a session", session.options)
    if login:
        return {name: value for name, value in context.main.items() if name not in _GUARDS}
    guards = {} if session.max_lag is None else {"maxlag": str(session.max_lag)}
    return {**guards, **session.guards(), **context.main}


def note_session(session: Session, path: str, reply: Any) -> bool:
    """Keep the session true after a module that changes who we are; tell whether we are somebody new."""
    if path == "logout":
        session.forget()
    elif path in _LOGINS:
        session.tokens.clear()
        name = inside(reply, path, "lgusername") or inside(reply, path, "username")
        outcome = inside(reply, path, "result") or inside(reply, path, "status")
        if name and outcome in ("Success", "PASS"):
            session.enter(str(name))
            return True
    return False


def warn_of(session: Session, reply: Any, result: object) -> None:
    """Make Python warnings of the wiki's, once a text; where they are errors, one with the result is raised."""
    raised: APIWarning | None = None
    for warned in warnings_of(reply):
        if warned.code == "deprecation-help":  # beside each deprecation, where to read of others
            continue
        text = f"{shown(warned.module)}: {shown(warned.text, 600)}"
        if text not in session.warned:
            session.warned.add(text)
            try:
                warn(APIWarning(text))
            except APIWarning as error:
                raised = raised or error
    if raised is not None:
        raised.result = result
        raise raised
