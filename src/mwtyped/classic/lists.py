"""What the answers of some modules are made into."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..runtime.errors import EmailError, NoSpecifiedEmailError
from ..runtime.model import Result
from .values import Values, several

__all__ = ["email_error", "in_order", "names", "parts", "reason_of", "titles", "with_ids"]

_TAKES_NONE = frozenset({"noemail", "nowikiemail"})


def titles(rows: list[Any]) -> list[str]:
    """Give the titles alone."""
    return [row["title"] for row in rows]


def names(rows: list[Any]) -> list[str]:
    """Give the names alone, of categories."""
    return [row["*"] for row in rows]


def parts(values: Values, size: int, most: int | None) -> Iterator[Sequence[object]]:
    """Cut values, the first so many of them, into parts of as many as a request may have."""
    whole = several(values)[:most]
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def with_ids(prop: Values) -> list[object]:
    """Have the numbers of revisions among what is asked for: without, none could be told from another."""
    return list(dict.fromkeys([*several(prop), "ids"]))


def in_order(wanted: Iterable[int], pages: Iterable[Any]) -> list[Result]:
    """Give the revisions of pages in the order of their numbers, each with the page's title and number."""
    found = {}
    for page in pages:
        for row in getattr(page, "revisions", ()):
            found[row.revid] = _with(row, pageid=page.get("pageid"), pagetitle=page.get("title"))
    return [found[revid] for revid in wanted if revid in found]


def _with(row: Result, **keys: object) -> Result:
    """Copy an object of a reply, with more keys."""
    other = copy.copy(row)
    object.__setattr__(other, "__pydantic_extra__", {**(row.__pydantic_extra__ or {}), **keys})
    return other


def email_error(user: str, code: str, info: str) -> EmailError:
    """Say why a mail was not sent."""
    return NoSpecifiedEmailError(user, info) if code in _TAKES_NONE else EmailError(code, info)


def reason_of(result: Result) -> tuple[str, str]:
    """Give the code and the text of a refusal that stands in a result."""
    errors = result.get("errors") or [{}]
    first = errors[0] if isinstance(errors[0], dict) else {}
    return str(first.get("code", "unknown")), str(first.get("text", result.get("message", "no reason given")))
