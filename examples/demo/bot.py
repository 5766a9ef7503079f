"""A bot on the demo wiki: lists, reads, edits, and meets an error. Run by `make demo`."""

import os
from datetime import UTC, datetime

from demowiki import AllPages, Info, Pages, Revisions, Site

import mwtyped


def list_everything(site: Site) -> list[str]:
    """List all pages, ten a request, so that the listing has to continue."""
    return [page["title"] for page in site.api.query.allpages(filterredir="nonredirects", limit=10)]


def longest_text(site: Site) -> tuple[str, int]:
    """Read the texts of all pages, fifty a request, and find the longest."""
    lengths: dict[str, int] = {}
    request = Pages(generator=AllPages(limit=50), props=[Info(), Revisions(prop=["content"], slots=["main"])])
    for page in site.iterate(request):
        lengths[page["title"]] = len(page["revisions"][0]["slots"]["main"]["*"])
    return max(lengths.items(), key=lambda item: item[1])


def sign_guest_book(site: Site) -> int | None:
    """Append a line to a page; the token is fetched, renewed and never shown."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    result = site.api.edit(title="Guest book", appendtext=f"\n* I was here at {now}.", summary="Sign the guest book")
    revision: int | None = result.get("newrevid")
    return revision


def main() -> None:
    """Do all of it, on the wiki and as the user that the environment names."""
    site = Site(os.environ["DEMO_URL"], clients_useragent="DemoBot/1.0 (demo@example.org)")
    site.login(os.environ["DEMO_USER"], os.environ["DEMO_PASSWORD"])
    print(f"On {site.site['sitename']} ({site.site['generator']}) as {site.username}, groups {site.groups}")

    titles = list_everything(site)
    print(f"{len(titles)} pages, ten a request; the first ones: {titles[:5]}")
    title, length = longest_text(site)
    print(f"The longest text is that of {title!r}: {length} characters")
    print(f"Signed the guest book in revision {sign_guest_book(site)}")

    try:
        site.api.protect(title="Guest book", protections=["edit=sysop"], expiry="infinite")
    except mwtyped.APIError as error:
        print(f"Not allowed, as it should be: error.code is {error.code!r}, error.info is {error.info!r}")


if __name__ == "__main__":
    main()
