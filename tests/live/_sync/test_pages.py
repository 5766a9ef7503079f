# Derived from tests/live/_async/test_pages.py by codegen/twin.py. Do not edit.
"""Page objects on the real wiki: what they know, when they ask for it, and what their writes leave behind."""

import time
import uuid
from functools import partial
from typing import Any

import pytest

from mwtyped import (
    APIError,
    EditConflict,
    EditError,
    InsufficientPermission,
    InvalidPageTitle,
    NotLoggedIn,
    PageDeleted,
    ParameterError,
    ProtectedPageError,
    Site,
    UserBlocked,
)
from mwtyped.classic import Image, Page
from mwtyped.classic._sync.classes import pages_from

from ...wiki import Wiki
from ..oracle import Oracle
from .test_writes import another_edits, texts


def entered(wiki: Wiki, name: str = "admin", **options: Any) -> Site:
    account = wiki.accounts[name]
    site = Site(wiki.url, max_lag=None, **options)
    site.login(account.name, account.password)
    return site


@pytest.fixture
def title() -> str:
    return f"Page {uuid.uuid4()}"


def test_a_page_asks_once_and_only_when_it_must(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            page = site.pages["albert Einstein"]
            assert calls == []
            page.load()
            assert (page.name, page.exists, page.namespace, page.redirect) == ("Albert Einstein", True, 0, False)
            assert isinstance(page.touched, time.struct_time)
            assert page.length == len((page.text()).encode())
            assert page.revision == page.info.lastrevid

    assert len(calls) == 2


def test_a_text_brings_all_that_is_known_of_its_page(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            page = site.pages["Berlin"]
            text = page.text()
            assert page.exists
            assert page.length == len(text.encode())
            assert page.text() == text

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
def test_every_kind_of_page_tells_what_it_is(
    wiki: Wiki, asked: str | int, name: str, exists: bool, namespace: int
) -> None:
    with Site(wiki.url, max_lag=None) as site:
        page = site.pages.get(asked)

        assert (page.name, page.exists, page.namespace) == (name, exists, namespace)


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_page_is_made_of_the_wikis_own_dictionary(wiki: Wiki, version: str) -> None:
    """As scripts for mwclient do with what `site.api` gives; nothing is asked for it."""
    asked = {"prop": "info|imageinfo", "inprop": "protection", "iiprop": "url|size", "formatversion": version}
    titles = ["Berlin", "BER", "No such page", "File:Wiki.png", "Special:Version", "Protected page", "File:No.png"]
    with Site(wiki.url, max_lag=None) as site:
        reply = site.api("query", titles="|".join([*titles, "a[b"]), **asked)
        found = reply["query"]["pages"]
        by_title = {info["title"]: info for info in (found.values() if version == "1" else found)}
        with wiki.recording() as calls:
            made = [Page(site, "", by_title[title]) for title in titles]
            taken = [site.pages.get(title, by_title[title]) for title in titles]
        known = [site.pages.get(title) for title in titles]
        with pytest.raises(InvalidPageTitle, match=r'invalid characters: "\["'):
            Page(site, "", by_title["a[b"])
        text = made[0].text()
        empty = made[2].text()

    assert calls == []
    told = [
        [(page.name, page.exists, page.pageid, page.length, page.redirect, page.protection) for page in pages]
        for pages in (made, taken, known)
    ]
    assert told[0] == told[1] == told[2]
    assert "Districts" in text
    assert empty == ""
    assert Image(site, "", by_title["File:Wiki.png"]).imageinfo["height"] == 6


def test_titles_that_can_be_none_are_refused(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        for bad in ("", " ", "a[b", "a|b", "{{x}}", "#part"):
            with pytest.raises(InvalidPageTitle):
                site.pages[bad]
            with pytest.raises(InvalidPageTitle):
                Page(site, bad)
        with pytest.raises(InvalidPageTitle, match="namespace"):
            _ = (site.pages.get("Talk:")).exists


@pytest.mark.parametrize("key", [None, True, b"Berlin", 1.5, ["Berlin"]])
def test_what_is_neither_a_title_nor_a_number_is_refused(wiki: Wiki, key: Any) -> None:
    with Site(wiki.url, max_lag=None) as site:
        for make in (site.pages.__getitem__, partial(Page, site)):
            with pytest.raises(TypeError, match=f"by its title or its number, not by {type(key).__name__}"):
                make(key)


def test_a_number_before_a_colon_is_no_namespace(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        found = [site.pages.guess_namespace(f"{prefix}:x") for prefix in ("6", "-1", " 14 ", "Image")]

    assert found == [0, 0, 0, 6]


def test_more_can_be_loaded_of_what_is_loaded_anyway(wiki: Wiki) -> None:
    extra = {"info": [("inprop", "url")], "revisions": [("rvprop", "ids|user")]}
    with Site(wiki.url, max_lag=None) as site:
        page = Page(site, "Berlin", extra_properties=extra)
        page.load()

        assert str(page.info["fullurl"]).endswith("Berlin")
        assert page.info["revisions"][0]["user"] == "Alice"
        assert "Districts" in page.text()


def test_the_texts_of_a_listing_cost_a_request_for_each_fifty(wiki: Wiki, oracle: Oracle) -> None:
    with Site(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls:
            found = {page.name: page.text() for page in site.allpages(filterredir="nonredirects")}

    assert len(found) > 100
    assert len(calls) == -(-len(found) // 500) + -(-len(found) // 50)
    for name in list(found)[::25]:
        assert texts(oracle, name)[-1] == found[name]


def test_nor_do_they_cost_more_in_an_order_of_ones_own(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        pages = [page for page in site.allpages(max_items=90)]
        with wiki.recording() as calls:
            for page in sorted(pages, key=lambda page: page.length or 0):
                page.text()

    assert len(calls) <= 3


def test_lists_of_one_namespace_take_several_too(wiki: Wiki) -> None:
    with Site(wiki.url) as site:

        def titles(namespace: Any, **arguments: Any) -> list[str]:
            return [title for title in site.allpages(namespace=namespace, generator=False, **arguments)]

        apart = [*(titles("Talk")), *(titles(10)), *(titles(14))]
        assert titles(["Talk", 10, "Category"]) == titles("1|10|14") == apart
        assert titles([1, 10, 14], max_items=len(apart) - 1) == apart[:-1]
        content = sorted(number for number in site.namespaces if number >= 0)
        assert titles("*") == [title for number in content for title in titles(number)]
        assert [page.name for page in site.allpages(namespace=[1, 10])] == titles("1|10")
        links = [title for title in site.alllinks(namespace=[4, 10], unique=True, generator=False)]
        assert {title.partition(":")[0] for title in links} <= {"Test wiki", "Template"}
        assert links


def test_a_page_of_a_listing_is_the_one_of_its_title(wiki: Wiki, title: str) -> None:
    """Others delete it, move it, and make it anew, before its text is read."""
    site = entered(wiki)
    for letter in "ABCD":
        site.pages[f"{title} {letter}"].save(f"Text {letter}")
    pages = [page for page in site.allpages(prefix=title)]
    site.pages[f"{title} A"].move(f"{title} E")
    site.pages[f"{title} B"].delete()
    site.pages[f"{title} C"].delete()
    site.pages[f"{title} C"].save("Anew")

    assert pages[2].text(section=0) == "Anew"
    found = {page.name: page.text() for page in pages}

    assert list(found) == [f"{title} {letter}" for letter in "ABCD"]
    assert [text[:9] for text in found.values()] == ["#REDIRECT", "", "Anew", "Text D"]
    assert [page.exists for page in pages] == [True, False, True, True]


def test_the_texts_of_a_listing_leave_its_files_known(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        (file,) = [file for file in site.allimages(max_items=1)]
        both = [page for page in site.api.query.pages(titles=["Berlin", file.name])]
        city, same = sorted(pages_from(site)(both), key=lambda page: page.namespace)
        city.text()
        same.text()

    assert isinstance(same, Image)
    assert same.imageinfo["url"] == file.imageinfo["url"]


def test_after_a_write_a_page_is_as_the_wiki_is(wiki: Wiki, title: str) -> None:
    site = entered(wiki)
    page = site.pages.get(title)
    assert not page.exists
    assert page.text() == ""

    saved = page.save("First", "a summary")

    assert (page.exists, page.revision, page.text()) == (True, saved.newrevid, "First")
    page.append("\nLast", minor=True)
    page.prepend("Before\n")
    assert page.text() == "Before\nFirst\nLast"
    assert [row.minor for row in page.revisions()] == [False, True, False]
    page.delete("of no use")
    page.load()
    assert not page.exists


@pytest.mark.parametrize("redirect", [False, True])
def test_what_the_answer_to_a_write_tells_is_known_without_asking(wiki: Wiki, title: str, redirect: bool) -> None:
    site = entered(wiki)
    name = f"User talk:{title}/Part"
    page = site.pages[f"user_talk:{title}/Part"]

    def named() -> tuple[str, int, str, str, str]:
        return page.name, page.namespace, page.page_title, page.base_title, page.base_name

    expected = (name, 3, f"{title}/Part", title, f"User talk:{title}")
    saved = page.save("First")
    with wiki.recording() as calls:
        assert named() == expected
        assert (page.exists, page.pageid, page.revision) == (True, saved["pageid"], saved["newrevid"])
        assert page.contentmodel == "wikitext"
    assert len(calls) == 0
    page.save("First")
    assert named() == expected
    assert page.exists

    page.move(f"{title} moved", no_redirect=not redirect)
    with wiki.recording() as calls:
        assert named() == expected
        assert (page.exists, page.redirect) == (redirect, redirect)
    assert len(calls) == 0
    page.load()
    assert (*named(), page.exists, page.redirect) == (*expected, redirect, redirect)

    moved = site.pages[f"{title} moved"]
    moved.delete()
    with wiki.recording() as calls:
        assert (moved.name, moved.namespace) == (f"{title} moved", 0)
        assert (moved.exists, moved.pageid, moved.revision, moved.length) == (False, None, 0, None)
        assert not moved.redirect
    assert len(calls) == 0
    moved.load()
    assert (moved.exists, moved.pageid, moved.revision, moved.length) == (False, None, 0, None)


def test_a_text_is_read_and_saved_in_two_requests(wiki: Wiki, title: str) -> None:
    site = entered(wiki)
    site.pages[title].save("One")
    page = site.pages[title]

    with wiki.recording() as calls:
        text = page.text()
        page.save(text + " two")

    assert len(calls) == 2


def test_a_text_is_not_saved_over_anothers(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = entered(wiki, "alice")
    site.pages[title].save("One")
    page = site.pages[title]
    page.text()
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict) as caught:
        page.save("Mine")

    assert isinstance(caught.value, EditError)
    assert texts(oracle, title)[-1] == "Another's"


def test_nor_is_a_page_that_another_made_meanwhile(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = entered(wiki, "alice")
    page = site.pages[title]
    assert page.text() == ""
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict):
        page.save("Mine")

    assert texts(oracle, title) == ["Another's"]


def test_an_addition_in_between_does_not_hide_anothers_edit(wiki: Wiki, oracle: Oracle, title: str) -> None:
    """What `append` saved is on top of an edit that the script never saw."""
    site = entered(wiki, "alice")
    site.pages[title].save("One")
    page = site.pages[title]
    page.text()
    another_edits(oracle, title, appendtext="\nAnother's")()
    page.append("\nMine")

    with pytest.raises(EditConflict):
        page.save("All mine")

    assert texts(oracle, title)[-1] == "One\nAnother's\nMine"


@pytest.mark.parametrize("reading", [{"section": 2}, {"expandtemplates": True}, {"section": 1, "cache": False}])
def test_a_second_reading_does_not_hide_what_came_between(
    wiki: Wiki, oracle: Oracle, title: str, reading: dict[str, Any]
) -> None:
    site = entered(wiki, "alice")
    site.pages[title].save("== A ==\none\n== B ==\ntwo")
    page = site.pages[title]
    text = page.text()
    another_edits(oracle, title, text="== A ==\nanother\n== B ==\ntwo")()
    page.text(**reading)

    with pytest.raises(EditConflict):
        page.save(text.replace("one", "mine"))

    assert "another" in texts(oracle, title)[-1]


def test_a_second_reading_does_not_hide_that_the_page_was_deleted(wiki: Wiki, title: str) -> None:
    site = entered(wiki)
    site.pages[title].save("One")
    page = site.pages[title]
    page.text()
    site.pages[title].delete()
    assert page.text(section=0) == ""

    with pytest.raises(PageDeleted):
        page.save("Mine")
    page.save("Mine", recreate=True)


def test_after_a_conflict_a_page_is_read_again(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = entered(wiki, "alice")
    site.pages[title].save("One")
    page = site.pages[title]
    page.text()
    another_edits(oracle, title, text="Another's")()
    for _ in range(2):  # what is not read again is not saved either
        with pytest.raises(EditConflict):
            page.save("Mine")

    page.save(page.text() + " and mine")

    assert texts(oracle, title)[-1] == "Another's and mine"


def test_a_copy_of_a_page_guards_what_it_read_itself(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = entered(wiki, "alice")
    site.pages[title].save("One")
    page = site.pages[title]
    other = site.pages[page]
    page.text()
    text = other.text()
    another_edits(oracle, title, text="Another's")()

    with pytest.raises(EditConflict):
        other.save(text + " and mine")


def test_edits_of_nobody_are_refused_before_they_are_sent(wiki: Wiki, title: str) -> None:
    with Site(wiki.url, max_lag=None) as site:
        with wiki.recording() as calls, pytest.raises(NotLoggedIn, match="login"):
            site.pages[title].save("x")

    assert calls == []


def test_what_an_account_may_not_do_is_an_error_of_its_own(wiki: Wiki) -> None:
    site = entered(wiki, "alice")
    page = site.pages["Protected page"]

    with pytest.raises(ProtectedPageError) as caught:
        page.save("x")
    assert caught.value.code == "protectedpage"
    with pytest.raises(InsufficientPermission):
        page.delete("x")
    with pytest.raises(APIError, match="missingtitle"):
        site.pages["No such page"].move("Elsewhere")


def test_a_title_that_the_wiki_does_not_allow_is_an_error_of_its_own(wiki: Wiki) -> None:
    with entered(wiki) as site:
        for title in ("Talk:", "x" * 256):
            with pytest.raises(InvalidPageTitle):
                site.pages[title].edit("x")
            with pytest.raises(InvalidPageTitle):
                site.pages[title].delete()
            with pytest.raises(InvalidPageTitle):
                site.pages[title].move("Another")
        with pytest.raises(APIError, match="invalidtitle"):
            site.pages["Albert Einstein"].move("Talk:")


def test_who_is_blocked_is_told_so_of_a_protected_page_too(wiki: Wiki, oracle: Oracle) -> None:
    token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    oracle.ask(action="block", user="Bob", token=token)
    try:
        with entered(wiki, "bob") as site:
            for title in ("Protected page", "Berlin"):
                with pytest.raises(UserBlocked):
                    site.pages[title].edit("x")
    finally:
        oracle.ask(action="unblock", user="Bob", token=token)


def test_redirects_lead_to_their_targets(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        target = site.pages["BER"].redirects_to()
        assert target is not None
        assert (site.pages["Berlin"].redirects_to()) is None
        resolved = site.pages["BER"].resolve_redirect()
        resolved.load()
        assert resolved.name == "Berlin"


def test_a_category_gives_its_pages_as_the_classes_that_they_are(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        kinds = {page.name: type(page).__name__.removeprefix("Async") for page in site.categories["Science"]}

    assert kinds["Category:Physics"] == "Category"


def test_every_list_of_a_page_says_how_many_it_gives(wiki: Wiki) -> None:
    with Site(wiki.url, max_lag=None) as site:
        page = site.pages["Berlin"]
        for given in (page.links, page.categories, page.templates, page.images):
            whole = [one for one in given(generator=False)]
            assert [one for one in given(generator=False, max_items=1, api_chunk_size=1)] == whole[:1]
            assert [one.name for one in given(max_items=1)] == [one.name for one in given()][:1]
        with wiki.recording() as calls:
            links = [one for one in site.pages["Main Page"].links(generator=False, api_chunk_size=1)]
        assert len(calls) == len(links) > 1
        assert [one for one in page.extlinks(max_items=0)] == []
        assert len([one for one in site.images["Example.jpg"].imagehistory(max_items=1)]) == 1
        users = [user for user in site.users(["Alice", "Bob", "Bot"], max_items=2, api_chunk_size=1)]
        assert [user["name"] for user in users] == ["Alice", "Bob"]


def test_an_old_version_of_what_is_no_file_is_not_deleted_as_the_page(wiki: Wiki, title: str) -> None:
    site = entered(wiki)
    site.pages[title].save("Still here")

    with pytest.raises(ParameterError, match="oldimage"):
        site.pages[title].delete("x", oldimage="20260101000000!X.png")

    assert site.pages[title].text() == "Still here"
