"""HTTP, through httpx: the one file that knows it."""

import asyncio
import http.cookiejar
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import IO, Any, cast
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import getproxies

import httpx

from .errors import ConnectionFailed, InvalidResponse, shown
from .flows import Answer, Send

__all__ = ["AsyncTransport", "Transport"]

_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
_LARGEST_REPLY = 256 * 1024 * 1024
_FORM = b"application/x-www-form-urlencoded"
_KEPT = "/?#[]@!$&'()*+,;=:%~-._"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@contextmanager
def _request(
    client: httpx.Client | httpx.AsyncClient, command: Send, headers: Mapping[str, str], *, proxied: bool
) -> Iterator[httpx.Request]:
    """Make a request; files that it opens are closed at the end."""
    own = {name.encode(): value.encode() for name, value in headers.items() if command.own or name == "user-agent"}
    with ExitStack() as opened:
        if command.parts is not None:
            parts = [_part(name, value, opened) for name, value in command.parts.items()]
            yield client.build_request("POST", command.url, headers=own, files=cast("Any", parts))
        elif command.method == "POST":
            own[b"content-type"] = _FORM
            yield client.build_request("POST", command.url, headers=own, content=command.encoded.encode("ascii"))
        else:
            yield _get(client, command, own, proxied=proxied)


def _part(name: str, value: Any, opened: ExitStack) -> tuple[str, tuple[Any, ...]]:
    """Make one part of a multipart body; all go as files, which keeps their order."""
    if isinstance(value, str):
        return name, (None, value)
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


def _get(
    client: httpx.Client | httpx.AsyncClient, command: Send, own: Mapping[bytes, bytes], *, proxied: bool
) -> httpx.Request:
    address = urlsplit(command.url)
    query = "&".join(part for part in (address.query, command.encoded) if part)
    if proxied:  # a proxy needs the whole address as its target
        return client.build_request("GET", urlunsplit(address._replace(query=query)), headers=own)
    # A long query goes on the wire as it is: httpx would parse the URL that held it character by character.
    target = quote((address.path or "/") + (f"?{query}" if query else ""), safe=_KEPT)
    return client.build_request("GET", command.url, headers=own, extensions={"target": target.encode("ascii")})


class _Cookies(http.cookiejar.DefaultCookiePolicy):
    """Leave out the cookie that each edit sets for the editor's browser: they pile up."""

    def set_ok(self, cookie: http.cookiejar.Cookie, request: Any) -> bool:
        return not cookie.name.startswith("PostEditRevision") and super().set_ok(cookie, request)


class _Jar(http.cookiejar.CookieJar):
    def __repr__(self) -> str:
        return f"<{len(self)} cookies>"


class _Shared:
    """What both worlds share: headers, cookies, a client for each scheme, made when it is first needed."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers: dict[str, str] = {name.lower(): value for name, value in headers.items()}
        for name, value in self.headers.items():
            if _CONTROL.search(value):
                raise ValueError(f"the header {name!r} holds a control character, perhaps a line break at its end")
        self._proxied = bool(getproxies())
        self._jar = _Jar(policy=_Cookies())

    def forget(self) -> None:
        """Drop all cookies: the session that they hold is another user's."""
        self._jar.clear()

    def _settings(self, scheme: str, *, own: bool) -> dict[str, Any]:
        # Loading the certificates takes 20-36 ms, which plain HTTP (loopback, tests) does not need.
        verify: Any = True if scheme == "https" else None
        jar = self._jar if own else None  # cookies of a common domain are not for other hosts either
        return {"timeout": _TIMEOUT, "cookies": jar, "verify": verify, "follow_redirects": False}


@contextmanager
def _failures_named(command: Send) -> Iterator[None]:
    try:
        yield
    except httpx.DecodingError:
        broken = InvalidResponse("the reply's compression is broken", url=command.url)
        broken.cut = broken.after_sending = True
        raise broken from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        where = urlsplit(command.url)
        problem = f"{where.scheme}://{where.netloc}{where.path}: {shown(str(error) or type(error).__name__)}"
        sent = not isinstance(error, _NOT_SENT)
        raise ConnectionFailed(problem, sent=sent, lasting=_is_lasting(error)) from None


_NOT_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
    *(httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL, UnicodeError),
)
"""Failures before anything of a request was on its way."""


def _is_lasting(error: Exception) -> bool:
    """Tell whether the same would fail again: an address that is none, a host that has none, a wrong certificate."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL | UnicodeError):
        return True
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and isinstance(error, httpx.ConnectError):
            return True
        if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
            return True
        cause = cause.__cause__ or cause.__context__
    return False


class _Body:
    """Collect a body up to the size that a reply may have."""

    def __init__(self, url: str) -> None:
        self._url, self._chunks, self._size = url, list[bytes](), 0

    def add(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > _LARGEST_REPLY:
            raise InvalidResponse(f"the reply is larger than {_LARGEST_REPLY} bytes", url=self._url)
        self._chunks.append(chunk)

    def answer(self, response: httpx.Response) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        sent = int(response.request.headers.get("content-length", 0))
        received = response.num_bytes_downloaded
        return Answer(response.status_code, self._url, headers, b"".join(self._chunks), sent, received)


class Transport(_Shared):
    """Send requests, blocking."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self._clients: dict[tuple[str, bool], httpx.Client] = {}
        self.alone: AbstractContextManager[bool] = threading.Lock()
        self._lock = threading.Lock()

    def send(self, command: Send) -> Answer:
        client, body = self._client(urlsplit(command.url).scheme, command.own), _Body(command.url)
        with _failures_named(command), _request(client, command, self.headers, proxied=self._proxied) as request:
            response = client.send(request, stream=True)
            try:
                for chunk in response.iter_bytes():
                    body.add(chunk)
            finally:
                response.close()
        return body.answer(response)

    def _client(self, scheme: str, own: bool = True) -> httpx.Client:
        with self._lock:
            if (scheme, own) not in self._clients:
                self._clients[scheme, own] = httpx.Client(**self._settings(scheme, own=own))
            return self._clients[scheme, own]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()


class AsyncTransport(_Shared):
    """Send requests in an event loop."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self._clients: dict[tuple[str, bool], httpx.AsyncClient] = {}
        self.alone: asyncio.Lock = asyncio.Lock()

    async def send(self, command: Send) -> Answer:
        client, body = self._client(urlsplit(command.url).scheme, command.own), _Body(command.url)
        with _failures_named(command), _request(client, command, self.headers, proxied=self._proxied) as request:
            response = await client.send(request, stream=True)
            try:
                async for chunk in response.aiter_bytes():
                    body.add(chunk)
            finally:
                await response.aclose()
        return body.answer(response)

    def _client(self, scheme: str, own: bool = True) -> httpx.AsyncClient:
        if (scheme, own) not in self._clients:
            self._clients[scheme, own] = httpx.AsyncClient(**self._settings(scheme, own=own))
        return self._clients[scheme, own]

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
