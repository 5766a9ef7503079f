"""What the items of some lists are made into."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..runtime.model import Result
from .values import Values, several

__all__ = ["in_order", "names", "parts", "titles", "with_ids"]


def titles(rows: list[Any]) -> list[str]:
    """Give the titles alone."""
    return [row["title"] for row in rows]


def names(rows: list[Any]) -> list[str]:
    """Give the names alone, of categories."""
    return [row["*"] for row in rows]


def parts(values: Values, size: int) -> Iterator[Sequence[object]]:
    """Cut values into parts of as many as a request may have."""
    whole = several(values)
    for start in range(0, len(whole), size):
        yield whole[start : start + size]


def with_ids(prop: Values) -> list[object]:
    """Have the numbers of revisions among what is asked for: without, none could be told from another."""
    return list(dict.fromkeys([*several(prop), "ids"]))


def in_order(wanted: Iterable[int], pages: Iterable[Any]) -> list[Result]:
    """Give the revisions of pages in the order of their numbers, each with the page's title and number."""
    found = {}
    for page in pages:
        for row in page.get("revisions") or ():
            found[row["revid"]] = _with(row, pageid=page.get("pageid"), pagetitle=page.get("title"))
    return [found[revid] for revid in wanted if revid in found]


def _with(row: Result, **keys: object) -> Result:
    """Copy an object of a reply, with more keys."""
    other = copy.copy(row)
    object.__setattr__(other, "__pydantic_extra__", {**(row.__pydantic_extra__ or {}), **keys})
    return other
