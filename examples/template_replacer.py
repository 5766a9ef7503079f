"""Use another template wherever one is used: `python examples/template_replacer.py OLD NEW`.

BOT_WIKI, BOT_USER (`Name@task`) and BOT_PASSWORD come from the environment; a password that is not there is asked for.
"""

import os
import re
import sys
from collections.abc import Callable
from getpass import getpass

import mwtyped
from mwtyped.mediawiki import Edit


def renamer(old: str, new: str) -> Callable[[str], str]:
    """Make what names another template in a wikitext. Its parameters stay as they are."""
    first, rest = re.escape(old[0]), re.escape(old[1:]).replace(r"\ ", "[ _]+")
    use = re.compile(r"\{\{(\s*)(?:(?i:template)\s*:\s*)?" rf"(?i:{first}){rest}" r"(?=\s*(?:\||\}\}))")
    return lambda text: use.sub(lambda found: f"{{{{{found[1]}{new}", text)


def replace_template(site: mwtyped.Site, old: str, new: str) -> tuple[list[str], dict[str, str]]:
    """Edit the pages that use the old template; give the titles of those edited, and why others were not."""
    if not site.pages[f"Template:{new}"].exists:
        raise ValueError(f"there is no Template:{new}")
    rename, summary = renamer(old, new), f"{{{{{old}}}}} is now {{{{{new}}}}}"
    edited: list[str] = []
    left: dict[str, str] = {}
    for page in site.pages[f"Template:{old}"].embeddedin():
        if not page.can("edit"):
            left[page.name] = "is protected"
            continue
        changed = rename(page.text())
        if changed == page.text():
            left[page.name] = "uses it by way of another page"
            continue
        try:
            try:
                page.save(changed, summary=summary, minor=True)
            except mwtyped.EditConflict:  # somebody edited it since: begin anew with their text
                site.revise(Edit(title=page.name, summary=summary, minor=True, bot=True), rename)
        except (mwtyped.EditError, mwtyped.APIError) as error:  # a filter
            left[page.name] = str(error)
        else:
            edited.append(page.name)
    return edited, left


def main() -> None:
    site = mwtyped.Site(os.environ["BOT_WIKI"], clients_useragent="TemplateReplacer/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ.get("BOT_PASSWORD") or getpass("Password: "))
    edited, left = replace_template(site, *sys.argv[1:3])
    print(f"{len(edited)} pages edited")
    for title, why in left.items():
        print(f"{title}: {why}", file=sys.stderr)


if __name__ == "__main__":
    main()
