"""Logging in, and what a site wants to know before its first call."""

from ...events import LoggedInAgain
from ..errors import AssertUserFailedError, LoginError, shown
from ..reply import inside
from ..session import Context, Secret, refuse_plain_http
from ..telling import listens, tell
from . import Flow
from .call import call, init, token

__all__ = ["init", "login", "renew"]


def login(context: Context, username: str, password: str) -> Flow[None]:
    """Log in with a bot password (`Name@task`) or a main password, and learn who we are.

    Raises:
        LoginError: the wiki refused, with its code and reason.
        PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine.
    """
    session = context.session
    refuse_plain_http(session.endpoint, "a password", session.options)
    session.forget()  # a failed login leaves nobody logged in
    session.enter((yield from _name(context, username, password)))
    session.credentials = username, Secret(password)
    yield from init(context)


def renew(context: Context, logins: int) -> Flow[None]:
    """Log in again as the user whose session ended; do nothing if another flow did since.

    Until that is done each request still asserts that user, so that none goes on as nobody.

    Raises:
        LoginError: the wiki refused.
        AssertUserFailedError: there is no password to log in with, or it is another user's.
    """
    session = context.session
    if session.logins != logins:
        return
    if session.credentials is None:
        raise AssertUserFailedError("assertuserfailed", "the session ended, and there is no password to log in again")
    username, password = session.credentials
    name = yield from _name(context, username, password.reveal())
    if name != session.username:
        raise AssertUserFailedError("assertnameduserfailed", f"the login gives {name}, who is not {session.username}")
    session.logins += 1
    if listens(session.options, LoggedInAgain):
        tell(session.options, LoggedInAgain(host=session.endpoint.host, username=shown(name)))


def _name(context: Context, username: str, password: str) -> Flow[str]:
    """Log in, and give the name of the user that one is then; every older token is stale."""
    tokens = context.session.tokens
    tokens.clear()
    given = yield from token(context, "login")
    params = {"action": "login", "lgname": username, "lgpassword": password, "lgtoken": given}
    reply = yield from call(context, params, post=True, write=True)
    tokens.clear()
    code = str(inside(reply, "login", "result") or "unknown")
    if code != "Success":
        reason = inside(reply, "login", "reason", "text") or inside(reply, "login", "reason") or "no reason given"
        raise LoginError(None, code, str(reason))
    return str(inside(reply, "login", "lgusername") or username.partition("@")[0])
