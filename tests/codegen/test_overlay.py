"""Overlays: corrections as data, ours and a user's on top."""

from pathlib import Path

import pytest

from mwtyped_codegen.build import build
from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.overlay import Overlay, OverlayError

from .wikis import STOCK_139, loaded, module, parameter

OVERLAY = """
[[open]]
kind = "change tag"
reason = "people add them"
parameters = ["edit.tags"]
names = ["tag"]

[names]
title = { words = "The page." }

[modules.edit]
class_name = "Edit"
words = "Change a page."
exclusive = [["title", "pageid"]]
parameters.title = { instead = "use `pageid`." }
"""


def test_entries_of_modules_that_a_wiki_lacks_are_skipped(tmp_path: Path) -> None:
    overlay = Overlay.read(OVERLAY, "mine")

    assert overlay.misses(loaded(tmp_path, module("parse"))) == []


def test_an_entry_whose_module_is_there_but_not_its_target_is_told_of(tmp_path: Path) -> None:
    overlay = Overlay.read(OVERLAY, "mine")
    wiki = loaded(tmp_path, module("edit", parameter("title")))

    assert overlay.misses(wiki) == [
        "overlay: edit has no parameter 'pageid'",
        "overlay: edit has no parameter 'tags'",
    ]
    assert set(overlay.misses(wiki)) <= set(build(wiki, overlay, "wiki").diagnostics)


def test_words_for_what_a_wiki_lacks_are_no_fault_of_it(tmp_path: Path) -> None:
    overlay = Overlay.read('[modules.edit.parameters]\nnew = { words = "New." }\nold = { open = true }', "mine")
    wiki = loaded(tmp_path, module("edit"))

    assert build(wiki, overlay, "wiki").diagnostics == ("overlay: edit has no parameter 'old'",)
    assert len(overlay.misses(wiki)) == 2


def test_ours_fits_both_wikis_that_we_ship(stock: Capture, overlay: Overlay) -> None:
    assert overlay.misses(stock) == []
    assert overlay.misses(load(STOCK_139)) == []


def test_every_correction_of_ours_has_its_reason(overlay: Overlay) -> None:
    unexplained = [
        path
        for path, entry in overlay.modules.items()
        if (entry.result or entry.reply or entry.token) and not entry.reason
    ]
    assert unexplained == []
    assert all(entry.reason for entry in overlay.open)


def test_a_users_overlay_comes_on_top_fact_by_fact() -> None:
    mine = Overlay.read(
        """
        [names]
        title = { type = "title" }
        [modules.edit]
        meaning = "Write."
        parameters.title = { owned = "never" }
        parameters.text = { words = "What." }
        """,
        "mine",
    )

    both = Overlay.read(OVERLAY, "stock").under(mine)

    assert both.module("edit").class_name == "Edit"
    assert both.module("edit").meaning == "Write."
    title = both.parameter("edit", "title")
    assert (title.words, title.instead, title.type, title.owned) == ("The page.", "use `pageid`.", "title", "never")
    assert both.parameter("edit", "text").words == "What."


def test_the_wikis_own_text_comes_before_our_words_and_a_correction_before_both(tmp_path: Path) -> None:
    wiki = loaded(tmp_path, module("edit", parameter("title", description="Titel."), description="Seiten ändern."))
    ours = Overlay.read(OVERLAY, "ours")
    theirs = ours.under(Overlay.read('[modules.edit]\nmeaning = "Schreiben."', "theirs"))

    edit, corrected = build(wiki, ours, "w").modules[0], build(wiki, theirs, "w").modules[0]

    assert (edit.meaning, edit.parameters[0].meaning) == ("Seiten ändern.", "Titel.")
    assert corrected.meaning == "Schreiben."


def test_values_like_those_of_a_reference_are_open_wherever_they_are(tmp_path: Path) -> None:
    tags = ["one", "two"]
    wiki = loaded(
        tmp_path,
        module("edit", parameter("tags", type=tags, multi=True)),
        module("other", parameter("marks", type=tags), parameter("tag", type=["x"]), parameter("fixed", type=["x"])),
    )

    other = build(wiki, Overlay.read(OVERLAY, "mine"), "wiki").modules[1]

    assert {one.name: one.type.is_open for one in other.parameters} == {"marks": True, "tag": True, "fixed": False}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[modules", "mine: "),
        ("[modules.edit]\nclasname = 'X'", "mine: modules.edit.clasname: "),
        ("[[open]]\nkind = 'x'", "mine: open.0.reason: "),
    ],
)
def test_what_is_no_overlay_is_refused_with_the_place(text: str, problem: str) -> None:
    with pytest.raises(OverlayError, match=problem):
        Overlay.read(text, "mine")
