"""What is secret stands in no frame of ours when something fails."""

import asyncio
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

import mwtyped
from mwtyped import APIError, AsyncSite, MaximumRetriesExceeded, MwClientError, Options, Site
from mwtyped.runtime import BaseSite
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.session_file import SavedCookie, SavedSession

from .binding import Edit
from .loopback import Seen, serving
from .scripted import Script, context

HUSH = "hush-0123456789"
PACKAGE = str(Path(mwtyped.__file__).parent)


def shown_by(error: BaseException | None) -> Iterator[str]:
    """List all that a debugger would show of an error: its text, its causes, the locals of our frames."""
    while error is not None:
        yield f"{error!r} {error}"
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename.startswith(PACKAGE):
                yield from (f"{frame.f_code.co_name}: {name} = {value!r}" for name, value in frame.f_locals.items())
        error = error.__cause__ or error.__context__


def failed(attempt: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:  # whatever it is, it must not show it
        attempt()
    return caught.value


def refusing(seen: Seen) -> tuple[int, dict[str, str], bytes]:
    body = b'{"query":{"tokens":{"logintoken":"t+"}}}' if b"login" in seen.body or "login" in seen.target else b"{"
    return (200 if b"clientlogin" not in seen.body else 502), {"content-type": "application/json"}, body


LOGINS: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
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
}


@pytest.mark.parametrize("name", LOGINS)
@pytest.mark.parametrize("answers", [True, False], ids=["a wrong answer", "no connection"])
def test_no_frame_shows_it(name: str, answers: bool) -> None:
    keywords, attempt = LOGINS[name]

    def in_sync(url: str) -> None:
        attempt(Site(url, do_init=False, max_retries=0, **keywords))

    def in_async(url: str) -> None:
        async def run() -> None:
            async with AsyncSite(url, do_init=False, max_retries=0, **keywords) as site:
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
