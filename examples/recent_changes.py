"""Count who changed what lately, in async code: `python examples/recent_changes.py https://en.wikipedia.org`."""

import asyncio
import sys
from collections import Counter

import mwtyped


async def busiest(site: mwtyped.AsyncSite, changes: int = 500) -> Counter[str]:
    """Count the newest changes by user, bots left out."""
    count: Counter[str] = Counter()
    async for change in site.api.query.recentchanges(prop=["user"], show=["!bot"], max_items=changes):
        count[change.user or "(hidden)"] += 1
    return count


async def main(wiki: str) -> None:
    async with mwtyped.AsyncSite(wiki, clients_useragent="Busiest/1.0 (me@example.org)") as site:
        for user, count in (await busiest(site)).most_common(10):
            print(f"{count:5} {user}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
