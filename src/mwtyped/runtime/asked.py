"""Which page of a reply answers which asked title: normalized, converted, redirected, or on another wiki."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple
from urllib.parse import unquote

__all__ = ["Asked", "answers"]

Raw = Mapping[str, Any]


class Asked(NamedTuple):
    """What was asked for, and by what way the wiki came from there to the page.

    Attributes:
        value: the title or the id, as it was asked for.
        normalized: the title in the wiki's own spelling, where that differs.
        converted: the title in another variant of the language, where the wiki took it for that.
        redirects: where redirects led, in their order; empty if they were not followed, or there were none.
        fragment: the section that the last redirect leads to.
        interwiki: the prefix of the other wiki, where the page is one of another.
        circular: the redirects lead back to where they began, so that the wiki gave no page.
    """

    value: str | int
    normalized: str | None = None
    converted: str | None = None
    redirects: tuple[str, ...] = ()
    fragment: str | None = None
    interwiki: str | None = None
    circular: bool = False


def answers(
    titles: Sequence[str] | None, pageids: Sequence[int] | None, query: Raw
) -> Iterator[tuple[Raw, Asked | None]]:
    """Give one page for each asked title or id, in their order, then those that nobody named.

    The wiki sorts its pages by id, missing ones first, gives a page once however many titles lead to it, and lists
    titles of other wikis apart. Pages of a generator come in the order of their rank, where they have one. An id that
    no revision has gives a missing page, at the end.
    """
    pages = _pages(query)
    by_title = _by_title(titles, pages, query) if titles else ()
    by_id = _by_id(pageids, pages) if pageids else ()
    answered = [*by_title, *by_id]
    yield from answered
    named = {id(raw) for raw, _ in answered}
    rest = [page for page in pages if id(page) not in named] if named else pages
    if rest and all(page.get("index") is not None for page in rest):
        rest.sort(key=lambda page: int(page["index"]))
    yield from zip(rest, repeat(None))
    bad = query.get("badrevids") or {}
    for entry in bad.values() if isinstance(bad, Mapping) else bad:
        yield {"missing": True}, Asked(entry["revid"])


def _pages(query: Raw) -> list[Raw]:
    found = query.get("pages") or []
    return [page for page in (found.values() if isinstance(found, dict) else found) if isinstance(page, dict)]


def _by_id(pageids: Sequence[int], pages: Sequence[Raw]) -> Iterator[tuple[Raw, Asked]]:
    known = {page.get("pageid"): page for page in pages}
    for pageid in pageids:
        if pageid in known:
            yield known[pageid], Asked(pageid)


def _by_title(titles: Sequence[str], pages: Sequence[Raw], query: Raw) -> Iterator[tuple[Raw, Asked]]:
    known = {page.get("title"): page for page in pages}
    steps = {kind: _steps(query, kind) for kind in ("normalized", "converted", "redirects")}
    elsewhere = {entry.get("title"): entry for entry in query.get("interwiki") or []}
    straight = not elsewhere and not any(steps.values())
    for value in titles:
        if straight and value in known:
            yield known[value], Asked(value)
            continue
        title, normalized = _step(value, steps["normalized"])
        title, converted = _step(title, steps["converted"])
        redirects, fragment = list[str](), None
        while (entry := steps["redirects"].get(title)) is not None and entry["to"] not in redirects:
            title, fragment = entry["to"], entry.get("tofragment")
            redirects.append(title)
        wiki = elsewhere.get(title)
        circular = title in steps["redirects"]
        prefix = str(wiki["iw"]) if wiki is not None else None
        asked = Asked(value, normalized, converted, tuple(redirects), fragment, prefix, circular)
        if title in known:
            yield known[title], asked
        elif wiki is not None or circular:
            yield {"title": title}, asked


def _steps(query: Raw, kind: str) -> dict[str, Raw]:
    return {(unquote(one["from"]) if one.get("fromencoded") else one["from"]): one for one in query.get(kind) or []}


def _step(title: str, steps: Mapping[str, Raw]) -> tuple[str, str | None]:
    to: str | None = steps[title]["to"] if title in steps else None
    return (title, None) if to is None else (to, to)
