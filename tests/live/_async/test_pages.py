"""Page objects on the real wiki: what they know, when they ask for it, and what their writes leave behind."""

import time
import uuid
from functools import partial
from typing import Any

import pytest

from mwtyped import (
    APIError,
    AsyncSite,
    EditConflict,
    EditError,
    InsufficientPermission,
    InvalidPageTitle,
    NotLoggedIn,
    PageDeleted,
    ParameterError,
    ProtectedPageError,
    UserBlocked,
)
from mwtyped.classic import AsyncImage, AsyncPage
from mwtyped.classic._async.classes import pages_from

from ...wiki import Wiki
from ..oracle import Oracle
from .test_writes import another_edits, texts


async def async_entered(wiki: Wiki, name: str = "admin", **options: Any) -> AsyncSite:
    account = wiki.accounts[name]
    site = AsyncSite(wiki.url, max_lag=None, **options)
    await site.login(account.name, account.password)
    return site


@pytest.fixture
def title() -> str:
    return f"Page {uuid.uuid4()}"


async def test_a_page_asks_once_and_only_when_it_must(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            page = site.pages["albert Einstein"]
            assert calls == []
            await page.load()
            assert (page.name, page.exists, page.namespace, page.redirect) == ("Albert Einstein", True, 0, False)
            assert isinstance(page.touched, time.struct_time)
            assert page.length == len((await page.text()).encode())
            assert page.revision == page.info.lastrevid

    assert len(calls) == 2


async def test_a_text_brings_all_that_is_known_of_its_page(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            page = site.pages["Berlin"]
            text = await page.text()
            assert page.exists
            assert page.length == len(text.encode())
            assert await page.text() == text

    assert len(calls) == 1


@pytest.mark.parametrize(
    ("asked", "name", "exists", "namespace"),
    [
        ("No such page", "No such page", False, 0),
        ("talk:no such page", "Talk:No such page", False, 1),
        ("Special:Version", "Special:Version", True, -1),
        ("Category:Science", "Category:Science", True, 14),
        ("image:example.jpg", "File:Example.jpg", True, 6),
        (1, "Main Page", True, 0),
    ],
)
async def test_every_kind_of_page_tells_what_it_is(
    wiki: Wiki, asked: str | int, name: str, exists: bool, namespace: int
) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        page = await site.pages.get(asked)

        assert (page.name, page.exists, page.namespace) == (name, exists, namespace)


@pytest.mark.parametrize("version", ["1", "2"])
async def test_a_page_is_made_of_the_wikis_own_dictionary(wiki: Wiki, version: str) -> None:
    """As scripts for mwclient do with what `site.api` gives; nothing is asked for it."""
    asked = {"prop": "info|imageinfo", "inprop": "protection", "iiprop": "url|size", "formatversion": version}
    titles = ["Berlin", "BER", "No such page", "File:Wiki.png", "Special:Version", "Protected page", "File:No.png"]
    async with AsyncSite(wiki.url, max_lag=None) as site:
        reply = await site.api("query", titles="|".join([*titles, "a[b"]), **asked)
        found = reply["query"]["pages"]
        by_title = {info["title"]: info for info in (found.values() if version == "1" else found)}
        with wiki.recording() as calls:
            made = [AsyncPage(site, "", by_title[title]) for title in titles]
            taken = [await site.pages.get(title, by_title[title]) for title in titles]
        known = [await site.pages.get(title) for title in titles]
        with pytest.raises(InvalidPageTitle, match=r'invalid characters: "\["'):
            AsyncPage(site, "", by_title["a[b"])
        text = await made[0].text()
        empty = await made[2].text()

    assert calls == []
    told = [
        [(page.name, page.exists, page.pageid, page.length, page.redirect, page.protection) for page in pages]
        for pages in (made, taken, known)
    ]
    assert told[0] == told[1] == told[2]
    assert "Districts" in text
    assert empty == ""
    assert AsyncImage(site, "", by_title["File:Wiki.png"]).imageinfo["height"] == 6


async def test_titles_that_can_be_none_are_refused(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        for bad in ("", " ", "a[b", "a|b", "{{x}}", "#part"):
            with pytest.raises(InvalidPageTitle):
                site.pages[bad]
            with pytest.raises(InvalidPageTitle):
                AsyncPage(site, bad)
        with pytest.raises(InvalidPageTitle, match="namespace"):
            _ = (await site.pages.get("Talk:")).exists


@pytest.mark.parametrize("key", [None, True, b"Berlin", 1.5, ["Berlin"]])
async def test_what_is_neither_a_title_nor_a_number_is_refused(wiki: Wiki, key: Any) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        for make in (site.pages.__getitem__, partial(AsyncPage, site)):
            with pytest.raises(TypeError, match=f"by its title or its number, not by {type(key).__name__}"):
                make(key)


async def test_a_number_before_a_colon_is_no_namespace(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        found = [site.pages.guess_namespace(f"{prefix}:x") for prefix in ("6", "-1", " 14 ", "Image")]

    assert found == [0, 0, 0, 6]


async def test_more_can_be_loaded_of_what_is_loaded_anyway(wiki: Wiki) -> None:
    extra = {"info": [("inprop", "url")], "revisions": [("rvprop", "ids|user")]}
    async with AsyncSite(wiki.url, max_lag=None) as site:
        page = AsyncPage(site, "Berlin", extra_properties=extra)
        await page.load()

        assert str(page.info["fullurl"]).endswith("Berlin")
        assert page.info["revisions"][0]["user"] == "Alice"
        assert "Districts" in await page.text()


async def test_the_texts_of_a_listing_cost_a_request_for_each_fifty(wiki: Wiki, oracle: Oracle) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            found = {page.name: await page.text() async for page in site.allpages(filterredir="nonredirects")}

    assert len(found) > 100
    assert len(calls) == -(-len(found) // 500) + -(-len(found) // 50)
    for name in list(found)[::25]:
        assert texts(oracle, name)[-1] == found[name]


async def test_nor_do_they_cost_more_in_an_order_of_ones_own(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        pages = [page async for page in site.allpages(max_items=90)]
        with wiki.recording() as calls:
            for page in sorted(pages, key=lambda page: page.length or 0):
                await page.text()

    assert len(calls) <= 3


async def test_lists_of_one_namespace_take_several_too(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url) as site:

        async def titles(namespace: Any, **arguments: Any) -> list[str]:
            return [title async for title in site.allpages(namespace=namespace, generator=False, **arguments)]

        apart = [*(await titles("Talk")), *(await titles(10)), *(await titles(14))]
        assert await titles(["Talk", 10, "Category"]) == await titles("1|10|14") == apart
        assert await titles([1, 10, 14], max_items=len(apart) - 1) == apart[:-1]
        content = sorted(number for number in site.namespaces if number >= 0)
        assert await titles("*") == [title for number in content for title in await titles(number)]
        assert [page.name async for page in site.allpages(namespace=[1, 10])] == await titles("1|10")
        links = [title async for title in site.alllinks(namespace=[4, 10], unique=True, generator=False)]
        assert {title.partition(":")[0] for title in links} <= {"Test wiki", "Template"}
        assert links


async def test_a_page_of_a_listing_is_the_one_of_its_title(wiki: Wiki, title: str) -> None:
    """Others delete it, move it, and make it anew, before its text is read."""
    site = await async_entered(wiki)
    for letter in "ABCD":
        await site.pages[f"{title} {letter}"].save(f"Text {letter}")
    pages = [page async for page in site.allpages(prefix=title)]
    await site.pages[f"{title} A"].move(f"{title} E")
    await site.pages[f"{title} B"].delete()
    await site.pages[f"{title} C"].delete()
    await site.pages[f"{title} C"].save("Anew")

    assert await pages[2].text(section=0) == "Anew"
    found = {page.name: await page.text() for page in pages}

    assert list(found) == [f"{title} {letter}" for letter in "ABCD"]
    assert [text[:9] for text in found.values()] == ["#REDIRECT", "", "Anew", "Text D"]
    assert [page.exists for page in pages] == [True, False, True, True]


async def test_the_texts_of_a_listing_leave_its_files_known(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        (file,) = [file async for file in site.allimages(max_items=1)]
        both = [page async for page in site.api.query.pages(titles=["Berlin", file.name])]
        city, same = sorted(pages_from(site)(both), key=lambda page: page.namespace)
        await city.text()
        await same.text()

    assert isinstance(same, AsyncImage)
    assert same.imageinfo["url"] == file.imageinfo["url"]


async def test_after_a_write_a_page_is_as_the_wiki_is(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki)
    page = await site.pages.get(title)
    assert not page.exists
    assert await page.text() == ""

    saved = await page.save("First", "a summary")

    assert (page.exists, page.revision, await page.text()) == (True, saved.newrevid, "First")
    await page.append("\nLast", minor=True)
    await page.prepend("Before\n")
    assert await page.text() == "Before\nFirst\nLast"
    assert [row.minor async for row in page.revisions()] == [False, True, False]
    await page.delete("of no use")
    await page.load()
    assert not page.exists


@pytest.mark.parametrize("redirect", [False, True])
async def test_what_the_answer_to_a_write_tells_is_known_without_asking(wiki: Wiki, title: str, redirect: bool) -> None:
    site = await async_entered(wiki)
    name = f"User talk:{title}/Part"
    page = site.pages[f"user_talk:{title}/Part"]

    def named() -> tuple[str, int, str, str, str]:
        return page.name, page.namespace, page.page_title, page.base_title, page.base_name

    expected = (name, 3, f"{title}/Part", title, f"User talk:{title}")
    saved = await page.save("First")
    with wiki.recording() as calls:
        assert named() == expected
        assert (page.exists, page.pageid, page.revision) == (True, saved["pageid"], saved["newrevid"])
        assert page.contentmodel == "wikitext"
    assert len(calls) == 0
    await page.save("First")
    assert named() == expected
    assert page.exists

    await page.move(f"{title} moved", no_redirect=not redirect)
    with wiki.recording() as calls:
        assert named() == expected
        assert (page.exists, page.redirect) == (redirect, redirect)
    assert len(calls) == 0
    await page.load()
    assert (*named(), page.exists, page.redirect) == (*expected, redirect, redirect)

    moved = site.pages[f"{title} moved"]
    await moved.delete()
    with wiki.recording() as calls:
        assert (moved.name, moved.namespace) == (f"{title} moved", 0)
        assert (moved.exists, moved.pageid, moved.revision, moved.length) == (False, None, 0, None)
        assert not moved.redirect
    assert len(calls) == 0
    await moved.load()
    assert (moved.exists, moved.pageid, moved.revision, moved.length) == (False, None, 0, None)


async def test_a_text_is_read_and_saved_in_two_requests(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki)
    await site.pages[title].save("One")
    page = site.pages[title]

    with wiki.recording() as calls:
        text = await page.text()
        await page.save(text + " two")

    assert len(calls) == 2


async def test_a_text_is_not_saved_over_anothers(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.pages[title].save("One")
    page = site.pages[title]
    await page.text()
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict) as caught:
        await page.save("Mine")

    assert isinstance(caught.value, EditError)
    assert texts(oracle, title)[-1] == "Another's"


async def test_nor_is_a_page_that_another_made_meanwhile(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    page = site.pages[title]
    assert await page.text() == ""
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict):
        await page.save("Mine")

    assert texts(oracle, title) == ["Another's"]


async def test_an_addition_in_between_does_not_hide_anothers_edit(wiki: Wiki, oracle: Oracle, title: str) -> None:
    """What `append` saved is on top of an edit that the script never saw."""
    site = await async_entered(wiki, "alice")
    await site.pages[title].save("One")
    page = site.pages[title]
    await page.text()
    another_edits(oracle, title, appendtext="\nAnother's")()
    await page.append("\nMine")

    with pytest.raises(EditConflict):
        await page.save("All mine")

    assert texts(oracle, title)[-1] == "One\nAnother's\nMine"


@pytest.mark.parametrize("reading", [{"section": 2}, {"expandtemplates": True}, {"section": 1, "cache": False}])
async def test_a_second_reading_does_not_hide_what_came_between(
    wiki: Wiki, oracle: Oracle, title: str, reading: dict[str, Any]
) -> None:
    site = await async_entered(wiki, "alice")
    await site.pages[title].save("== A ==\none\n== B ==\ntwo")
    page = site.pages[title]
    text = await page.text()
    another_edits(oracle, title, text="== A ==\nanother\n== B ==\ntwo")()
    await page.text(**reading)

    with pytest.raises(EditConflict):
        await page.save(text.replace("one", "mine"))

    assert "another" in texts(oracle, title)[-1]


async def test_a_second_reading_does_not_hide_that_the_page_was_deleted(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki)
    await site.pages[title].save("One")
    page = site.pages[title]
    await page.text()
    await site.pages[title].delete()
    assert await page.text(section=0) == ""

    with pytest.raises(PageDeleted):
        await page.save("Mine")
    await page.save("Mine", recreate=True)


async def test_after_a_conflict_a_page_is_read_again(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.pages[title].save("One")
    page = site.pages[title]
    await page.text()
    another_edits(oracle, title, text="Another's")()
    for _ in range(2):  # what is not read again is not saved either
        with pytest.raises(EditConflict):
            await page.save("Mine")

    await page.save(await page.text() + " and mine")

    assert texts(oracle, title)[-1] == "Another's and mine"


async def test_a_copy_of_a_page_guards_what_it_read_itself(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.pages[title].save("One")
    page = site.pages[title]
    other = site.pages[page]
    await page.text()
    text = await other.text()
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict):
        await other.save(text + " and mine")


async def test_edits_of_nobody_are_refused_before_they_are_sent(wiki: Wiki, title: str) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls, pytest.raises(NotLoggedIn, match="login"):
            await site.pages[title].save("x")

    assert calls == []


async def test_what_an_account_may_not_do_is_an_error_of_its_own(wiki: Wiki) -> None:
    site = await async_entered(wiki, "alice")
    page = site.pages["Protected page"]

    with pytest.raises(ProtectedPageError) as caught:
        await page.save("x")
    assert caught.value.code == "protectedpage"
    with pytest.raises(InsufficientPermission):
        await page.delete("x")
    with pytest.raises(APIError, match="missingtitle"):
        await site.pages["No such page"].move("Elsewhere")


async def test_a_title_that_the_wiki_does_not_allow_is_an_error_of_its_own(wiki: Wiki) -> None:
    async with await async_entered(wiki) as site:
        for title in ("Talk:", "x" * 256):
            with pytest.raises(InvalidPageTitle):
                await site.pages[title].edit("x")
            with pytest.raises(InvalidPageTitle):
                await site.pages[title].delete()
            with pytest.raises(InvalidPageTitle):
                await site.pages[title].move("Another")
        with pytest.raises(APIError, match="invalidtitle"):
            await site.pages["Albert Einstein"].move("Talk:")


async def test_who_is_blocked_is_told_so_of_a_protected_page_too(wiki: Wiki, oracle: Oracle) -> None:
    token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    oracle.ask(action="block", user="Bob", token=token)
    try:
        async with await async_entered(wiki, "bob") as site:
            for title in ("Protected page", "Berlin"):
                with pytest.raises(UserBlocked):
                    await site.pages[title].edit("x")
    finally:
        oracle.ask(action="unblock", user="Bob", token=token)


async def test_redirects_lead_to_their_targets(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        target = await site.pages["BER"].redirects_to()
        assert target is not None
        assert (await site.pages["Berlin"].redirects_to()) is None
        resolved = await site.pages["BER"].resolve_redirect()
        await resolved.load()
        assert resolved.name == "Berlin"


async def test_a_category_gives_its_pages_as_the_classes_that_they_are(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        kinds = {page.name: type(page).__name__.removeprefix("Async") async for page in site.categories["Science"]}

    assert kinds["Category:Physics"] == "Category"


async def test_every_list_of_a_page_says_how_many_it_gives(wiki: Wiki) -> None:
    async with AsyncSite(wiki.url, max_lag=None) as site:
        page = site.pages["Berlin"]
        for given in (page.links, page.categories, page.templates, page.images):
            whole = [one async for one in given(generator=False)]
            assert [one async for one in given(generator=False, max_items=1, api_chunk_size=1)] == whole[:1]
            assert [one.name async for one in given(max_items=1)] == [one.name async for one in given()][:1]
        with wiki.recording() as calls:
            links = [one async for one in site.pages["Main Page"].links(generator=False, api_chunk_size=1)]
        assert len(calls) == len(links) > 1
        assert [one async for one in page.extlinks(max_items=0)] == []
        assert len([one async for one in site.images["Example.jpg"].imagehistory(max_items=1)]) == 1
        users = [user async for user in site.users(["Alice", "Bob", "Bot"], max_items=2, api_chunk_size=1)]
        assert [user["name"] for user in users] == ["Alice", "Bob"]


async def test_an_old_version_of_what_is_no_file_is_not_deleted_as_the_page(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki)
    await site.pages[title].save("Still here")

    with pytest.raises(ParameterError, match="oldimage"):
        await site.pages[title].delete("x", oldimage="20260101000000!X.png")

    assert await site.pages[title].text() == "Still here"
