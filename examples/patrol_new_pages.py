"""Look at new pages: mark what is fine as patrolled, and the others for people: `python examples/patrol_new_pages.py`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
The account needs the right `patrol`.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from getpass import getpass
from typing import NamedTuple

import mwtyped


class Patrolled(NamedTuple):
    """The titles of pages that were fine, and what is wrong with the others."""

    fine: list[str]
    marked: dict[str, str]


def problem(text: str) -> str | None:
    """Say what is wrong with a text; None if it is fine."""
    if len(text.split()) < 20:
        return "very short"
    return None if "[[Category:" in text else "without a category"


def patrol(
    site: mwtyped.Site, since: datetime, judge: Callable[[str], str | None] = problem, template: str = "Cleanup"
) -> Patrolled:
    """Judge the articles that are new since then and that nobody patrolled yet."""
    done = Patrolled([], {})
    changes = site.recentchanges(type="new", show="!patrolled|!redirect", namespace=0, end=since, prop="ids|title")
    for change in changes:
        if change.title is None:  # hidden from this account
            continue
        page = site.pages[change.title]
        text = page.text()
        if not page.exists or f"{{{{{template}|" in text:  # deleted or moved since; marked in an earlier run
            continue
        try:
            if (why := judge(text)) is None:
                site.patrol(rcid=change.rcid)
                done.fine.append(page.name)
            else:
                page.prepend(f"{{{{{template}|{why}}}}}\n", summary=f"New page: {why}", nocreate=True)
                done.marked[page.name] = why
        except (mwtyped.EditError, mwtyped.APIError) as error:  # it is protected, or was deleted in this moment
            print(f"{page.name}: {error}", file=sys.stderr)
    return done


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="PatrolNewPages/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    done = patrol(site, datetime.now(UTC) - timedelta(days=1))
    print(f"{len(done.fine)} pages are fine")
    for title, why in done.marked.items():
        print(f"{title}: {why}")


if __name__ == "__main__":
    main()
