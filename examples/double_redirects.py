"""Let redirects that lead to a redirect lead to its target: `python examples/double_redirects.py`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import os
import re
import sys
from collections.abc import Callable
from getpass import getpass

import mwtyped
from mwtyped.mediawiki import Edit

TARGET = re.compile(r"\[\[[^\]|]*")
"""Where the first link of a page leads, which is where a redirect does."""


def double_redirects(site: mwtyped.Site, prefix: str | None = None) -> dict[str, str]:
    """Give the last target of each redirect that leads there by way of others."""
    titles = list(site.allpages(prefix=prefix, filterredir="redirects", generator=False))
    found: dict[str, str] = {}
    for target in site.api.query.pages(titles=titles, redirects=True):  # fifty of them a request
        asked = target.asked
        if asked is None or len(asked.redirects) < 2 or not target.exists:  # circles and dead ends are for people
            continue
        found[str(asked.value)] = target.title + (f"#{asked.fragment}" if asked.fragment else "")
    return found


def leading_to(target: str) -> Callable[[str], str]:
    """Make what lets a redirect lead to another page. What else is in its text stays."""
    return lambda text: TARGET.sub(lambda _: f"[[{target}", text, count=1)


def mend(site: mwtyped.Site, prefix: str | None = None) -> list[str]:
    """Edit the double redirects, and give the titles of those that were changed."""
    mended: list[str] = []
    for title, target in double_redirects(site, prefix).items():
        edit = Edit(title=title, summary=f"Double redirect, to [[{target}]]", minor=True, bot=True, nocreate=True)
        try:
            if site.revise(edit, leading_to(target)) is not None:
                mended.append(title)
        except mwtyped.APIError as error:  # it is protected, deleted since
            print(f"{title}: {error}", file=sys.stderr)
    return mended


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="DoubleRedirects/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    for title in mend(site):
        print(title)


if __name__ == "__main__":
    main()
