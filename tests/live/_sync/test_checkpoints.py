# Derived from tests/live/_async/test_checkpoints.py by codegen/twin.py. Do not edit.
"""Listings of the real wiki that stop anywhere go on from their checkpoint with what is left, and nothing else."""

from typing import Any

import pytest

from mwtyped import Site
from mwtyped.mediawiki import (
    AllCategories,
    AllPages,
    AllRevisions,
    AllUsers,
    Categories,
    CategoryMembers,
    Info,
    Links,
    LogEvents,
    Pages,
    RecentChanges,
    Revisions,
    Search,
    UserContribs,
)
from mwtyped.runtime import ListingRequest

from ...wiki import Wiki

REQUESTS: list[ListingRequest[Any]] = [
    AllPages(limit=7),
    AllCategories(limit=3),
    AllRevisions(limit=7, prop=["ids"]),
    AllUsers(limit=2),
    CategoryMembers(title="Category:Titles in many scripts", limit=3),
    LogEvents(limit=7),
    RecentChanges(limit=7),
    Search(search="a", what="title", limit=1),
    UserContribs(user=["Alice", "Bob"], limit=7),
    Pages(generator=AllPages(limit=7), props=[Info(), Categories(limit=3), Links(limit=5)]),
    Pages(generator=Search(search="a", what="title", limit=1), props=[Info()]),
    Pages(generator=AllPages(limit=30), props=[Revisions(prop=["content"], slots=["main"])]),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: repr(request)[:60])
def test_a_listing_that_stops_goes_on(wiki: Wiki, request_: ListingRequest[Any]) -> None:
    with Site(wiki.url, max_lag=None) as site, Site(wiki.url, max_lag=None) as other:
        whole = [item for item in site.iterate(request_, max_items=60)]
        kept = list[str]()
        listing = site.iterate(request_, max_items=60)
        for _ in listing:
            kept.append(listing.checkpoint)

        assert len(kept) == len(whole) > 2
        for given in sorted({1, 2, min(7, len(whole)), min(8, len(whole)), len(whole) - 1, len(whole)}):
            rest = [item for item in other.resume(type(request_), kept[given - 1])]
            assert rest == whole[given:]


def test_a_selection_that_stops_goes_on(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        titles = [page.title for page in site.iterate(AllPages())]
        listing = site.iterate(Pages(titles=titles, props=[Info()]))
        for page in listing:
            if page.title == titles[66]:
                break

        rest = [page.title for page in site.resume(Pages, listing.checkpoint)]

    assert rest == titles[67:]
