"""Writes whose answers are lost, and edits that meet others, on the real wiki."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

import mwtyped
from mwtyped import AsyncSite, ConnectionFailed, EditConflict, PageDeleted, WriteOutcomeUnknown
from mwtyped.mediawiki import Edit
from mwtyped.runtime.flows import Answer, Send

from ...wiki import Wiki
from ..oracle import Oracle, Watch


async def async_entered(wiki: Wiki, name: str = "admin", **options: Any) -> AsyncSite:
    """Log in with the main password: some rights are in no bot password's grant."""
    account = wiki.accounts[name]
    site = AsyncSite(wiki.url, max_lag=None, retry_timeout=0, do_init=False, **options)
    await site.login(account.name, account.password)
    return site


@pytest.fixture
def title() -> str:
    return f"Page {uuid.uuid4()}"


class Losing:
    """Loses answers of one module's calls: those whose turn is told, before or after the wiki did the work."""

    def __init__(self, site: AsyncSite, module: str, *, done: str) -> None:
        self._transport = site._transport  # pyright: ignore[reportPrivateUsage]
        self._send = self._transport.send
        self._transport.send = self._lose  # type: ignore[method-assign]
        self._module, self._done = f"action={module}&", list(done)
        self.between: Callable[[], object] = lambda: None

    async def _lose(self, command: Send) -> Answer:
        is_one = self._module in command.encoded + "&" and "token=" in command.encoded
        fate = self._done.pop(0) if is_one and self._done else "-"
        if fate == "-":
            return await self._send(command)
        if fate == "y":
            await self._send(command)
        self.between()
        raise ConnectionFailed("reset by the test", sent=True)


def history(oracle: Oracle, title: str) -> list[dict[str, Any]]:
    """Give the revisions of a page, the oldest first."""
    props = {"prop": "revisions", "rvprop": "ids|user|content|comment", "rvslots": "main", "rvdir": "newer"}
    reply = oracle.ask(action="query", titles=title, rvlimit="50", formatversion="2", **props)
    rows: list[dict[str, Any]] = reply["query"]["pages"][0].get("revisions", [])
    return [{**row, "text": row["slots"]["main"]["content"]} for row in rows]


def texts(oracle: Oracle, title: str) -> list[str]:
    return [row["text"] for row in history(oracle, title)]


def another_edits(oracle: Oracle, title: str, **params: str) -> Callable[[], object]:
    """Give what saves an edit of somebody else."""

    def save() -> None:
        token = oracle.ask(action="query", meta="tokens", formatversion="2")["query"]["tokens"]["csrftoken"]
        oracle.ask(action="edit", title=title, token=token, formatversion="2", **params)

    return save


EDITS: dict[str, dict[str, Any]] = {
    "text": {"text": "new ~~~~ {{subst:PAGENAME}}"},
    "plain text": {"text": "new text\n\n"},
    "section": {"section": "1", "text": "== One ==\nchanged"},
    "append": {"appendtext": "\nmore"},
    "append signed": {"appendtext": "\nmore {{subst:PAGENAME}}"},
    "prepend": {"prependtext": "before\n"},
    "append to a section": {"section": "1", "appendtext": "\nmore"},
    "new section": {"section": "new", "sectiontitle": "Three", "text": "three"},
}
START = "top\n== One ==\none\n== Two ==\ntwo"


@pytest.mark.parametrize("kind", EDITS)
async def test_an_edit_whose_answer_was_lost_is_found(wiki: Wiki, oracle: Oracle, title: str, kind: str) -> None:
    site = await async_entered(wiki, "alice")
    first = await site.api.edit(title=title, text=START)
    Losing(site, "edit", done="y")

    result = await site.api.edit(title=title, **EDITS[kind])

    rows = history(oracle, title)
    assert len(rows) == 2
    assert result.already_applied
    assert (result.newrevid, result.oldrevid) == (rows[1]["revid"], first.newrevid)
    assert (result.result, result.title, result.new) == ("Success", title, False)
    assert result.newtimestamp is not None


@pytest.mark.parametrize("kind", [kind for kind in EDITS if kind != "new section"])
async def test_an_edit_that_was_not_done_is_made_again(wiki: Wiki, oracle: Oracle, title: str, kind: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text=START)
    Losing(site, "edit", done="nny")

    result = await site.api.edit(title=title, **EDITS[kind])

    assert len(history(oracle, title)) == 2
    assert result.already_applied


async def test_a_new_section_that_was_not_there_is_not_made_again(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text=START)
    Losing(site, "edit", done="n")

    with pytest.raises(WriteOutcomeUnknown, match="did not have it yet"):
        await site.api.edit(title=title, section="new", sectiontitle="Three", text="three")

    assert texts(oracle, title) == [START]


async def test_a_page_that_was_made_is_found_and_one_that_was_not_is_made(wiki: Wiki, oracle: Oracle) -> None:
    site = await async_entered(wiki, "alice")
    for fate in ("y", "n", "ny"):
        title = f"Page {uuid.uuid4()}"
        Losing(site, "edit", done=fate)
        result = await site.api.edit(title=title, appendtext="x")

        assert texts(oracle, title) == ["x"]
        assert result.new
        assert result.already_applied == fate.endswith("y")


async def test_an_undo_whose_answer_was_lost_is_found(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="a\nb\nc")
    undone = (await site.api.edit(title=title, text="a\nX\nc")).newrevid
    Losing(site, "edit", done="y")

    result = await site.api.edit(title=title, undo=undone)

    assert result.already_applied
    assert texts(oracle, title) == ["a\nb\nc", "a\nX\nc", "a\nb\nc"]


async def test_a_text_that_was_saved_and_reverted_is_not_put_back(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="old")
    losing = Losing(site, "edit", done="y")
    losing.between = another_edits(oracle, title, text="old", summary="reverted")

    result = await site.api.edit(title=title, text="new")

    assert texts(oracle, title) == ["old", "new", "old"]
    assert result.already_applied


async def test_another_worker_of_the_account_is_not_taken_for_us(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site, other = await async_entered(wiki, "alice"), await async_entered(wiki, "alice")
    await site.api.edit(title=title, text=START)
    token = (await other.api.query.tokens()).csrftoken
    calls: list[Any] = []
    losing = Losing(site, "edit", done="n")
    losing.between = lambda: calls.append(None)
    await other.api("edit", title=title, appendtext="\ntheirs", token=token)

    result = await site.api.edit(title=title, appendtext="\nours")

    assert calls
    assert texts(oracle, title)[-1] == START + "\ntheirs\nours"
    assert not result.already_applied


async def test_an_addition_that_meets_another_edit_is_put_on_it(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text=START)
    losing = Losing(site, "edit", done="n")
    losing.between = another_edits(oracle, title, appendtext="\ntheirs")

    result = await site.api.edit(title=title, appendtext="\nours")

    assert texts(oracle, title)[-1] == START + "\ntheirs\nours"
    assert (result.merged, result.already_applied) == (False, False)


async def test_a_text_that_meets_another_edit_is_a_conflict(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    first = await site.api.edit(title=title, text="one")
    another_edits(oracle, title, text="two")()

    with pytest.raises(EditConflict):
        await site.api.edit(title=title, text="three", baserevid=first.newrevid)
    with pytest.raises(EditConflict):
        await site.api.edit(title=title, appendtext="three", baserevid=first.newrevid)

    assert texts(oracle, title) == ["one", "two"]


async def test_a_merge_is_told(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    first = await site.api.edit(title=title, text="a\nb\nc\nd\ne\nf")
    another_edits(oracle, title, text="A\nb\nc\nd\ne\nf")()

    result = await site.api.edit(title=title, text="a\nb\nc\nd\ne\nF", baserevid=first.newrevid)

    assert result.merged
    assert texts(oracle, title)[-1] == "A\nb\nc\nd\ne\nF"


async def test_a_page_that_was_deleted_meanwhile_is_not_made_again(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    first = await site.api.edit(title=title, text="one")
    token = oracle.ask(action="query", meta="tokens", formatversion="2")["query"]["tokens"]["csrftoken"]
    oracle.ask(action="delete", title=title, token=token)

    with pytest.raises(PageDeleted):
        await site.api.edit(title=title, text="two", baserevid=first.newrevid)

    assert texts(oracle, title) == []
    assert (await site.api.edit(title=title, text="two", baserevid=first.newrevid, recreate=True)).new


async def test_a_page_that_another_made_is_a_conflict(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")

    losing = Losing(site, "edit", done="n")
    losing.between = another_edits(oracle, title, text="theirs")
    with pytest.raises(EditConflict):
        await site.api.edit(title=title, text="ours")
    with pytest.raises(EditConflict):
        await site.api.edit(title=title, text="ours", baserevid=0)

    assert texts(oracle, title) == ["theirs"]


async def test_without_a_base_an_edit_is_one_request(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="one")
    watch = Watch(wiki)

    await site.api.edit(title=title, text="two", base=None)
    await site.send(Edit(title=title, text="three", base=None))

    assert [call.params["action"] for call in watch.calls] == ["edit", "edit"]
    assert not {"baserevid", "starttimestamp", "createonly", "base"} & watch.calls[0].params.keys()
    Losing(site, "edit", done="y")
    with pytest.raises(WriteOutcomeUnknown):
        await site.api.edit(title=title, text="four", base=None)
    assert texts(oracle, title)[-1] == "four"


async def test_an_edit_with_base_and_start_needs_no_question(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki, "alice")
    first = await site.api.edit(title=title, text="one")
    watch = Watch(wiki)

    await site.api.edit(title=title, text="two", baserevid=first.newrevid, starttimestamp=first.newtimestamp)

    assert [call.params["action"] for call in watch.calls] == ["edit"]


async def test_an_edit_through_a_redirect_goes_one_step(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=f"{title} 1", text=f"#REDIRECT [[{title} 2]]")
    await site.api.edit(title=f"{title} 2", text=f"#REDIRECT [[{title} 3]]")
    await site.api.edit(title=f"{title} 3", text="target")

    Losing(site, "edit", done="y")
    two = await site.api.edit(title=f"{title} 1", appendtext="\nx", redirect=True)
    three = await site.api.edit(title=f"{title} 2", appendtext="\nx", redirect=True)

    assert (two.title, three.title) == (f"{title} 2", f"{title} 3")
    assert (two.already_applied, three.already_applied) == (True, False)


async def test_nobodys_edit_is_found_too(wiki: Wiki, oracle: Oracle, title: str) -> None:
    async with AsyncSite(wiki.url, max_lag=None, retry_timeout=0, do_init=False) as site:
        Losing(site, "edit", done="y")
        result = await site.api.edit(title=title, appendtext="x")

    assert result.already_applied
    assert texts(oracle, title) == ["x"]


async def test_a_text_is_revised_on_what_another_saved_between(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="one")
    another = another_edits(oracle, title, text="two")
    seen: list[str] = []

    def change(text: str) -> str:
        seen.append(text)
        if len(seen) == 1:
            another()
        return text + "\nours"

    result = await site.revise(Edit(title=title, summary="s"), change)

    assert seen == ["one", "two"]
    assert texts(oracle, title) == ["one", "two", "two\nours"]
    assert result is not None
    assert result.newrevid is not None
    assert await site.revise(Edit(title=title), lambda text: text) is None
    assert (await site.revise(Edit(title=f"{title} new"), lambda text: f"made of {text!r}")) is not None
    assert texts(oracle, f"{title} new") == ["made of ''"]


async def test_a_section_is_revised(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text=START)

    await site.revise(Edit(title=title, section="1"), lambda text: text + "\nmore")

    assert texts(oracle, title)[-1] == "top\n== One ==\none\nmore\n\n== Two ==\ntwo"


async def test_a_text_is_revised_a_bounded_number_of_times(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="0")
    seen: list[str] = []

    def change(text: str) -> str:
        seen.append(text)
        another_edits(oracle, title, text=f"theirs {len(seen)}")()
        return text + " ours"

    with pytest.raises(EditConflict):
        await site.revise(Edit(title=title), change, tries=3)

    assert len(seen) == 3
    with pytest.raises(mwtyped.ParameterError, match="edit: appendtext: is for additions"):
        await site.revise(Edit(title=title, appendtext="x"), change)
    with pytest.raises(mwtyped.ParameterError, match="edit: text: is what `revise` gives itself"):
        await site.revise(Edit(title=title, text="x"), change)


# Other writes: each is made, its answer lost, and the log is the oracle.


class Action:
    """One kind of write: what it needs, how it is made, and what it leaves in the log."""

    def __init__(self, log: str, call: Any, prepare: Any = None) -> None:
        self.log, self.call, self.prepare = log, call, prepare


async def async_made(site: AsyncSite, title: str) -> None:
    await site.api.edit(title=title, text="x")


async def async_deleted(site: AsyncSite, title: str) -> None:
    await site.api.edit(title=title, text="x")
    await site.api.delete(title=title)


async def async_blocked(site: AsyncSite, title: str) -> None:
    await site.api.block(user=address_of(title), expiry="1 day")


async def async_nothing(site: AsyncSite, title: str) -> None:
    pass


def address_of(title: str) -> str:
    number = uuid.UUID(title.removeprefix("Page ")).int
    return f"2001:DB8:0:0:{number % 60000 + 1:X}:{number // 60000 % 60000 + 1:X}:1:1"


ACTIONS: dict[str, Action] = {
    "move": Action("move", lambda site, title: site.api.move(from_=title, to=f"{title} moved"), async_made),
    "delete": Action("delete", lambda site, title: site.api.delete(title=title, reason="r"), async_made),
    "undelete": Action("delete", lambda site, title: site.api.undelete(title=title), async_deleted),
    "protect": Action(
        "protect", lambda site, title: site.api.protect(title=title, protections=["edit=sysop"]), async_made
    ),
    "block": Action("block", lambda site, title: site.api.block(user=address_of(title)), async_nothing),
    "unblock": Action("block", lambda site, title: site.api.unblock(user=address_of(title)), async_blocked),
    "setpagelanguage": Action(
        "pagelang", lambda site, title: site.api.setpagelanguage(title=title, lang="de"), async_made
    ),
    "changecontentmodel": Action(
        "contentmodel",
        lambda site, title: site.api.changecontentmodel(title=title, model="text", summary="s"),
        async_made,
    ),
}


def logged(oracle: Oracle, kind: str, title: str) -> int:
    """Count the log's entries of one write."""
    about = f"User:{address_of(title)}" if ACTIONS[kind].log == "block" else title
    params = {"action": "query", "list": "logevents", "letype": ACTIONS[kind].log, "letitle": about}
    return len(oracle.ask(**params, formatversion="2")["query"]["logevents"])


@pytest.mark.parametrize("kind", ACTIONS)
@pytest.mark.parametrize("fate", ["y", "n", "ny", "nn"])
async def test_a_write_that_the_log_shows_is_done_once(
    wiki: Wiki, oracle: Oracle, title: str, kind: str, fate: str
) -> None:
    site, action = await async_entered(wiki), ACTIONS[kind]
    await action.prepare(site, title)
    before = logged(oracle, kind, title)
    Losing(site, kind, done=fate)

    result = await action.call(site, title)

    assert logged(oracle, kind, title) == before + 1
    assert result.already_applied == fate.endswith("y")


async def test_a_block_for_a_span_of_time_is_changed_once(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki)
    await async_blocked(site, title)
    Losing(site, "block", done="n")

    with pytest.raises(WriteOutcomeUnknown, match="a second try might do it twice"):
        await site.api.block(user=address_of(title), expiry="2 days", reblock=True)

    assert logged(oracle, "block", title) == 1


async def test_what_the_log_cannot_tell_apart_is_not_guessed(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site = await async_entered(wiki)
    await async_deleted(site, title)
    await async_made(site, title)  # deleted and made anew, all within a second or two
    Losing(site, "delete", done="n")

    with pytest.raises(WriteOutcomeUnknown, match="the log has an entry that may be it"):
        await site.api.delete(title=title)


async def test_a_rollback_is_found_or_unknown(wiki: Wiki, oracle: Oracle, title: str) -> None:
    site, other = await async_entered(wiki), await async_entered(wiki, "alice")
    await site.api.edit(title=title, text="1")
    await other.api.edit(title=title, text="2")
    Losing(site, "rollback", done="n")
    with pytest.raises(WriteOutcomeUnknown, match="did not have it yet"):
        await site.api.rollback(title=title, user="Alice")
    Losing(site, "rollback", done="y")

    result = await site.api.rollback(title=title, user="Alice")

    assert result.already_applied
    assert texts(oracle, title) == ["1", "2", "1"]
    assert result.revid == history(oracle, title)[-1]["revid"]


async def test_rights_are_found_or_unknown(wiki: Wiki) -> None:
    site = await async_entered(wiki)
    Losing(site, "userrights", done="n")
    with pytest.raises(WriteOutcomeUnknown):
        await site.api.userrights(user="Bob", add=["bot"])
    Losing(site, "userrights", done="y")

    assert (await site.api.userrights(user="Bob", add=["bot"])).already_applied
    await site.api.userrights(user="Bob", remove=["bot"])


async def test_a_watch_is_made_again(wiki: Wiki, title: str) -> None:
    site = await async_entered(wiki, "alice")
    Losing(site, "watch", done="yn")

    assert (await site.api.watch(titles=[title])).watch[0].watched


async def test_a_module_without_a_sign_is_not_made_again(wiki: Wiki) -> None:
    site = await async_entered(wiki, "alice")
    Losing(site, "emailuser", done="y")

    with pytest.raises(WriteOutcomeUnknown) as caught:
        await site.api.emailuser(target="Bob", subject="s", text="t")

    assert isinstance(caught.value.__cause__, mwtyped.ConnectionFailed)
    assert str(caught.value) == "emailuser: whether it was done is not known: reset by the test"
