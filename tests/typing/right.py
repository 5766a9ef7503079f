"""Everything that design.md shows, as far as it is there: no checker complains."""

from datetime import UTC, datetime
from typing import assert_type

import mwtyped
from mwtyped.mediawiki import AllPages, Edit, Info, Links, MoveLogParams, Pages, Revisions, SiteInfo


def count(site: mwtyped.AnySite) -> int:
    return sum(1 for _ in site.iterate(AllPages(limit=10), max_items=5))


def main() -> None:
    site = mwtyped.Site("localhost", clients_useragent="CoolBot/1.0 (cool@example.org)")
    site.login("CoolBot@task", "secret")
    for page in site.api.query.allpages(prefix="Berlin", filterredir="nonredirects", max_items=2000):
        print(page["title"])
    print(site.api.query.siteinfo(prop=["general"])["general"]["sitename"])
    for full in site.api.query.pages(
        generator=AllPages(prefix="A"), props=[Info(prop="url"), Revisions(prop=["content"], slots=["main"])]
    ):
        print(full["fullurl"], full["revisions"][0]["slots"]["main"]["*"])
    for full in site.api.query.info(titles=("A", "B"), prop={"url"}):
        print(full["title"])
    result = site.api.edit(title="Sandbox", appendtext="Hello", summary="test", tags=["bot-tag"])
    print(result.get("newrevid"))
    batch = site.send(AllPages(prefix="A", limit="max"))
    print(batch[0]["title"], batch.cursor)
    site.send(Edit(title="Sandbox", text="x", watchlist="nochange"))
    lists, meta, pages = AllPages(limit=1), SiteInfo(), Pages(titles="A", props=Links(limit=5))
    reply = site.api.query(lists=lists, meta=[meta], pages=pages)
    print(reply[lists][0]["title"], reply[meta]["general"], reply.pages[0]["title"])
    german = site.with_options(uselang="de", errorlang="de")
    print(german.api("query", meta="userinfo")["query"], count(german))
    for change in site.api.query.recentchanges(start=datetime.now(UTC), namespace=[0, 1], show="!bot"):
        print(change["timestamp"].tm_year)


def results(site: mwtyped.Site) -> None:
    """Read typed results: nothing here needs a cast."""
    assert_type(site.api.query.siteinfo().general.sitename, str)
    for page in site.api.query.pages(titles=["A"], props=[Info(), Revisions(prop=["content"], slots=["main"])]):
        if page.exists:
            assert_type(page.touched, datetime)
            assert_type(page.revisions[0].slots["main"].content, str | None)
    revid = site.api.edit(title="A", text="B").newrevid
    if revid is not None:
        print(revid + 1)
    for change in site.api.query.recentchanges(prop=["user", "tags"]):
        assert_type(change.user, str | None)
        print(", ".join(change.tags))
    for entry in site.api.query.logevents(prop=["type", "details"]):
        if isinstance(entry.params, MoveLogParams):
            assert_type(entry.params.target_title, str)
    wanted = Pages(titles=["A"], props=[Info()])
    assert_type(site.api.query(pages=wanted, meta=SiteInfo()).pages[0].touched, datetime)
    for user in site.api.query.users(users=["A"], prop=["groups", "editcount"]):
        assert_type(user.groups, list[str])
    for block in site.api.query.blocks():
        assert_type(block.expiry, datetime | None)


def page_objects(site: mwtyped.Site) -> None:
    """Go from page objects to what they lead to: each is of its own class."""
    page = site.pages["Berlin"]
    assert_type(page.info.touched, datetime)
    assert_type(page.save("x", "y").newrevid, int | None)
    for category in page.categories():
        for member in category.members(type="page"):
            assert_type(member.text(), str)
    for image in page.images():
        print(image.imageinfo["url"], [user.name for user in image.imageusage()])
    print([member.name for category in site.allcategories(prefix="C") for member in category])
    print([image.imageinfo["sha1"] for image in site.allimages(minsize=1)])
    assert_type(list(page.categories(generator=False)), list[str])
    for revision in page.revisions(prop="user|timestamp"):
        assert_type(revision.user, str | None)
    for change in site.recentchanges(show="!bot"):
        assert_type(change.title, str | None)


async def main_async() -> None:
    async with mwtyped.AsyncSite("localhost") as site:
        async for page in site.api.query.allpages(prefix="Berlin"):
            print(page["title"])
        print((await site.api.edit(title="A", text="B")).get("newrevid"))
        print((await site.api("query", meta="userinfo"))["query"])
        async for category in site.pages["Berlin"].categories():
            print([member.name async for member in category])
