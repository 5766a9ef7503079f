"""Calls of the API: the parameters that every one carries, its token, its errors, its warnings."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ..errors import (
    APIError,
    APIWarning,
    AssertUserFailedError,
    ContinuationError,
    HTTPStatusError,
    MwClientError,
    ParameterError,
    ReadApiDenied,
    UnrecognizedParameter,
    shown,
)
from ..reading import Mismatches
from ..reply import as_object, checked, grow, inside, loads, warnings_of
from ..request import MetaRequest, Params, Request, RequestData
from ..session import Context, Session, refuse_plain_http
from ..warn import warn
from . import Flow, Renew
from .dry import holds_back, holds_back_untyped, not_sent
from .exchange import exchange, fetch, module_of, seconds_of
from .retry import keep_back, persist

__all__ = ["call", "init", "raw_call", "read_call", "refuse", "send", "settle", "token"]

R = TypeVar("R")

_TYPED = {"format": "json", "formatversion": "2", "errorformat": "plaintext"}
_SECRET = re.compile(r"(token|password|retype)$", re.IGNORECASE)
_PASSWORD = re.compile(r"(password|retype)$", re.IGNORECASE)
_LOGINS = frozenset({"login", "clientlogin"})
_GUARDS = frozenset({"assert", "assertuser", "maxlag"})


def send(context: Context, request: Request[R]) -> Flow[R]:
    """Send a request and make its result. A token that went stale is renewed, once."""
    if request.selects_nothing():
        return request.read({}, Mismatches())
    refuse(context.session, request)
    facts = request.facts
    if holds_back(context.session.options, facts):
        result: R = not_sent(context.session.options, request)
        return result
    if request.answers_text:
        return request.read({"*": (yield from _text_call(context, request))}, Mismatches())
    if facts.token is None:
        # What must be posted has an effect, though it may need no right to write (a purge).
        post, write = facts.posted or request.holds_secret, facts.writes or facts.posted
        reply = yield from _exchanged(context, request.call(), post=post, write=write)
        if isinstance(request, MetaRequest) and "limit" not in type(request).model_fields:
            yield from _rest(context, request, reply)
    else:
        reply = yield from _call_with_token(context, request, facts.token)
    if _note_session(context.session, facts.path, reply):
        yield from init(context)
    mismatches = Mismatches()
    result = request.read(reply, mismatches)
    _warn(context.session, reply, result)
    settle(context.session, mismatches, result)
    return result


def settle(session: Session, mismatches: Mismatches, result: object) -> None:
    """Warn of what did not fit, once a place, or raise it where the site is strict."""
    mismatches.settle(result, strict=session.options.strict, warned=session.warned)


def _rest(context: Context, request: MetaRequest[Any], reply: Any) -> Flow[None]:
    """Add what the wiki could not send at once of a module that has no size of a page: a very long siteinfo."""
    whole, last, seen = inside(reply, "query"), reply, list[Any]()
    while cursor := {key: str(value) for key, value in as_object(inside(last, "continue") or {}).items()}:
        if cursor in seen or not isinstance(whole, dict):
            raise ContinuationError(f"{request.facts.path}: the wiki's cursor repeats: {shown(str(cursor))}")
        seen.append(cursor)
        last = yield from _exchanged(context, {**request.call(), **cursor})
        grow(whole, as_object(inside(last, "query") or {}))


def _text_call(context: Context, request: Request[Any]) -> Flow[str]:
    """Make a call that answers text; what it refuses comes as JSON or XML, and the header names the code."""
    session = context.session
    params = {**_common(context, login=False), **request.call()}

    def once() -> Flow[str]:
        answer = yield from fetch(session.endpoint.script("api"), params, post=request.facts.posted)
        refusal: MwClientError | None = None
        if (code := answer.headers.get("mediawiki-api-error")) is not None:
            refusal = APIError(code, answer.text, None)
        elif answer.status != 200:
            refusal = HTTPStatusError(answer.status, answer.url, answer.text)
        if refusal is not None:
            refusal.retry_after = seconds_of(answer.headers.get("retry-after"))
            raise refusal
        return answer.text

    return (yield from persist(session, request.facts.path, once, write=False, args=("api", _shown(params))))


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


def _call_with_token(context: Context, request: Request[Any], kind: str) -> Flow[Any]:
    return (yield from _as_ourselves(context, lambda: _with_token(context, request, kind)))


def _as_ourselves(context: Context, once: Callable[[], Flow[R]]) -> Flow[R]:
    """Do something, and if the session had ended log in again and do it once more: nothing was done before."""
    session = context.session
    logins = session.logins
    try:
        return (yield from once())
    except AssertUserFailedError:
        if session.credentials is None:
            raise
    yield Renew(context, logins)
    return (yield from once())


def _with_token(context: Context, request: Request[Any], kind: str) -> Flow[Any]:
    params, wire = request.call(), request.facts.prefix + "token"
    if wire in params:  # the caller's own, among `extra`
        params[wire] = params.pop(wire)
        return (yield from _exchanged(context, params, post=True, write=True, renew=False))
    # A new token may be none: in a new session, two that are asked for at once spoil each other.
    for renewed in (False, True):
        params[wire] = yield from token(context, kind)
        try:
            # The token goes last: a body that is cut short then fails instead of saving half a text.
            return (yield from _exchanged(context, params, post=True, write=True, renew=False))
        except APIError as error:
            if error.code != "badtoken" or renewed:
                raise
            if context.session.tokens.get(kind) == params.pop(wire):  # else another renewed it
                del context.session.tokens[kind]
    raise AssertionError("the second try returns or raises")


def token(context: Context, kind: str) -> Flow[str]:
    """Give a token of a kind (`csrf`, `watch`, …), from the wiki if it is not known yet."""
    tokens = context.session.tokens
    if kind not in tokens:
        reply = yield from call(context, {"action": "query", "meta": "tokens", "type": kind}, login=kind == "login")
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
    write: bool = False,
    login: bool = False,
    renew: bool = True,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Make one typed call (format version 2) and give its reply, checked; its warnings become Python's."""
    reply = yield from _exchanged(context, params, post=post, write=write, login=login, renew=renew, decode=decode)
    _warn(context.session, reply, reply)
    return reply


def _exchanged(
    context: Context,
    params: Mapping[str, Any],
    *,
    post: bool = False,
    write: bool = False,
    login: bool = False,
    renew: bool = True,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Make one typed call and give its reply, checked; who makes of it a result warns when that is done.

    With `renew` a session that had ended is renewed, and the call made again.
    """
    login = login or params["action"] in _LOGINS

    def once() -> Flow[Any]:
        sent = {**_TYPED, **_common(context, login=login), **params}
        return _tried(context.session, sent, post=post, write=write and not login, decode=decode)

    reply = yield from (_as_ourselves(context, once) if renew and not login else once())
    for warned in warnings_of(reply):
        if warned.loses_data and not write:
            raise UnrecognizedParameter(warned.code, warned.text, {"errors": [warned._asdict()], "reply": reply})
    return reply


def _tried(
    session: Session,
    sent: Mapping[str, Any],
    *,
    post: bool,
    write: bool,
    decode: Callable[[bytes], Any] = loads,
) -> Flow[Any]:
    """Send parameters, again where that may help and does no harm, and give the reply that is no refusal."""

    def once() -> Flow[Any]:
        reply, retry_after = yield from exchange(session, sent, post=post, decode=decode)
        try:
            checked(reply)
        except MwClientError as error:
            error.retry_after = retry_after
            raise
        yield from keep_back(session, retry_after)
        return reply

    return (yield from _persist(session, sent, once, write=write))


def _persist(session: Session, sent: Mapping[str, Any], once: Callable[[], Flow[R]], *, write: bool) -> Flow[R]:
    """Send parameters again as `persist` does; not those that hold a stream, which can be read once."""
    again = all(not hasattr(value, "seekable") or value.seekable() for value in sent.values())
    args = ("api", _shown(sent))
    if any(_PASSWORD.search(name) for name in sent):
        refuse_plain_http(session.endpoint, "a password", session.options)
    return (yield from persist(session, module_of(sent), once, write=write, again=again, args=args))


def _shown(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give the parameters but for those that are secret."""
    return {name: "..." if _SECRET.search(name) else value for name, value in sent.items()}


def read_call(context: Context, params: Params, decode: Callable[[bytes], Any] = loads) -> Flow[Mapping[str, Any]]:
    """Make one call that reads and whose reply is an object; `decode` may make the items in the same pass."""
    reply = yield from call(context, params, decode=decode)
    return reply if isinstance(reply, Mapping) else {}


def raw_call(context: Context, params: Mapping[str, Any], *, post: bool, check: bool = True) -> Flow[Any]:
    """Make one call as the caller wrote it, of format version 1 unless it says otherwise."""
    common = _common(context, login=params.get("action") in _LOGINS)
    session, sent = context.session, {"format": "json", **common, **params}
    secret = any(_SECRET.search(name) for name in params)
    post, write = post or secret, secret and params.get("action") not in _LOGINS  # what is secret goes into no URL
    if holds_back_untyped(session.options, session.binding, params, write=write):
        return not_sent(session.options, _shown(params))
    if not check:
        reply, _ = yield from _persist(session, sent, lambda: exchange(session, sent, post=post), write=write)
    else:
        reply = yield from _as_ourselves(context, lambda: _tried(session, sent, post=post, write=write))
        _note_session(context.session, str(params.get("action")), reply)
        _warn(context.session, reply, reply)
    return reply


def init(context: Context) -> Flow[None]:
    """Ask for the wiki's facts and our own, in one call. A private wiki says nothing before login."""
    params = {
        "action": "query",
        "meta": "siteinfo|userinfo",
        "siprop": "general|namespaces",
        "uiprop": "groups|rights",
    }
    try:
        reply = yield from call(context, params, renew=False)
    except ReadApiDenied:
        if context.session.logged_in:
            raise
        return
    context.session.learn(as_object(inside(reply, "query") or {}))


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
    if session.logged_in and session.username is not None:
        guards["assertuser"] = session.username
    return {**guards, **context.main}


def _note_session(session: Session, path: str, reply: Any) -> bool:
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


def _warn(session: Session, reply: Any, result: object) -> None:
    """Make Python warnings of the wiki's, once a text; where they are errors, one with the result is raised."""
    raised: APIWarning | None = None
    for warned in warnings_of(reply):
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
