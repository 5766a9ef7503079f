"""Logging in, and what a site wants to know before its first call."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from ..errors import AssertUserFailedError, HTTPStatusError, LoginError, OAuthAuthorizationError, shown
from ..login_step import LoginStep
from ..oauth import OAuth2
from ..reply import as_object, inside, loads
from ..secret import Secret, concealed, redacted_reply
from ..session import Context, Credentials, refuse_plain_http
from ..telling import listens, tell
from . import Answer, Ask, Flow
from .call import call, init, keep_token, token, without_secrets
from .exchange import fetch
from .retry import Write, persist

__all__ = ["client_login", "init", "login", "login_with", "renew", "restore"]

_CODES = 3
"""How many one-time codes are asked for: a person may mistype one."""


def login(
    context: Context,
    username: str,
    password: str | Secret,
    domain: str | None = None,
    code: Secret | Callable[[], str] | None = None,
) -> Flow[None]:
    """Log in with a bot password (`Name@task`) or a main password, and learn who we are.

    Raises:
        LoginError: the wiki refused, with its code and reason, or it asks for what we were not given.
        PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine.
    """
    ask = code.reveal if isinstance(code, Secret) else code
    credentials = Credentials(username, Secret(password), domain, ask)
    yield from login_with(context, credentials, keep=not isinstance(code, Secret))  # a code is good for one login


def login_with(context: Context, credentials: Credentials, *, keep: bool = True) -> Flow[None]:
    """Log in with what one logged in with before, and `keep` it for the next time; the same errors."""
    session = context.session
    refuse_plain_http(session.endpoint, "a password", session.options)
    session.forget()  # a failed login leaves nobody logged in
    session.enter((yield from _name(context, credentials)))
    session.credentials = credentials if keep else None
    yield from init(context)


def client_login(context: Context, given: Mapping[str, str | Secret]) -> Flow[Literal[True] | LoginStep]:
    """Take one step of a login; the last one is followed by learning who we are.

    Raises:
        LoginError: the wiki refused, with its code and reason.
        PlainHTTPRefused: the wiki is asked over plain http, and is not on this machine.
    """
    session = context.session
    refuse_plain_http(session.endpoint, "a password", session.options)
    first = "logincontinue" not in given
    if first:
        session.forget()
    step = yield from _step(context, given)
    if step.status != "PASS":
        return step
    session.enter(str(step.get("username", "")))
    username, password = given.get("username"), given.get("password")
    if first and isinstance(username, str) and isinstance(password, Secret):
        session.credentials = Credentials(username, password, stepwise=True)
    yield from init(context)
    return True


def restore(context: Context, username: str | None) -> Flow[None]:
    """Go on with the session that the connection's cookies hold; of that user, if a name is given.

    Raises:
        AssertUserFailedError: it ended, or it is another user's; nobody is logged in then.
    """
    session = context.session
    session.forget()
    session.username, session.logged_in = username, True
    try:
        yield from init(context)
    except BaseException:
        session.forget()
        raise
    session.logins += 1


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
    if isinstance(session.authority, OAuth2):
        yield from _refresh(context, session.authority)
        session.tokens.clear()
        session.logins += 1
        return
    if session.credentials is None:
        raise AssertUserFailedError("assertuserfailed", "the session ended, and there is no password to log in again")
    name = yield from _name(context, session.credentials)
    if name != session.username:
        raise AssertUserFailedError("assertnameduserfailed", f"the login gives {name}, who is not {session.username}")
    # The first token of a session comes before all else: of two that are asked for at once one is none.
    reply = yield from call(context, {"action": "query", "meta": "tokens"}, renew=False, marked=True)
    keep_token(session, "csrf", reply)
    session.logins += 1
    if listens(session.options, "LoggedInAgain"):
        from ...events import LoggedInAgain

        tell(session.options, LoggedInAgain(host=session.endpoint.host, username=shown(name)))


def _refresh(context: Context, authority: OAuth2) -> Flow[None]:
    """Get a new access token. The old refresh token serves once, so that a lost answer is not asked for again.

    Raises:
        OAuthAuthorizationError: the wiki refused.
        WriteOutcomeUnknown: the answer was lost, and with it the new tokens.
    """
    session, refresh = context.session, authority.refresh
    if refresh is None:
        raise OAuthAuthorizationError(None, "mwoauth-invalid-authorization", "there is no refresh token")
    params = {
        "grant_type": "refresh_token",
        "refresh_token": refresh.refresh_token,
        "client_id": refresh.client_id,
        "client_secret": refresh.client_secret,
    }
    sent = {name: value for name, value in params.items() if value is not None}
    url = f"{session.endpoint.script('rest')}/oauth2/access_token"

    def once() -> Flow[tuple[Secret, Secret]]:
        answer = yield from fetch(url, sent, post=True, authorized=False)
        return _tokens(answer)

    given = yield from persist(
        session, once, write=Write("oauth2/access_token"), args=("rest", {"grant_type": "refresh_token"})
    )
    authority.renew(*given)


def _tokens(answer: Answer) -> tuple[Secret, Secret]:
    """Read the access token and the refresh token."""
    if answer.status >= 500 or answer.status == 429:
        raise HTTPStatusError(answer.status, answer.place)
    reply = concealed(redacted_reply(dict(_object(answer)), answer.secrets))
    access, renewed = (reply.get(name) for name in ("access_token", "refresh_token"))
    if answer.status == 200 and access and renewed and isinstance(access, str) and isinstance(renewed, str):
        return Secret(access), Secret(renewed)
    why = next((reply[name] for name in ("hint", "error_description", "message") if reply.get(name)), "no tokens came")
    code = str(reply.get("error") or f"HTTP {answer.status}")
    raise OAuthAuthorizationError(None, code, f"the wiki gives no new access token: {why}")


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        reply = loads(answer.body)
    except ValueError:
        return {}
    return reply if isinstance(reply, Mapping) else {}


def _name(context: Context, credentials: Credentials) -> Flow[str]:
    """Log in, and give the name of the user that one is then; every older token is stale."""
    tokens = context.session.tokens
    tokens.clear()
    stepwise = credentials.stepwise or credentials.code is not None
    try:
        return (yield from (_name_by_steps if stepwise else _name_at_once)(context, credentials))
    finally:
        tokens.clear()


def _name_at_once(context: Context, credentials: Credentials) -> Flow[str]:
    username, password, domain = credentials[:3]
    params = {"action": "login", "lgname": username, "lgpassword": password, "lgdomain": domain}
    sent = {name: value for name, value in params.items() if value is not None}
    reply = yield from _begun(context, sent, "lgtoken")
    code = str(inside(reply, "login", "result") or "unknown")
    if code != "Success":
        reason = inside(reply, "login", "reason", "text") or inside(reply, "login", "reason") or "no reason given"
        raise LoginError(None, code, str(reason))
    return str(inside(reply, "login", "lgusername") or username.partition("@")[0])


def _begun(context: Context, params: Mapping[str, Any], wire: str) -> Flow[Any]:
    """Begin a login with a token; anew where the answer was lost: who is logged in has another session by then."""
    session, action = context.session, str(params["action"])

    def once() -> Flow[Any]:
        session.tokens.pop("login", None)
        sent = {**params, wire: Secret((yield from token(context, "login")))}
        return (yield from call(context, sent, post=True, write=Write(action), again=False))

    return (yield from persist(session, once, args=("api", without_secrets(params)), path=action))


def _name_by_steps(context: Context, credentials: Credentials) -> Flow[str]:
    """Log in by `clientlogin`, with a one-time code where the wiki asks for one."""
    given: dict[str, str | Secret] = {"username": credentials.username, "password": credentials.password}
    step = yield from _step(context, given)
    codes: list[Secret] = []
    while credentials.code is not None and len(codes) < _CODES and (field := _code_field(step)) is not None:
        code = Secret((yield Ask(credentials.code)))
        if code in codes:
            break
        codes.append(code)
        step = yield from _step(context, {"logincontinue": "1", field: code})
    if step.status == "PASS":
        return str(step.get("username", ""))
    asked = ", ".join(step.fields) or step.redirect_target or "nothing more"
    raise LoginError(None, step.code or step.status, f"{step.message} The wiki asks for: {asked}.".strip())


def _code_field(step: LoginStep) -> str | None:
    """Find the field for a one-time code: the only text that the wiki asks for."""
    texts = [field.name for field in step.fields.values() if field.type in ("string", "password")]
    return texts[0] if step.status == "UI" and len(texts) == 1 else None


def _step(context: Context, given: Mapping[str, str | Secret]) -> Flow[LoginStep]:
    """Take one step; every older token is stale after the last."""
    params: dict[str, Any] = {"action": "clientlogin", **given}
    if not {"logincontinue", "loginreturnurl"} & params.keys():
        params["loginreturnurl"] = context.session.endpoint.root
    params["formatversion"] = "1"  # flags as scripts for mwclient know them, and texts, whatever the format of errors
    if "logintoken" in params:
        reply = yield from call(context, params, post=True, write=Write("clientlogin"))
    elif "logincontinue" in params:
        params["logintoken"] = Secret((yield from token(context, "login")))
        reply = yield from call(context, params, post=True, write=Write("clientlogin"))
    else:
        reply = yield from _begun(context, params, "logintoken")
    step = LoginStep(as_object(inside(reply, "clientlogin") or {}))
    if step.status not in ("PASS", "UI", "REDIRECT", "RESTART"):
        context.session.tokens.pop("login", None)
        raise LoginError(None, step.code or step.status, step.message or "no reason given")
    return step
