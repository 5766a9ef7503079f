"""The differences that are meant, each with its reason. One that does not occur any more fails the test."""

from collections.abc import Callable
from typing import Any, NamedTuple

from .outcome import Outcome

__all__ = ["DIFFERENCES", "Difference"]


class Difference(NamedTuple):
    """One difference that is meant."""

    name: str
    reason: str
    about: Callable[[Any], bool]
    """Whether a case may show it."""
    level: Callable[[Any, Outcome, Outcome], tuple[Outcome, Outcome]]
    """Give both outcomes without this difference; unchanged, where they do not show it."""


DIFFERENCES: list[Difference] = []
