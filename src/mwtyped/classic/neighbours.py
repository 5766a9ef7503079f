"""Pages that came together: the text of one brings those of the others, in one request."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from ..runtime.model import Page as Model

__all__ = ["Neighbours"]


class Neighbours:
    """The pages of one batch of a listing, and the texts that were read of them and nobody took yet.

    With a page those behind it are read, for a loop comes to those; where they are few, those before it too: a loop
    that runs backwards, or in an order of its own, comes to them.

    Args:
        pageids: the numbers of the pages.
        with_files: whether there are files among them.
    """

    def __init__(self, pageids: Sequence[int], *, with_files: bool) -> None:
        self.with_files: bool = with_files
        self._pageids = list(pageids)
        self._read: dict[int, Model] = {}
        self._wanted: set[int] = set()  # in whatever order a loop runs, each is read ahead once
        self._under_way = False

    def taken(self, pageid: int) -> Model | None:
        """Give what was read of a page, once."""
        return self._read.pop(pageid, None)

    def wanted(self, pageid: int, most: int) -> list[int]:
        """Give which pages to read with one: itself and the nearest, as many as one request may name.

        None, where the page is not that of the batch any more, or while others are being read: tasks that ask for all
        of them at once are each to ask for their own, and not for all behind it.
        """
        if self._under_way or pageid not in self._pageids:
            return []
        self._under_way = True
        start = self._pageids.index(pageid)
        nearest = (*self._pageids[start + 1 :], *reversed(self._pageids[:start]))
        wanted = [pageid, *islice((other for other in nearest if other not in self._wanted), most - 1)]
        self._wanted.update(wanted)
        return wanted

    def note(self, pages: Mapping[int, Any]) -> None:
        """Keep what was read, of what was wanted."""
        self._under_way = False
        self._read.update(pages)
