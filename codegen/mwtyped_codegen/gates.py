"""Which parameter brings a field: from calls in which it was seen, and calls in which it was not."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

__all__ = ["Call", "brought_by"]

_SURE = 0.999


class Call(NamedTuple):
    """One call.

    Attributes:
        number: among those of the module.
        conditions: what it asks for: `prop=ids`, and `slots` for a parameter that is sent.
    """

    number: int
    probe: str
    version: str
    conditions: frozenset[str]


def brought_by(key: str, calls: Sequence[Call], present: Collection[int], enumerated: Collection[str]) -> list[str]:
    """Give the smallest set of conditions of which each call that showed a field fulfils one; empty if it always comes.

    A value of an enumeration is believed where the field comes more often with it than in all; that a parameter is
    sent at all only where the field always comes with it, and never without.
    """
    if len(present) == len(calls):
        return []
    left = [call for call in calls if call.number in present]
    candidates = sorted({condition for call in left for condition in call.conditions})
    rate = len(present) / len(calls)
    scores = {one: _score(one, calls, present) for one in candidates}
    usable = [
        one
        for one in candidates
        if scores[one] > rate and (("=" in one and one.partition("=")[0] in enumerated) or scores[one] >= _SURE)
    ]
    chosen: list[str] = []
    while left:
        best = max(usable, key=lambda one: _rank(one, key, left, scores[one]), default=None)
        if best is None or not any(best in call.conditions for call in left):
            return []
        chosen.append(best)
        left = [call for call in left if best not in call.conditions]
        usable.remove(best)
    without = [call for call in calls if not any(one in call.conditions for one in chosen)]
    return sorted(chosen) if without else []


def _score(condition: str, calls: Sequence[Call], present: Collection[int]) -> float:
    having = [call for call in calls if condition in call.conditions]
    return sum(call.number in present for call in having) / len(having)


def _rank(condition: str, key: str, left: Sequence[Call], score: float) -> tuple[float, ...]:
    covered = sum(condition in call.conditions for call in left) / len(left)
    alone = any(condition in call.conditions and _siblings(condition, call) == 1 for call in left)
    name, _, value = condition.partition("=")
    return (score * (0.5 + covered / 2), alone, "=" in condition, _alike(value or name, key))


def _siblings(condition: str, call: Call) -> int:
    name = condition.partition("=")[0]
    return sum(one.startswith(f"{name}=") for one in call.conditions)


def _alike(value: str, key: str) -> float:
    value, key = (re.sub(r"[^a-z0-9]", "", text.lower()) for text in (value, key))
    if not value or not key:
        return 0
    return 1.0 if value == key else 0.5 if value in key or key in value else 0.0
