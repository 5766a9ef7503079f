"""The same scripts with mwclient and with ours: how often each asks the wiki, and how long it takes.

`python -m benchmarks.requests [pages]` counts what the wiki's own log has, after the login, on a wiki with so many
pages more (5,000 unless told), of which it reads the texts of a fifth. Read the counts, and of the times the ratio.
"""

import logging
import sqlite3
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import mwtyped
from tests.wiki import Wiki, start

__all__ = ["SCRIPTS", "Taken", "add_pages", "measured", "sites"]

PREFIX = "Many of them"
EDITS = 200


def add_pages(wiki: Wiki, count: int) -> None:
    """Put so many pages more on a wiki: copies of the rows of one, for an import takes minutes."""
    with sqlite3.connect(wiki.database) as database:
        database.row_factory = sqlite3.Row
        page = _row(database, "page", "page_title = 'Bern' AND page_namespace = 0")
        revision = _row(database, "revision", f"rev_id = {page['page_latest']}")
        slot = _row(database, "slots", f"slot_revision_id = {page['page_latest']}")
        last_page = database.execute("SELECT max(page_id) FROM page").fetchone()[0]
        last_revision = database.execute("SELECT max(rev_id) FROM revision").fetchone()[0]
        for n in range(1, count + 1):
            ids = {"page_id": last_page + n, "page_latest": last_revision + n}
            _add(database, "page", {**page, **ids, "page_title": f"{PREFIX} {n:05}".replace(" ", "_")})
            _add(database, "revision", {**revision, "rev_id": last_revision + n, "rev_page": last_page + n})
            _add(database, "slots", {**slot, "slot_revision_id": last_revision + n, "slot_origin": last_revision + n})
    database.close()


def _row(database: sqlite3.Connection, table: str, where: str) -> dict[str, Any]:
    return dict(database.execute(f"SELECT * FROM {table} WHERE {where}").fetchone())


def _add(database: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))


def _list_pages(site: Any, count: int) -> int:
    return sum(1 for _ in site.allpages(prefix=PREFIX))


def _list_titles(site: Any, count: int) -> int:
    return sum(1 for _ in site.allpages(prefix=PREFIX, generator=False))


def _texts(site: Any, count: int) -> int:
    return sum(bool(page.text()) for page in site.allpages(prefix=PREFIX, max_items=count // 5))


def _texts_of_titles(site: Any, count: int) -> int:
    titles = list(site.allpages(prefix=PREFIX, generator=False, max_items=min(count, 100)))
    return sum(bool(site.pages[title].text()) for title in titles)


def _edits(site: Any, count: int) -> int:
    """Read and save pages in turn, as bots do."""
    name = type(site).__module__.partition(".")[0]
    for n in range(EDITS):
        page = site.pages[f"Edited with {name} {n % (EDITS // 4)}"]
        page.save(f"{page.text()}\n{n}", "Another line")
    return EDITS


def _category_tree(site: Any, count: int) -> int:
    def below(category: Any) -> Iterator[str]:
        for member in category:
            yield member.name
            if member.namespace == 14:
                yield from below(member)

    return len(set(below(site.categories["Science"])))  # mwclient gives some twice


def _category_texts(site: Any, count: int) -> int:
    return sum(len(page.text()) for page in site.categories["Titles in many scripts"])


def _recent_changes(site: Any, count: int) -> int:
    return sum(1 for _ in site.recentchanges(prop="title|user|timestamp|comment"))


SCRIPTS: Mapping[str, Callable[[Any, int], int]] = {
    "list pages": _list_pages,
    "list titles": _list_titles,
    "texts of a listing": _texts,
    "texts of titles": _texts_of_titles,
    "texts of a category": _category_texts,
    "category tree": _category_tree,
    "recent changes": _recent_changes,
    f"{EDITS} edits": _edits,
}


class Taken(NamedTuple):
    """What a script took."""

    requests: int
    seconds: float
    result: int


def sites(wiki: Wiki) -> dict[str, Any]:
    """Log in with both libraries."""
    import mwclient  # type: ignore[import-untyped]  # it has no types

    logging.getLogger("mwclient").setLevel(logging.CRITICAL)
    made, bot = {}, wiki.accounts["bot"]
    for name, module in (("mwclient", mwclient), ("mwtyped", mwtyped)):
        made[name] = module.Site(wiki.url.removeprefix("http://"), scheme="http", clients_useragent="Count/1.0 (test)")
        made[name].login(bot.bot_name, bot.bot_password)
    return made


def measured(wiki: Wiki, site: Any, script: Callable[[Any, int], int], count: int) -> Taken:
    """Run a script and count what it asks."""
    with wiki.recording() as calls:
        begin = time.perf_counter()
        result = script(site, count)
        seconds = time.perf_counter() - begin
    return Taken(len(calls), seconds, result)


def main() -> None:
    warnings.simplefilter("ignore")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with start("1.43") as wiki:
        add_pages(wiki, count)
        both = sites(wiki)
        print("                             requests                        seconds")
        print("                         mwclient  mwtyped  ratio    mwclient  mwtyped  ratio")
        for name, script in SCRIPTS.items():
            theirs, ours = (measured(wiki, both[side], script, count) for side in ("mwclient", "mwtyped"))
            requests = f"{theirs.requests:8} {ours.requests:8} {theirs.requests / ours.requests:6.1f}"
            seconds = f"{theirs.seconds:8.1f} {ours.seconds:8.1f} {theirs.seconds / ours.seconds:6.1f}"
            print(f"{name:24} {requests}    {seconds}", flush=True)


if __name__ == "__main__":
    main()
