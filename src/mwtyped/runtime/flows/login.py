"""Logging in, and what a site wants to know before its first call."""

from ..errors import LoginError
from ..reply import inside
from ..session import Context
from . import Flow
from .call import call, init, token

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
    code = str(inside(reply, "login", "result") or "unknown")
    if code != "Success":
        reason = inside(reply, "login", "reason", "text") or inside(reply, "login", "reason") or "no reason given"
        raise LoginError(None, code, str(reason))
    session.enter(str(inside(reply, "login", "lgusername") or username.partition("@")[0]))
    yield from init(context)
