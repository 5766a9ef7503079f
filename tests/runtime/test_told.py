"""What page objects know of the answer to a write, where a real wiki can't be made to answer so."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

import mwtyped
from mwtyped.classic.told import by_deletion, by_edit, by_move
from mwtyped.mediawiki import Delete, Edit, Move
from mwtyped.runtime.model import Outcome, note
from tests.runtime.fake_wiki import AsyncWiki

GERMAN = {0: "", 1: "Diskussion", 14: "Kategorie"}


def edited(title: str) -> Any:
    return Edit(title="x", text="x").parse({"edit": {"result": "Success", "title": title, "pageid": 1}})


@pytest.mark.parametrize(
    ("title", "names", "namespace"),
    [
        ("A", GERMAN, 0),
        ("A", {}, 0),
        ("Diskussion:A", GERMAN, 1),
        ("2001: A", GERMAN, 0),
        ("Diskussion:A", {}, None),
    ],
)
def test_a_namespace_is_known_if_the_names_of_the_wikis_own_are(
    title: str, names: Mapping[int, str], namespace: int | None
) -> None:
    told = by_edit(edited(title), names)

    assert (told.get("name"), told.get("namespace")) == (title, namespace)


def test_a_deletion_that_the_wiki_does_later_says_nothing_of_the_page() -> None:
    result = Delete(title="A").parse({"delete": {"title": "A", "reason": "", "scheduled": True}})

    assert by_deletion(result, GERMAN) == {"name": "A", "namespace": 0}


def test_a_move_that_was_found_in_the_log_says_nothing_of_a_redirect() -> None:
    flags = {"redirectcreated": False, "moveoverredirect": False}
    result = Move(from_="A", to="B").parse({"move": {"from": "A", "to": "B", "reason": "", **flags}})
    note(result, Outcome(already_applied=True))

    assert by_move(result, GERMAN) == {"name": "A", "namespace": 0}


async def _saved_on_a_site_that_knows_nothing(title: str) -> Any:
    def answers(params: Mapping[str, Any]) -> object:
        if params["action"] == "edit":
            return {"edit": {"result": "Success", "title": title, "pageid": 1, "newrevid": 2, "oldrevid": 1}}
        row = {"revid": 1, "parentid": 0}
        pages = [{"ns": 0, "pageid": 1, "title": title, "lastrevid": 1, "revisions": [row]}]
        return {"curtimestamp": "2026-01-01T00:00:00Z", "query": {"tokens": {"csrftoken": "t"}, "pages": pages}}

    site = mwtyped.AsyncSite("wiki.example", do_init=False, force_login=False)
    site._transport = AsyncWiki(answers)
    page = site.pages[title]
    await page.save("x")
    return page


def test_what_was_not_told_has_to_be_loaded() -> None:
    page = asyncio.run(_saved_on_a_site_that_knows_nothing("Diskussion:A"))

    assert (page.name, page.exists, page.pageid, page.revision) == ("Diskussion:A", True, 1, 2)
    for attribute in ("namespace", "page_title", "length", "redirect", "touched", "protection", "contentmodel"):
        with pytest.raises(mwtyped.NotLoaded, match="await page"):
            getattr(page, attribute)


def test_a_dry_run_gives_what_the_caller_wants_and_leaves_a_page_as_it_was() -> None:
    options = mwtyped.Options(dry_run=True, on_dry_run=lambda request: None)
    site = mwtyped.Site("wiki.example", do_init=False, force_login=False, options=options)
    page = site.pages["A"]

    given: list[Any] = [page.save("x"), page.append("x"), page.move("B"), page.delete()]
    given += [site.email("Alice", "x", "y"), site.upload(b"x", "A.png")]

    assert given == [None] * 6
