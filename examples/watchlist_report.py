"""Tell what changed on the pages that one watches, in async code: `python examples/watchlist_report.py 24` (hours).

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from getpass import getpass

import mwtyped


@dataclass
class Changes:
    """What happened to a page."""

    edits: int = 0
    bytes: int = 0
    users: set[str] = field(default_factory=set[str])
    newest: str = ""


async def watched(site: mwtyped.AsyncSite, since: datetime) -> dict[str, Changes]:
    """Add up the changes by page, the page that changed last first. Bots and one's own edits are left out."""
    pages: dict[str, Changes] = {}
    prop = ["title", "user", "comment", "sizes"]
    async for item in site.watchlist(allrev=True, end=since, prop=prop, show="!bot", type="edit|new"):
        if item.user == site.username:
            continue
        changes = pages.setdefault(item.title, Changes(newest=item.comment or ""))
        changes.edits += 1
        changes.bytes += item.newlen - item.oldlen
        changes.users.add(item.user or "(hidden)")
    return pages


def lines(pages: dict[str, Changes]) -> list[str]:
    """Write one line for each page."""
    return [
        f"{title}: {found.edits} edits by {', '.join(sorted(found.users))}, {found.bytes:+} bytes; {found.newest}"
        for title, found in pages.items()
    ]


async def main(hours: int) -> None:
    async with mwtyped.AsyncSite(os.environ["BOT_WIKI"], clients_useragent="Watchlist/1.0 (me@example.org)") as site:
        await site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
        print("\n".join(lines(await watched(site, datetime.now(UTC) - timedelta(hours=hours)))))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
