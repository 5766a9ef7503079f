"""HTTP, through httpx: the one file that knows it."""

import http.cookiejar
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlsplit

import httpx

from .errors import ConnectionFailed, InvalidResponse
from .flows import Answer, Send

__all__ = ["AsyncTransport", "Transport"]

_TIMEOUT = httpx.Timeout(60.0, connect=30.0)
_LARGEST_REPLY = 256 * 1024 * 1024
_FORM = "application/x-www-form-urlencoded"


def _request(client: httpx.Client | httpx.AsyncClient, command: Send, headers: Mapping[str, str]) -> httpx.Request:
    own = dict(headers) if command.own else {"user-agent": headers["user-agent"]}
    if command.parts is not None:
        # All as `files`, which keeps their order; a plain file name, for PHP misreads others.
        parts = [
            (name, (None, value) if isinstance(value, str) else ("file", _readable(value), "application/octet-stream"))
            for name, value in command.parts.items()
        ]
        return client.build_request("POST", command.url, headers=own, files=cast("Any", parts))
    if command.method == "POST":
        own["content-type"] = _FORM
        return client.build_request("POST", command.url, headers=own, content=command.encoded.encode("ascii"))
    # A long query goes on the wire as it is: httpx would parse the URL that held it character by character.
    address = urlsplit(command.url)
    query = "&".join(part for part in (address.query, command.encoded) if part)
    target = (address.path or "/") + (f"?{query}" if query else "")
    return client.build_request("GET", command.url, headers=own, extensions={"target": target.encode("ascii")})


def _readable(value: Any) -> Any:
    return value.open("rb") if hasattr(value, "open") else value


class _Cookies(http.cookiejar.DefaultCookiePolicy):
    """Leave out the cookie that each edit sets for the editor's browser: they pile up."""

    def set_ok(self, cookie: http.cookiejar.Cookie, request: Any) -> bool:
        return not cookie.name.startswith("PostEditRevision") and super().set_ok(cookie, request)


class _Shared:
    """What both worlds share: headers, cookies, a client for each scheme, made when it is first needed."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers: dict[str, str] = {name.lower(): value for name, value in headers.items()}
        self._jar = http.cookiejar.CookieJar(policy=_Cookies())

    def _settings(self, scheme: str) -> dict[str, Any]:
        # Loading the certificates takes 20-36 ms, which plain HTTP (loopback, tests) does not need.
        verify: Any = True if scheme == "https" else None
        return {"timeout": _TIMEOUT, "cookies": self._jar, "verify": verify, "follow_redirects": False}


@contextmanager
def _failures_named(command: Send) -> Iterator[None]:
    try:
        yield
    except httpx.DecodingError:
        raise InvalidResponse("the reply's compression is broken", url=command.url) from None
    except httpx.HTTPError as error:
        where = urlsplit(command.url)
        text = str(error) or type(error).__name__
        raise ConnectionFailed(f"{where.scheme}://{where.netloc}{where.path}: {text}") from None


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
        return Answer(response.status_code, self._url, headers, b"".join(self._chunks))


class Transport(_Shared):
    """Send requests, blocking."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self._clients: dict[str, httpx.Client] = {}

    def send(self, command: Send) -> Answer:
        client, body = self._client(urlsplit(command.url).scheme), _Body(command.url)
        with _failures_named(command):
            response = client.send(_request(client, command, self.headers), stream=True)
            try:
                for chunk in response.iter_bytes():
                    body.add(chunk)
            finally:
                response.close()
        return body.answer(response)

    def _client(self, scheme: str) -> httpx.Client:
        if scheme not in self._clients:
            self._clients[scheme] = httpx.Client(**self._settings(scheme))
        return self._clients[scheme]

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self._clients.clear()


class AsyncTransport(_Shared):
    """Send requests in an event loop."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def send(self, command: Send) -> Answer:
        client, body = self._client(urlsplit(command.url).scheme), _Body(command.url)
        with _failures_named(command):
            response = await client.send(_request(client, command, self.headers), stream=True)
            try:
                async for chunk in response.aiter_bytes():
                    body.add(chunk)
            finally:
                await response.aclose()
        return body.answer(response)

    def _client(self, scheme: str) -> httpx.AsyncClient:
        if scheme not in self._clients:
            self._clients[scheme] = httpx.AsyncClient(**self._settings(scheme))
        return self._clients[scheme]

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()
