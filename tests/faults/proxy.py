"""A proxy on the loopback, before a wiki: it passes everything on, but for what it is told to spoil.

with Proxy(wiki.url) as proxy:
    proxy.plan(faults.reset_after, action="edit")
    mwtyped.Site(proxy.url).api.edit(title="A", text="x")     # done on the wiki; the answer never comes
"""

import contextlib
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from .wire import (
    Answer,
    Broken,
    Request,
    Stream,
    forward,
    read_head,
    session_of,
    with_body,
    with_start_of_body,
    without_sessions,
)

__all__ = ["Choose", "Effect", "Exchange", "Plan", "Proxy"]

_ENDED = struct.pack("ii", 1, 0)  # linger for no time: the connection ends with a reset
_SETTLED_SECONDS = 90
_KEPT = 100

Effect = Callable[["Exchange"], None]
"""What a fault does with one request: it asks the wiki or not, and answers or not."""

Choose = Callable[[Request], Effect | None]


@dataclass
class Plan:
    """A fault for the request to come that fits, after `skip` others that do.

    Attributes:
        early: it strikes before the body is read.
        met: the request that it struck; None until then.
    """

    effect: Effect
    action: str | None
    method: str | None
    skip: int = 0
    early: bool = False
    met: Request | None = None

    def takes(self, request: Request) -> bool:
        fits = self.action in (None, request.action) and self.method in (None, request.method)
        if self.met is not None or not fits:
            return False
        self.skip -= 1
        return self.skip < 0


class Exchange:
    """One request and its connection, in the hands of a fault."""

    def __init__(self, proxy: "Proxy", stream: Stream, request: Request) -> None:
        self.proxy, self.request = proxy, request
        self._connection = stream.connection
        self.over = False
        """The connection ended, or must end, with this request."""

    def forward(self, request: Request | None = None) -> Answer:
        """Let the wiki do it, and give its answer."""
        return self.proxy.forward(request or self.request)

    def send(self, data: bytes) -> bool:
        """Send bytes as they are; tell whether the client still listens."""
        try:
            self._connection.sendall(data)
        except OSError:
            self.over = True
        return not self.over

    def answer(self, answer: Answer) -> None:
        if self.proxy.refuses_next():
            self.over = True
            self.send(answer.head(Connection="close") + answer.body)
        else:
            self.send(answer.head() + answer.body)

    def reset(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ENDED)
        self.end()

    def end(self) -> None:
        self.over = True
        self._connection.close()

    def until_gone(self) -> None:
        """Wait until the client gave up."""
        with contextlib.suppress(OSError):
            while self._connection.recv(65_536):
                pass
        self.end()


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _listening(port: int) -> socket.socket:
    listener = _bound(port)
    listener.listen(64)
    return listener


class Elsewhere:
    """Another host than the wiki's, which should hear nothing."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.2", 0))
        self.address = ":".join(map(str, self._listener.getsockname()))
        self._heard = bytearray()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(1)
                    self._heard += connection.recv(65_536)

    def heard(self) -> bytes:
        """Give what came since this was asked."""
        heard, self._heard = bytes(self._heard), bytearray()
        return heard

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RD)
        self._listener.close()


class Proxy:
    """Passes requests on to a wiki.

    Attributes:
        elsewhere: another host, to which a fault may redirect.
        url: what to give to a client in place of the wiki's.
        seen: the last requests.
        last: the newest good answer to each action.
        choose: asked of each request that no plan strikes.
    """

    def __init__(self, upstream: str) -> None:
        address = urlsplit(upstream)
        assert address.hostname is not None
        assert address.port is not None
        self._wiki = address.hostname, address.port
        self._reserved = _bound(0)  # keeps the port while nobody listens there
        port = self._reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._listener = _listening(port)
        self.elsewhere = Elsewhere()
        self.seen: deque[Request] = deque(maxlen=_KEPT)
        self.last: dict[str, Answer] = {}
        self.choose: Choose | None = None
        self._plans: list[Plan] = []
        self._held: list[Request] = []
        self._dead: set[str] = set()
        self._refuses_each = False
        self._connections: set[socket.socket] = set()
        self._busy = 0
        self._changed = threading.Condition()
        self._may_accept = threading.Event()
        self._may_accept.set()
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._stop_listening()
        self._may_accept.set()
        self._reserved.close()
        self.elsewhere.close()
        self._end_connections()

    def plan(
        self,
        effect: Effect,
        *,
        action: str | None = None,
        method: str | None = None,
        skip: int = 0,
        early: bool = False,
    ) -> Plan:
        """Let a fault strike the next request that fits."""
        plan = Plan(effect, action, method, skip, early)
        with self._changed:
            self._plans.append(plan)
        return plan

    def calm(self) -> None:
        """Forget all that is planned, and serve everybody."""
        with self._changed:
            self._plans.clear()
        self.choose = None
        self._refuses_each = False
        self.accept_again()

    @property
    def missed(self) -> int:
        """How many of the planned faults met no request."""
        with self._changed:
            return sum(plan.met is None for plan in self._plans)

    def settle(self) -> None:
        """Wait until no request is under way."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._busy, _SETTLED_SECONDS), "a request does not end"

    # What faults use.

    def forward(self, request: Request) -> Answer:
        """Let the wiki do a request, as it is with sessions that died."""
        answer = forward(without_sessions(request, self._dead), self._wiki)
        if answer.status == 200 and not answer.header("mediawiki-api-error"):
            self.last[request.action] = answer
        return answer

    def kill_session(self, request: Request) -> None:
        """Let the sessions of a request be unknown to the wiki from now on."""
        self._dead |= session_of(request)

    def hold(self, request: Request) -> None:
        """Keep a request that is on its way until it is released."""
        self._held.append(request)

    def release(self) -> list[Answer]:
        """Let the requests that are held reach the wiki."""
        held, self._held = self._held, []
        return [self.forward(request) for request in held]

    # Refusing.

    def refuse_each(self) -> None:
        """Refuse the first attempt to connect for each request: until `accept_again`."""
        self._refuses_each = True
        self._refuse()
        self._end_connections()

    def refuses_next(self) -> bool:
        """Refuse the next attempt to connect, if that is to be; tell whether it is."""
        if self._refuses_each:
            self._refuse()
        return self._refuses_each

    def _refuse(self) -> None:
        with self._changed:
            self._may_accept.clear()
            self._stop_listening()

    def accept_again(self) -> None:
        with self._changed:
            if not self._may_accept.is_set() and not self._closed:
                self._listener = _listening(self._reserved.getsockname()[1])
                self._may_accept.set()

    def _stop_listening(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RD)  # wakes who waits in `accept`
        self._listener.close()

    # Serving.

    def _accept(self) -> None:
        while not self._closed:
            self._may_accept.wait()
            try:
                connection, _ = self._listener.accept()
            except OSError:
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _end_connections(self) -> None:
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, connection: socket.socket) -> None:
        with self._changed:
            self._connections.add(connection)
        stream = Stream(connection)
        try:
            while not self._closed and (head := read_head(stream)) is not None:
                if not self._one(stream, head):
                    break
        except (Broken, OSError):
            pass  # the client is gone
        finally:
            with self._changed:
                self._connections.discard(connection)
            connection.close()

    def _one(self, stream: Stream, head: Request) -> bool:
        """Serve one request; tell whether the connection may have another."""
        with self._changed:
            self._busy += 1
        try:
            if (early := self._planned(lambda: with_start_of_body(stream, head), early=True)) is not None:
                exchange = Exchange(self, stream, head)
                early(exchange)
            else:
                request = with_body(stream, head)
                self.seen.append(request)
                exchange = Exchange(self, stream, request)
                effect = self._planned(lambda: request, early=False) or (self.choose and self.choose(request))
                (effect or _pass_on)(exchange)
            return head.keeps_alive and not exchange.over
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _planned(self, request: Callable[[], Request], *, early: bool) -> Effect | None:
        with self._changed:
            plans = [plan for plan in self._plans if plan.early == early and plan.met is None]
        for plan in plans:
            if plan.takes(seen := request()):
                plan.met = seen
                return plan.effect
        return None


def _pass_on(exchange: Exchange) -> None:
    exchange.answer(exchange.forward())
