"""What a write is based on, and how it is found out about: by the wiki's own answer to that very question alone."""

from typing import Any

import pytest

from mwtyped.mediawiki import Delete, Edit, Import, Patrol, Tag
from mwtyped.runtime.errors import ConnectionFailed, WriteOutcomeUnknown, WrongPath
from mwtyped.runtime.flows import writes
from mwtyped.runtime.flows.login import login
from mwtyped.runtime.flows.revise import revise
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.session import Context

from .scripted import Script, page, reply
from .test_edits import LOST, NOW, SAVED, base, entered, history, refused, row

HTML = {"content-type": "text/html"}
WEB_PAGE = (reply("<html>hotel</html>", headers=HTML), reply("<html>its front page</html>", headers=HTML))
"""What answers in the wiki's place, and then the look for the right path, which finds none."""

EDIT, APPEND = Edit(title="A", text="new"), Edit(title="A", appendtext="new")
NOTHING, FOUND = history(row(10, "old")), history(row(10, "old"), row(12, "new"))
CLOCK = {"curtimestamp": NOW}


def stale(answer: Any) -> Any:
    """Make an answer that was given to another request."""
    return reply(answer.body.replace(b"{", b'{"requestid": "of another", ', 1))


def withheld() -> Context:
    """Give a site that must ask for its token."""
    within = entered()
    within.session.tokens.clear()
    return within


# An answer to an earlier request.


def test_a_base_of_another_page_is_not_taken() -> None:
    script = Script(stale(base(99)), base(), SAVED)

    script.run(send(entered(), EDIT))

    assert script.params[2]["baserevid"] == "10"


def test_a_history_that_was_asked_for_before_does_not_tell() -> None:
    script = Script(base(), LOST, stale(NOTHING), FOUND)

    assert script.run(send(entered(), EDIT)).already_applied
    assert Script(base(), LOST, stale(FOUND), NOTHING, SAVED).run(send(entered(), EDIT)).newrevid == 12


def test_a_text_of_before_is_not_what_an_addition_was_added_to() -> None:
    before = history(row(10, "old"))
    script = Script(base(), LOST, history(row(10, "old"), row(12, "oldnew")), stale(history(row(9, ""))), before)

    assert script.run(send(entered(), APPEND)).already_applied


def test_a_log_that_was_asked_for_before_does_not_tell() -> None:
    entry = {"action": "delete", "user": "Alice", "title": "A", "logid": 5}
    gone = [{"ns": 0, "title": "A", "missing": True}]
    logged, nothing = ({"query": {"logevents": events, "pages": gone}} for events in ([entry], []))
    script = Script(LOST, stale(reply(CLOCK)), CLOCK, stale(reply(nothing)), logged)

    assert script.run(send(entered(), Delete(title="A"))).already_applied


def test_a_token_of_another_kind_is_not_taken() -> None:
    of_login, own = ({"query": {"tokens": {f"{kind}token": kind}}} for kind in ("login", "patrol"))
    script = Script(stale(reply(of_login)), own, {"patrol": {"rcid": 5, "ns": 0, "title": "A"}})

    script.run(send(withheld(), Patrol(rcid=5)))

    assert script.params[2]["token"] == "patrol"


def test_a_login_of_before_is_none() -> None:
    token, other, own = (
        {"query": {"tokens": {"logintoken": "t"}}},
        {"login": {"result": "Success", "lgusername": "Mallory"}},
        {"login": {"result": "Success", "lgusername": "Alice"}},
    )
    mallory, alice = ({"query": {"userinfo": {"id": 1, "name": name}}} for name in ("Mallory", "Alice"))
    within = entered()
    script = Script(stale(reply(token)), token, stale(reply(other)), token, own, stale(reply(mallory)), alice)

    script.run(login(within, "Alice", "secret"))

    assert within.session.username == "Alice"


def test_a_text_of_another_page_is_not_revised() -> None:
    read = reply({"curtimestamp": NOW, "query": {"pages": [page("A", 7, revisions=[row(10, "old")])]}})
    other = reply({"curtimestamp": NOW, "query": {"pages": [page("B", 8, revisions=[row(99, "theirs")])]}})
    script = Script(stale(other), read, SAVED)

    script.run(revise(entered(), Edit(title="A"), str.upper, 1))

    assert (script.params[2]["text"], script.params[2]["baserevid"]) == ("OLD", "10")


# What no wiki answers.


def test_where_a_web_page_comes_in_place_of_the_history_one_looks_again() -> None:
    script = Script(base(), LOST, *WEB_PAGE, *WEB_PAGE, FOUND)

    assert script.run(send(entered(), EDIT)).already_applied


def test_one_does_not_look_for_ever() -> None:
    script = Script(base(), LOST, *WEB_PAGE * 3)

    with pytest.raises(WriteOutcomeUnknown, match="the wiki could not be asked") as caught:
        script.run(send(entered(), EDIT))

    assert isinstance(caught.value.__cause__, WrongPath)


def test_a_write_that_a_web_page_answers_is_made_again_where_that_does_no_harm() -> None:
    patrolled, tagged = {"patrol": {"rcid": 5, "ns": 0, "title": "A"}}, {"tag": [{"revid": 5, "status": "success"}]}
    within = entered()
    within.session.tokens["patrol"] = "t"

    assert Script(base(), *WEB_PAGE, NOTHING, SAVED).run(send(entered(), EDIT)).newrevid == 12
    assert Script(*WEB_PAGE, *WEB_PAGE, patrolled).run(send(within, Patrol(rcid=5))).rcid == 5
    assert Script(*WEB_PAGE, tagged).run(send(entered(), Tag(revid=[5], add=["x"])))


def test_it_is_not_made_for_ever() -> None:
    within = entered()
    within.session.tokens["patrol"] = "t"
    script = Script(*WEB_PAGE * 3)

    with pytest.raises(WriteOutcomeUnknown, match="no API at this address"):
        script.run(send(within, Patrol(rcid=5)))

    assert script.left == 0


def test_a_base_that_a_web_page_is_given_for_is_an_error_at_once() -> None:
    script = Script(*WEB_PAGE)

    with pytest.raises(WrongPath):
        script.run(send(entered(), EDIT))


# A section that is added.


def section() -> Edit:
    return Edit(title="A", section="new", sectiontitle="s", text="new")


def test_a_section_is_added_again_only_where_a_late_one_would_be_refused() -> None:
    missing = reply({"query": {"pages": [{"ns": 0, "title": "A", "missing": True}]}})
    made = Script(base(0), LOST, missing, SAVED)

    assert made.run(send(entered(), section())).newrevid == 12
    assert made.params[3]["createonly"] == "1"
    with pytest.raises(WriteOutcomeUnknown, match="might add it twice"):
        Script(base(), LOST, NOTHING).run(send(entered(), section()))


def test_a_section_on_a_page_that_was_made_meanwhile_may_come_late() -> None:
    missing = reply({"query": {"pages": [{"ns": 0, "title": "A", "missing": True}]}})
    script = Script(base(0), LOST, missing, refused("articleexists"), history(), base(11), LOST, history())

    with pytest.raises(WriteOutcomeUnknown, match="might add it twice"):
        script.run(send(entered(), section()))


def test_an_addition_without_any_guard_is_not_repeated() -> None:
    missing = reply({"query": {"pages": [{"ns": 0, "title": "A", "missing": True}]}})
    request = Edit(title="A", appendtext="new", nocreate=True)

    with pytest.raises(WriteOutcomeUnknown, match="might add it twice"):
        Script(base(0), LOST, missing).run(send(entered(), request))


def test_a_connection_that_fails_for_a_moment_is_no_strange_answer() -> None:
    script = Script(base(), LOST, *[ConnectionFailed("reset")] * 3, FOUND)

    assert script.run(send(entered(), EDIT)).already_applied


# A file of pages that is imported.


def dump(*titles: str) -> bytes:
    pages = "".join(f"<page><title>{title}</title></page>" for title in titles)
    return f"<mediawiki>{pages}</mediawiki>".encode()


def imported(*titles: str) -> dict[str, Any]:
    rows = [{"title": title, "ns": 0, "user": "Alice", "comment": "", "params": {"count": 2}} for title in titles]
    return {"query": {"logevents": rows}}


def test_an_import_is_found_in_the_log_page_by_page() -> None:
    request = Import(xml=dump("a &amp; b", "C_d"), interwikiprefix="de")
    script = Script(LOST, CLOCK, imported("C d", "A & b", "Other"))

    result = script.run(send(entered(), request))

    assert result.already_applied
    assert [(one.title, one.revisions) for one in result.import_] == [("A & b", 2), ("C d", 2)]
    assert (script.params[2]["leuser"], script.params[2]["leaction"]) == ("Alice", "import/upload")


@pytest.mark.parametrize(
    ("file", "known"),
    [
        (dump("A", "B"), "the log had 1 of 2 pages"),
        (dump("C"), "the log had 0 of 1 pages"),
        (dump(), "the log had 0 of 0 pages"),
        (dump(*map(str, range(501))), "more pages than are looked for"),
    ],
)
def test_an_import_of_which_a_page_is_missing_is_not_repeated(file: bytes, known: str) -> None:
    request = Import(xml=file, interwikiprefix="de")

    with pytest.raises(WriteOutcomeUnknown, match=known):
        Script(LOST, CLOCK, imported("A")).run(send(entered(), request))


@pytest.mark.parametrize("more", [{"rootpage": "X"}, {"namespace": 4}, {"summary": "other"}])
def test_an_import_under_other_titles_or_for_another_reason_is_not_looked_for_in_vain(more: dict[str, Any]) -> None:
    request = Import(xml=dump("A"), interwikiprefix="de", **more)

    with pytest.raises(WriteOutcomeUnknown):
        Script(LOST, CLOCK, imported("A")).run(send(entered(), request))


def test_titles_are_found_across_the_pieces_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writes, "_AT_ONCE", 7)
    request = Import(xml=dump("First", "Second"), interwikiprefix="de")

    assert Script(LOST, CLOCK, imported("First", "Second")).run(send(entered(), request)).already_applied
