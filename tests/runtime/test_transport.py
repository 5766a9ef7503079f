"""HTTP itself, on the loopback, in both worlds."""

import asyncio
import gc
import gzip
import io
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from mwtyped.runtime import transport
from mwtyped.runtime.async_transport import AsyncTransport
from mwtyped.runtime.errors import ConnectionFailed, InvalidResponse
from mwtyped.runtime.flows import Answer, Send
from mwtyped.runtime.flows.exchange import exchange
from mwtyped.runtime.session import Endpoint, Session
from mwtyped.runtime.transport import Transport
from tests.runtime.loopback import Seen, serving, talking
from tests.runtime.scripted import Script

HEADERS = {"User-Agent": "T/1 (t@example.org)", "X-Secret": "hunter2"}
JSON = {"content-type": "application/json"}


class Line:
    """A transport of either world, and the calls that both have."""

    def __init__(self, kind: type[Transport] | type[AsyncTransport], headers: Mapping[str, str]) -> None:
        self.transport = kind(headers)
        self._runner = asyncio.Runner()

    def send(self, command: Send) -> Answer:
        if isinstance(self.transport, Transport):
            return self.transport.send(command)
        return self._runner.run(self.transport.send(command))

    def close(self) -> None:
        if isinstance(self.transport, Transport):
            self.transport.close()
        else:
            self._runner.run(self.transport.close())
        self._runner.close()


Dial = Callable[..., Line]


@pytest.fixture(params=[Transport, AsyncTransport], ids=["sync", "async"])
def dial(request: pytest.FixtureRequest) -> Iterator[Dial]:
    """Make transports, closed at the end."""
    lines: list[Line] = []

    def make(headers: Mapping[str, str] = HEADERS) -> Line:
        lines.append(Line(request.param, headers))
        return lines[-1]

    yield make
    for line in lines:
        line.close()


def ok(_: Seen) -> tuple[int, Mapping[str, str], bytes]:
    return 200, JSON, b'{"ok":1}'


def test_a_get_has_its_parameters_in_the_url(dial: Dial) -> None:
    with serving(ok) as server:
        answer = dial().send(Send("GET", f"{server.url}/w/api.php", "action=query&titles=%C3%9C%7C%1F"))

    assert server.seen[0].target == "/w/api.php?action=query&titles=%C3%9C%7C%1F"
    assert (answer.status, answer.text, answer.headers["content-type"]) == (200, '{"ok":1}', "application/json")


def test_a_get_keeps_the_query_of_its_address(dial: Dial) -> None:
    with serving(ok) as server:
        dial().send(Send("GET", f"{server.url}/?a=1", "b=2"))
        dial().send(Send("GET", f"{server.url}", ""))

    assert [seen.target for seen in server.seen] == ["/?a=1&b=2", "/"]


def test_a_path_outside_ascii_is_sent_encoded(dial: Dial) -> None:
    with serving(ok) as server:
        dial().send(Send("GET", f"{server.url}/wïki/api.php", "a=1"))
        dial().send(Send("POST", f"{server.url}/wïki/api.php", "a=1"))

    assert [seen.target for seen in server.seen] == ["/w%C3%AFki/api.php?a=1", "/w%C3%AFki/api.php"]


def test_a_post_has_its_parameters_in_the_body(dial: Dial) -> None:
    with serving(ok) as server:
        dial().send(Send("POST", f"{server.url}/w/api.php", "action=edit&text=x&token=%2B%5C"))

    seen = server.seen[0]
    assert (seen.method, seen.target, seen.body) == ("POST", "/w/api.php", b"action=edit&text=x&token=%2B%5C")
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"


def test_each_request_names_the_script_and_has_the_sites_headers(dial: Dial) -> None:
    with serving(ok) as server:
        dial().send(Send("GET", server.url, "a=1"))

    assert server.seen[0].headers["user-agent"] == "T/1 (t@example.org)"
    assert server.seen[0].headers["x-secret"] == "hunter2"


def test_another_host_gets_the_scripts_name_and_no_more(dial: Dial) -> None:
    with serving(ok) as server:
        dial().send(Send("GET", server.url, "a=1", own=False))

    assert server.seen[0].headers["user-agent"] == "T/1 (t@example.org)"
    assert "x-secret" not in server.seen[0].headers


def test_a_header_may_be_of_any_script(dial: Dial) -> None:
    with serving(ok) as server:
        dial({"user-agent": "Bötli/1 (ö@example.org)"}).send(Send("GET", server.url))

    assert server.seen[0].headers["user-agent"].encode("latin-1").decode() == "Bötli/1 (ö@example.org)"


def test_a_header_with_a_line_break_is_refused_unseen(dial: Dial) -> None:
    with pytest.raises(ValueError, match="'authorization' holds a control character") as caught:
        dial({"Authorization": "Bearer hunter2\n"})

    assert "hunter2" not in str(caught.value)


# Bodies with files.


def parts(seen: Seen) -> list[tuple[str, bytes]]:
    boundary = seen.headers["content-type"].partition("boundary=")[2].encode()
    found: list[tuple[str, bytes]] = []
    for part in seen.body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        assert name is not None
        found.append((name[1].decode(), content.removesuffix(b"\r\n")))
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / 'Ünï ".png'
    path.write_bytes(b"\x89PNG\r\n--x")
    return path


def test_a_file_goes_with_all_the_rest_in_order(dial: Dial, file: Path) -> None:
    with serving(ok) as server, file.open("rb") as opened:
        for content in (file.read_bytes(), file, opened, io.BytesIO(file.read_bytes())):
            given = {"action": "upload", "filename": "Ü|.png", "file": content, "token": "+\\"}
            dial().send(Send("POST", server.url, parts=given))

    for seen in server.seen:
        assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert parts(seen) == [
            ("action", b"upload"),
            ("filename", "Ü|.png".encode()),
            ("file", file.read_bytes()),
            ("token", b"+\\"),
        ]


def test_the_name_of_a_file_is_not_sent(dial: Dial, file: Path) -> None:
    with serving(ok) as server:
        dial().send(Send("POST", server.url, parts={"file": file}))

    assert b'filename="file"' in server.seen[0].body
    assert b".png" not in server.seen[0].body


def test_a_file_is_sent_again_from_its_start(dial: Dial, file: Path) -> None:
    with serving(ok) as server, file.open("rb") as opened:
        line = dial()
        for _ in range(2):
            line.send(Send("POST", server.url, parts={"file": opened}))

    assert [parts(seen) for seen in server.seen] == [[("file", file.read_bytes())]] * 2


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
def test_a_file_that_was_opened_for_it_is_closed(dial: Dial, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    really = Path.open

    def noted(self: Path, *args: Any, **kwargs: Any) -> Any:
        opened.append(really(self, *args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(Path, "open", noted)
    with serving(ok) as server:
        dial().send(Send("POST", server.url, parts={"file": file}))

    assert [stream.closed for stream in opened] == [True]


def test_a_file_that_is_not_there_is_the_systems_error(dial: Dial, tmp_path: Path) -> None:
    with serving(ok) as server, pytest.raises(FileNotFoundError):
        dial().send(Send("POST", server.url, parts={"file": tmp_path / "none"}))

    assert server.seen == []


# Cookies.


def setting(*cookies: str) -> Callable[[Seen], tuple[int, Mapping[str, str], bytes]]:
    given = iter(cookies)
    return lambda _: (200, {**JSON, **({"set-cookie": value} if (value := next(given, "")) else {})}, b"{}")


def test_a_session_is_kept(dial: Dial) -> None:
    with serving(setting("session=abc; Path=/; HttpOnly")) as server:
        line = dial()
        line.send(Send("GET", server.url + "/w/api.php"))
        line.send(Send("POST", server.url + "/w/api.php"))

    assert server.seen[1].headers["cookie"] == "session=abc"


def test_the_cookie_of_each_edit_is_dropped(dial: Dial) -> None:
    with serving(setting("PostEditRevision123=saved; Path=/", "session=abc; Path=/")) as server:
        line = dial()
        for _ in range(3):
            line.send(Send("GET", server.url))

    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None, "session=abc"]


def test_cookies_go_to_their_own_host_only(dial: Dial) -> None:
    with serving(setting("session=abc; Path=/")) as server:
        line = dial()
        line.send(Send("GET", server.url))
        line.send(Send("GET", server.url.replace("127.0.0.1", "localhost"), own=False))

    assert "cookie" not in server.seen[1].headers


def test_cookies_of_a_common_domain_stay_with_the_wiki(dial: Dial) -> None:
    """A cookie for all ports and hosts of a domain is the wiki's own, and another host sets none for it."""
    with serving(setting("session=abc; Path=/", "session=evil; Path=/")) as server:
        line = dial()
        line.send(Send("GET", server.url))
        for _ in range(2):
            line.send(Send("GET", server.url, own=False))
        line.send(Send("GET", server.url))

    assert [seen.headers.get("cookie") for seen in server.seen] == [None, None, "session=evil", "session=abc"]


def test_a_session_can_be_forgotten(dial: Dial) -> None:
    with serving(setting("session=abc; Path=/")) as server:
        line = dial()
        line.send(Send("GET", server.url))
        line.transport.forget()
        line.send(Send("GET", server.url))

    assert "cookie" not in server.seen[1].headers


# What goes wrong.


def test_a_connection_that_is_refused(dial: Dial) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/w/api.php"

        with pytest.raises(ConnectionFailed, match=r"^http://127\.0\.0\.1:\d+/w/api\.php: ") as caught:
            dial().send(Send("GET", url, "titles=secret"))

    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_connection_that_is_closed_without_a_word(dial: Dial) -> None:
    with serving(lambda _: None) as server, pytest.raises(ConnectionFailed):
        dial().send(Send("GET", server.url))


def test_a_tls_handshake_that_is_broken_off_may_do_better_later_and_one_with_what_is_no_tls_not(dial: Dial) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        with pytest.raises(ConnectionFailed) as caught:
            dial().send(Send("GET", f"https://127.0.0.1:{listener.getsockname()[1]}/"))
        thread.join()

    assert (caught.value.sent, caught.value.lasting) == (False, False)
    with serving(ok) as server, pytest.raises(ConnectionFailed) as no_tls:  # it answers in plain text
        dial().send(Send("GET", server.url.replace("http:", "https:")))
    assert no_tls.value.lasting
    assert str(no_tls.value).endswith("; if it speaks http only: scheme='http'")


def test_a_body_that_is_cut_short(dial: Dial) -> None:
    with (
        serving(lambda _: (200, {"content-length": "100", "connection": "close"}, b"{")) as server,
        pytest.raises(ConnectionFailed),
    ):
        dial().send(Send("GET", server.url))


def test_a_host_that_is_none(dial: Dial) -> None:
    with pytest.raises(ConnectionFailed):
        dial().send(Send("GET", "http://xn--a/"))


def test_a_compressed_reply_is_decompressed(dial: Dial) -> None:
    with serving(lambda _: (200, {"content-encoding": "gzip"}, gzip.compress(b'{"ok":1}'))) as server:
        assert dial().send(Send("GET", server.url)).text == '{"ok":1}'


def test_a_reply_whose_compression_is_broken(dial: Dial) -> None:
    with (
        serving(lambda _: (200, {"content-encoding": "gzip"}, b"not gzip")) as server,
        pytest.raises(InvalidResponse, match="the reply's compression is broken") as caught,
    ):
        dial().send(Send("GET", server.url + "/w/api.php", "titles=secret"))

    assert "secret" not in str(caught.value)


def test_a_reply_that_is_too_large_is_not_read_to_its_end(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_LARGEST_REPLY", 100_000)
    bomb = gzip.compress(b"x" * 50_000_000)

    with (
        serving(lambda _: (200, {"content-encoding": "gzip"}, bomb)) as server,
        pytest.raises(InvalidResponse, match="larger than 100000 bytes"),
    ):
        dial().send(Send("GET", server.url))


def test_a_closed_transport_can_be_used_again(dial: Dial) -> None:
    with serving(ok) as server:
        line = dial()
        line.send(Send("GET", server.url))
        if isinstance(line.transport, Transport):
            line.transport.close()

        assert line.send(Send("GET", server.url)).status == 200


def test_another_process_has_connections_of_its_own(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both would read from one that a fork shares, and each the other's answers."""
    with talking(lambda _, write: write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")) as server:
        line = dial()
        for process in (0, 0, 1, 1):
            monkeypatch.setattr(os, "getpid", lambda process=process: process)
            line.send(Send("GET", server.url))

        assert server.connections == 2


class Broken:
    """Says of each request what no header may hold."""

    def header(self, method: str, url: str, form: str) -> str:
        return "Bearer hunter2\n"


def test_a_header_that_cannot_be_sent_is_not_shown(dial: Dial) -> None:
    with serving(ok) as server:
        line = dial()
        line.transport.authority = Broken()
        with pytest.raises(ConnectionFailed, match="the request cannot be sent") as caught:
            line.send(Send("GET", server.url))

    assert "hunter2" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert (caught.value.sent, caught.value.lasting) == (False, True)


# Redirects, as the flow of an exchange follows them.


def followed(line: Line, url: str, *, post: bool) -> Any:
    """Run an exchange over a line."""
    flow = exchange(Session(Endpoint.of(url, "/w/", ".php", "http")), {"action": "query", "x": "1"}, post=post)
    command = next(flow)
    while True:
        try:
            assert isinstance(command, Send)
            command = flow.send(line.send(command))
        except StopIteration as end:
            reply, _ = end.value
            return reply


def test_a_read_is_led_to_another_host_without_headers_and_cookies(dial: Dial) -> None:
    def lead(seen: Seen) -> tuple[int, Mapping[str, str], bytes]:
        if seen.headers["host"].startswith("127"):
            port = seen.headers["host"].partition(":")[2]
            there = f"http://localhost:{port}/w/api.php?action=query"
            return 302, {"location": there, "set-cookie": "session=abc; Path=/"}, b""
        return ok(seen)

    with serving(lead) as server:
        assert followed(dial(), server.url, post=False) == {"ok": 1}

    assert "x-secret" in server.seen[0].headers
    assert not {"x-secret", "cookie", "authorization"} & set(server.seen[1].headers)


def test_a_body_is_not_led_to_another_host(dial: Dial) -> None:
    with (
        serving(lambda _: (307, {"location": "http://localhost/w/api.php"}, b"")) as server,
        pytest.raises(InvalidResponse, match="a body is not sent"),
    ):
        followed(dial(), server.url, post=True)

    assert len(server.seen) == 1


# A proxy, named by the environment.


def test_a_proxy_is_asked_by_the_whole_address(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ok) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        answer = dial().send(Send("GET", "http://wiki.invalid/w/api.php", "action=query&titles=%C3%9C"))

    assert answer.status == 200
    assert proxy.seen[0].target == "http://wiki.invalid/w/api.php?action=query&titles=%C3%9C"


def test_a_proxy_for_https_is_asked_for_a_tunnel_to_the_host(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda _: (403, {}, b"")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(ConnectionFailed):
            dial().send(Send("GET", "https://wiki.invalid/w/api.php", "action=query"))

    assert (proxy.seen[0].method, proxy.seen[0].target) == ("CONNECT", "wiki.invalid:443")


# What it costs.


def test_one_file_knows_the_library_of_http() -> None:
    root = Path(transport.__file__).parents[1]
    knowing = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"^\s*(import|from) (httpx|httpcore|h11)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert knowing == ["runtime/transport.py"]


def test_plain_http_makes_no_tls_context() -> None:
    script = """
import ssl, sys
made = []
really = ssl.SSLContext.__new__
ssl.SSLContext.__new__ = lambda cls, *a, **k: (made.append(1), really(cls, *a, **k))[1]
from mwtyped.runtime.flows import Send
from mwtyped.runtime.transport import Transport
line = Transport({"user-agent": "T/1"})
line.send(Send("GET", sys.argv[1]))
assert not made, made
line._client("https")
assert made
"""
    with serving(ok) as server:
        subprocess.run([sys.executable, "-c", script, server.url], check=True)


def test_one_connection_serves_threads_that_race_to_the_first_request() -> None:
    with serving(ok) as server:
        line = Transport(HEADERS)
        start = threading.Barrier(8)
        answers: list[int] = []

        def race() -> None:
            start.wait()
            answers.append(line.send(Send("GET", server.url)).status)

        threads = [threading.Thread(target=race) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        line.close()

    assert answers == [200] * 8
    assert len(server.seen) == 8


def test_a_file_is_sent_from_where_it_stood_again_and_again(dial: Dial) -> None:
    file = io.BytesIO(b"skipped, and sent")
    file.seek(9)

    with serving(ok) as server:
        line = dial()
        for _ in range(2):
            line.send(Send("POST", server.url, parts={"action": "upload", "file": file}))

    assert [b"\r\n\r\nand sent\r\n" in seen.body for seen in server.seen] == [True, True]
    assert b"skipped" not in server.seen[1].body
    assert file.tell() == 9


def test_nothing_keeps_a_piece_that_was_sent(dial: Dial) -> None:
    """Or those of a large file would fill the memory until the garbage is collected."""
    piece = bytes(bytearray(b"x" * 1000))
    with serving(ok) as server:
        line = dial()
        gc.disable()
        try:
            before = sys.getrefcount(piece)
            line.send(Send("POST", server.url, parts={"action": "upload", "chunk": piece}))
            after = sys.getrefcount(piece)
        finally:
            gc.enable()

    assert after == before


def test_a_flow_is_the_same_over_a_script_and_over_a_line(dial: Dial) -> None:
    with serving(ok) as server:
        over_line = followed(dial(), server.url, post=False)

    session = Session(Endpoint("http", "x", "/w/", ".php"))
    assert Script({"ok": 1}).run(exchange(session, {"action": "query"}, post=False)) == (over_line, None)
