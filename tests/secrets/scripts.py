"""Scripts of users, each of which is run in a process of its own: `python -m tests.secrets.scripts NAME`.

What they know, secrets among it, comes by stdin.
"""

import asyncio
import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import mwtyped
from mwtyped import TOTP, AsyncSite, OAuthRefresh, Options, Site, cli
from mwtyped.mediawiki import Edit, Login, Protect, UploadRequest, UserInfo

from ..clock import Waits
from .planted import plant
from .telling import Told

Know = dict[str, Any]
Attempt = Callable[[Any], Any]

told = Told()


@contextmanager
def failing() -> Iterator[None]:
    """Go on after what fails, and tell all of it."""
    try:
        yield
    except Exception as error:  # that is what is looked at
        told.error(error)


def site(url: str, **keywords: Any) -> Site:
    options = Options(clock=Waits(0.001), on_event=told.event, **keywords.pop("more", {}))
    return Site(url, **{"do_init": False, "max_lag": None, "max_retries": 0, "options": options, **keywords})


def async_site(url: str, **keywords: Any) -> AsyncSite:
    options = Options(clock=Waits(0.001), on_event=told.event, **keywords.pop("more", {}))
    return AsyncSite(url, **{"do_init": False, "max_lag": None, "max_retries": 0, "options": options, **keywords})


def whole(made: Site) -> None:
    """Tell of a site and of all that it holds."""
    session = made.context.session
    told.things(made, made.api, made.api.query, made.context, session, session.options, session.credentials)
    told.things(session.authority, session.options.oauth_refresh, session.patience, made._transport)  # pyright: ignore[reportPrivateUsage]
    made.close()


# Logins.


def passwords(know: Know) -> None:
    """Log in by each kind of password, and by wrong ones."""
    bot, codes = know["bot"], TOTP(know["totp"])
    told.things(codes)
    for url in (know["wiki"], know["elsewhere"], know["no_wiki"], know["no_tls"]):
        made = site(url)
        with failing():
            made.login(bot["bot_name"], bot["bot_password"])
        with failing():
            told.things(made.api.edit(title="A secret search", text="by a bot password"))
        whole(made)
        for name, password, code in _ways(know, codes) if url == know["wiki"] else [*_ways(know, codes)][:2]:
            made = site(url)
            with failing():
                made.login(name, password, code=code)
            with failing():
                told.things(made.send(UserInfo()))
            whole(made)
    for attempt in _wrong_logins(know):
        with failing():
            attempt(site(know["wiki"]))


def _ways(know: Know, codes: TOTP) -> Iterator[tuple[str, str, Any]]:
    """List names, passwords and codes."""
    bot, alice = know["bot"], know["alice"]
    yield bot["name"], bot["password"], None
    yield alice["name"], alice["password"], codes
    yield alice["name"], alice["password"], codes()
    yield alice["name"], alice["password"], know["recovery"]
    yield alice["name"], alice["password"], know["wrong_code"]
    yield alice["name"], alice["password"], lambda: know["wrong_code"]
    yield alice["name"], alice["password"], None
    yield alice["name"], know["wrong"], codes
    yield bot["bot_name"], know["wrong"], None


def _wrong_logins(know: Know) -> Iterator[Attempt]:
    password, alice = know["alice"]["password"], know["alice"]["name"]
    yield lambda made: made.login(password=password)
    yield lambda made: made.login(alice, password.encode())
    yield lambda made: made.api.login(name=alice, pasword=password, password=password)
    yield lambda made: made.api.login(name=1, password=password)
    yield lambda made: told.things(made.api.login(name=alice, password=password))
    yield lambda made: told.things(made.send(Login(name=alice, password=password, extra={"lgtoken": know["wrong"]})))
    yield lambda made: told.things(made.api("login", lgname=alice, lgpassword=password))
    yield lambda made: told.things(made.api("clientlogin", username=alice, password=password, logintoken=know["wrong"]))
    yield lambda made: told.things(made.api.validatepassword(password=password, user=alice))
    yield lambda made: told.things(Login(name=alice, password=password))


def steps(know: Know) -> None:
    """Log in step by step, sync and async."""
    alice, codes = know["alice"], TOTP(know["totp"])
    made = site(know["wiki"])
    told.things(made.clientlogin(username="Alice", password=alice["password"]))
    with failing():
        made.clientlogin(logincontinue=True, OATHToken=know["wrong_code"])
    told.things(made.clientlogin(username="Alice", password=alice["password"]))
    told.things(made.clientlogin(logincontinue=True, OATHToken=codes()))
    told.things(made.send(UserInfo()))
    whole(made)

    async def also() -> None:
        async with async_site(know["wiki"]) as other:
            told.things(await other.clientlogin(username="Alice", password=alice["password"]))
            told.things(await other.clientlogin(logincontinue=True, OATHToken=codes()))
            told.things(await other.send(UserInfo()), other, other.context)
            with failing():
                await other.login("Alice", know["wrong"], code=codes)

    asyncio.run(also())


# Writes and sessions.


def work(know: Know) -> None:
    """Write in each way, keep the session, go on with it, lose it."""
    bot = know["bot"]
    made = site(know["wiki"])
    made.login(bot["bot_name"], bot["bot_password"])
    made.save_session("bot.session")
    token = made.api("query", meta="tokens")["query"]["tokens"]["csrftoken"]
    told.things(made.api.query.tokens(), made.api("query", meta="tokens", type="csrf|patrol"))
    request = Edit(title="A secret search", text="typed", extra={"token": token})
    told.things(request, request.extra, request.encode(), made.send(request))
    told.things(made.api.edit(title="A secret search", appendtext="typed"))
    told.things(made.api("edit", title="A secret search", text="untyped", token=token))
    told.things(made.post("edit", ("title", "A secret search"), ("appendtext", "untyped"), ("token", token)))
    told.things(made.api("upload", filename="Secret search.txt", file=know["file"].encode(), token=token))
    told.things(made.api.upload(filename="Secret search 2.txt", file=b"Another", ignorewarnings=True))
    for attempt in _wrong_writes(token):
        with failing():
            told.things(attempt(made))
    whole(made)

    later = site(know["wiki"])
    later.load_session("bot.session")
    told.things(later.send(UserInfo()))
    with failing():
        later.save_session("no/such/folder/bot.session")
    Path("others.session").write_text(Path("bot.session").read_text())
    with failing():
        later.load_session("others.session")
    Path("others.session").chmod(0o600)
    Path("others.session").write_text(Path("bot.session").read_text().replace('"domain"', '"domin"'))
    with failing():
        later.load_session("others.session")
    later.api("logout", token=later.api("query", meta="tokens")["query"]["tokens"]["csrftoken"])
    with failing():
        later.load_session("bot.session")
    whole(later)
    cookies = {one["name"]: one["value"] for one in json.loads(Path("bot.session").read_text())["cookies"]}
    for given in (cookies, {**cookies, "broken": f"{know['wrong']}\n"}):
        with failing():
            site(know["wiki"]).login(cookies=given)


def _wrong_writes(token: str) -> Iterator[Attempt]:
    stale = f"{token[:-2]}0+\\"
    yield lambda made: made.api("edit", "PUT", title="X", token=token)
    yield lambda made: made.api("edit", "POST", "title", ("token", token))
    yield lambda made: made.api("edit", title="X", text="\ud800", token=token)
    yield lambda made: made.api("edit", title="X", text="x", token=stale)
    yield lambda made: made.get("edit", title="X", text="x", token=stale)
    yield lambda made: made.raw_api("edit", title="X", text="x", token=stale)
    yield lambda made: made.api("nosuchaction", token=token)
    yield lambda made: made.api("edit", title="MediaWiki:Common.css", text="x", token=token)
    yield lambda made: made.api.edit(title="X", txt="x", extra={"token": token})
    yield lambda made: made.api.edit(title=1, extra={"token": token})
    yield lambda made: made.api.edit(title="X", text="x", extra={"token": stale})
    yield lambda made: made.api.edit(title="MediaWiki:Common.css", text="x")
    yield lambda made: made.api.checktoken(type="csrf", token=token)
    yield lambda made: made.send(Protect(title="X", protections=["edit=sysop"], extra={"token": token}))
    yield lambda made: made.send(UploadRequest(filename="X", file=b"", extra={"token": token}))
    yield lambda made: made.api.query.userinfo(extra={"centralauthtoken": token})
    yield lambda made: made.with_options(extra={"centralauthtoken": token}).send(UserInfo())
    yield lambda made: made.with_options(uselang=1, extra={"centralauthtoken": token})
    yield lambda made: made.api.query.tokens(type=["csrf", "nosuchtype"])
    yield lambda made: made.with_options(extra={"nosuchparameter": "1"}).api.query.tokens()
    dry = Options(dry_run=True, on_dry_run=lambda request: told.things(request))
    yield lambda made: site(made.context.session.endpoint.root, options=dry).api("edit", title="X", token=token)
    yield lambda made: site(made.context.session.endpoint.root, more={"dry_run": True}).api("edit", token=token)


# What stands in for a login.


def oauth(know: Know) -> None:
    """Sign, show a bearer token, renew it; and fail in each."""
    right, wrong = know["oauth1"], {**know["oauth1"], "access_secret": know["wrong"]}
    for url in (know["gateway"], know["elsewhere"], know["no_wiki"], know["no_tls"]):
        bearers = [
            {"access_token": know["bearer"]},
            {"access_token": know["wrong_bearer"]},
            {"access_token": know["wrong"]},
            {"access_token": f"{know['wrong_bearer']}\n"},
        ]
        for tokens in (right, wrong, *bearers, {"consumer_token": know["wrong"], "access_token": know["wrong"]}):
            with failing():
                made = site(url, **tokens)
                with failing():
                    told.things(made.send(UserInfo()))
                with failing():
                    told.things(made.api.edit(title="A secret search", text="by OAuth"))
                with failing():
                    told.things(made.api("upload", filename="By OAuth.txt", file=know["file"].encode(), token="+\\"))
                with failing():
                    made.login("Alice", know["wrong"])
                whole(made)
    for number, secret in enumerate((know["client"][1], know["wrong"], know["client"][1])):

        def keep(access: str, refresh: str, number: int = number) -> None:
            know["refresh"] = refresh
            if number:
                raise OSError("no room to keep it")

        renewing = OAuthRefresh(know["client"][0], secret, know["refresh"], keep=keep)
        told.things(renewing)
        made = site(know["gateway"], access_token=know["wrong_bearer"], more={"oauth_refresh": renewing})
        with failing():
            told.things(made.send(UserInfo()))
        with failing():
            told.things(made.send(UserInfo()))
        whole(made)


def gate(know: Know) -> None:
    """Pass a gate with a name and a password, or not; and with headers of one's own."""
    import base64

    basic = base64.b64encode(":".join(know["gate"]).encode()).decode()
    for keywords in (
        {"httpauth": tuple(know["gate"])},
        {"httpauth": (know["gate"][0], know["wrong"])},
        {"custom_headers": {"Authorization": f"Basic {basic}"}},
        {"custom_headers": {"Authorization": f"Basic {basic}\n"}},
        {"custom_headers": {"Cookie": f"session={know['wrong']}"}},
        {"httpauth": tuple(know["gate"]), "connection_options": {"proxies": {"http": know["proxy"]}}},
        {"httpauth": tuple(know["gate"]), "connection_options": {"proxies": {"http": know["proxy"]}, "oops": 1}},
        {"httpauth": tuple(know["gate"]), "path": "w"},
        {"httpauth": tuple(know["gate"]), "do_init": True},
    ):
        with failing():
            made = site(know["front"], **keywords)
            with failing():
                made.login(know["bot"]["bot_name"], know["bot"]["bot_password"])
            with failing():
                told.things(made.api.edit(title="A secret search", text="behind a gate"))
            whole(made)
    for error in (know["front"].replace("127.0.0.1", "192.0.2.1"),):
        with failing():
            site(error, httpauth=tuple(know["gate"]))


def command(know: Know) -> None:
    """Capture a wiki that tells nobody anything; the password is in the environment, and then asked for."""
    bot = know["bot"]
    given = ["--user", bot["bot_name"], "-o"]
    told.text(str(cli.main(["capture", f"{know['private']}/w/api.php", "--facts-only", *given, "capture.json"])))
    with site(know["private"]) as made:
        made.login(bot["bot_name"], bot["bot_password"])
        modules = made.api("paraminfo", modules="main|edit|query|query+info|query+tokens")
    Path("modules.json").write_text(json.dumps(modules))
    told.text(str(cli.main(["generate", "modules.json", "--package", "private", "-o", "out"])))


def prompted(know: Know) -> None:
    """Do the same with a password, and a code, that a person types."""
    answers = {"Password": know["alice"]["password"], "One-time code": TOTP(know["totp"])}

    def ask(prompt: str) -> str:
        answer = next(answer for begins, answer in answers.items() if prompt.startswith(begins))
        return cast("str", answer() if callable(answer) else answer)

    getpass.getpass = ask  # type: ignore[assignment]
    sys.stdin.isatty = lambda: True  # type: ignore[method-assign]
    url = f"{know['wiki']}/w/api.php"
    told.text(str(cli.main(["capture", url, "--facts-only", "--user", "Alice", "-o", "capture.json"])))
    answers["Password"] = know["wrong"]
    told.text(str(cli.main(["capture", url, "--user", "Bot@test", "-o", "capture2.json"])))


# Errors of every kind.


def _faulty(know: Know) -> Iterator[tuple[str, Attempt]]:
    """List what is spoilt: the action, and how it is called."""
    bot, alice, codes = know["bot"], know["alice"], TOTP(know["totp"])
    yield "login", lambda made: made.login(bot["bot_name"], bot["bot_password"])
    yield "clientlogin", lambda made: made.login("Alice", alice["password"], code=codes)
    yield "query", lambda made: made.api.edit(title="A secret search", text="x")
    yield "edit", lambda made: made.api.edit(title="A secret search", text="x", base=None)
    yield "edit", lambda made: made.api("edit", title="A secret search", text="x", token=know["csrf"])
    yield (
        "upload",
        lambda made: made.api("upload", filename="Spoilt.txt", file=b"x", ignorewarnings=True, token=know["csrf"]),
    )


def faults(know: Know) -> None:
    """Let each fault strike calls of each kind, in turn sync and async."""
    bot = know["bot"]
    made = site(know["wiki"])
    made.login(bot["bot_name"], bot["bot_password"])
    made.save_session("bot.session")
    know["csrf"] = made.api("query", meta="tokens")["query"]["tokens"]["csrftoken"]
    for number, fault in enumerate(know["faults"]):
        for place, (action, attempt) in enumerate(_faulty(know)):
            if number % 4 != place % 4 and not fault.startswith("echo"):
                continue  # a quarter of the pairs, each fault and each call among them
            spoiling = {"clients_useragent": f"spoilt/{fault.replace(' ', '_')}/{action}"}
            with failing():
                if (number + place) % 3:
                    _in_sync(site(know["wiki"], **spoiling), action, attempt)
                else:
                    asyncio.run(_in_async(async_site(know["wiki"], **spoiling), action, attempt))


def _resume(made: Any, path: str) -> None:
    """Go on with a session, without a request that the fault would strike."""
    from mwtyped.runtime.session_file import SavedSession

    saved, session = SavedSession.read(path), made.context.session
    made._transport.restore(saved.cookies, session.endpoint.hostname)
    session.enter(saved.username)


def _in_sync(made: Site, action: str, attempt: Attempt) -> None:
    with made:
        if action not in ("login", "clientlogin"):
            _resume(made, "bot.session")
        attempt(made)


async def _in_async(made: AsyncSite, action: str, attempt: Attempt) -> None:
    async with made:
        if action not in ("login", "clientlogin"):
            _resume(made, "bot.session")
        await cast("Awaitable[Any]", attempt(made))


SCRIPTS: dict[str, Callable[[Know], None]] = {
    one.__name__: one for one in (passwords, steps, work, oauth, gate, command, prompted, faults)
}


def main() -> None:
    name, know = sys.argv[1], json.loads(sys.stdin.read())
    mwtyped.Site  # noqa: B018  # with all that its import makes
    if name == "planted":
        plant(told, know)
    else:
        SCRIPTS[name](know)
    told.end()


if __name__ == "__main__":
    main()
