# Derived from tests/live/_async/test_results.py by codegen/twin.py. Do not edit.
"""What is not there says why, on real wikis: not asked for, no such page, withheld, empty."""

import copy
import pickle
import uuid
from typing import Any

import pytest

import mwtyped
from mwtyped import NotRequested, PageInvalid, PageMissing, Site
from mwtyped.mediawiki import AllPages, Categories, Info, MoveLogParams, Pages, Revisions

from ...wiki import Wiki

ASKED = ["berlin", "No such page", "A<B", "Special:Version", "wikipedia:Berlin", "Berlin", "Berlin", "BER"]


@pytest.fixture
def title() -> str:
    """Name a page that is not there yet."""
    return f"Page {uuid.uuid4()}"


def test_each_asked_title_has_its_page_in_order(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        listing = site.api.query.pages(titles=ASKED, redirects=True, props=[Info(prop=["url"])])
        pages = [page for page in listing]

    assert [page.asked and page.asked.value for page in pages] == ASKED
    assert [page.state for page in pages] == [
        *("existing", "missing", "invalid", "special", "interwiki", "existing", "existing", "existing")
    ]
    assert pages[0].asked is not None
    assert pages[0].asked.normalized == "Berlin"
    assert pages[7].asked is not None
    assert pages[7].asked.redirects == ("Berlin",)


def test_a_field_says_why_it_is_not_there(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        listing = site.api.query.pages(titles=["Berlin", "No such page", "A<B"], props=[Info(), Categories()])
        there, missing, invalid = [page for page in listing]

    assert there.touched.tzinfo is not None
    with pytest.raises(NotRequested, match=r"revisions"):
        _ = there.revisions
    with pytest.raises(NotRequested, match=r'info\(prop=\["url"\]\)'):
        _ = there.fullurl
    with pytest.raises(PageMissing, match=r"'No such page' does not exist"):
        _ = missing.touched
    with pytest.raises(PageInvalid, match=r"'A<B' is no valid title"):
        _ = invalid.touched
    for page in (there, missing, invalid):
        assert not hasattr(page, "revisions")
        assert getattr(page, "fullurl", "none") == "none"
        assert "revisions" not in repr(page)
        again: list[Any] = [pickle.loads(pickle.dumps(page)), copy.copy(page), copy.deepcopy(page)]
        assert again == [page, page, page]
        assert [one.state for one in again] == [page.state] * 3
        assert page.model_dump().keys() == page.__dict__.keys() | mwtyped.unknown_fields(page).keys()


def test_what_the_error_names_brings_the_field(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        (page,) = [page for page in site.api.query.info(titles="Berlin", prop=["url"])]
        assert page.fullurl.startswith("http")
        (page,) = [page for page in site.api.query.revisions(titles="Berlin", prop=["content"], slots=["main"])]
        assert isinstance(page.revisions[0].slots["main"].content, str)
        with pytest.raises(NotRequested, match=r'prop=\["user"\]'):
            _ = page.revisions[0].user


def test_a_page_without_categories_has_an_empty_list(wiki: Wiki) -> None:
    with Site(wiki.url) as site:
        (page,) = [page for page in site.api.query.categories(titles="BER")]

    assert page.categories == []
    assert "categories" not in page, "the dictionary has what the wiki sent"


def test_what_is_hidden_is_none_and_the_result_says_so(wiki: Wiki, title: str) -> None:
    account = wiki.accounts["admin"]
    with Site(wiki.url) as site:
        site.login(account.bot_name, account.bot_password)
        first = site.api.edit(title=title, text="Secret")
        site.api.edit(title=title, text="Public")
        assert first.newrevid is not None
        site.api.revisiondelete(
            type="revision", target=title, ids=str(first.newrevid), hide=["content", "user", "comment"]
        )
    asked = Revisions(prop=["ids", "user", "comment", "content"], slots=["main"])
    with Site(wiki.url) as site:
        listing = site.api.query.pages(revids=[first.newrevid], props=[asked])
        (revision,) = [revision for page in listing for revision in page.revisions]

    assert (revision.user, revision.userhidden) == (None, True)
    assert (revision.comment, revision.commenthidden) == (None, True)
    main = revision.slots["main"]
    assert (main.content, main.texthidden) == (None, True)


def test_entries_of_the_log_are_told_by_their_type(wiki: Wiki, title: str) -> None:
    account = wiki.accounts["admin"]
    with Site(wiki.url) as site:
        site.login(account.bot_name, account.bot_password)
        site.api.edit(title=title, text="x")
        site.api.move(from_=title, to=f"{title} was moved", noredirect=True)
        found = site.api.query.logevents(type="move", title=title, prop=["type", "title", "details"])
        entry = found.first()

    assert entry is not None
    assert isinstance(entry.params, MoveLogParams)
    assert (entry.params.target_title, entry.params.suppressredirect) == (f"{title} was moved", True)


def test_a_generator_gives_typed_pages(wiki: Wiki) -> None:
    request = Pages(generator=AllPages(prefix="Berlin"), props=[Info(), Revisions(prop=["size"])])
    with Site(wiki.url) as site:
        pages = [page for page in site.iterate(request)]

    assert len(pages) > 1
    assert all(page.asked is None and page.exists for page in pages)
    assert all(page.redirect or page.revisions[0].size == page.length for page in pages)
