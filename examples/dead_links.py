"""Report the dead links of a category's pages, in async code: `python examples/dead_links.py CATEGORY REPORT_PAGE`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import asyncio
import html
import os
import sys
from collections import defaultdict
from collections.abc import Callable
from getpass import getpass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import mwtyped
from mwtyped.mediawiki import CategoryMembers, ExtLinks

AGENT = "DeadLinks/1.0 (me@example.org)"


def problem(url: str) -> str | None:
    """Say what is wrong with an address; None if it answers."""
    try:
        with urlopen(Request(url, headers={"User-Agent": AGENT}), timeout=20):
            return None
    except HTTPError as error:
        return str(error) if error.code in (404, 410) else None  # with 403, 429, 503 it is there, for others than bots
    except (OSError, HTTPException, ValueError) as error:  # no such host; too late; no address
        return str(error) or type(error).__name__


async def web_links(site: mwtyped.AsyncSite, category: str) -> dict[str, list[str]]:
    """Give the addresses of web pages to which the pages of a category link."""
    links: dict[str, list[str]] = {}
    pages = CategoryMembers(title=f"Category:{category}", type=["page"])
    async for page in site.api.query.pages(generator=pages, props=[ExtLinks()]):
        urls = [f"https:{link.url}" if link.url.startswith("//") else link.url for link in page.extlinks]
        links[page.title] = [url for url in urls if url.startswith(("https://", "http://"))]
    return links


async def dead_links(
    site: mwtyped.AsyncSite, category: str, check: Callable[[str], str | None] = problem, at_once: int = 8
) -> dict[str, dict[str, str]]:
    """Give the problems of links, by page and address. Each address is tried once, and of one host one at a time."""
    links = await web_links(site, category)
    free, hosts = asyncio.Semaphore(at_once), defaultdict[str, asyncio.Lock](asyncio.Lock)

    async def checked(url: str) -> str | None:
        async with hosts[url.split("/")[2]], free:
            return await asyncio.to_thread(check, url)

    urls = sorted({url for found in links.values() for url in found})
    answers = dict(zip(urls, await asyncio.gather(*map(checked, urls)), strict=True))
    dead = {title: {url: why for url in found if (why := answers[url])} for title, found in links.items()}
    return {title: found for title, found in dead.items() if found}


async def report(site: mwtyped.AsyncSite, title: str, dead: dict[str, dict[str, str]]) -> None:
    """Write what was found to a page of the wiki, in place of what stands there."""
    found = [(page, url, html.escape(why)) for page, problems in dead.items() for url, why in problems.items()]
    text = "\n".join(f"* [[:{page}]]: {url} <nowiki>{why}</nowiki>" for page, url, why in sorted(found))
    await site.pages[title].save(text or "No dead links.", summary=f"{len(found)} dead links")


async def main(category: str, title: str) -> None:
    async with mwtyped.AsyncSite(os.environ["BOT_WIKI"], clients_useragent=AGENT) as site:
        await site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
        await report(site, title, await dead_links(site, category))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
