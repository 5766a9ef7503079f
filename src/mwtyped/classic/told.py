"""What the wiki's answer to a write tells of the page, so that nobody has to ask for it."""

from collections.abc import Mapping
from typing import TypedDict

from ..runtime.model import WriteResult
from .attributes import namespace_of

__all__ = ["Told", "by_deletion", "by_edit", "by_move", "title_in"]


class Told(TypedDict, total=False):
    """By the names of a page object's attributes."""

    name: str
    namespace: int
    exists: bool
    pageid: int | None
    revision: int
    length: int | None
    redirect: bool
    contentmodel: str


_GONE = Told(exists=False, pageid=None, revision=0, length=None, redirect=False)


def title_in(result: WriteResult, names: Mapping[int, str], key: str = "title") -> Told:
    """Give the title, and its namespace, if the names of the wiki's own are known or there can be only one."""
    title = result.get(key)
    if not isinstance(title, str):
        return {}
    if ":" in title and not names:
        return {"name": title}
    return {"name": title, "namespace": namespace_of(title, names)}


def by_edit(result: WriteResult, names: Mapping[int, str]) -> Told:
    told = title_in(result, names)
    told["exists"] = True
    if isinstance(pageid := result.get("pageid"), int):
        told["pageid"] = pageid
    if isinstance(revision := result.get("newrevid"), int):
        told["revision"] = revision
    if isinstance(model := result.get("contentmodel"), str):
        told["contentmodel"] = model
    return told


def by_move(result: WriteResult, names: Mapping[int, str]) -> Told:
    """Tell of the old title, under which there may be a redirect now."""
    told = title_in(result, names, "from")
    if result.already_applied:  # the log does not say it
        return told
    return {**told, "exists": True, "redirect": True} if "redirectcreated" in result else {**told, **_GONE}


def by_deletion(result: WriteResult, names: Mapping[int, str]) -> Told:
    told = title_in(result, names)
    return told if "scheduled" in result else {**told, **_GONE}
