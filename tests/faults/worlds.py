"""mwtyped in both worlds, before the proxy; its waits take no time."""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx

import mwtyped

from ..wiki import Account
from .operations import Case, Operation
from .proxy import Proxy

__all__ = ["AsyncWorld", "PassingClock", "SyncWorld", "World"]

_SHORT_SECONDS = 0.4
"""How long a client waits for an answer that never comes."""


class PassingClock:
    """A clock that goes on by waits alone, and tells of each."""

    def __init__(self, waited: Callable[[], object] = lambda: None) -> None:
        self.seconds = 0.0
        self._waited = waited

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self._waited()

    async def async_sleep(self, seconds: float) -> None:
        self.sleep(seconds)
        await asyncio.sleep(0)


class _Impatience:
    """Makes the client's next request that writes wait for its answer no longer than a moment."""

    def __init__(self) -> None:
        self.armed = False

    def hook(self, request: httpx.Request) -> None:
        if self.armed and request.method == "POST":
            self.armed = False
            request.extensions["timeout"]["read"] = _SHORT_SECONDS

    async def async_hook(self, request: httpx.Request) -> None:
        self.hook(request)


class _Both:
    errors = (mwtyped.MwClientError,)
    unknown = (mwtyped.WriteOutcomeUnknown,)
    site: Any

    def __init__(self, proxy: Proxy) -> None:
        self._impatience = _Impatience()
        clock = PassingClock(proxy.accept_again)
        self._settings: dict[str, Any] = {"max_lag": 5, "options": mwtyped.Options(clock=clock)}

    def hurry(self) -> None:
        """Let the next write run into a time-out if it is not answered at once."""
        self._impatience.armed = True

    def calm(self) -> None:
        self._impatience.armed = False

    def forget_tokens(self) -> None:
        """Let the next write ask for its token."""
        self.site.context.session.tokens.clear()


class SyncWorld(_Both):
    """A `Site`, as its user sees it."""

    name = "sync"

    def __init__(self, proxy: Proxy, account: Account) -> None:
        super().__init__(proxy)
        self.site = mwtyped.Site(proxy.url, do_init=False, **self._settings)
        client = self.site._transport._client("http")  # pyright: ignore[reportPrivateUsage]
        client.event_hooks["request"].append(self._impatience.hook)
        self.site.login(account.bot_name, account.bot_password)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.site.close()

    def run(self, operation: Operation, case: Case) -> Any:
        return operation.do(self.site, case)


class AsyncWorld(_Both):
    """An `AsyncSite`, in a loop of its own."""

    name = "async"

    def __init__(self, proxy: Proxy, account: Account) -> None:
        super().__init__(proxy)
        self._runner = asyncio.Runner()
        self.site = mwtyped.AsyncSite(proxy.url, do_init=False, **self._settings)
        self._runner.run(self._log_in(account))

    async def _log_in(self, account: Account) -> None:
        client = self.site._transport._client("http")  # pyright: ignore[reportPrivateUsage]
        client.event_hooks["request"].append(self._impatience.async_hook)
        await self.site.login(account.bot_name, account.bot_password)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self.site.close())
        self._runner.close()

    def run(self, operation: Operation, case: Case) -> Any:
        return self._runner.run(self._awaited(operation, case))

    async def _awaited(self, operation: Operation, case: Case) -> Any:
        return await operation.do(self.site, case)


World = SyncWorld | AsyncWorld
