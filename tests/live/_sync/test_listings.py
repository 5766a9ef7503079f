# Derived from tests/live/_async/test_listings.py by codegen/twin.py. Do not edit.
"""Walking through real continuation gives exactly the wiki's rows, in order, once each, in the fewest requests."""

import math
from collections.abc import Iterable
from typing import Any, Literal

import pytest

from mwtyped import Site
from mwtyped.mediawiki import (
    AllCategories,
    AllImages,
    AllLinks,
    AllPages,
    AllUsers,
    Backlinks,
    Categories,
    CategoryMembers,
    EmbeddedIn,
    ExtUrlUsage,
    Info,
    Links,
    LogEvents,
    PageProps,
    Pages,
    PrefixSearch,
    QueryPage,
    Random,
    RecentChanges,
    Revisions,
    Search,
    SiteInfo,
    Templates,
    UserContribs,
)

from ...wiki import Wiki
from ..oracle import Oracle, Watch

Limit = int | Literal["max"]


def titles(rows: Iterable[Any]) -> list[str]:
    return [row["title"] for row in rows]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50, "max"])
def test_all_pages(wiki: Wiki, oracle: Oracle, limit: Limit) -> None:
    true = oracle.rows({"list": "allpages", "aplimit": "max"}, lambda reply: reply["query"]["allpages"])
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        found = [page for page in site.api.query.allpages(limit=limit)]

    assert titles(found) == titles(true)
    assert [page["pageid"] for page in found] == [page["pageid"] for page in true]
    assert len(watch.calls) == math.ceil(len(true) / (500 if limit == "max" else limit))


LISTS: list[tuple[Any, dict[str, str], str]] = [
    (AllCategories, {"list": "allcategories", "aclimit": "max"}, "allcategories"),
    (AllImages, {"list": "allimages", "ailimit": "max"}, "allimages"),
    (AllLinks, {"list": "alllinks", "allimit": "max", "alprop": "ids|title"}, "alllinks"),
    (AllUsers, {"list": "allusers", "aulimit": "max"}, "allusers"),
    (Backlinks, {"list": "backlinks", "bllimit": "max", "bltitle": "Berlin"}, "backlinks"),
    (
        CategoryMembers,
        {"list": "categorymembers", "cmlimit": "max", "cmtitle": "Category:Titles in many scripts"},
        "categorymembers",
    ),
    (EmbeddedIn, {"list": "embeddedin", "eilimit": "max", "eititle": "Template:Stub"}, "embeddedin"),
    (ExtUrlUsage, {"list": "exturlusage", "eulimit": "max", "euquery": "www.example.org"}, "exturlusage"),
    (LogEvents, {"list": "logevents", "lelimit": "max"}, "logevents"),
    (PrefixSearch, {"list": "prefixsearch", "pslimit": "max", "pssearch": "b"}, "prefixsearch"),
    (RecentChanges, {"list": "recentchanges", "rclimit": "max"}, "recentchanges"),
    (Search, {"list": "search", "srlimit": "max", "srsearch": "a", "srwhat": "title"}, "search"),
    (UserContribs, {"list": "usercontribs", "uclimit": "max", "ucuser": "Alice"}, "usercontribs"),
]
GIVEN: dict[Any, dict[str, Any]] = {
    AllLinks: {"prop": ["ids", "title"]},
    Backlinks: {"title": "Berlin"},
    CategoryMembers: {"title": "Category:Titles in many scripts"},
    EmbeddedIn: {"title": "Template:Stub"},
    ExtUrlUsage: {"query": "www.example.org"},
    PrefixSearch: {"search": "b"},
    Search: {"search": "a", "what": "title"},
    UserContribs: {"user": ["Alice"]},
}


@pytest.mark.parametrize("limit", [2, 7, "max"])
@pytest.mark.parametrize(("request_class", "params", "name"), LISTS, ids=[name for _, _, name in LISTS])
def test_a_list(
    wiki: Wiki, oracle: Oracle, request_class: Any, params: dict[str, str], name: str, limit: Limit
) -> None:
    with Site(wiki.url, max_lag=None) as site:
        account = wiki.accounts["admin"]
        site.login(account.bot_name, account.bot_password)
        true = oracle.rows(params, lambda reply: reply["query"][name])
        watch = Watch(wiki)

        found = [row for row in site.iterate(request_class(limit=limit, **GIVEN.get(request_class, {})))]

    request = request_class(limit=limit, **GIVEN.get(request_class, {}))
    assert true
    assert found == list(request.parse({"query": {name: true}}))
    assert len(watch.calls) == math.ceil(len(true) / (5_000 if limit == "max" else limit))


@pytest.mark.parametrize("limit", [1, 3, "max"])
def test_a_list_within_another_result(wiki: Wiki, oracle: Oracle, limit: Limit) -> None:
    true = oracle.rows(
        {"list": "querypage", "qppage": "Listredirects", "qplimit": "max"},
        lambda reply: reply["query"]["querypage"]["results"],
    )
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        found = [row for row in site.iterate(QueryPage(page="Listredirects", limit=limit))]

    assert true
    assert titles(found) == titles(true)
    assert len(watch.calls) == math.ceil(len(true) / (500 if limit == "max" else limit))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, "max"])
def test_pages_of_a_generator(wiki: Wiki, oracle: Oracle, limit: Limit) -> None:
    true = oracle.rows(
        {"list": "allpages", "aplimit": "max", "apprefix": "Berlin"}, lambda reply: reply["query"]["allpages"]
    )
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        found = [
            page
            for page in site.api.query.pages(
                generator=AllPages(prefix="Berlin", limit=limit), props=[Info(prop=["url"])]
            )
        ]

    assert sorted(page["pageid"] for page in found) == sorted(page["pageid"] for page in true)
    assert all(page["fullurl"].startswith(wiki.url) for page in found)
    assert len(watch.calls) == math.ceil(len(true) / (500 if limit == "max" else limit))


def test_pages_of_a_search_come_in_its_order(wiki: Wiki, oracle: Oracle) -> None:
    true = oracle.rows(
        {"list": "search", "srlimit": "max", "srsearch": "Berlin", "srwhat": "text"},
        lambda reply: reply["query"]["search"],
    )
    with Site(wiki.url, max_lag=None) as site:
        for limit in (2, 3, 50):
            request = Pages(generator=Search(search="Berlin", what="text", limit=limit), props=[Info()])

            assert titles([page for page in site.iterate(request)]) == titles(true)


PROPS: list[tuple[str, Any, dict[str, str]]] = [
    ("links", Links, {"prop": "links", "pllimit": "max"}),
    ("categories", Categories, {"prop": "categories", "cllimit": "max"}),
    ("templates", Templates, {"prop": "templates", "tllimit": "max"}),
]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, "max"])
@pytest.mark.parametrize(("name", "prop", "params"), PROPS, ids=[name for name, _, _ in PROPS])
def test_props_are_complete(
    wiki: Wiki, oracle: Oracle, name: str, prop: Any, params: dict[str, str], limit: Limit
) -> None:
    some = ["Berlin", "Albert Einstein", "Main Page", "API"]
    true = oracle.rows({"titles": "|".join(some), **params}, lambda reply: reply["query"]["pages"])
    with Site(wiki.url, max_lag=None) as site:
        found = [page for page in site.iterate(Pages(titles=some, props=[prop(limit=limit), Info()]))]

    expected = {page["title"]: titles(page.get(name, [])) for page in true}
    assert any(expected.values())
    assert {page["title"]: titles(page.get(name, [])) for page in found} == expected
    assert [page["title"] for page in found] == some
    assert all("lastrevid" in page for page in found)


@pytest.mark.parametrize("limit", [2, 5])
def test_props_of_a_generator_are_complete(wiki: Wiki, oracle: Oracle, limit: int) -> None:
    true = oracle.rows(
        {
            "generator": "allpages",
            "gaplimit": "max",
            "gapprefix": "B",
            "prop": "links|categories|pageprops",
            "pllimit": "max",
            "cllimit": "max",
        },
        lambda reply: reply["query"]["pages"],
    )
    request = Pages(
        generator=AllPages(prefix="B", limit=limit), props=[Links(limit=2), Categories(limit=1), PageProps()]
    )
    with Site(wiki.url, max_lag=None) as site:
        found = [page for page in site.iterate(request)]

    def shape(pages: Iterable[Any]) -> dict[str, Any]:
        return {
            page["title"]: (titles(page.get("links", [])), titles(page.get("categories", [])), page.get("pageprops"))
            for page in pages
        }

    assert len(found) == len(true)
    assert shape(found) == shape(true)


def test_the_history_of_a_page(wiki: Wiki, oracle: Oracle) -> None:
    [true] = oracle.rows(
        {"titles": "Berlin", "prop": "revisions", "rvprop": "ids", "rvlimit": "max"},
        lambda reply: reply["query"]["pages"],
    )
    with Site(wiki.url, max_lag=None) as site:
        [page] = [page for page in site.api.query.revisions(titles="Berlin", prop=["ids"], limit=1)]

    assert [revision["revid"] for revision in page["revisions"]] == [row["revid"] for row in true["revisions"]]


def test_titles_in_any_number_and_order(wiki: Wiki, oracle: Oracle) -> None:
    every = titles(oracle.rows({"list": "allpages", "aplimit": "max"}, lambda reply: reply["query"]["allpages"]))
    asked = [*reversed(every), "No such page", "A<B", "Special:Version"]
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        found = [page for page in site.iterate(Pages(titles=asked, props=[Info()]))]

    assert titles(found) == asked
    assert len(watch.calls) == math.ceil(len(asked) / 50)
    assert ["missing" in page for page in found[-3:]] == [True, False, False]
    assert ["invalid" in page for page in found[-3:]] == [False, True, False]
    assert ["special" in page for page in found[-3:]] == [False, False, True]


def test_a_bot_asks_for_500_titles_at_once(wiki: Wiki, oracle: Oracle) -> None:
    every = titles(oracle.rows({"list": "allpages", "aplimit": "max"}, lambda reply: reply["query"]["allpages"]))[:500]
    account = wiki.accounts["bot"]
    with Site(wiki.url, max_lag=None) as site:
        site.login(account.bot_name, account.bot_password)
        watch = Watch(wiki)

        found = [page for page in site.iterate(Pages(titles=every, props=[Info()]))]

    assert titles(found) == every
    assert len(watch.calls) == 1


def test_texts_cost_one_request_for_50_pages(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        found = [
            page
            for page in site.api.query.pages(
                generator=AllPages(limit=50), props=[Revisions(prop=["content"], slots=["main"])], max_items=100
            )
        ]

    assert len(found) == 100
    assert all(isinstance(page["revisions"][0]["slots"]["main"]["*"], str) for page in found)
    assert len(watch.calls) == 2


def test_a_title_with_a_bar_is_one_invalid_title(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        found = [page for page in site.iterate(Pages(titles=["A|B", "Berlin"]))]

    assert titles(found) == ["A|B", "Berlin"]
    assert "invalid" in found[0]


def test_a_redirect_keeps_its_place(wiki: Wiki, oracle: Oracle) -> None:
    [first, *_] = oracle.rows(
        {"generator": "allpages", "gapfilterredir": "redirects", "gaplimit": "max", "prop": "links", "pllimit": "max"},
        lambda reply: reply["query"]["pages"],
    )
    with Site(wiki.url, max_lag=None) as site:
        asked = ["Main Page", first["title"]]
        found = [page for page in site.iterate(Pages(titles=asked, redirects=True))]

    assert titles(found) == ["Main Page", first["links"][0]["title"]]


def test_max_items_bound_requests_and_items(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        for most, requests in ((0, 0), (1, 1), (3, 1), (4, 2), (7, 3)):
            watch = Watch(wiki)

            found = [page for page in site.api.query.allpages(limit=3, max_items=most)]

            assert (len(found), len(watch.calls)) == (most, requests)


def test_few_items_are_asked_for_in_a_small_page(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        assert len([page for page in site.api.query.allpages(max_items=2)]) == 2

    assert [call.params["aplimit"] for call in watch.calls] == ["2"]


def test_the_first_item_costs_one_small_request(wiki: Wiki, oracle: Oracle) -> None:
    true = oracle.rows({"list": "allpages", "aplimit": "max"}, lambda reply: reply["query"]["allpages"])
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)
        listing = site.api.query.allpages()

        first = listing.first()

        assert first is not None
        assert first["title"] == true[0]["title"]
        assert site.api.query.allpages(prefix="No page begins so").first() is None
        assert site.api.query.allpages(max_items=0).first() is None
    assert [call.params["aplimit"] for call in watch.calls] == ["1", "1"]


def test_making_a_listing_asks_nothing_and_each_iteration_starts_anew(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)
        listing = site.api.query.allpages(limit=2, max_items=3)
        assert watch.calls == []

        once = [page for page in listing]
        again = [page for page in listing]

    assert once == again
    assert len(watch.calls) == 4


def test_a_listing_that_is_left_asks_no_more(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)
        for _ in site.api.query.allpages(limit=2):
            break

    assert len(watch.calls) == 1


def test_no_titles_ask_nothing(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        assert [page for page in site.api.query.pages(titles=[])] == []
        assert len(site.send(Pages(titles=[]))) == 0
        assert len((site.api.query(pages=Pages(titles=[]))).pages) == 0

    assert watch.calls == []


def test_random_pages_end_at_max_items(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        assert len([page for page in site.iterate(Random(limit=2), max_items=9)]) == 9


# Combined.


def test_a_combined_query_gives_each_its_own(wiki: Wiki, oracle: Oracle) -> None:
    true = oracle.rows({"list": "allpages", "aplimit": "max"}, lambda reply: reply["query"]["allpages"])
    [berlin] = oracle.rows(
        {"titles": "Berlin", "prop": "links", "pllimit": "max"}, lambda reply: reply["query"]["pages"]
    )
    pages, changes = AllPages(limit=2), RecentChanges(limit=3)
    general = SiteInfo(prop=["general", "statistics"])
    wanted = Pages(titles=["Berlin", "API"], props=[Links(limit=2), Info()])
    with Site(wiki.url, max_lag=None) as site:
        watch = Watch(wiki)

        reply = site.api.query(lists=[pages, changes], meta=general, pages=wanted)

        sent = list(watch.calls)
        cursor = reply[pages].cursor or {}
        rest = [page for page in site.iterate(AllPages(extra={key: str(value) for key, value in cursor.items()}))]

    assert titles([*reply[pages], *rest]) == titles(true)
    assert len(reply[changes]) == 3
    assert set(reply[general]) == {"general", "statistics"}
    assert titles(reply.pages) == ["Berlin", "API"]
    assert titles(reply.pages[0]["links"]) == titles(berlin["links"])
    assert all("list" not in call.params and "meta" not in call.params for call in sent[1:])
