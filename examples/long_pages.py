"""Print a wiki's longest pages: `python examples/long_pages.py https://en.wikipedia.org Berlin`."""

import sys

import mwtyped
from mwtyped.mediawiki import AllPages, Info


def long_pages(site: mwtyped.Site, prefix: str, most: int = 10) -> list[tuple[str, int]]:
    """Give titles and lengths in bytes, the longest first."""
    pages = site.api.query.pages(generator=AllPages(prefix=prefix, filterredir="nonredirects"), props=[Info()])
    lengths = [(page.title, page.length) for page in pages]
    return sorted(lengths, key=lambda pair: pair[1], reverse=True)[:most]


if __name__ == "__main__":
    wiki, prefix = sys.argv[1:3]
    for title, length in long_pages(mwtyped.Site(wiki, clients_useragent="LongPages/1.0 (me@example.org)"), prefix):
        print(f"{length:9,} {title}")
