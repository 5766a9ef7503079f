"""The proxy passes on what it is given, and spoils what it is told to and nothing else."""

import gzip
import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest

from tests.runtime.loopback import Seen, Server, serving

from .effects import FAULTS
from .proxy import Proxy

FORM = {"content-type": "application/x-www-form-urlencoded"}
BODY = b'{"edit":{"result":"Success"}}'


def answer(seen: Seen) -> tuple[int, dict[str, str], bytes]:
    return 200, {"content-type": "application/json"}, BODY


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(answer) as server:
        yield server


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with Proxy(server.url) as proxy:
        yield proxy


def edit(proxy: Proxy, **more: str) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=5) as client:
        return client.post(f"{proxy.url}/w/api.php?maxlag=5", data={"action": "edit", **more})


def test_a_request_goes_through_as_it_is(proxy: Proxy, server: Server) -> None:
    with httpx.Client(trust_env=False) as client:
        replies = [
            client.post(f"{proxy.url}/w/api.php?a=b%20c", headers={"cookie": "x=y"}, data={"action": "edit"})
            for _ in range(2)
        ]

    reply = replies[1]
    assert (reply.status_code, reply.content, reply.headers["content-type"]) == (200, BODY, "application/json")
    assert [(seen.target, seen.body, seen.headers["cookie"]) for seen in server.seen] == [
        ("/w/api.php?a=b%20c", b"action=edit", "x=y")
    ] * 2
    assert proxy.seen[0].params == {"a": "b c", "action": "edit"}


def test_a_connection_serves_several_requests_and_ends_when_it_is_asked_to(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection(proxy.url.removeprefix("http://"), timeout=5)
    connection.request("GET", "/w/api.php?action=query")
    connection.getresponse().read()
    first = connection.sock
    connection.request("POST", "/w/api.php", "action=edit", {**FORM, "connection": "close"})
    connection.getresponse().read()

    assert connection.sock is first
    assert first.recv(1) == b""
    connection.close()


def test_a_body_in_chunks_and_one_in_parts_are_read(proxy: Proxy, server: Server) -> None:
    text = urlencode({"action": "edit", "text": "Ü" * 1000}).encode()
    with httpx.Client(trust_env=False) as client:
        client.post(proxy.url, content=iter([text[:7], text[7:]]), headers=FORM)
        client.post(proxy.url, data={"action": "upload", "comment": "Ü"}, files={"file": ("a.png", b"\x89\r\n\xff")})

    assert server.seen[0].body == text
    assert proxy.seen[0].params == {"action": "edit", "text": "Ü" * 1000}
    assert proxy.seen[1].params == {"action": "upload", "comment": "Ü", "file": "a.png"}
    assert b"\x89\r\n\xff" in server.seen[1].body


def test_a_plan_strikes_the_request_that_it_is_for_once(proxy: Proxy, server: Server) -> None:
    plan = proxy.plan(FAULTS["502 before"].effect, action="edit", method="POST", skip=1)

    statuses = [edit(proxy, text=text).status_code for text in ("one", "two", "three")]

    assert statuses == [200, 502, 200]
    assert plan.met is not None
    assert plan.met.params["text"] == "two"
    assert len(server.seen) == 2


# Whether the request arrives, and what the client sees.

BROKEN = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        *[("reset unread", 0), ("reset before", 0), ("reset after", 1), ("reset within", 1)],
        *[("closed before", 0), ("closed after", 1), ("cut", 1), ("cut chunks", 1), ("late", 0)],
    ],
)
def test_the_connection_breaks(proxy: Proxy, server: Server, fault: str, arrives: int) -> None:
    proxy.plan(FAULTS[fault].effect, action="edit", early=FAULTS[fault].early)

    with pytest.raises(BROKEN):
        edit(proxy, text="x" * 2000)

    proxy.settle()
    assert len(server.seen) == arrives
    assert edit(proxy).content == BODY


@pytest.mark.parametrize(("fault", "arrives"), [("stall before", 0), ("stall after", 1)])
def test_no_answer_comes(proxy: Proxy, server: Server, fault: str, arrives: int) -> None:
    proxy.plan(FAULTS[fault].effect, action="edit")

    with pytest.raises(httpx.ReadTimeout), httpx.Client(trust_env=False, timeout=0.3) as client:
        client.post(proxy.url, data={"action": "edit"})

    proxy.settle()
    assert len(server.seen) == arrives


def test_each_first_attempt_to_connect_is_refused(proxy: Proxy, server: Server) -> None:
    proxy.refuse_each()
    for _ in range(2):
        with pytest.raises(httpx.ConnectError):
            edit(proxy)
        proxy.accept_again()
        assert edit(proxy).content == BODY
    proxy.calm()

    assert edit(proxy).content == BODY
    assert len(server.seen) == 3


def test_a_held_request_arrives_when_it_is_released(proxy: Proxy, server: Server) -> None:
    proxy.plan(FAULTS["late"].effect, action="edit")
    with pytest.raises(BROKEN):
        edit(proxy, text="late")
    edit(proxy, text="second")

    proxy.release()

    assert [b"late" in seen.body for seen in server.seen] == [False, True]


def test_the_compression_is_broken(proxy: Proxy, server: Server) -> None:
    proxy.plan(FAULTS["corrupt gzip"].effect, action="edit")

    with pytest.raises(httpx.DecodingError):
        edit(proxy)

    assert len(server.seen) == 1


def test_a_body_has_no_end(proxy: Proxy) -> None:
    proxy.plan(FAULTS["endless"].effect, action="edit")
    size = 0

    with (
        httpx.Client(trust_env=False) as client,
        client.stream("POST", proxy.url, data={"action": "edit"}) as response,
    ):
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > 1_000_000:
                break

    proxy.settle()
    assert size > 1_000_000


def test_an_earlier_answer_comes_again(proxy: Proxy, server: Server) -> None:
    edit(proxy)
    proxy.last["edit"] = proxy.last["edit"].adding(X_Number="1")
    proxy.plan(FAULTS["earlier answer before"].effect, action="edit")

    assert edit(proxy).headers["x-number"] == "1"
    assert len(server.seen) == 1


def test_an_error_is_worded_as_the_request_wants_it(proxy: Proxy) -> None:
    for _ in range(2):
        proxy.plan(FAULTS["maxlag"].effect, action="edit")
    old, new = edit(proxy), edit(proxy, errorformat="plaintext", requestid="mine")

    assert old.json()["error"]["code"] == new.json()["errors"][0]["code"] == "maxlag"
    assert new.json()["requestid"] == "mine"
    assert (new.headers["mediawiki-api-error"], new.headers["retry-after"]) == ("maxlag", "1")


def test_a_session_that_died_is_unknown_from_then_on(proxy: Proxy, server: Server) -> None:
    proxy.plan(FAULTS["dead session"].effect, action="edit")
    with httpx.Client(trust_env=False) as client:
        for session in ("old", "old", "new"):
            cookies = {"cookie": f"wikiUserName=A; wiki_session={session}"}
            client.post(proxy.url, data={"action": "edit"}, headers=cookies)

    sent = ["wiki_session" in seen.headers["cookie"] for seen in server.seen]
    assert sent == [False, False, True]


def test_another_host_is_heard_of(proxy: Proxy, server: Server) -> None:
    proxy.plan(FAULTS["redirect, other host"].effect, action="edit")
    location = edit(proxy).headers["location"]
    assert proxy.elsewhere.heard() == b""

    with pytest.raises(httpx.HTTPError):
        httpx.get(location, trust_env=False)

    assert proxy.elsewhere.heard().startswith(b"GET /w/api.php")
    assert server.seen == []


def test_a_client_that_goes_away_harms_nobody(proxy: Proxy, server: Server) -> None:
    host, port = proxy.url.removeprefix("http://").split(":")
    for data in (b"", b"POST /w/api.php HTTP/1.1\r\nContent-Length: 10\r\n\r\nacti", b"\x16\x03\x01 no HTTP\r\n\r\n"):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(data)
    proxy.settle()

    assert edit(proxy).content == BODY
    assert len(server.seen) == 1


def test_what_is_packed_already_is_not_packed_again() -> None:
    packed = gzip.compress(BODY)
    with serving(lambda seen: (200, {"content-encoding": "gzip"}, packed)) as server, Proxy(server.url) as proxy:
        assert edit(proxy).content == BODY
        proxy.plan(FAULTS["corrupt gzip"].effect, action="edit")
        with pytest.raises(httpx.DecodingError):
            edit(proxy)
