"""A clock for `Options(clock=...)` that nobody waits for."""

__all__ = ["Waits"]


class Waits:
    """Time that passes by waits, which are noted, and by `step` seconds each time that somebody looks."""

    def __init__(self, step: float = 0.0) -> None:
        self.waits: list[float] = []
        self._step, self._looked = step, 0

    def now(self) -> float:
        self._looked += 1
        return sum(self.waits) + self._step * self._looked

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def async_sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
