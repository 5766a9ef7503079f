"""A wiki's job queue, run when the client would wait for it."""

import asyncio
from collections.abc import Callable

from mwtyped.runtime.clock import SystemClock

from ..wiki import Wiki

__all__ = ["Jobs"]


class Jobs(SystemClock):
    """A clock with which the wiki's jobs are run in place of waiting.

    Attributes:
        before: done once, before the jobs.
        runs: whether they are run.
    """

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self.before = list[Callable[[], object]]()
        self.runs = True

    def sleep(self, seconds: float) -> None:
        if seconds:
            while self.before:
                self.before.pop()()
            if self.runs:
                self._wiki.run_jobs()

    async def async_sleep(self, seconds: float) -> None:
        await asyncio.to_thread(self.sleep, seconds)
