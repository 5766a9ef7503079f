"""What sends requests in an event loop."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack
from functools import partial
from typing import Any, TypeVar

from .errors import EventLoopMismatch
from .flows import Answer, Send
from .line import LineOptions
from .oauth import Authority
from .secret import Secret
from .transport import Body, Sending, Shared, address, async_client, piece_of, request_of

__all__ = ["AsyncTransport"]

T = TypeVar("T")


class AsyncTransport(Shared):
    """Send requests in one event loop, to which its connections and locks belong until it is closed."""

    def __init__(
        self,
        headers: Mapping[str, str | Secret],
        authority: Authority | None = None,
        line: LineOptions | None = None,
        *,
        parallel: int = 1,
    ) -> None:
        super().__init__(headers, authority, line)
        self._clients = {}
        self._parallel = parallel
        self._loop: asyncio.AbstractEventLoop | None = None
        self._renew()

    def _renew(self) -> None:
        self._alone = asyncio.Lock()
        self._turns = asyncio.Semaphore(self._parallel)

    @property
    def alone(self) -> asyncio.Lock:
        """What is to be held while somebody logs in.

        Raises:
            EventLoopMismatch: this runs in another loop than what was sent before.
        """
        self._bind()
        return self._alone

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Give what is to be held while a request is in flight: no more of them are than the site's options allow.

        Raises:
            EventLoopMismatch: this runs in another loop than what was sent before.
        """
        self._bind()
        return self._turns

    def _bind(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
            self._renew()
        if self._loop is not loop:
            raise EventLoopMismatch

    async def apart(self, function: Callable[[], T]) -> T:
        """Do what may take long in a thread: other tasks go on."""
        return await asyncio.to_thread(function)

    async def send(self, command: Send) -> Answer:
        with Sending(command) as sending, ExitStack() as opened:
            client = self._client(address(command.url).scheme, command.own)
            request = request_of(client, command, self.headers_of(command), opened, proxied=self._proxied)
            request.extensions["trace"] = sending.async_traced
            sending.request = request
            response = await client.send(request, stream=True)
            try:
                body, chunks = Body(response, command), response.aiter_raw(piece_of(command))
                if command.sink is None:
                    while body.takes(await anext(chunks, None)):
                        pass
                else:
                    while await self.apart(partial(body.takes, await anext(chunks, None))):
                        sending.goes_on()
                return body.answer()
            finally:
                await response.aclose()
        raise sending.failure

    def _client(self, scheme: str, own: bool = True) -> Any:
        if self._is_forked():
            self._clients = {}
        if (scheme, own) not in self._clients:
            self._clients[scheme, own] = async_client(self._settings(scheme, own=own))
        return self._clients[scheme, own]

    async def close(self) -> None:
        """Close the connections; those of a loop that has ended can only be dropped.

        Raises:
            EventLoopMismatch: they are another loop's, which still runs.
        """
        if self._loop is not None and self._loop is not asyncio.get_running_loop():
            if not self._loop.is_closed():
                raise EventLoopMismatch
            self._clients.clear()
        clients, self._clients, self._loop = self._clients, {}, None
        for client in clients.values():
            await client.aclose()
