"""Write statistics of a category's pages as CSV: `python examples/page_statistics.py CATEGORY > pages.csv`.

The wiki's address comes from the environment: BOT_WIKI. No login is needed.
"""

import csv
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, TextIO

import mwtyped


class Row(NamedTuple):
    """What is told of a page."""

    title: str
    length: int
    revisions: int
    editors: int
    created: datetime
    edited: datetime


def statistics(site: mwtyped.Site, category: str) -> Iterator[Row]:
    """Read the history of each page in a category, its subcategories left out."""
    for page in site.categories[category].members(type="page"):
        history = list(page.revisions(prop="user|timestamp", api_chunk_size=500))
        if not history:  # deleted in this moment
            continue
        editors = {revision.user for revision in history if not revision.userhidden}
        newest, oldest = history[0], history[-1]
        yield Row(page.name, page.info.length, len(history), len(editors), oldest.timestamp, newest.timestamp)


def write(rows: Iterable[Row], file: TextIO) -> None:
    """Write rows as CSV, with a line of names above them."""
    writer = csv.writer(file)
    writer.writerow(Row._fields)
    writer.writerows((*row[:4], row.created.isoformat(), row.edited.isoformat()) for row in rows)


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="PageStatistics/1.0 (me@example.org)")
    write(statistics(site, sys.argv[1]), sys.stdout)


if __name__ == "__main__":
    main()
