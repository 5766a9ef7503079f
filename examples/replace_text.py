"""Replace a text on all pages of a category, as a bot: `python examples/replace_text.py WIKI CATEGORY OLD NEW`.

The account comes from the environment: BOT_USER (`Name@task`) and BOT_PASSWORD.
"""

import os
import sys

import mwtyped
from mwtyped.mediawiki import CategoryMembers, Revisions


def replace_text(site: mwtyped.Site, category: str, old: str, new: str) -> list[str]:
    """Edit the pages that hold the old text, and give their titles. A page that changed meanwhile is left alone."""
    pages = site.api.query.pages(
        generator=CategoryMembers(title=f"Category:{category}", type=["page"]),
        props=[Revisions(prop=["ids", "content"], slots=["main"])],
    )
    edited: list[str] = []
    for page in pages:
        revision = page.revisions[0]
        text = revision.slots["main"].content
        if text is None or old not in text:  # None: it is hidden from this account
            continue
        try:
            site.api.edit(
                pageid=page.pageid,
                text=text.replace(old, new),
                summary=f"Replace {old} by {new}",
                baserevid=revision.revid,
                nocreate=True,
                bot=True,
            )
        except mwtyped.APIError as error:
            print(f"{page.title}: {error}", file=sys.stderr)
        else:
            edited.append(page.title)
    return edited


if __name__ == "__main__":
    wiki, *rest = sys.argv[1:]
    site = mwtyped.Site(wiki, clients_useragent="Replacer/1.0 (me@example.org)")
    site.login(os.environ["BOT_USER"], os.environ["BOT_PASSWORD"])
    print("\n".join(replace_text(site, *rest)))
