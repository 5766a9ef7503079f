"""What is secret does not go over plain http, but to this machine; and to no other host than its own."""

from typing import Any

import pytest

from mwtyped.runtime import BaseSite
from mwtyped.runtime.errors import PlainHTTPRefused
from mwtyped.runtime.flows import Flow
from mwtyped.runtime.flows.call import raw_call
from mwtyped.runtime.flows.login import client_login, login, restore
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context, Endpoint, Secret, Session, refuse_plain_http
from tests.runtime.binding import SiteInfo
from tests.runtime.scripted import Script, reply

TOKEN = {"query": {"tokens": {"logintoken": "abc"}}}
SUCCESS = {"login": {"result": "Success", "lgusername": "Bot"}}


def plain(host: str = "wiki.example", **facts: Any) -> Context:
    return Context(Session(Endpoint("http", host, "/w/", ".php"), **facts))


@pytest.mark.parametrize(
    "host",
    [
        "wiki.example",
        "10.0.0.1",
        "127.evil.example",
        "localhost.evil.example",
        "[2001:db8::1]:80",
        "1270.0.1",
        "0.0.0.0",
    ],
)
def test_a_login_is_refused_before_anything_is_sent(host: str) -> None:
    within = plain(host)

    with pytest.raises(PlainHTTPRefused) as caught:
        Script().run(login(within, "Bot@task", "hunter2"))

    assert str(caught.value) == (
        f"a password is not sent over plain http to {host}: use https, or Options(allow_plain_http=True)"
    )


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "127.9.9.9", "localhost", "LOCALHOST:80", "[::1]:8080", "[::1]"])
def test_this_machine_may_be_asked_in_plain(host: str) -> None:
    Script(TOKEN, SUCCESS, {"query": {}}).run(login(plain(host), "Bot@task", "hunter2"))


def test_it_can_be_allowed_and_https_needs_no_leave() -> None:
    for session in (
        Session(Endpoint("http", "wiki.example", "/w/", ".php"), options=Options(allow_plain_http=True)),
        Session(Endpoint("https", "wiki.example", "/w/", ".php")),
    ):
        Script(TOKEN, SUCCESS, {"query": {}}).run(login(Context(session), "Bot@task", "hunter2"))


def flows(within: Context) -> list[Flow[Any]]:
    call = {"title": "A"}
    return [
        raw_call(within, {"action": "login", "lgname": "Bot", "lgpassword": "hunter2"}, post=True),
        raw_call(within, {"action": "clientlogin", "username": "Bot"}, post=True),
        raw_call(within, {"action": "createaccount", **call, "password": "hunter2", "retype": "hunter2"}, post=True),
        raw_call(within, {"action": "createaccount", "retype": "hunter2"}, post=True, check=False),
        client_login(within, {"username": "Bot", "password": Secret("hunter2")}),
        restore(within, "Bot"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_other_ways_to_send_a_password_or_a_session_are_refused_too(number: int) -> None:
    with pytest.raises(PlainHTTPRefused):
        Script().run(flows(plain())[number])


def test_nobody_may_read_in_plain_and_somebody_may_not() -> None:
    within = plain()
    Script({"query": {}}).run(send(within, SiteInfo()))
    Script({"query": {}}).run(raw_call(within, {"action": "edit", "token": "+\\"}, post=True))
    within.session.enter("Bot")

    for flow in (send(within, SiteInfo()), raw_call(within, {"action": "query"}, post=False)):
        with pytest.raises(PlainHTTPRefused, match="a session is not sent"):
            Script().run(flow)


@pytest.mark.parametrize("name", ["Authorization", "cookie", "PROXY-AUTHORIZATION"])
def test_a_header_that_proves_who_one_is_is_refused(name: str) -> None:
    with pytest.raises(PlainHTTPRefused) as caught:
        BaseSite("http://wiki.example", custom_headers={name: "hunter2"}, do_init=False)

    assert "hunter2" not in str(caught.value)
    BaseSite("http://wiki.example", custom_headers={"X-Gate": "open"}, do_init=False)
    BaseSite("wiki.example", custom_headers={name: "hunter2"}, do_init=False)


def test_others_can_ask_for_the_same() -> None:
    with pytest.raises(PlainHTTPRefused, match=r"^an access token is not sent over plain http"):
        refuse_plain_http(plain().session.endpoint, "an access token", Options())


def test_what_is_secret_stands_in_no_url() -> None:
    secure = Context(Session(Endpoint("https", "wiki.example", "/w/", ".php")))
    for name in ("token", "lgpassword", "OATHToken", "retype"):
        script = Script({"query": {}})
        script.run(raw_call(secure, {"action": "query", name: "hunter2"}, post=False))
        assert script.sent[0].method == "POST"


def test_a_session_is_never_led_from_https_to_http() -> None:
    secure = Context(Session(Endpoint("https", "wiki.example", "/w/", ".php")))
    led = reply("", status=302, headers={"location": "http://wiki.example/w/api.php"})

    with pytest.raises(Exception, match="from https to http, which is not followed"):
        Script(led).run(send(secure, SiteInfo()))
