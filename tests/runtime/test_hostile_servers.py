"""Servers that do harm: what they send is bounded in time and size, and its connection is not used again."""

import contextlib
import gzip
import io
import itertools
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from mwtyped.runtime import transport
from mwtyped.runtime.errors import ConnectionFailed, InvalidResponse, MwClientError
from mwtyped.runtime.flows import Send
from tests.runtime.loopback import Talk, serving, talking
from tests.runtime.test_transport import Dial, dial

__all__ = ["dial"]  # the fixture

Write = Callable[[bytes], object]

FINE = b'HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{"ok":1}'


def answered(head: str, body: bytes) -> bytes:
    """Give an answer of so many bytes, with more lines in its head."""
    return f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n{head}\r\n".encode() + body


def at_first(talk: Talk) -> Talk:
    """Talk so to the first request, and answer the others."""
    requests = itertools.count()

    def talks(line: bytes, write: Write) -> None:
        if next(requests):
            write(FINE)
        else:
            talk(line, write)

    return talks


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a minute pass each time that somebody looks at the clock."""
    times = itertools.count(0, 60)
    monkeypatch.setattr(transport, "_now", lambda: next(times))


# Time.


def drip_a_body(_: bytes, write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        write(b"1\r\n \r\n")


def drip_a_compressed_body(_: bytes, write: Write) -> None:
    """Send blocks of nothing, which decompress to nothing."""
    write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n")
    write(b"a\r\n" + gzip.compress(b"")[:10] + b"\r\n")
    while True:
        write(b"5\r\n\x00\x00\x00\xff\xff\r\n")


def go_on_and_on(_: bytes, write: Write) -> None:
    while True:
        write(b"HTTP/1.1 100 Continue\r\n\r\n")


@pytest.mark.usefixtures("minutes")
@pytest.mark.parametrize("talk", [drip_a_body, drip_a_compressed_body, go_on_and_on])
def test_an_answer_that_does_not_end_is_a_connection_that_failed(dial: Dial, talk: Talk) -> None:
    with talking(at_first(talk)) as server:
        line = dial()
        with pytest.raises(ConnectionFailed, match="the answer did not end within 600 seconds") as caught:
            line.send(Send("GET", server.url, "titles=secret"))

        assert (caught.value.sent, caught.value.lasting) == (True, False)  # tried again, as after a time-out
        assert "secret" not in str(caught.value)
        assert line.send(Send("GET", server.url)).body == b'{"ok":1}'

    assert server.connections == 2


@pytest.mark.usefixtures("minutes")
def test_an_answer_on_a_used_connection_must_end_too(dial: Dial) -> None:
    talks = iter([lambda _, write: write(FINE), lambda _, write: write(FINE), drip_a_body])

    with talking(lambda line, write: next(talks)(line, write)) as server:
        line = dial()
        for _ in range(2):
            line.send(Send("GET", server.url))
        with pytest.raises(ConnectionFailed, match="the answer did not end within 600 seconds"):
            line.send(Send("GET", server.url))

    assert server.connections == 1


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate of `wiki.invalid`, with its key."""
    made, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    names = ("-subj", "/CN=wiki.invalid", "-addext", "subjectAltName=DNS:wiki.invalid")
    algorithm = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    command = ("openssl", "req", "-x509", *algorithm, *names, "-keyout", str(key), "-out", str(made))
    subprocess.run(command, check=True, capture_output=True)
    made.write_text(made.read_text() + key.read_text())
    return made


@pytest.mark.usefixtures("minutes")
@pytest.mark.parametrize("talk", [drip_a_body, go_on_and_on])
def test_an_answer_through_a_tunnel_must_end_too(
    dial: Dial, talk: Talk, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as inside:
                inside.recv(65_536)
                talk(b"", inside.sendall)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("no_proxy", "")
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        line = dial()
        line.transport.verify = str(certificate)
        with pytest.raises(ConnectionFailed, match="the answer did not end within 600 seconds"):
            line.send(Send("GET", "https://wiki.invalid/"))
        thread.join()


@pytest.mark.usefixtures("minutes")
def test_it_is_the_answer_that_must_end_and_not_the_sending(dial: Dial) -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            transport._now()  # a minute
            return super().read(1024)

    with serving(lambda _: (200, {}, b"{}")) as server:
        dial().send(Send("POST", server.url, parts={"file": Slow(bytes(100_000))}))

    assert len(server.seen[0].body) > 100_000


@pytest.mark.usefixtures("minutes")
def test_each_answer_of_a_connection_has_its_own_time(dial: Dial) -> None:
    with talking(lambda _, write: write(FINE)) as server:
        line = dial()
        for _ in range(20):
            line.send(Send("GET", server.url))

    assert (len(server.seen), server.connections) == (20, 1)


# Size.


def endless_blocks_of_nothing(_: bytes, write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n")
    write(b"a\r\n" + gzip.compress(b"")[:10] + b"\r\n")
    nothing = b"\x00\x00\x00\xff\xff" * 10_000
    while True:
        write(b"%x\r\n%s\r\n" % (len(nothing), nothing))


def a_bomb(_: bytes, write: Write) -> None:
    write(answered("content-encoding: gzip\r\n", gzip.compress(bytes(50_000_000))))


def an_endless_body(_: bytes, write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        write(b" " * 65_536)


@pytest.mark.parametrize("talk", [endless_blocks_of_nothing, a_bomb, an_endless_body])
def test_a_body_is_bounded_compressed_and_decompressed(dial: Dial, talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_LARGEST_REPLY", 200_000)

    with talking(at_first(talk)) as server:
        line = dial()
        with pytest.raises(InvalidResponse, match="larger than 200000 bytes") as caught:
            line.send(Send("POST", server.url))

        assert caught.value.after_sending
        line.send(Send("GET", server.url))

    assert server.connections == 2  # the rest of that answer is nobody's


def test_no_piece_is_decompressed_beyond_the_limit(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_LARGEST_REPLY", 200_000)
    monkeypatch.setattr(transport, "_PIECE", 100_000)
    given: list[int] = []
    really = zlib.decompressobj

    class Noted:
        def __init__(self, wbits: int) -> None:
            self._real = really(wbits)

        def decompress(self, data: bytes, most: int) -> bytes:
            piece = self._real.decompress(data, most)
            given.append(len(piece))
            return piece

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

    monkeypatch.setattr(zlib, "decompressobj", Noted)
    with talking(a_bomb) as server, pytest.raises(InvalidResponse, match="larger than 200000 bytes"):
        dial().send(Send("GET", server.url))

    assert given == [100_000] * 3


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,gzip,gzip,gzip,gzip,gzip,gzip", "br", "zstd", "deflate, gzip", "rot13\x80"]
)
def test_an_encoding_that_was_not_asked_for_is_refused(dial: Dial, encoding: str) -> None:
    head = f"content-encoding: {encoding}\r\n"
    with (
        talking(lambda _, write: write(answered(head, gzip.compress(b"{}")))) as server,
        pytest.raises(InvalidResponse, match="encoded as was not asked for") as caught,
    ):
        dial().send(Send("POST", server.url))

    assert caught.value.after_sending


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip", "identity, gzip", "identity", ""])
def test_what_was_asked_for_is_read(dial: Dial, encoding: str) -> None:
    body = gzip.compress(b'{"ok":1}') if "gzip" in encoding.lower() else b'{"ok":1}'
    with serving(lambda _: (200, {"content-encoding": encoding}, body)) as server:
        answer = dial().send(Send("GET", server.url))

    assert (answer.body, answer.received) == (b'{"ok":1}', len(body))
    assert server.seen[0].headers["accept-encoding"] == "gzip"


def test_an_empty_body_needs_no_compression(dial: Dial) -> None:
    with serving(lambda _: (302, {"content-encoding": "gzip"}, b"")) as server:
        assert dial().send(Send("GET", server.url)).body == b""


def test_a_compressed_body_that_lacks_its_end_came_in_pieces(dial: Dial) -> None:
    with (
        serving(lambda _: (200, {"content-encoding": "gzip"}, gzip.compress(b'{"ok":1}' * 99)[:-9])) as server,
        pytest.raises(InvalidResponse, match="the reply's compression is broken") as caught,
    ):
        dial().send(Send("GET", server.url))

    assert caught.value.cut
    assert caught.value.after_sending


# Heads.


def a_header_without_end(_: bytes, write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\nx: ")
    while True:
        write(b"x" * 65_536)


def headers_without_end(_: bytes, write: Write) -> None:
    write(b"HTTP/1.1 200 OK\r\n")
    while True:
        write(b"x: y\r\n" * 1000)


@pytest.mark.parametrize("talk", [a_header_without_end, headers_without_end])
def test_a_head_without_end_is_a_connection_that_failed(dial: Dial, talk: Talk) -> None:
    with talking(at_first(talk)) as server:
        line = dial()
        with pytest.raises(ConnectionFailed):
            line.send(Send("GET", server.url))
        line.send(Send("GET", server.url))

    assert server.connections == 2


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffffffffff\r\n",
        b"HTTP/1.1 200 OK\r\nx y: z\r\n\r\n",
        b"ICY 200 OK\r\n\r\n",
        b"\x00" * 1000,
    ],
)
def test_what_is_no_http_is_a_connection_that_failed(dial: Dial, head: bytes) -> None:
    with talking(lambda _, write: write(head)) as server, pytest.raises(ConnectionFailed):
        dial().send(Send("GET", server.url))


def test_cookies_are_bounded(dial: Dial) -> None:
    numbers = itertools.count()

    def flood(_: bytes, write: Write) -> None:
        cookies = (f"set-cookie: c{next(numbers)}={'x' * 50}; path=/\r\n" for _ in range(150))
        write(answered("".join(cookies) + "set-cookie: c0=new; path=/\r\nset-cookie: l=" + "x" * 9000 + "\r\n", b"{}"))

    with talking(flood) as server:
        line = dial()
        for _ in range(3):
            line.send(Send("GET", server.url))

    kept = {one.name: one.value for one in line.transport.saved("127.0.0.1")}
    assert len(kept) == 200
    assert kept["c0"] == "new"  # one that is there can always be set anew
    assert "l" not in kept


@pytest.mark.parametrize("value", ["é", "\x7f", "\xff"])
def test_a_cookie_that_cannot_be_sent_back_is_not_kept(dial: Dial, value: str) -> None:
    def set_both(_: bytes, write: Write) -> None:
        write(answered(f"set-cookie: a={value}\r\nset-cookie: b=fine\r\n", b"{}"))

    with talking(set_both) as server:
        line = dial()
        for _ in range(2):
            line.send(Send("GET", server.url))

    assert [one.name for one in line.transport.saved("127.0.0.1")] == ["b"]


# Connections.

REFUSED: list[Talk] = [
    lambda _, write: write(answered("content-encoding: br\r\n", b"x" * 100_000)),
    lambda _, write: write(answered("content-encoding: gzip\r\n", b"no gzip" * 50_000)),
    lambda _, write: write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
]


@pytest.mark.parametrize("talk", REFUSED)
def test_a_connection_is_not_used_after_an_answer_that_was_refused(dial: Dial, talk: Talk) -> None:
    with talking(at_first(talk)) as server:
        line = dial()
        with pytest.raises(MwClientError):
            line.send(Send("GET", server.url))
        line.send(Send("GET", server.url))
        line.send(Send("GET", server.url))

    assert server.connections == 2
