"""Edits whose answers are lost, where a real wiki can't be made to answer so."""

import copy
import pickle
from typing import Any

import pytest

from mwtyped.mediawiki import Edit
from mwtyped.runtime.errors import ConnectionFailed, EditConflict, MaximumRetriesExceeded, WriteOutcomeUnknown
from mwtyped.runtime.flows.revise import revise
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.model import WriteResult
from mwtyped.runtime.session import Context, Patience

from .scripted import Script, context, page, reply

LOST = ConnectionFailed("reset")
SAVED = reply({"edit": {"result": "Success", "pageid": 7, "title": "A", "oldrevid": 10, "newrevid": 12}})
NOW = "2026-01-01T00:00:00Z"


def entered(**facts: Any) -> Context:
    site = context(patience=Patience(3, 0), **facts)
    site.session.enter("Alice")
    site.session.tokens["csrf"] = "t"
    return site


def base(revid: int = 10) -> object:
    pages = [page("A", 7, lastrevid=revid)] if revid else [{"ns": 0, "title": "A", "missing": True}]
    return reply({"curtimestamp": NOW, "query": {"pages": pages}})


def history(*rows: dict[str, Any], more: bool = False, **facts: object) -> object:
    found = {"query": {"pages": [page("A", 7, revisions=list(rows), **facts)]}}
    return reply({**found, "continue": {"rvcontinue": "x"}} if more else found)


def row(revid: int, text: str | None, parent: int = 10) -> dict[str, Any]:
    slot = {"contentmodel": "wikitext", **({"texthidden": True} if text is None else {"content": text})}
    return {"revid": revid, "parentid": parent, "timestamp": NOW, "user": "Alice", "slots": {"main": slot}}


def refused(code: str) -> object:
    return reply({"errors": [{"code": code, "text": code}]})


def test_what_the_history_shows_is_the_result() -> None:
    script = Script(base(), LOST, history(row(10, "old"), row(11, "other"), row(12, "new", 11)))

    result = script.run(send(entered(), Edit(title="A", text="new\n")))

    assert (result.already_applied, result.merged) == (True, True)
    assert (result.newrevid, result.oldrevid, result.contentmodel) == (12, 11, "wikitext")
    asked = script.params[2]
    assert (asked["rvuser"], asked["rvstartid"], asked["pageids"]) == ("Alice", "10", "7")


@pytest.mark.parametrize(
    "seen",
    [
        history(row(10, "old"), row(12, None)),
        history(row(10, "old"), row(11, "x"), more=True),
        reply({"query": {"pages": [{"pageid": 7, "missing": True}]}}),
        reply("<html>", status=403),
        refused("internal_error"),
    ],
    ids=["hidden", "too many", "deleted", "no answer", "refusal"],
)
def test_what_the_history_cannot_tell_is_unknown(seen: object) -> None:
    script = Script(base(), LOST, seen)

    with pytest.raises(WriteOutcomeUnknown, match="reset") as caught:
        script.run(send(entered(), Edit(title="A", text="new")))

    assert caught.value.known
    assert len(script.sent) == 3


def test_a_text_that_the_wiki_transforms_is_compared_by_the_wiki() -> None:
    request = Edit(title="A", text="by ~~~~")
    same, other = reply({"compare": {"body": ""}}), reply({"compare": {"body": "<tr>"}})
    for answer in (other, refused("nosuchrevid")):
        script = Script(base(), LOST, history(row(12, "by [[User:Alice]] 00:00")), answer)
        with pytest.raises(WriteOutcomeUnknown, match="may be it"):
            script.run(send(entered(), request))

    script = Script(base(), LOST, history(row(12, "by [[User:Alice]] 00:00")), same)
    assert script.run(send(entered(), request)).newrevid == 12
    assert (script.params[3]["totext-main"], script.params[3]["topst"]) == ("by ~~~~", "1")


def test_a_repeat_that_changes_nothing_says_that_it_was_done() -> None:
    unchanged = reply({"edit": {"result": "Success", "nochange": True}})

    result = Script(base(), LOST, history(row(10, "old")), unchanged).run(send(entered(), Edit(title="A", text="new")))

    assert result.already_applied
    assert not Script(base(), unchanged).run(send(entered(), Edit(title="A", text="new"))).already_applied


@pytest.mark.parametrize("code", ["editconflict", "readonly", "badtoken", "protectedpage"])
def test_after_a_loss_each_refusal_is_looked_behind(code: str) -> None:
    nothing, found = history(row(10, "old")), history(row(10, "old"), row(12, "new"))
    script = Script(base(), LOST, nothing, refused(code), found)

    assert script.run(send(entered(), Edit(title="A", text="new"))).already_applied


def test_a_conflict_after_a_loss_is_one_if_nothing_of_ours_is_there() -> None:
    nothing = history(row(10, "old"))

    with pytest.raises(EditConflict):
        Script(base(), LOST, nothing, refused("editconflict"), nothing).run(
            send(entered(), Edit(title="A", text="new"))
        )


def test_what_is_given_up_after_a_loss_is_unknown() -> None:
    nothing = history(row(10, "old"))
    script = Script(base(), *[LOST, nothing] * 4)

    with pytest.raises(WriteOutcomeUnknown, match="gave up after 4 tries"):
        script.run(send(entered(), Edit(title="A", text="new")))
    with pytest.raises(MaximumRetriesExceeded):
        Script(base(), *[refused("readonly")] * 4).run(send(entered(), Edit(title="A", text="new")))


def test_an_addition_is_put_on_a_new_base_a_bounded_number_of_times() -> None:
    script = Script(*[base(), refused("editconflict")] * 10)

    with pytest.raises(EditConflict):
        script.run(send(entered(), Edit(title="A", appendtext="new")))

    assert len(script.sent) == 20


def test_the_first_base_is_looked_behind_when_an_addition_has_moved() -> None:
    nothing = history(row(10, "old"))
    found = history(row(10, "old"), row(11, "theirs"), row(12, "theirs\nnew", 11))
    before = reply({"query": {"pages": [page("A", 7, revisions=[row(11, "theirs")])]}})
    conflict = refused("editconflict")
    script = Script(base(), LOST, nothing, conflict, nothing, base(11), conflict, found, before, before)

    result = script.run(send(entered(), Edit(title="A", appendtext="\nnew")))

    assert (result.already_applied, result.newrevid) == (True, 12)
    assert script.params[7]["rvstartid"] == "10"


def test_what_is_known_of_a_write_survives_a_copy_and_a_pickle() -> None:
    found = history(row(10, "old"), row(12, "new"))
    result = Script(base(), LOST, found).run(send(entered(), Edit(title="A", text="new")))

    for other in (copy.copy(result), copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert isinstance(other, WriteResult)
        assert other.already_applied
        assert other == result
    assert "already_applied" not in result.model_dump()
    assert "already_applied" not in result


def test_an_edit_says_in_its_form_whether_it_has_a_base() -> None:
    assert repr(Edit(title="A", base=None)) == "Edit(base=None, title='A')"
    assert Edit(title="A", base=None) != Edit(title="A")
    assert (
        Edit(title="A", base="latest").call() == {"action": "edit", "title": "A"} == Edit(title="A", base=None).call()
    )


def test_a_hidden_text_is_not_revised() -> None:
    seen = reply({"curtimestamp": NOW, "query": {"pages": [page("A", 7, revisions=[row(10, None)])]}})

    with pytest.raises(ValueError, match="revision 10 has no text that this account may read"):
        Script(seen).run(revise(entered(), Edit(title="A"), str.upper, 3))


def test_a_revision_is_saved_on_what_was_read() -> None:
    seen = reply({"curtimestamp": NOW, "query": {"pages": [page("A", 7, revisions=[row(10, "old")])]}})
    script = Script(seen, SAVED)

    assert script.run(revise(entered(), Edit(title="A", summary="s"), str.upper, 3)) is not None

    sent = script.params[1]
    assert (sent["text"], sent["baserevid"], sent["starttimestamp"], sent["summary"]) == ("OLD", "10", NOW, "s")
