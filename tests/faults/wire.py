"""HTTP/1.1 as it goes over a socket, in both directions."""

import http.client
import re
import socket
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit

__all__ = [
    "Answer",
    "Broken",
    "Request",
    "Stream",
    "forward",
    "read_head",
    "session_of",
    "with_body",
    "with_start_of_body",
    "without_sessions",
]

Headers = tuple[tuple[str, str], ...]

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "content-length", "expect"}
)
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_WIKI_SECONDS = 60
_HANDSHAKE = b"\x16"


class Broken(Exception):
    """What came is no HTTP, or ended in the middle."""


class Stream:
    """A socket whose bytes are read by lines and by number."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._buffer = bytearray()

    def line(self) -> bytes:
        """Read to the end of a line and give it without that; empty also where there is nothing more."""
        while (end := self._buffer.find(b"\r\n")) < 0:
            if not self._more():
                if self._buffer:
                    raise Broken("a line without an end")
                return b""
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line

    def exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            if not self._more():
                raise Broken(f"{size} bytes were promised, and {len(self._buffer)} came")
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def peek(self, size: int) -> bytes:
        """Give the next bytes, and leave them to be read."""
        while len(self._buffer) < size and self._more():
            pass
        return bytes(self._buffer[:size])

    def _more(self) -> bool:
        data = self.connection.recv(65_536)
        self._buffer += data
        return bool(data)


@dataclass(frozen=True)
class Request:
    """One request, with its body as it was meant: not in chunks."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @cached_property
    def params(self) -> Mapping[str, str]:
        """The parameters in URL and body, text alone; of a file the name."""
        return dict([*parse_qsl(urlsplit(self.target).query, keep_blank_values=True), *self._in_body()])

    @property
    def action(self) -> str:
        return self.params.get("action", "")

    def _in_body(self) -> Iterable[tuple[str, str]]:
        kind = self.header("content-type")
        if kind.startswith(_FORM):
            return parse_qsl(self.body.decode("ascii", "replace"), keep_blank_values=True)
        if kind.startswith(_MULTIPART):
            return _parts(kind, self.body)
        return ()

    def with_header(self, name: str, value: str) -> "Request":
        headers = tuple((key, value if key.lower() == name else old) for key, old in self.headers)
        return replace(self, headers=headers)

    def with_param(self, name: str, value: str) -> "Request":
        """Give the request with another value of a parameter in its body."""
        if self.header("content-type").startswith(_FORM):
            pairs = parse_qsl(self.body.decode("ascii"), keep_blank_values=True)
            return replace(self, body=urlencode([(key, value if key == name else old) for key, old in pairs]).encode())
        old = self.params[name].encode()
        return replace(self, body=self.body.replace(old, value.encode().ljust(len(old))[: len(old)]))

    @property
    def keeps_alive(self) -> bool:
        return self.header("connection").lower() != "close"


def _parts(kind: str, body: bytes) -> Iterable[tuple[str, str]]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        file = part.get_filename()
        text = content.decode(errors="replace") if isinstance(content, bytes) else ""
        yield str(name), text if file is None else file


def read_head(stream: Stream) -> Request | None:
    """Read a request as far as its body; None where the client sends no more."""
    if stream.peek(1) == _HANDSHAKE:
        raise Broken("TLS, of which nothing is known here")
    start = stream.line()
    if not start:
        return None
    try:
        method, target, _ = start.decode("ascii").split(" ")
    except ValueError:
        raise Broken(f"no request: {start[:100]!r}") from None
    if not method.isalpha():
        raise Broken(f"no method: {method!r}")
    headers: list[tuple[str, str]] = []
    while line := stream.line():
        name, _, value = line.decode("latin-1").partition(":")
        headers.append((name, value.strip()))
    return Request(method, target, tuple(headers))


def with_body(stream: Stream, head: Request) -> Request:
    """Read the body of a request, in chunks or not."""
    if head.header("transfer-encoding").lower() == "chunked":
        return replace(head, body=_chunks(stream))
    return replace(head, body=stream.exactly(int(head.header("content-length") or 0)))


def with_start_of_body(stream: Stream, head: Request) -> Request:
    """Look at the first part of a body, and leave it to be read."""
    if head.header("transfer-encoding"):
        return replace(head, body=stream.peek(1))
    return replace(head, body=stream.peek(min(int(head.header("content-length") or 0), 1_000)))


def _chunks(stream: Stream) -> bytes:
    body = bytearray()
    while size := int(stream.line().partition(b";")[0] or b"0", 16):
        body += stream.exactly(size)
        stream.line()
    while stream.line():
        pass  # trailers
    return bytes(body)


@dataclass(frozen=True)
class Answer:
    """What the wiki, or who pretends to be it, answers; the body is as on the wire."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)

    def head(self, length: int | None = None, **more: str) -> bytes:
        """Give status line and headers; with a length that may be a lie."""
        lines = [f"HTTP/1.1 {self.status} {_reason(self.status)}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        if "transfer_encoding" not in more:
            lines.append(f"Content-Length: {len(self.body) if length is None else length}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def adding(self, **headers: str) -> "Answer":
        more = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return replace(self, headers=(*self.headers, *more))


def _reason(status: int) -> str:
    return HTTPStatus(status).phrase


def forward(request: Request, address: tuple[str, int]) -> Answer:
    """Send a request to the wiki and read all of what it answers."""
    connection = http.client.HTTPConnection(*address, timeout=_WIKI_SECONDS)
    try:
        connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            if name.lower() not in _HOP_BY_HOP:
                connection.putheader(name, value)
        if request.method == "POST":
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        response = connection.getresponse()
        kept = tuple((name, value) for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP)
        return Answer(response.status, kept, response.read())
    finally:
        connection.close()


def session_of(request: Request) -> frozenset[str]:
    """Give what the cookies of a request say of who one is: the session, and the token that outlives it."""
    return frozenset(re.findall(r"(?:session|token)=([^;]+)", request.header("cookie"), re.IGNORECASE))


def without_sessions(request: Request, dead: AbstractSet[str]) -> Request:
    """Give a request without the cookies of those sessions: as if the wiki had forgotten them."""
    if not dead & session_of(request):
        return request
    cookies = request.header("cookie").split(";")
    return request.with_header("cookie", ";".join(one for one in cookies if one.partition("=")[2].strip() not in dead))
