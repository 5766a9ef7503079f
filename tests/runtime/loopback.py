"""A web server on the loopback, for what no wiki does on demand."""

import json
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

__all__ = ["Reply", "Respond", "Seen", "Server", "Talk", "marked", "serving", "talking"]


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    """A running server; `seen` are its requests so far."""

    host: str
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}"


Reply = tuple[int, Mapping[str, str], bytes]
Respond = Callable[[Seen], Reply | None]


def marked(reply: Reply | None, seen: Seen) -> Reply | None:
    """Give back the mark of a write, or of what a write is based on, as a wiki does."""
    form = seen.target.partition("?")[2], seen.body.decode("latin-1")
    mark = dict(pair for part in form for pair in parse_qsl(part)).get("requestid")
    if reply is None or mark is None or not reply[2].startswith(b"{"):
        return reply
    status, fields, content = reply
    return status, fields, json.dumps({**json.loads(content), "requestid": mark}).encode()


@contextmanager
def serving(respond: Respond) -> Iterator[Server]:
    """Serve what `respond` makes of each request; None closes the connection without a word."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(self.command, self.path, headers, body)
            server.seen.append(seen)
            reply = respond(seen)
            if reply is None:
                self.close_connection = True
                return
            status, fields, content = reply
            self.send_response(status)
            for name, value in fields.items():
                self.send_header(name, value)
            if "content-length" not in {name.lower() for name in fields}:
                self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_CONNECT = _answer  # noqa: N815  # the names that the base class looks for

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


Talk = Callable[[bytes, Callable[[bytes], object]], object]


@contextmanager
def talking(talk: Talk) -> Iterator[Server]:
    """Let `talk` write what it likes for each request, on connections that stay open and are counted.

    It is given the request's first line. What the client no longer reads ends it.
    """

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.connections += 1
            while line := self.rfile.readline():
                size = 0
                while (header := self.rfile.readline().lower()).strip():
                    size = int(header.partition(b":")[2]) if header.startswith(b"content-length:") else size
                method, target, *_ = line.decode("latin-1").split()
                server.seen.append(Seen(method, target, {}, self.rfile.read(size)))
                try:
                    talk(line, self.wfile.write)
                except OSError:
                    return

    class Listener(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Listener(("127.0.0.1", 0), Handler) as tcp:
        server = Server(f"127.0.0.1:{tcp.server_address[1]}")
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            tcp.shutdown()
            thread.join()
