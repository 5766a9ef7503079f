"""Welcome new users who have edited: `python examples/welcome.py`, once a day.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from getpass import getpass

import mwtyped

WELCOME = "== Welcome! ==\nThank you for your first edits. Questions are welcome on my talk page. ~~~~\n"


def new_users(site: mwtyped.Site, since: datetime) -> list[str]:
    """Give who signed up since then, has edited, and is not blocked."""
    log = site.logevents(type="newusers", prop=["title", "type"], end=since)
    names = {entry.title.partition(":")[2] for entry in log if entry.title is not None}  # None: it is hidden
    users = site.users(sorted(names), prop=["editcount", "blockinfo"])
    return [user.name for user in users if user.name and user.editcount and user.blockid is None]


def welcome(site: mwtyped.Site, since: datetime, text: str = WELCOME) -> list[str]:
    """Write on the talk pages that do not exist yet, and give their titles."""
    titles = [f"User talk:{name}" for name in new_users(site, since)]
    welcomed: list[str] = []
    for found in site.api.query.info(titles=titles):  # fifty talk pages a request
        if found.exists:
            continue
        page = site.pages[found.title]
        try:
            page.save(text, summary="Welcome", createonly=True)
        except (
            mwtyped.EditError,
            mwtyped.APIError,
        ) as error:  # a filter; or somebody else was faster, which is as well
            print(f"{page.name}: {error}", file=sys.stderr)
        else:
            welcomed.append(page.name)
    return welcomed


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="Welcome/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    for title in welcome(site, datetime.now(UTC) - timedelta(days=1)):
        print(title)


if __name__ == "__main__":
    main()
