"""Calls of the API: the parameters that every one carries, its token, its errors, its warnings."""

import warnings
from collections.abc import Mapping
from typing import Any, TypeVar

from ..errors import APIError, APIWarning, HTTPStatusError, ParameterError, UnrecognizedParameter
from ..reply import Warned, checked, warnings_of
from ..request import Params, Request, RequestData
from ..session import Context, Session
from . import Flow
from .exchange import exchange, fetch

__all__ = ["call", "raw_call", "read_call", "refuse", "send", "token"]

R = TypeVar("R")

_TYPED = {"format": "json", "formatversion": "2", "errorformat": "plaintext"}
_LOGINS = frozenset({"login", "clientlogin"})


def send(context: Context, request: Request[R]) -> Flow[R]:
    """Send a request and make its result. A token that went stale is renewed, once."""
    if request.selects_nothing():
        return request.read({})
    refuse(context.session, request)
    facts = request.facts
    if request.answers_text:
        return request.read({"*": (yield from _text_call(context, request))})
    if facts.token is None:
        post = facts.posted or request.holds_secret
        reply = yield from call(context, request.call(), post=post, write=facts.writes)
    else:
        reply = yield from _call_with_token(context, request, facts.token)
    _note_session(context.session, facts.path, reply)
    return request.read(reply)


def _text_call(context: Context, request: Request[Any]) -> Flow[str]:
    """Make a call that answers text; what it refuses comes as JSON or XML, and the header names the code."""
    session = context.session
    params = {**_guards(session, login=False), **context.main, **request.call()}
    answer = yield from fetch(session.endpoint.script("api"), params, post=request.facts.posted)
    if (code := answer.headers.get("mediawiki-api-error")) is not None:
        raise APIError(code, answer.text, None)
    if answer.status != 200:
        raise HTTPStatusError(answer.status, answer.url, answer.text)
    return answer.text


def refuse(session: Session, request: RequestData) -> None:
    """Refuse what the wiki would: a required list that is empty, and more values than the account may send."""
    for name in request.facts.nonempty:
        if getattr(request, name) == ():
            raise ParameterError(request.facts.path, name, "is empty, and required")
    for name in request.model_fields_set:
        value = getattr(request, name)
        if isinstance(value, tuple):
            _refuse_too_many(session, request, name, len(value))
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, RequestData):
                refuse(session, part)


def _refuse_too_many(session: Session, request: RequestData, name: str, values: int) -> None:
    """Count multi-values against the limits of the account, once they are known."""
    low = request.most(name)[0]
    if values > low and session.initialized and not session.high_limits:
        raise ParameterError(request.facts.path, name, f"has {values} values, and this account may send {low} at most")


def _call_with_token(context: Context, request: Request[Any], kind: str) -> Flow[Any]:
    params, wire = request.call(), request.facts.prefix + "token"
    known = kind in context.session.tokens
    for renewed in (not known, True):
        params[wire] = yield from token(context, kind)
        try:
            # The token goes last: a body that is cut short then fails instead of saving half a text.
            return (yield from call(context, params, post=True, write=True))
        except APIError as error:
            if error.code != "badtoken" or renewed:
                raise
            context.session.tokens.pop(kind, None)
            del params[wire]
    raise AssertionError("the second try returns or raises")


def token(context: Context, kind: str) -> Flow[str]:
    """Give a token of a kind (`csrf`, `watch`, …), from the wiki if it is not known yet."""
    tokens = context.session.tokens
    if kind not in tokens:
        reply = yield from call(context, {"action": "query", "meta": "tokens", "type": kind}, login=kind == "login")
        found = reply.get("query", {}).get("tokens", {}).get(f"{kind}token")
        if not isinstance(found, str):
            raise APIError("badtokentype", f"the wiki gave no token of type {kind!r}", reply)
        tokens[kind] = found
    return tokens[kind]


def call(
    context: Context, params: Mapping[str, Any], *, post: bool = False, write: bool = False, login: bool = False
) -> Flow[Any]:
    """Make one typed call (format version 2) and give its reply, checked; its warnings become Python's."""
    session = context.session
    login = login or params["action"] in _LOGINS
    common = {**_TYPED, **_guards(session, login=login), **context.main}
    reply = yield from exchange(session, {**common, **params}, post=post)
    checked(reply)
    for warned in warnings_of(reply):
        if warned.loses_data and not write:
            raise UnrecognizedParameter(warned.code, warned.text, {"errors": [warned._asdict()], "reply": reply})
        _warn(session, warned)
    return reply


def read_call(context: Context, params: Params) -> Flow[Mapping[str, Any]]:
    """Make one call that reads and whose reply is an object."""
    reply = yield from call(context, params)
    return reply if isinstance(reply, Mapping) else {}


def raw_call(context: Context, params: Mapping[str, Any], *, post: bool, check: bool = True) -> Flow[Any]:
    """Make one call as the caller wrote it, of format version 1 unless it says otherwise."""
    session = context.session
    common = {"format": "json", **_guards(session, login=params.get("action") in _LOGINS), **context.main}
    reply = yield from exchange(session, {**common, **params}, post=post)
    if check:
        checked(reply)
        for warned in warnings_of(reply):
            _warn(session, warned)
        _note_session(session, str(params.get("action")), reply)
    return reply


def _guards(session: Session, *, login: bool) -> dict[str, str]:
    """Give what makes a call fail rather than go on as somebody else, or burden a wiki that lags.

    A login carries neither, or it would wait for what only it can bring.
    """
    if login:
        return {}
    guards = {} if session.max_lag is None else {"maxlag": str(session.max_lag)}
    if session.logged_in and session.username is not None:
        guards["assertuser"] = session.username
    return guards


def _note_session(session: Session, path: str, reply: Any) -> None:
    """Keep the session true after a module that changes who we are."""
    if path == "logout":
        session.forget()
    elif path in _LOGINS:
        session.tokens.clear()
        outcome = reply.get(path, {})
        name = outcome.get("lgusername") or outcome.get("username")
        if name and (outcome.get("result") or outcome.get("status")) in ("Success", "PASS"):
            session.enter(name)


def _warn(session: Session, warned: Warned) -> None:
    text = f"{warned.module}: {warned.text}"
    if text not in session.warned:
        session.warned.add(text)
        warnings.warn(APIWarning(text), stacklevel=2)
