"""One exchange over HTTP: redirects, and what is no reply of the API."""

from typing import Any

import pytest

from mwtyped.runtime.errors import (
    APIError,
    ConnectionFailed,
    HTTPStatusError,
    InvalidResponse,
    MwClientError,
    WrongPath,
)
from mwtyped.runtime.flows.exchange import exchange
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.session import Context, Endpoint, Session
from tests.runtime.binding import Edit, Pages, SiteInfo
from tests.runtime.scripted import Script, context, reply

URL = "https://wiki.example/w/api.php"
HTML = {"content-type": "text/html; charset=UTF-8"}
HEAD = '<html><head><link rel="EditURI" type="application/rsd+xml" href="{}"></head></html>'


def asked(script: Script, *, post: bool = False, scheme: str = "https", **params: Any) -> Any:
    session = Session(Endpoint(scheme, "wiki.example", "/w/", ".php"))
    reply, _ = script.run(exchange(session, {"action": "query", **params}, post=post))
    return reply


def moved(target: str, status: int = 301) -> Any:
    return reply("", status=status, headers={"location": target, **HTML})


# Redirects.


def test_a_read_follows_a_redirect_with_its_query() -> None:
    script = Script(moved("https://new.example/w/api.php?action=query&titles=A"), {"ok": 1})

    assert asked(script, titles="A") == {"ok": 1}
    assert script.sent[1].url == "https://new.example/w/api.php?action=query&titles=A"
    assert script.sent[1].encoded == ""


def test_a_read_keeps_its_query_where_the_redirect_drops_it() -> None:
    script = Script(moved("https://wiki.example/wiki/api.php"), {"ok": 1})

    asked(script, titles="A")

    assert script.params[1] == {"action": "query", "titles": "A"}


def test_a_redirect_may_be_relative() -> None:
    script = Script(moved("/mediawiki/api.php"), {"ok": 1})

    asked(script)

    assert script.sent[1].url == "https://wiki.example/mediawiki/api.php"


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("https://wiki.example/x/api.php", True),
        ("https://www.wiki.example/w/api.php", False),
        ("https://evil.example/w/api.php", False),
        ("https://wiki.example.evil.example/w/api.php", False),
    ],
)
def test_the_sites_own_headers_go_to_its_host_only(target: str, own: bool) -> None:
    script = Script(moved(target), {"ok": 1})

    asked(script)

    assert [command.own for command in script.sent] == [True, own]


def test_a_host_that_lost_the_headers_does_not_get_them_back() -> None:
    script = Script(moved("https://evil.example/"), moved("https://evil.example/w/api.php"), {"ok": 1})

    asked(script)

    assert [command.own for command in script.sent] == [True, False, False]


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    with pytest.raises(InvalidResponse, match="redirects from https to http"):
        asked(Script(moved("http://wiki.example/w/api.php")))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_body_goes_again_from_http_to_https_of_the_same_host(status: int) -> None:
    script = Script(moved("https://wiki.example/w/api.php", status), {"ok": 1})

    asked(script, post=True, scheme="http", text="x")

    assert [command.method for command in script.sent] == ["POST", "POST"]
    assert script.params[1] == {"action": "query", "text": "x"}


@pytest.mark.parametrize(
    "target",
    [
        "https://www.wiki.example/w/api.php",
        "https://evil.example/w/api.php",
        "http://wiki.example/login",
        "https://wiki.example@evil.example/w/api.php",
        "//evil.example/",
    ],
)
def test_a_body_goes_nowhere_else(target: str) -> None:
    script = Script(moved(target))

    with pytest.raises(InvalidResponse, match="redirects"):
        asked(script, post=True, scheme="http", text="x")

    assert len(script.sent) == 1


def test_a_body_is_not_repeated_on_a_host_that_was_reached_safely() -> None:
    script = Script(moved("https://wiki.example/elsewhere/api.php"))

    with pytest.raises(InvalidResponse, match="redirects"):
        asked(script, post=True, text="x")

    assert len(script.sent) == 1


def test_a_redirect_without_end_is_an_error() -> None:
    with pytest.raises(InvalidResponse, match="too many redirects"):
        asked(Script(then=lambda number: moved(f"/{number}/api.php")))


@pytest.mark.parametrize(
    "target",
    [
        *("http://[", "https://h:99999/", "ftp://wiki.example/", "javascript:alert(1)", "file:///etc/passwd"),
        *(
            "//wiki.example@evil.example/w/api.php",
            "https://a:hunter2@wiki.example/w/api.php",
            "https://@wiki.example/",
        ),
    ],
)
def test_a_redirect_to_nowhere_is_an_error(target: str) -> None:
    script = Script(moved(target))

    with pytest.raises(InvalidResponse, match="redirects") as caught:
        asked(script)

    assert len(script.sent) == 1
    assert "hunter2" not in str(caught.value)


def test_a_redirect_without_a_target_is_a_status() -> None:
    with pytest.raises(HTTPStatusError, match="HTTP 302"):
        asked(Script(reply("", status=302)))


def test_a_hostile_target_is_shown_on_one_short_line() -> None:
    with pytest.raises(InvalidResponse) as caught:
        asked(Script(moved("https://evil.example/" + "x" * 100_000)), post=True)

    assert len(str(caught.value)) < 2_000


# What is no reply of the API.


def test_an_error_of_the_api_under_another_status_is_an_error_of_the_api() -> None:
    refused = reply(
        {"errors": [{"code": "blocked", "text": "No."}]}, status=403, headers={"mediawiki-api-error": "blocked"}
    )

    with pytest.raises(APIError, match="blocked"):
        Script(refused).run(send(context(), SiteInfo()))


def test_a_status_without_an_error_of_the_api_is_a_status() -> None:
    with pytest.raises(HTTPStatusError) as caught:
        asked(Script(reply("<html>\n<h1>Bad gateway</h1>", status=502, headers=HTML)))

    assert caught.value.status == 502
    assert str(caught.value) == f"HTTP 502 from {URL}: <html>"


@pytest.mark.parametrize("status", [204, 401, 403, 429, 500, 502, 503])
def test_json_of_nobody_knows_whom_under_another_status_is_a_status(status: int) -> None:
    with pytest.raises(HTTPStatusError, match=f"HTTP {status}"):
        asked(Script(reply({"message": "no"}, status=status)))


def test_a_header_of_the_api_over_a_page_is_a_status() -> None:
    with pytest.raises(MwClientError, match="503"):
        asked(Script(reply("<html>", status=503, headers={**HTML, "mediawiki-api-error": "x"})))


@pytest.mark.parametrize("body", ["", "hello", "{", b"\xff\xfe", "[" * 100_000, "Notice: x in y.php\n{}"])
def test_what_is_not_json_is_an_error_with_its_first_line(body: str | bytes) -> None:
    with pytest.raises(InvalidResponse, match="the reply is not JSON") as caught:
        asked(Script(reply(body)), titles="A")

    assert caught.value.url == URL
    assert "titles" not in str(caught.value)


def test_a_page_instead_of_json_names_the_right_path() -> None:
    answer = reply(HEAD.format("//wiki.example/mediawiki/api.php?action=rsd"), headers=HTML)

    with pytest.raises(WrongPath, match="path='/mediawiki/'") as caught:
        asked(Script(answer))

    assert caught.value.suggestion == "/mediawiki/"


def test_a_missing_page_makes_one_look_at_the_front_page() -> None:
    front = reply(HEAD.format("https://wiki.example/api.php?action=rsd"), headers=HTML)
    script = Script(reply("Not Found", status=404, headers=HTML), front)

    with pytest.raises(WrongPath, match="the wiki's front page names path='/'"):
        asked(script, post=True, password="hunter2")

    assert (script.sent[1].method, script.sent[1].url) == ("GET", "https://wiki.example/")
    assert "hunter2" not in script.sent[1].encoded


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_that_names_the_path_that_was_asked_does_not_blame_it(status: int) -> None:
    """The ending is wrong, say."""
    own = HEAD.format("//wiki.example/w/api.php?action=rsd")
    script = Script(reply(own if status == 200 else "Not found", status=status, headers=HTML), reply(own, headers=HTML))

    with pytest.raises(WrongPath, match="names this path: a wrong `ext`, a login page or a proxy"):
        asked(script)


@pytest.mark.parametrize(
    "front",
    [
        reply("no", status=500),
        reply("<html>", headers=HTML),
        moved("http://wiki.example/"),
        ConnectionFailed("https://wiki.example: refused"),
    ],
    ids=["status", "page", "redirect", "connection"],
)
def test_a_front_page_that_does_not_help_leaves_the_first_error(front: object) -> None:
    with pytest.raises(WrongPath, match="no API at this address: a wrong `path`") as caught:
        asked(Script(reply("Not Found", status=404, headers=HTML), front))

    assert caught.value.suggestion is None
    assert caught.value.status == 404


@pytest.mark.parametrize(
    "href",
    [
        "/w/api.php" + "x" * 100_000,
        "javascript:alert(1)",
        "http://[/api.php",
        "/" + "x" * 100_000 + "/api.php",
        "api.php",
    ],
)
def test_a_hostile_page_suggests_nothing(href: str) -> None:
    with pytest.raises(WrongPath) as caught:
        asked(Script(reply(HEAD.format(href), headers=HTML), reply("", headers=HTML)))

    assert len(str(caught.value)) < 2_000


def test_a_page_of_tags_without_end_is_read_in_no_time() -> None:
    page = "<link " * 200_000

    with pytest.raises(WrongPath):
        asked(Script(reply(page, headers=HTML), reply("", headers=HTML)))


def test_a_connection_that_fails_is_raised() -> None:
    with pytest.raises(ConnectionFailed, match="refused"):
        asked(Script(ConnectionFailed("https://wiki.example: refused")))


def test_a_message_shows_no_query() -> None:
    with pytest.raises(HTTPStatusError) as caught:
        asked(Script(moved("https://wiki.example/x?secret=1"), reply("", status=500, url=URL + "?secret=1")))

    assert "secret" not in str(caught.value)


def test_a_post_of_an_edit_is_not_followed_to_a_page() -> None:
    within = context(tokens={"csrf": "x"})

    with pytest.raises(InvalidResponse, match="redirects"):
        Script(moved("https://login.example/")).run(send(within, Edit(title="A", text="secret")))


def test_pages_with_long_titles_are_posted_and_read() -> None:
    titles = [f"{'A' * 200}{number}" for number in range(40)]
    script = Script({"query": {"pages": [{"title": title} for title in titles]}})

    assert len(script.run(send(Context(context().session), Pages(titles=titles)))) == 40
    assert script.sent[0].method == "POST"
