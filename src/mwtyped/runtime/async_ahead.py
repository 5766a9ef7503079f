"""Batches that are asked for while the caller works on those before, in tasks."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from .ahead import given_up
from .flows.walk import Stretch, Walk

if TYPE_CHECKING:
    from ._async.site import AsyncBaseSite

__all__ = ["AsyncAhead", "async_stretches"]

T = TypeVar("T")


async def async_stretches(site: "AsyncBaseSite[Any]", walk: Walk[T]) -> AsyncGenerator[Stretch[T]]:
    """Give what a walk brings; ask for it in tasks where the site may have several requests, or may read ahead."""
    options, tasks = site.context.session.options, deque[asyncio.Task[list[T]]]()
    if not (walk.has_parts or options.read_ahead):
        while (flow := walk.begin()) is not None:
            yield walk.take(await site.run(flow))
        return

    def ask() -> None:
        while len(tasks) < options.parallel and (flow := walk.begin()) is not None:
            tasks.append(site.ahead.begin(site.run(flow)))

    try:
        ask()
        while tasks:
            stretch = walk.take(await _result(tasks[0]))
            tasks.popleft()
            if options.read_ahead:
                ask()
            yield stretch
            ask()
    finally:
        await _ended(tasks)


async def _result(task: "asyncio.Task[T]") -> T:
    try:
        return await task
    except asyncio.CancelledError:
        caller = asyncio.current_task()
        if caller is None or caller.cancelling():
            raise
        raise given_up() from None


class AsyncAhead:
    """What the tasks of a site's listings are doing."""

    def __init__(self) -> None:
        self._tasks: WeakSet[asyncio.Task[Any]] = WeakSet()

    def begin(self, work: Any) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        return task

    async def end(self) -> None:
        """Cancel them all, and wait until they have ended."""
        await _ended([task for task in self._tasks if task.get_loop() is asyncio.get_running_loop()])


async def _ended(tasks: Any) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
