"""Which page of a reply answers which asked title: normalized, converted, redirected, or on another wiki."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, NamedTuple
from urllib.parse import unquote

__all__ = ["Asked", "Report", "answers", "listed"]

Raw = Mapping[str, Any]

_NUMBER = re.compile(r"-?[0-9]{1,20}")

Report = Callable[[str, Any, str], None]
"""Is told the path, the value and the problem of what does not fit."""


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
    titles: Sequence[str] | None, pageids: Sequence[int] | None, query: Raw, report: Report
) -> Iterator[tuple[Raw, Asked | None]]:
    """Give one page for each asked title or id, in their order, then those that nobody named.

    The wiki sorts its pages by id, missing ones first, gives a page once however many titles lead to it, and lists
    titles of other wikis apart. Pages of a generator come in the order of their rank, or in which it found them. An id
    that no revision has gives a missing page, at the end.
    """
    pages = _as_found(listed(query, "pages", report), query.get("pageids"))
    by_title = _by_title(titles, pages, query, report) if titles and any(query.values()) else ()
    by_id = _by_id(pageids, pages) if pageids else ()
    answered = [*by_title, *by_id]
    yield from answered
    named = {id(raw) for raw, _ in answered}
    rest = [page for page in pages if id(page) not in named] if named else pages
    if rest and all(isinstance(page.get("index"), int) for page in rest):
        rest.sort(key=lambda page: int(page["index"]))
    yield from zip(rest, repeat(None))
    for entry in listed(query, "badrevids", report, "revid"):
        yield {"missing": True}, Asked(entry["revid"])


def _as_found(pages: list[Raw], pageids: object) -> list[Raw]:
    """Undo the wiki's sorting: `pageids` has the keys that it sorted the pages by in the order before that."""
    if not isinstance(pageids, list) or not all(_NUMBER.fullmatch(str(key)) for key in pageids):
        return pages
    keys = list(dict.fromkeys(map(int, pageids)))
    if len(keys) != len(pages):
        return pages
    by_key = dict(zip(sorted(keys), pages, strict=True))
    return [by_key[key] for key in keys]


def listed(query: Raw, key: str, report: Report, *needed: str) -> list[Raw]:
    """List the objects under a key, a list of them or a map, that have what is needed; report all else."""
    found: Any = query.get(key) or []
    entries = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(entries, list):
        report(key, found, "not a list")
        return []
    if all(isinstance(entry, dict) for entry in entries) and not needed:
        return entries
    result: list[Raw] = []
    for place, entry in enumerate(entries):
        if isinstance(entry, dict) and all(isinstance(entry.get(name), str | int) for name in needed):
            result.append(entry)
        else:
            report(f"{key}[{place}]", entry, f"not an object with {', '.join(needed)}" if needed else "not an object")
    return result


def _by_id(pageids: Sequence[int], pages: Sequence[Raw]) -> Iterator[tuple[Raw, Asked]]:
    known = _known(pages, "pageid")
    for pageid in pageids:
        if pageid in known:
            yield known[pageid], Asked(pageid)


def _known(pages: Sequence[Raw], key: str) -> dict[Any, Raw]:
    return {value: page for page in pages if isinstance(value := page.get(key), str | int)}


def _by_title(titles: Sequence[str], pages: Sequence[Raw], query: Raw, report: Report) -> Iterator[tuple[Raw, Asked]]:
    known = _known(pages, "title")
    steps = {kind: _steps(query, kind, report) for kind in ("normalized", "converted", "redirects")}
    elsewhere = {entry["title"]: entry for entry in listed(query, "interwiki", report, "title", "iw")}
    straight = not elsewhere and not any(steps.values())
    for value in titles:
        if straight and value in known:
            yield known[value], Asked(value)
            continue
        title, normalized = _followed(value, steps["normalized"])
        title, converted = _followed(title, steps["converted"])
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
        else:
            report("pages", value, "a title for which the wiki gave no page; taken as missing")
            yield {"title": title, "missing": True}, asked


def _steps(query: Raw, kind: str, report: Report) -> dict[str, Raw]:
    entries = listed(query, kind, report, "from", "to")
    return {(unquote(str(one["from"])) if one.get("fromencoded") else one["from"]): one for one in entries}


def _followed(title: str, steps: Mapping[str, Raw]) -> tuple[str, str | None]:
    """Follow a title as far as it leads: to its composed form, say, and from there to its first letter's capital."""
    last, seen = title, {title}
    while (entry := steps.get(last)) is not None and entry["to"] not in seen:
        last = entry["to"]
        seen.add(last)
    return last, last if len(seen) > 1 else None
