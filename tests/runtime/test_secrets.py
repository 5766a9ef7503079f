"""What is secret stands in no frame of ours when something fails."""

import asyncio
import base64
import copy
import html
import io
import json
import logging
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import httpx
import pytest

from mwtyped import (
    APIError,
    AsyncSite,
    DryRun,
    MaximumRetriesExceeded,
    MwClientError,
    OAuthRefresh,
    Options,
    Site,
)
from mwtyped.mediawiki import Edit as StockEdit
from mwtyped.mediawiki import FeedWatchlist, Login, Tokens, UserInfo
from mwtyped.runtime import BaseSite
from mwtyped.runtime.cookies import SavedCookie
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.secret import Proof, Secret, redacted
from mwtyped.runtime.session_file import SavedSession

from .binding import Edit
from .loopback import Reply, Seen, marked, serving
from .scripted import Script, context

HUSH = "hush-0123456789"
USER = str(Path(__file__).parent)


def shown_by(error: BaseException | None) -> Iterator[str]:
    """List what a debugger would show of an error: its text, its causes, the locals of all frames but the user's."""
    if error is None:
        return
    yield f"{error!r} {error} {getattr(error, '__notes__', '')} {vars(error)}"
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if not frame.f_code.co_filename.startswith(USER):
            yield from (f"{frame.f_code.co_name}: {name} = {value!r}" for name, value in frame.f_locals.items())
    for other in (error.__cause__, error.__context__):
        yield from shown_by(other)


def failed(attempt: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:  # whatever it is, it must not show it
        attempt()
    return caught.value


def refusing(seen: Seen) -> tuple[int, dict[str, str], bytes]:
    body = b'{"query":{"tokens":{"logintoken":"t+"}}}' if "type=login" in seen.target else b"{"
    is_down = b"clientlogin" in seen.body or b"feedwatchlist" in seen.body
    return (502 if is_down else 200), {"content-type": "application/json"}, body


LOGINS: dict[str, tuple[dict[str, Any], Callable[[Any], Any] | None]] = {
    "login": ({}, lambda site: site.login("Bot", HUSH)),
    "code": ({}, lambda site: site.login("Bot", "x", code=HUSH)),
    "callable": ({}, lambda site: site.login("Bot", HUSH, code=lambda: HUSH)),
    "cookies": ({}, lambda site: site.login(cookies={"a": HUSH})),
    "steps": ({}, lambda site: site.clientlogin(username="Bot", password=HUSH, other=HUSH)),
    "oauth 1": (
        dict.fromkeys(("consumer_token", "consumer_secret", "access_token", "access_secret"), HUSH),
        lambda site: site.site_init(),
    ),
    "oauth 2": ({"access_token": HUSH}, lambda site: site.site_init()),
    "half of it": ({"consumer_token": HUSH, "access_token": HUSH}, lambda site: None),
    "gate": ({"httpauth": ("a", HUSH)}, lambda site: site.site_init()),
    "gate of three": ({"httpauth": ("a", HUSH, "c")}, lambda site: None),
    "gate with a colon": ({"httpauth": ["a:b", HUSH]}, lambda site: None),
    "gate set": ({}, lambda site: setattr(site.connection, "auth", ("a", HUSH, "c"))),
    "credentials": ({}, lambda site: setattr(site, "credentials", ("a", HUSH, 5))),
    "headers": ({"custom_headers": {"Authorization": HUSH}}, lambda site: site.site_init()),
    "no name": ({}, lambda site: site.login(password=HUSH)),
    "no cookie": ({}, lambda site: site.login(cookies={"a": f"{HUSH}\n"})),
    "steps and no cookie": ({}, lambda site: site.clientlogin({"a": f"{HUSH}\n"}, password=HUSH)),
    "untyped": ({}, lambda site: site.api("edit", title="A", text="x", token=HUSH)),
    "untyped by pairs": ({}, lambda site: site.api("edit", "POST", ("title", "A"), ("token", HUSH))),
    "untyped by get": ({}, lambda site: site.get("login", lgname="Bot", lgpassword=HUSH)),
    "untyped by post": ({}, lambda site: site.post("login", lgname="Bot", lgpassword=HUSH)),
    "untyped and wrong": ({}, lambda site: site.api("edit", "PUT", token=HUSH)),
    "untyped and no text": ({}, lambda site: site.api("edit", text="\ud800", token=HUSH)),
    "untyped by no pairs": ({}, lambda site: site.api("edit", "POST", ("token", HUSH), "title")),
    "untyped, unchecked": ({}, lambda site: site.raw_api("edit", token=HUSH)),
    "untyped step": ({}, lambda site: site.api("clientlogin", username="Bot", another_secret_of_1=HUSH)),
    "untyped upload": ({}, lambda site: site.api("upload", file=b"x", token=HUSH)),
    "typed": ({}, lambda site: site.api.login(name="Bot", password=HUSH)),
    "typed and misspelt": ({}, lambda site: site.api.login(nam="Bot", password=HUSH)),
    "typed and its name misspelt": ({}, lambda site: site.api.login(name="Bot", pasword=HUSH)),
    "sent and its name misspelt": ({}, lambda site: site.send(Login(name="Bot", pasword=HUSH))),  # type: ignore[call-arg]
    "typed and wrong": ({}, lambda site: site.api.login(name=1, password=HUSH)),
    "typed with a token": ({}, lambda site: site.api.edit(title="A", text="x", extra={"token": HUSH})),
    "typed with a wrong token": ({}, lambda site: site.api.edit(title=1, extra={"token": HUSH})),
    "sent with a token": ({}, lambda site: site.send(StockEdit(title="A", text="x", extra={"token": HUSH}))),
    "read with a token": ({}, lambda site: site.api.query.userinfo(extra={"centralauthtoken": HUSH})),
    "text with a token": ({}, lambda site: site.api.feedwatchlist(wlowner="A", wltoken=HUSH)),
    "options": ({}, lambda site: site.with_options(extra={"centralauthtoken": HUSH}).site_init()),
    "wrong options": ({}, lambda site: site.with_options(uselang=1, extra={"centralauthtoken": HUSH})),
    "header of two lines": ({"access_token": f"{HUSH}\n"}, lambda site: site.site_init()),
    "wrong token": ({"access_token": f"{HUSH}\ud800"}, lambda site: site.site_init()),
    "proxy": ({"connection_options": {"proxies": {"http": f"no://a:{HUSH}@b"}}}, lambda site: site.site_init()),
    "no option": ({"connection_options": {"nothing": 1, "proxies": {"http": f"http://a:{HUSH}@b"}}}, None),
    "no headers": ({"custom_headers": {"Authorization": f"{HUSH}\n"}}, None),
    "no path": ({"path": "w", "httpauth": ("a", HUSH), "custom_headers": {"Cookie": HUSH}}, None),
    "at once": ({"do_init": True, "custom_headers": {"Authorization": HUSH}}, lambda site: site.site_init()),
    "no text": ({}, lambda site: site.login("Bot", f"{HUSH}".encode())),
}


@pytest.mark.parametrize("name", LOGINS)
@pytest.mark.parametrize("answers", [True, False], ids=["a wrong answer", "no connection"])
def test_no_frame_shows_it(name: str, answers: bool) -> None:
    keywords, attempt = LOGINS[name]

    def in_sync(url: str) -> None:
        site = Site(url, **{"do_init": False, "max_retries": 0, **keywords})
        assert attempt is not None, "it is not to be made"
        attempt(site)

    def in_async(url: str) -> None:
        async def run() -> None:
            async with AsyncSite(url, **{"do_init": False, "max_retries": 0, **keywords}) as site:
                assert attempt is not None, "it is not to be made"
                await attempt(site)

        asyncio.run(run())

    with serving(refusing) as server:
        url = server.url if answers else "http://127.0.0.1:1"
        shown = [line for way in (in_sync, in_async) for line in shown_by(failed(lambda way=way: way(url)))]  # type: ignore[misc]

    assert len(shown) > 5
    assert [line for line in shown if HUSH in line] == []


def test_a_session_that_could_not_be_confirmed_is_not_gone_on_with(tmp_path: Path) -> None:
    def busy(_: Seen) -> tuple[int, dict[str, str], bytes]:
        return 503, {}, b""

    with serving(busy) as server:
        host = server.host.partition(":")[0]
        saved = SavedSession(f"{server.url}/w/", "Bot", (SavedCookie("a", HUSH, host, "/", False, None),))
        saved.write(tmp_path / "bot")
        site = Site(server.url, do_init=False, max_retries=0)
        error = failed(lambda: site.load_session(tmp_path / "bot"))
        with suppress(MwClientError):
            site.site_init()

    assert not site.logged_in
    assert [seen.headers.get("cookie") for seen in server.seen] == [f"a={HUSH}", None]
    assert [line for line in shown_by(error) if HUSH in line] == []


def test_what_says_who_one_is_stays_on_its_server() -> None:
    """Another port of the same host is another server."""
    with serving(lambda _: (200, {}, b"{}")) as other:

        def elsewhere(seen: Seen) -> tuple[int, dict[str, str], bytes]:
            return 302, {"location": f"{other.url}{seen.target}"}, b""

        with serving(elsewhere) as server, suppress(MwClientError):
            Site(server.url, httpauth=("a", HUSH), max_retries=0, options=Options())

    assert "authorization" in server.seen[0].headers
    assert [seen.headers.get("authorization") for seen in other.seen] == [None]


def test_the_http_librarys_log_tells_nothing_of_our_requests(caplog: pytest.LogCaptureFixture) -> None:
    headers = {"content-type": "application/json", "set-cookie": "wikiSession=hunter2"}
    caplog.set_level(logging.DEBUG)
    with serving(lambda _: (200, headers, b"{}")) as server, BaseSite[Any](server.url, do_init=False) as site:
        site.get("query")
        site.get("query")
        httpx.get(server.url)

    told = [record.getMessage() for record in caplog.records]
    assert "hunter2" in server.seen[1].headers["cookie"]
    assert sum("hunter2" in text for text in told) == 1, "a request that is none of ours is logged as ever"


def test_a_failure_of_the_http_library_is_in_no_chain() -> None:
    with (
        serving(lambda _: None) as server,
        BaseSite[Any](server.url, do_init=False, max_retries=0) as site,
        pytest.raises(MaximumRetriesExceeded) as caught,
    ):
        site.get("query")

    error: BaseException | None = caught.value
    chain: list[str] = []
    while error is not None:
        chain.append(type(error).__module__)
        error = error.__cause__ or error.__context__
    assert len(chain) == 2
    assert all(name.startswith("mwtyped.") for name in chain)


def test_a_token_is_in_no_frame_of_a_write_that_fails() -> None:
    refused = {"errors": [{"code": "protectedpage", "text": "no"}]}
    within = context()
    within.session.tokens["csrf"] = "hunter2+\\"

    with pytest.raises(APIError) as caught:
        Script(refused).run(send(within, Edit(title="A", text="x")))

    shown = list(shown_by(caught.value))
    assert len(shown) > 20
    assert not any("hunter2" in text for text in shown)


# Who answers may say again what was asked.

COOKIE = "cookie/0123456789+"
BEARER = "bearer&0123456789/"
SENT = (HUSH, COOKIE, BEARER)


def in_json(text: str) -> bytes:
    return json.dumps({"error": {"code": "badtoken", "info": text}, "warnings": {"main": {"*": text}}}).encode()


def in_json_of_version_2(text: str) -> bytes:
    entries = [{"code": "badtoken", "text": text, "module": "main", "data": {"request": [text]}}]
    return json.dumps({"errors": entries, "warnings": entries}).encode()


ECHOES: dict[str, Callable[[str], bytes]] = {
    "text": str.encode,
    "page": lambda text: f"<html><pre>{html.escape(text)}</pre></html>".encode(),
    "escaped": lambda text: quote(text).encode(),
    "json text": lambda text: json.dumps(text).replace("/", "\\/").encode(),
    "json": in_json,
    "json of version 2": in_json_of_version_2,
    "json list": lambda text: json.dumps([text]).encode(),
    "login": lambda text: json.dumps({"login": {"result": "Failed", "reason": text}}).encode(),
    "step": lambda text: json.dumps({"clientlogin": {"status": "FAIL", "message": text}}).encode(),
    "decoded": lambda text: "\n".join(f"{name} => {value}" for name, value in parse_qsl(text)).encode(),
}


def forms(secret: str) -> set[str]:
    """List what a search for a secret looks for."""
    escaped = {json.dumps(secret)[1:-1].replace("/", "\\/"), html.escape(secret), quote(secret), quote_plus(secret)}
    escaped |= {html.escape(secret.encode().decode("latin-1")), secret.encode().decode("latin-1")}
    return {secret, repr(secret)[1:-1], base64.b64encode(secret.encode()).decode(), *escaped}


def all_of(error: BaseException) -> Iterator[str]:
    """List what is shown by an error, and by its pickle."""
    yield from shown_by(error)
    with suppress(Exception):  # what cannot be pickled tells nothing by it
        yield pickle.dumps(error, protocol=0).decode("latin-1")


CALLS: tuple[Callable[[Any], object], ...] = (
    lambda site: site.api("login", lgname="Bot", lgpassword=HUSH, lgtoken=HUSH),
    lambda site: site.api.login(name="Bot", password=HUSH, extra={"lgtoken": HUSH}),
    lambda site: site.api("clientlogin", username="Bot", password=HUSH),
    lambda site: site.api("edit", title="A", text="x", token=HUSH),
    lambda site: site.api("upload", filename="A", file=b"x", token=HUSH),
    lambda site: site.api.edit(title="A", text="x", extra={"token": HUSH}),
    lambda site: site.api.query.userinfo(),
)


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("status", [200, 403, 404, 503])
@pytest.mark.filterwarnings("ignore")
def test_what_an_answer_says_again_of_a_request_is_not_told(
    status: int, echo: str, caplog: pytest.LogCaptureFixture
) -> None:
    def again(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        words = f"{seen.method} {seen.target} {dict(seen.headers)} "
        body = seen.body.decode("latin-1")
        told = ECHOES[echo](words + body + words + str(parse_qsl(body)))
        kind = "application/json" if "json" in echo else "text/html"
        code = {"MediaWiki-API-Error": BEARER} if status == 403 and "json" in echo else {}
        return status, {"content-type": kind, "set-cookie": f"wikiSession={COOKIE}", **code}, told

    caplog.set_level(logging.DEBUG)
    events: list[str] = []
    told: list[str] = []
    with serving(again) as server:
        options = Options(on_event=lambda event: events.append(repr(event)))
        site = Site(server.url, do_init=False, max_retries=0, access_token=BEARER, options=options)
        for attempt in CALLS:  # those behind the first have the cookie
            try:
                told.append(repr(attempt(site)))
            except MwClientError as error:
                told.extend(all_of(error))

    assert any(COOKIE in seen.headers.get("cookie", "") for seen in server.seen)
    assert all(BEARER in seen.headers["authorization"] for seen in server.seen)
    searched = [*told, *events, *(f"{record.getMessage()} {vars(record)}" for record in caplog.records)]
    assert len(events) == len(server.seen) + sum("Retrying" in event for event in events)
    hits = [text for text in searched if any(form in text for secret in SENT for form in forms(secret))]
    assert hits == []


def test_a_redirect_that_leads_nowhere_is_told_without_what_it_repeats() -> None:
    def elsewhere(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        return 302, {"location": f"ftp://{HUSH}/?{seen.body.decode()}"}, b""

    with serving(elsewhere) as server:
        site = Site(server.url, do_init=False, max_retries=0)
        error = failed(lambda: site.api("edit", token=HUSH))

    assert "no address" in str(error)
    assert [line for line in all_of(error) if HUSH in line] == []


# Tokens on their way.

TOKENS = {"csrftoken": HUSH, "patroltoken": HUSH}


@pytest.mark.parametrize(
    "attempt",
    [
        lambda site: site.api.edit(title="A", text="x"),
        lambda site: site.api.watch(titles=["A"]),
        lambda site: site.api("query", meta="tokens"),
        lambda site: site.api.query.tokens(),
        lambda site: site.api.query.tokens(type=["csrf", "patrol"]),
        lambda site: site.site_init(),
    ],
)
@pytest.mark.parametrize("code", ["unrecognizedvalues", "deprecated"])
@pytest.mark.filterwarnings("error")
def test_a_token_that_came_beside_a_warning_is_not_shown(attempt: Callable[[Any], object], code: str) -> None:
    def warning(seen: Seen) -> Reply | None:
        entry = {"code": code, "text": "Oh.", "module": "query"}
        known: object = [entry] if "formatversion=2" in seen.target else {"query": {"warnings": "Oh."}}
        reply = {"warnings": known, "query": {"tokens": TOKENS}, "batchcomplete": True}
        return marked((200, {"content-type": "application/json"}, json.dumps(reply).encode()), seen)

    with serving(warning) as server:
        site = Site(server.url, do_init=False, max_retries=0)
        error = failed(lambda: attempt(site))

    assert "Oh." in str(error)
    assert [line for line in all_of(error) if HUSH in line] == []


def test_a_token_is_its_askers_and_yet_in_no_repr() -> None:
    with serving(lambda _: (200, {}, json.dumps({"query": {"tokens": TOKENS}}).encode())) as server:
        site = Site(server.url, do_init=False)
        typed, untyped = site.api.query.tokens(), site.api("query", meta="tokens")

    assert (typed.csrftoken, typed["csrftoken"]) == (HUSH, HUSH)
    assert untyped == {"query": {"tokens": TOKENS}}
    assert (str(untyped["query"]["tokens"]["csrftoken"]), json.loads(json.dumps(untyped))) == (HUSH, untyped)
    assert HUSH not in f"{typed!r} {typed} {untyped!r} {site.context!r}"
    with pytest.raises(TypeError, match="csrftoken is a secret"):
        pickle.dumps(typed)
    with pytest.raises(TypeError, match="a token or a password"):
        pickle.dumps(untyped)
    assert copy.deepcopy(untyped) == copy.copy(untyped) == untyped


def test_a_token_that_does_not_fit_its_model_is_not_in_the_warning() -> None:
    with pytest.warns(UserWarning, match=r"csrftoken: .*: \.\.\.$"):
        Tokens().parse({"query": {"tokens": {"csrftoken": [HUSH]}}})


def test_a_body_that_is_cut_is_in_no_frame() -> None:
    def cut(_: Seen) -> tuple[int, dict[str, str], bytes]:
        return 200, {"content-length": "100000"}, json.dumps({"query": {"tokens": TOKENS}}).encode()

    with serving(cut) as server:
        site = Site(server.url, do_init=False, max_retries=0)
        error = failed(lambda: site.api.edit(title="A", text="x"))

    assert [line for line in all_of(error) if HUSH in line] == []


# What comes through the HTTP library as it is.


class Stopping(io.BytesIO):
    """A file at which somebody presses Ctrl-C."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(b"x" * 100)
        self.error = error

    def read(self, size: int | None = -1) -> bytes:
        raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError("the disk is gone")], ids=repr)
def test_an_interrupt_has_the_users_frames_and_none_of_the_http_library(error: BaseException) -> None:
    with serving(lambda _: (200, {}, b"{}")) as server:
        site = Site(server.url, do_init=False, max_retries=0, access_token=HUSH)
        with pytest.raises(type(error)) as caught:
            site.api("upload", file=Stopping(error), token=HUSH)

    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    names = {str(frame.f_globals["__name__"]).partition(".")[0] for frame in frames}
    assert "read" in {frame.f_code.co_name for frame in frames}, "what the script's own file does is of use"
    assert not names & {"httpx", "httpcore", "h11"}
    assert [line for line in shown_by(caught.value) if HUSH in line] == []


def test_a_cancelled_request_has_no_frames_of_the_http_library() -> None:
    async def cancelled(url: str) -> BaseException:
        async with AsyncSite(url, do_init=False, access_token=HUSH) as site:
            task = asyncio.create_task(site.api("edit", text="x", token=HUSH))
            await asyncio.get_running_loop().run_in_executor(None, asked.wait)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError as error:
                return error
        raise AssertionError("it was cancelled")

    asked, answer = threading.Event(), threading.Event()

    def never(_: Seen) -> None:
        asked.set()
        answer.wait(10)

    with serving(never) as server:
        error = asyncio.run(cancelled(server.url))
        answer.set()

    shown = list(shown_by(error))
    assert any(line.startswith("send: ") for line in shown)
    assert [line for line in shown if HUSH in line] == []


# A refresh of OAuth 2.

REFUSED = {"errors": [{"code": "mwoauth-invalid-authorization", "text": "no", "module": "main"}]}


def test_no_stage_of_a_refresh_shows_a_token() -> None:
    old = {"client_id": "id", "client_secret": f"{HUSH} client", "refresh_token": f"{HUSH} old"}

    def says(status: int, reply: object) -> Callable[[Seen], tuple[int, dict[str, str], bytes]]:
        def respond(seen: Seen) -> tuple[int, dict[str, str], bytes]:
            if "oauth2" not in seen.target:
                return 200, {"content-type": "application/json"}, json.dumps(REFUSED).encode()
            again = seen.body.decode() if reply is None else json.dumps(reply)
            return status, {}, again.encode()

        return respond

    def does_not_keep(access: str, refresh: str) -> None:
        raise OSError("the disk is full")

    given = {"access_token": f"{HUSH} new", "refresh_token": f"{HUSH} newer"}
    answers: list[tuple[int, object]] = [
        (200, given),
        (200, {"access_token": f"{HUSH} new"}),
        (400, {**given, "error": f"{HUSH} client", "hint": f"bad {HUSH} old, {HUSH} client"}),
        (400, None),
        (429, None),
        (500, given),
    ]
    for status, reply in answers:
        refresh = OAuthRefresh(**old, keep=does_not_keep)
        with serving(says(status, reply)) as server:
            options = Options(oauth_refresh=refresh)
            site = Site(server.url, do_init=False, max_retries=0, access_token=HUSH, options=options)
            error = failed(lambda site=site: site.api.query.userinfo())  # type: ignore[misc]
        assert [line for line in all_of(error) if HUSH in line] == [], (status, reply)
        assert HUSH not in f"{refresh!r} {options!r} {site!r} {vars(site)}"


# What holds a secret.


def test_a_mapping_shows_and_pickles_no_token() -> None:
    request = StockEdit(title="A", extra={"token": HUSH, "assert": "bot"})

    assert repr(request.extra) == "{'token': ..., 'assert': 'bot'}"
    assert request.extra == {"token": HUSH, "assert": "bot"}
    assert HUSH not in f"{request!r} {request.encode()!r}"
    for holder in (request, request.extra, DryRun(request)):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(holder)


def test_a_secret_in_a_read_goes_in_the_body() -> None:
    script = Script({"query": {"userinfo": {"id": 0, "name": "A"}}}, "<feed/>")
    within = context()

    script.run(send(within, UserInfo(extra={"centralauthtoken": HUSH})))
    script.run(send(within, FeedWatchlist(wlowner="A", wltoken=HUSH)))

    assert [sent.method for sent in script.sent] == ["POST", "POST"]


def test_a_secret_is_taken_from_a_text_in_each_form_and_a_name_is_not() -> None:
    secret, cookies = "pass/word ü&<1>", "wikiUserName=Somebody; wikiSession=0123456789abcdef"
    texts = [f"of {form}." for form in {*forms(secret), "0123456789abcdef"}]

    told = {redacted(text, [Secret(secret), Proof(cookies)]) for text in texts}

    assert told == {"of ...."}
    assert redacted("Somebody is blocked: a of b", [Proof(cookies), Secret("of")]) == "Somebody is blocked: a of b"


def test_a_secret_that_is_no_text_is_told_of_without_it() -> None:
    with pytest.raises(TypeError, match="is text, not int") as caught:
        Secret(123456).reveal()  # type: ignore[arg-type]  # what is tested

    assert "123456" not in str(caught.value)
