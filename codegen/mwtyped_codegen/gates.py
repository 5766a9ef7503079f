"""Which parameter brings a field: from calls in which it was seen, and calls in which it was not."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

__all__ = ["Call", "brought_by"]


class Call(NamedTuple):
    """One call.

    Attributes:
        number: among all calls.
        conditions: what it asks for: `prop=ids`, and `slots` for a parameter that is sent.
        module: the path of the one that was called.
        words: those of the texts that were sent.
    """

    number: int
    probe: str
    version: str
    conditions: frozenset[str]
    module: str = ""
    words: frozenset[str] = frozenset()

    def values(self, parameter: str) -> frozenset[str]:
        """Give what it asks for by the values of a parameter."""
        return frozenset(one for one in self.conditions if one.startswith(f"{parameter}="))


def brought_by(key: str, calls: Sequence[Call], present: Collection[int], parameters: Sequence[str]) -> list[str]:
    """Give the conditions of which each call that showed a field fulfils one; empty if nothing but chance tells.

    A value of a parameter brings what comes when it is the only one. Of what was never seen so, it is believed only
    where no other value can have brought it.

    Args:
        calls: those in which it could have been.
        key: the field's, to tell apart what always comes together: a value that is called alike.
        present: the numbers of the calls that showed it.
        parameters: those that may bring fields; no other is believed to.
    """
    if len(present) == len(calls):
        return []
    showed = [call for call in calls if call.number in present]
    for parameter in parameters:
        listed = any(call.values(parameter) for call in calls)
        tries = (
            (_alone(calls, present, parameter), _always(key, calls, showed, parameter)) if listed else ([parameter],)
        )
        for found in filter(None, tries):
            missed = any(call.conditions.isdisjoint(found) for call in showed)
            if not missed and any(call.conditions.isdisjoint(found) for call in calls):
                return sorted(found)
    return []


def _alone(calls: Sequence[Call], present: Collection[int], parameter: str) -> list[str]:
    """Give the values with which a call that asks for nothing else showed the field; none if all of several do.

    Of a parameter with one value, a call of the same module without it tells.
    """
    by_value: dict[str, bool] = {}
    for call in calls:
        values = call.values(parameter)
        if len(values) == 1:
            (value,) = values
            by_value[value] = by_value.get(value, False) or call.number in present
    found = [value for value, shown in by_value.items() if shown]
    showed = {call.module for call in calls if call.number in present}
    without = any(not call.values(parameter) and call.module in showed for call in calls)
    return found if len(found) < len(by_value) or (len(found) == 1 and without) else []


def _always(key: str, calls: Sequence[Call], showed: Sequence[Call], parameter: str) -> list[str]:
    """Give the one value that all calls which showed the field have, and few others."""
    common = frozenset.intersection(*(call.values(parameter) for call in showed)) if showed else frozenset[str]()
    alone = {value for call in calls if len(call.values(parameter)) == 1 for value in call.values(parameter)}
    rates = {value: sum(value in call.conditions for call in calls) for value in common - alone}
    best = [value for value, rate in rates.items() if rate == min(rates.values())]
    alike = [value for value in best if _alike(value.partition("=")[2], key)]
    return next((several for several in (best, alike) if len(several) == 1), [])


def _alike(value: str, key: str) -> bool:
    return _letters(value) in _letters(key) or _letters(key) in _letters(value)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
