"""The honest loop: read a text, change it, save it; and where somebody else was faster, all of it again."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from ..errors import EditConflict, ParameterError
from ..reply import inside
from ..request import EditRequest
from ..session import Context
from . import Flow
from .call import call
from .edit import content_of, only, page_of
from .send import send

__all__ = ["revise"]

R = TypeVar("R")

_OURS = ("text", "baserevid", "basetimestamp", "starttimestamp")
_ADDS = ("appendtext", "prependtext", "undo", "redirect")


def revise(context: Context, request: EditRequest[R], change: Callable[[str], str], tries: int) -> Flow[R | None]:
    """Save what a function makes of the text; None if it leaves the text as it is.

    Raises:
        EditConflict: somebody else was faster each time.
    """
    for name in _OURS:
        if getattr(request, name, None) is not None:
            raise ParameterError("edit", name, "is what `revise` gives itself")
    for name in _ADDS:
        if getattr(request, name, None) is not None:
            raise ParameterError("edit", name, "is for additions, which meet no conflict: send it as it is")
    if tries < 1:
        raise ValueError(f"tries must be at least 1: {tries}")
    for left in reversed(range(tries)):
        text, revid, now = yield from _read(context, request)
        changed = change(text)
        if changed == text:
            return None
        start = datetime.fromisoformat(now)
        edit = request.model_copy(update={"text": changed, "baserevid": revid, "starttimestamp": start})
        try:
            return (yield from send(context, edit))
        except EditConflict:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _read(context: Context, request: EditRequest[R]) -> Flow[tuple[str, int, str]]:
    """Give the text that is to be changed, its revision (0 if there is no page), and the wiki's clock."""
    params = request.call()
    section = {"rvsection": params["section"]} if "section" in params else {}
    fixed = {"action": "query", "curtimestamp": "1", "prop": "revisions", "rvprop": "ids|content", "rvslots": "main"}
    reply = yield from call(context, {**fixed, **section, **page_of(params)}, marked=True)
    row = only(only(inside(reply, "query", "pages")).get("revisions"))
    revid = row.get("revid")
    now = str(inside(reply, "curtimestamp"))
    if not isinstance(revid, int):
        return "", 0, now
    text = content_of(row)[0]
    if text is None:
        raise ParameterError("edit", "title", f"revision {revid} has no text that this account may read")
    return text, revid, now
