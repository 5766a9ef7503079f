"""HTTP, through httpx: the one file that knows it."""

import http.cookiejar
import io
import itertools
import logging
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack
from contextvars import ContextVar
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit
from urllib.request import Request, getproxies

import httpx

from .cookies import Jar, Policy, SavedCookie, cookie_of, cookies_in, saved_of
from .errors import ConnectionFailed, InvalidResponse, MwClientError, shown
from .flows import Answer, Send
from .line import LineOptions
from .oauth import Authority
from .secret import Proof, Secret, redacted
from .session import SECRET_HEADERS

if TYPE_CHECKING:
    from .downloads import Sink

__all__ = ["Body", "Sending", "Shared", "Transport", "address", "async_client", "piece_of", "request_of"]

T = TypeVar("T")

_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
_TIMES = 10
"""How many time-outs a whole answer may take: within each, a server may send one byte and so keep us for ever."""

_LARGEST_REPLY = 256 * 1024 * 1024
_PIECE = 1024 * 1024
_FORM = b"application/x-www-form-urlencoded"
_ALWAYS = {b"accept": b"*/*", b"accept-encoding": b"gzip", b"connection": b"keep-alive"}
"""Headers of each request; the encoding is what `Body` can decompress piece by piece."""

address: Callable[[str], httpx.URL] = lru_cache(maxsize=32)(httpx.URL)  # a site asks for few; parsing takes long
_RANGE = re.compile(r"bytes (?P<start>\d{1,18})-")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def request_of(
    client: httpx.Client | httpx.AsyncClient,
    command: Send,
    headers: Mapping[bytes, bytes],
    opened: ExitStack,
    *,
    proxied: bool,
) -> httpx.Request:
    """Make a request as it is sent, but for the time-outs; files that it opens are closed when `opened` is."""
    url, own, cookies = address(command.url), {**_ALWAYS, **headers}, client.cookies.jar
    if command.parts is not None:
        parts: Any = [_part(name, value, opened) for name, value in command.parts.items()]
        return httpx.Request("POST", url, headers=own, cookies=cookies, files=parts)
    if command.method == "POST":
        own[b"content-type"] = _FORM
        return httpx.Request("POST", url, headers=own, cookies=cookies, content=command.encoded.encode("ascii"))
    target = url.raw_path
    if command.encoded:
        target += (b"&" if url.query else b"?") + command.encoded.encode("ascii")
    if proxied:  # a proxy needs the whole address as its target
        return httpx.Request("GET", url.copy_with(raw_path=target), headers=own, cookies=cookies)
    # A long query goes on the wire as it is: httpx would parse the URL that held it character by character.
    return httpx.Request("GET", url, headers=own, cookies=cookies, extensions={"target": target})


def _part(name: str, value: Any, opened: ExitStack) -> tuple[str, tuple[Any, ...]]:
    """Make one part of a multipart body; all go as files, which keeps their order."""
    if isinstance(value, str | Secret):
        return name, (None, Secret(value).reveal())
    if isinstance(value, bytes):  # closed, it is free at once: httpx ties a request into a ring with its response
        return name, ("file", opened.enter_context(io.BytesIO(value)), "application/octet-stream")
    content = opened.enter_context(value.open("rb")) if hasattr(value, "open") else value
    if content is value and hasattr(value, "seekable") and value.seekable():
        opened.callback(value.seek, value.tell())  # it may have to be sent again
        content = _Rest(value)
    return name, ("file", content, "application/octet-stream")  # a plain file name, for PHP misreads others


class _Rest:
    """A file from where it stands: httpx sends any from its beginning."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._start = file, file.tell()

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset if whence else offset + self._start, whence) - self._start


def _tls_context(line: LineOptions) -> ssl.SSLContext | None:
    """Make a context for what is not the default, at once: a file that is none is to be told of here."""
    if line.verify is True and line.certificate is None:
        return None
    if isinstance(line.verify, str):
        folder = line.verify if Path(line.verify).is_dir() else None
        context = ssl.create_default_context(cafile=None if folder else line.verify, capath=folder)
    else:
        context = httpx.create_ssl_context(verify=line.verify)
    if line.certificate is not None:
        try:
            context.load_cert_chain(*line.certificate)
        except FileNotFoundError as error:  # it does not say of which
            raise FileNotFoundError(error.errno, error.strerror, ", ".join(line.certificate)) from None
    return context


def piece_of(command: Send) -> int | None:
    """Give the size in which an answer is read: that of a file is written to a disk."""
    return None if command.sink is None else _PIECE


def _part_of(sink: "Sink") -> dict[bytes, bytes]:
    """Give the headers that ask for what is missing of a file, as it is."""
    start = {b"range": b"bytes=%d-" % sink.size} if sink.size else {}
    return {b"accept-encoding": b"identity", **start}


class Shared:
    """What both worlds share: headers, cookies, a client for each scheme, made when it is first needed."""

    _clients: dict[tuple[str, bool], Any]

    def __init__(
        self, headers: Mapping[str, str | Secret], authority: Authority | None = None, line: LineOptions | None = None
    ) -> None:
        self.authority: Authority | None = authority
        self._line = line or LineOptions()
        self._tls = _tls_context(self._line)
        self.headers: dict[str, Secret] = {}
        for name, value in headers.items():
            self.set_header(name, value)
        self._proxied = bool(getproxies() or self._line.proxies)
        self._jar = Jar(policy=Policy())
        self._given: list[http.cookiejar.Cookie] = []
        self._set: list[http.cookiejar.Cookie] = []
        self._process = os.getpid()

    def _is_forked(self) -> bool:
        """Tell, once, whether this is another process: on connections of both, each would read the other's answers."""
        before, self._process = self._process, os.getpid()
        return before != self._process

    def set_header(self, name: str, value: str | Secret) -> None:
        """Send a header with each request from now on."""
        name, hidden, kind = name.lower(), Secret(value), type(value)
        del value
        if not issubclass(kind, str | Secret):
            raise TypeError(f"the header {name!r} must be a text, not a {kind.__name__}")
        if _CONTROL.search(name + hidden.reveal()):
            raise ValueError(f"the header {name!r} holds a control character, perhaps a line break at its end")
        self.headers[name] = hidden

    @property
    def verify(self) -> bool | str:
        return self._line.verify

    @verify.setter
    def verify(self, value: bool | str) -> None:
        if any(scheme == "https" for scheme, _ in self._clients):
            raise ValueError("the connection is made: say connection_options={'verify': ...} where the site is made")
        self._line = replace(self._line, verify=value)
        self._tls = _tls_context(self._line)

    def forget(self, host: str | None = None) -> None:
        """Drop a wiki's cookies, for the session that they hold is another user's; those of the script stay."""
        for cookie in list(self._jar):
            if host is None or saved_of(cookie).belongs_to(host):
                self._jar.clear(cookie.domain, cookie.path, cookie.name)
        for cookie in (*self._set, *self._given):
            self._jar.set_cookie(cookie)

    def put(self, one: SavedCookie) -> None:
        """Send a cookie from now on, whoever logs in."""
        cookie = cookie_of(one)
        self.drop(one.name, one.domain)
        self._set.append(cookie)
        self._jar.set_cookie(cookie)

    def is_set(self, host: str) -> bool:
        """Tell whether the script set a cookie for a host."""
        return any(saved_of(cookie).belongs_to(host) for cookie in self._set)

    def drop(self, name: str, host: str) -> None:
        """Send a cookie no more."""

        def is_it(cookie: http.cookiejar.Cookie) -> bool:
            return cookie.name == name and saved_of(cookie).belongs_to(host)

        self._set = [cookie for cookie in self._set if not is_it(cookie)]
        self._given = [cookie for cookie in self._given if not is_it(cookie)]
        for cookie in [cookie for cookie in self._jar if is_it(cookie)]:
            self._jar.clear(cookie.domain, cookie.path, cookie.name)

    def give(self, cookies: Iterable[SavedCookie], host: str) -> None:
        """Begin with the script's own cookies in place of all others that a host was given; those of others stay."""
        self._given = [one for one in self._given if not saved_of(one).belongs_to(host)]
        self._given += map(cookie_of, cookies)
        self.forget(host)

    def saved(self, host: str) -> tuple[SavedCookie, ...]:
        """Give the cookies that a host is sent."""
        kept = map(saved_of, list(self._jar))
        return tuple(cookie for cookie in kept if cookie.belongs_to(host))

    def restore(self, cookies: Iterable[SavedCookie], host: str) -> None:
        """Begin with saved cookies in place of all others; none of another host."""
        self.give((), host)
        for one in cookies:
            if one.belongs_to(host):
                self._jar.set_cookie(cookie_of(one))

    def headers_of(self, command: Send) -> dict[bytes, bytes]:
        """Give the headers that the host of a request may have: another's than the wiki's hears the script's name."""
        part = {} if command.sink is None else _part_of(command.sink)
        if not command.own:
            agent = (
                {b"user-agent": self.headers["user-agent"].reveal().encode()} if "user-agent" in self.headers else {}
            )
            return {**agent, **part}
        own = {**{name.encode(): hidden.reveal().encode() for name, hidden in self.headers.items()}, **part}
        if b"cookie" in own:
            own[b"cookie"] = self._cookies_beside(self.headers["cookie"], command.url).encode()
        if self.authority is not None and command.authorized:
            form = command.encoded if command.parts is None else ""
            own[b"authorization"] = self.authority.header(command.method, command.url, form).encode()
        return own

    def _cookies_beside(self, header: Secret, url: str) -> str:
        """Give all cookies of a request, for whose header of the script's own httpx would leave out the wiki's.

        Of one name the wiki's goes alone: it is newer, and a login stands on it.
        """
        request = Request(str(httpx.URL(url)))
        self._jar.add_cookie_header(request)
        kept, own = cookies_in(str(request.get_header("Cookie", ""))), cookies_in(header.reveal())
        return "; ".join((own | kept).values())

    def _settings(self, scheme: str, *, own: bool) -> dict[str, Any]:
        # Loading the certificates takes 20-36 ms, which plain HTTP (loopback, tests) does not need.
        verify: Any = ((self._tls if own else None) or True) if scheme == "https" else None
        timeout = _TIMEOUT if self._line.timeout is None else httpx.Timeout(self._line.timeout)
        proxy = self._line.proxies.get(scheme)
        jar = self._jar if own else None  # cookies of a common domain are not for other hosts either
        return {
            "timeout": timeout,
            "cookies": jar,
            "verify": verify,
            "follow_redirects": False,
            "proxy": proxy,
        }


def _proofs(request: httpx.Request) -> tuple[Proof, ...]:
    """List what a request has in its headers that says who sends it."""
    return tuple(
        Proof(value.decode(errors="replace")) for name, value in request.headers.raw if name.lower() in _SECRET
    )


_SECRET = frozenset(name.encode() for name in SECRET_HEADERS)

_sending: ContextVar["Sending | None"] = ContextVar("mwtyped_sending", default=None)
_now: Callable[[], float] = time.monotonic


class _Quiet(logging.Filter):
    """Leaves out what httpcore logs of our requests: their headers have the session in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        return _sending.get() is None


for _part_of_httpcore in ("connection", "http11", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_part_of_httpcore}").addFilter(_Quiet())


class Sending:
    """One request under way. A failure of the HTTP library becomes ours, which is raised when its own is forgotten.

    Attributes:
        failure: what is to be raised, for without it there would be an answer.
        request: what is sent, once it is made.
    """

    def __init__(self, command: Send) -> None:
        # Not the command: httpx keeps this for as long as the request.
        self._url, self._secrets, self._is_file = command.url, command.secrets, command.sink is not None
        self._ends: float | None = None
        self.failure: MwClientError = ConnectionFailed("no answer came")
        self.request: httpx.Request | None = None

    def __enter__(self) -> Self:
        self._token = _sending.set(self)
        return self

    def traced(self, event: str, about: Mapping[str, Any]) -> None:
        """Let each read of a new connection ask how long it may take, until there is no connection to be made."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            _bound(about["return_value"])
        elif event.endswith("send_request_headers.started"):
            self._ends = None  # what was read before was a proxy's
            if (request := about["request"]).method != b"CONNECT":
                request.extensions.pop("trace", None)  # of what follows nothing is needed, and telling takes time

    async def async_traced(self, event: str, about: Mapping[str, Any]) -> None:
        self.traced(event, about)

    def goes_on(self) -> None:
        """Note that a whole piece of a file came: there may be many more."""
        if self._is_file:
            self._ends = None

    def left(self, timeout: float | None) -> float | None:
        """Give the seconds for which a read may wait; with the first of an answer its time begins."""
        if timeout is None:
            return None
        if self._ends is None:
            self._ends = _now() + _TIMES * timeout
            return timeout
        left = self._ends - _now()
        if left <= 0:
            raise httpx.ReadTimeout(f"the answer did not end within {_TIMES * timeout:g} seconds")
        return min(timeout, left)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        _sending.reset(self._token)
        url = self._url
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL | UnicodeError):
            where = urlsplit(url)
            # Its text would show a header that cannot be sent, be it a token with a line break at its end.
            local = isinstance(error, httpx.LocalProtocolError)
            why = "the request cannot be sent; is a token or a header empty, or has it a line break at its end?"
            why = why if local else str(error) or type(error).__name__
            if _NO_TLS.search(why):
                why += "; if it speaks http only: scheme='http'"
            proofs = () if self.request is None else _proofs(self.request)
            problem = f"{where.scheme}://{where.netloc}{where.path}: {why}"
            problem = shown(redacted(problem, (*proofs, *self._secrets)), 600)
            sent = not isinstance(error, _NOT_SENT)
            self.failure = ConnectionFailed(problem, sent=sent, lasting=_is_lasting(error))
            return True
        seen: BaseException | None = error
        while seen is not None:  # an interrupt, say, or what the script's own file raises
            seen.__traceback__ = _without_library(seen.__traceback__, own=1 if seen is error else 0)
            seen = seen.__cause__ or seen.__context__
        return False


def _bound(stream: Any) -> None:
    """Let the reads of a connection, in either world, end when the answer has taken too long."""
    read = stream.read

    def bounded(max_bytes: int, timeout: float | None = None) -> Any:
        sending = _sending.get()
        return read(max_bytes, timeout if sending is None else sending.left(timeout))

    stream.read = bounded


_LIBRARY = frozenset({"httpx", "httpcore", "h11", "anyio", "sniffio", "socksio", "asyncio", "ssl", "http", "urllib"})


def _without_library(trace: TracebackType | None, own: int) -> TracebackType | None:
    """Leave out the frames of the HTTP library, and ours but for the first, whose names stand for what is sent."""
    kept: list[TracebackType] = []
    while trace is not None:
        package = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        if package == _OURS and own:
            own -= 1
            kept.append(trace)
        elif package != _OURS and package not in _LIBRARY:
            kept.append(trace)
        trace = trace.tb_next
    following: TracebackType | None = None
    for one in reversed(kept):
        following = TracebackType(following, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return following


_OURS = __name__.partition(".")[0]

_NOT_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
    *(httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, UnicodeError),
)
"""Failures before anything of a request was on its way."""


_NO_TLS = re.compile("UNEXPECTED_EOF|WRONG_VERSION_NUMBER|record layer failure")
"""What OpenSSL says of an answer that is no TLS."""


def _is_lasting(error: Exception) -> bool:
    """Tell whether the same would fail again: an address that is none, a host that has none, a wrong certificate."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
        return True
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and isinstance(error, httpx.ConnectError):
            return not isinstance(cause, ssl.SSLEOFError)  # who hangs up in the middle may be there again later
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


class Body:
    """Collect a body up to the size that a reply may have, as it comes and decompressed.

    The HTTP library would decompress a piece at once, whatever becomes of it, and through as many layers as it is told.
    """

    def __init__(self, response: httpx.Response, command: Send) -> None:
        self._response, self._url = response, command.url
        self._sink = command.sink if response.status_code in (200, 206) else None
        self._chunks, self._size, self._received = list[bytes](), 0, 0
        layers = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
        layers = [name for name in layers if name not in ("", "identity")]
        if layers not in ([], ["gzip"], ["x-gzip"]):
            raise self._refusal(f"the reply is encoded as was not asked for: {', '.join(layers)}")
        self._unzip = zlib.decompressobj(zlib.MAX_WBITS | 16) if layers else None
        if self._sink is not None and not self._sink.begin(self._start()):
            raise self._refusal("the answer begins behind what was asked for")

    def _start(self) -> int:
        """Give the byte of the file at which the answer begins."""
        found = _RANGE.match(self._response.headers.get("content-range", ""))
        return int(found["start"]) if found and self._response.status_code == 206 else 0

    def takes(self, chunk: bytes | None) -> bool:
        """Take a piece as it came; tell whether there may be another. No other name keeps one: it may hold a token."""
        if chunk is None:
            return False
        self._received += len(chunk)
        if self._sink is None:
            self._within(self._received)
        if self._unzip is None:
            self._keep(chunk)
            return True
        try:
            while chunk and not self._unzip.eof:
                self._keep(self._unzip.decompress(chunk, _PIECE))
                chunk = self._unzip.unconsumed_tail
        except zlib.error:
            raise self._broken() from None
        return True

    def _keep(self, chunk: bytes) -> None:
        if self._sink is not None:
            if not self._sink.add(chunk):
                raise self._refusal(f"the file is larger than the {self._sink.most} bytes that it should have")
            return
        self._size = self._within(self._size + len(chunk))
        self._chunks.append(chunk)

    def _within(self, size: int) -> int:
        if size > _LARGEST_REPLY:
            raise self._refusal(f"the reply is larger than {_LARGEST_REPLY} bytes")
        return size

    def _broken(self) -> InvalidResponse:
        broken = self._refusal("the reply's compression is broken")
        broken.cut = True
        return broken

    def _refusal(self, problem: str) -> InvalidResponse:
        problem = redacted(problem, _proofs(self._response.request))
        refusal = InvalidResponse(problem, url=self._url, status=self._response.status_code)
        refusal.after_sending = True
        return refusal

    def answer(self) -> Answer:
        """Give the whole answer, once all is added."""
        if self._unzip is not None and self._received:
            self._keep(self._unzip.flush())
            if not self._unzip.eof:
                raise self._broken()
        request, status = self._response.request, self._response.status_code
        headers = dict(self._response.headers.items())  # in lower case
        sent = int(request.headers.get("content-length", 0))
        return Answer(status, self._url, headers, b"".join(self._chunks), sent, self._received, _proofs(request))


class Transport(Shared):
    """Send requests, blocking."""

    def __init__(
        self,
        headers: Mapping[str, str | Secret],
        authority: Authority | None = None,
        line: LineOptions | None = None,
        *,
        parallel: int = 1,
    ) -> None:
        super().__init__(headers, authority, line)
        self._clients: dict[tuple[str, bool], httpx.Client] = {}
        # A plain lock is left whenever an interrupt (Ctrl-C) comes; a semaphore may, once in a blue moon, not be.
        self._turns = [threading.Lock() for _ in range(parallel)]
        self._asked = itertools.count()
        self.alone: AbstractContextManager[bool] = threading.Lock()
        self._lock = threading.Lock()

    def turn(self) -> AbstractContextManager[Any]:
        """Give what is to be held while a request is in flight: no more of them are than the site's options allow.

        Who finds no turn free waits for that of one other, even if another's ends before.
        """
        first = next(self._asked) % len(self._turns)  # each begins to look elsewhere, so that two do not find the same
        turns = self._turns[first:] + self._turns[:first]
        for turn in turns:
            if not turn.locked():
                return turn
        return turns[0]

    def apart(self, function: Callable[[], T]) -> T:
        """Do what may take long: here that is no more than doing it."""
        return function()

    def send(self, command: Send) -> Answer:
        with Sending(command) as sending, ExitStack() as opened:
            client = self._client(address(command.url).scheme, command.own)
            request = request_of(client, command, self.headers_of(command), opened, proxied=self._proxied)
            request.extensions["trace"] = sending.traced
            sending.request = request
            response = client.send(request, stream=True)
            try:
                body, chunks = Body(response, command), response.iter_raw(piece_of(command))
                while body.takes(next(chunks, None)):
                    sending.goes_on()
                return body.answer()
            finally:
                response.close()
        raise sending.failure

    def _client(self, scheme: str, own: bool = True) -> httpx.Client:
        with self._lock:
            if self._is_forked():
                self._clients = {}
            if (scheme, own) not in self._clients:
                self._clients[scheme, own] = httpx.Client(**self._settings(scheme, own=own))
            return self._clients[scheme, own]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()


def async_client(settings: Mapping[str, Any]) -> httpx.AsyncClient:
    """Make what sends requests in an event loop."""
    return httpx.AsyncClient(**settings)
