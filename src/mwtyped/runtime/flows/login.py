"""Logging in, and what a site wants to know before its first call."""

from ..errors import LoginError, ReadApiDenied
from ..session import Context, Session
from . import Flow
from .call import call, token

__all__ = ["init", "login"]


def login(context: Context, username: str, password: str) -> Flow[None]:
    """Log in with a bot password (`Name@task`) or a main password, and learn who we are.

    Raises:
        LoginError: the wiki refused, with its code and reason.
    """
    session = context.session
    session.forget()  # a failed login leaves nobody logged in, and every older token is stale
    given = yield from token(context, "login")
    params = {"action": "login", "lgname": username, "lgpassword": password, "lgtoken": given}
    reply = yield from call(context, params, post=True, write=True)
    session.tokens.clear()
    outcome = reply.get("login", {})
    if outcome.get("result") != "Success":
        code, reason = str(outcome.get("result", "unknown")), outcome.get("reason", "no reason given")
        raise LoginError(None, code, str(reason.get("text", reason) if isinstance(reason, dict) else reason))
    session.enter(str(outcome.get("lgusername", username.partition("@")[0])))
    yield from init(context)


def init(context: Context) -> Flow[None]:
    """Ask for the wiki's facts and our own, in one call. A private wiki says nothing before login."""
    params = {
        "action": "query",
        "meta": "siteinfo|userinfo",
        "siprop": "general|namespaces",
        "uiprop": "groups|rights",
    }
    try:
        reply = yield from call(context, params)
    except ReadApiDenied:
        if context.session.logged_in:
            raise
        return
    _learn(context.session, reply.get("query", {}))


def _learn(session: Session, query: dict[str, dict[str, object]]) -> None:
    session.general = query.get("general", {})
    namespaces = query.get("namespaces", {})
    session.namespaces = {int(key): str(value.get("name", "")) for key, value in _dicts(namespaces)}
    user = query.get("userinfo", {})
    session.groups, session.rights = _strings(user.get("groups")), _strings(user.get("rights"))
    session.username = str(user["name"]) if "name" in user else session.username
    session.logged_in = session.logged_in or ("anon" not in user and bool(user.get("id")))
    session.initialized = True


def _dicts(values: dict[str, object]) -> list[tuple[str, dict[str, object]]]:
    return [(key, value) for key, value in values.items() if isinstance(value, dict)]


def _strings(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
