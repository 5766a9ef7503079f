"""Time, as the drivers see it: a test gives one that does not pass by itself."""

import time
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """What tells the time and waits, in seconds."""

    def now(self) -> float:
        """Give a time that never goes back, from any origin."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, and block the thread."""
        ...

    async def async_sleep(self, seconds: float) -> None:
        """Wait, and let other tasks run."""
        ...


class SystemClock:
    """The machine's own."""

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def async_sleep(self, seconds: float) -> None:
        import asyncio  # only here: sync code does not wait for it to be loaded

        await asyncio.sleep(seconds)
