"""Move a category and the pages in it: `python examples/category_mover.py OLD NEW`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import os
import re
import sys
from collections.abc import Callable
from getpass import getpass

import mwtyped
from mwtyped.mediawiki import Edit


def renamer(namespace: str, old: str, new: str) -> Callable[[str], str]:
    """Make what renames a category in a wikitext. Sort keys stay."""
    first, rest = re.escape(old[0]), re.escape(old[1:]).replace(r"\ ", "[ _]+")
    link = re.compile(rf"\[\[\s*(?i:Category|{re.escape(namespace)})\s*:\s*(?i:{first}){rest}\s*(?=\||\]\])")
    return lambda text: link.sub(lambda _: f"[[{namespace}:{new}", text)


def move_category(site: mwtyped.Site, old: str, new: str) -> tuple[list[str], list[str]]:
    """Move the category's page, then edit the pages in it; give the titles of those edited, and of those left."""
    rename, summary = renamer(site.namespaces[14], old, new), f"[[:Category:{old}]] is now [[:Category:{new}]]"
    page = site.categories[old]
    if page.exists and not site.categories[new].exists:
        page.move(f"Category:{new}", reason=summary, no_redirect=True)
    edited: list[str] = []
    left: list[str] = []
    for member in site.categories[old].members():
        text = member.text()  # read together with those of the members behind it
        changed = rename(text)
        if changed == text:  # a template puts it there
            left.append(member.name)
            continue
        try:
            try:
                member.save(changed, summary=summary, minor=True)
            except mwtyped.EditConflict:  # somebody edited it since: begin anew with their text
                site.revise(Edit(title=member.name, summary=summary, minor=True, bot=True), rename)
        except (mwtyped.EditError, mwtyped.APIError) as error:  # it is protected; a filter
            print(f"{member.name}: {error}", file=sys.stderr)
            left.append(member.name)
        else:
            edited.append(member.name)
    return edited, left


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="CategoryMover/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    edited, left = move_category(site, *sys.argv[1:3])
    print(f"{len(edited)} pages edited; these need a look: {left or 'none'}")


if __name__ == "__main__":
    main()
