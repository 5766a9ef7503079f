"""A proxy between us and the wiki that breaks the connection, before or after the wiki has done what it was asked."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Literal
from urllib.parse import urlsplit

__all__ = ["Cut", "Decide", "cutting"]

Cut = Literal["asked", "answered"]
"""Break it in the middle of the request, which the wiki then never sees; or when the wiki has answered."""

Decide = Callable[[bytes], Cut | None]
"""Tell, of the head and the body of a request, whether to break its connection."""


@contextmanager
def cutting(url: str, decide: Decide) -> Iterator[str]:
    """Give the URL of a proxy before that wiki. Each connection is one request, as with PHP's own server."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        stopping = threading.Event()
        thread = threading.Thread(target=_serve, args=(server, urlsplit(url).port, decide, stopping), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stopping.set()
            with closing(socket.create_connection(server.getsockname())):
                thread.join()


def _serve(server: socket.socket, port: int, decide: Decide, stopping: threading.Event) -> None:
    while True:
        client, _ = server.accept()
        if stopping.is_set():
            client.close()
            return
        threading.Thread(target=_pass_on, args=(client, port, decide), daemon=True).start()


def _pass_on(client: socket.socket, port: int, decide: Decide) -> None:
    with closing(client):
        request = _received(client)
        cut = decide(request)
        if not request or cut == "asked":
            return
        with closing(socket.create_connection(("127.0.0.1", port))) as wiki:
            wiki.sendall(request)
            answer = b"".join(iter(lambda: wiki.recv(1 << 16), b""))
        if cut is None:
            client.sendall(answer)


def _received(client: socket.socket) -> bytes:
    """Read one request; one that is to be cut is read whole too, or the client would not notice while it sends."""
    request = bytearray()
    while b"\r\n\r\n" not in request:
        if not (some := client.recv(1 << 16)):
            return b""
        request += some
    head, _, body = bytes(request).partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    left = int(fields.get(b"content-length", b"0")) - len(body)
    while left > 0 and (some := client.recv(1 << 16)):
        request += some
        left -= len(some)
    return bytes(request)
