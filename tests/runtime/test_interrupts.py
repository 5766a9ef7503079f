"""Ctrl-C, cancelled tasks and time-outs: the client still works then, and an interrupt says what it left undone."""

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dis import opname
from types import FrameType
from typing import Any

import pytest

from mwtyped.runtime.errors import ConnectionFailed, MwClientError
from mwtyped.runtime.flows import NOT_SENT, Flow, Now, Send, call
from mwtyped.runtime.flows.call import raw_call
from mwtyped.runtime.flows.retry import Write, persist
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.transport import Transport
from tests.runtime.binding import AllPages, Edit, SiteInfo
from tests.runtime.fake_wiki import AsyncWiki, Wiki, async_site, pages_in_batches, site
from tests.runtime.scripted import Script, context, params_of, reply, with_mark

TOKENS = {"query": {"tokens": {"csrftoken": "t+\\"}}}
DONE = {"edit": {"result": "Success", "newrevid": 5}}
UNKNOWN = "edit: whether it was done is not known: it was interrupted before its answer was read"
EDIT = Edit(title="A", text="x")


class Stop(BaseException):
    """What stands for Ctrl-C."""


def notes(stop: BaseException) -> list[str]:
    return getattr(stop, "__notes__", [])


def answers(params: Mapping[str, Any]) -> object:
    return DONE if params["action"] == "edit" else TOKENS


def stopped_at(number: int, flow: Any, *replies: object) -> tuple[Stop, Any] | None:
    """Run a flow, and interrupt it at that one of its yields; None if it ended before."""
    left, command, stop = list(replies), next(flow), Stop()
    for _ in range(number):
        try:
            if isinstance(command, Send):
                answer = left.pop(0)
                if isinstance(answer, ConnectionFailed):
                    command = flow.throw(answer)
                else:
                    command = flow.send(with_mark(reply(answer), params_of(command)))
            else:
                command = flow.send(0.0)
        except StopIteration:
            return None
    with pytest.raises(Stop) as caught:
        flow.throw(stop)
    assert caught.value is stop
    return stop, command


def test_at_every_yield_an_interrupt_tells_of_a_write_that_was_on_its_way() -> None:
    told = list[bool]()
    while (found := stopped_at(len(told), send(context(), EDIT), TOKENS, DONE)) is not None:
        stop, command = found
        is_write = isinstance(command, Send) and "action=edit" in command.encoded
        assert notes(stop) == ([UNKNOWN] if is_write else [])
        told.append(is_write)

    assert told.count(True) == 1
    assert told.count(False) >= 1


class Looked(Write):
    """A write for which one looks."""

    def look(self, failure: MwClientError) -> Flow[Mapping[str, Any] | None]:
        yield Now()
        return None


@pytest.mark.parametrize("number", [1, 2, 3])
def test_from_a_lost_answer_on_an_interrupt_tells_of_it(number: int) -> None:
    """While it looks, while it waits to try again, and while it does."""

    def once() -> Flow[None]:
        yield Send("POST", "https://wiki.example/w/api.php")

    found = stopped_at(number, persist(context().session, once, write=Looked("delete")), ConnectionFailed("reset"))

    assert found is not None
    assert [note.partition(":")[0] for note in notes(found[0])] == ["delete"]


def test_an_interrupt_while_the_answer_is_read_tells_of_the_write(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise Stop

    monkeypatch.setattr(Edit, "read", read)
    with pytest.raises(Stop) as caught:
        Script(DONE).run(send(context(tokens={"csrf": "t"}), EDIT))

    assert notes(caught.value) == [UNKNOWN]


@pytest.mark.parametrize("check", [True, False])
def test_at_every_yield_an_interrupt_tells_of_an_untyped_write(check: bool) -> None:
    params, told = {"action": "edit", "title": "A", "token": "t"}, list[bool]()
    while (found := stopped_at(len(told), raw_call(context(), params, post=True, check=check), DONE)) is not None:
        told.append(notes(found[0]) == [UNKNOWN])

    assert told.count(True) == 1


def test_an_interrupt_while_the_answer_to_an_untyped_write_is_looked_at_tells_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_at(*_: object) -> None:
        raise Stop

    monkeypatch.setattr(call, "warn_of", look_at)
    with pytest.raises(Stop) as caught:
        Script(DONE).run(raw_call(context(), {"action": "edit", "title": "A", "token": "t"}, post=True))
    with pytest.raises(Stop) as of_read:
        Script({}).run(raw_call(context(), {"action": "query"}, post=False))

    assert notes(caught.value) == [UNKNOWN]
    assert notes(of_read.value) == []


def test_a_read_has_nothing_to_tell() -> None:
    number = 0
    while (found := stopped_at(number, send(context(), SiteInfo()), {"query": {}})) is not None:
        assert notes(found[0]) == []
        number += 1

    assert number >= 1


def test_the_same_flow_runs_on_afterwards() -> None:
    within = context()
    stopped_at(1, send(within, EDIT), TOKENS)

    assert Script(DONE).run(send(within, EDIT))["newrevid"] == 5


# In threads.


def stop_at(number: int, usual: Callable[[Mapping[str, Any]], object]) -> Callable[[Mapping[str, Any]], object]:
    """Answer as usual, but interrupt that request."""
    count = 0

    def answer(params: Mapping[str, Any]) -> object:
        nonlocal count
        count += 1
        return Stop() if count == number else usual(params)

    return answer


@pytest.mark.parametrize(("number", "told"), [(1, []), (2, [UNKNOWN])])
def test_an_interrupted_write_says_so_and_the_site_works_on(number: int, told: list[str]) -> None:
    working = site(wiki := Wiki(stop_at(number, answers)))

    with pytest.raises(Stop) as caught:
        working.send(EDIT)

    assert notes(caught.value) == told
    assert working.send(EDIT)["newrevid"] == 5
    assert wiki.in_flight == 0


def test_an_interrupt_of_one_that_waits_for_its_turn_says_that_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Busy:
        def __enter__(self) -> None:
            raise Stop

        def __exit__(self, *_: object) -> None: ...

    working = site(wiki := Wiki(answers))
    working.context.session.tokens["csrf"] = "t"
    with monkeypatch.context() as patch:
        patch.setattr(wiki, "turn", Busy)
        with pytest.raises(Stop) as caught:
            working.send(EDIT)

    assert notes(caught.value) == [NOT_SENT]
    assert wiki.asked == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_listing_that_was_interrupted_can_be_read_again(number: int) -> None:
    working = site(wiki := Wiki(stop_at(number, pages_in_batches(3))))
    listing = working.iterate(AllPages())

    with pytest.raises(Stop):
        list(listing)
    assert len(list(listing)) == 6
    assert wiki.in_flight == 0


_CALLS = ("CALL", "CALL_FUNCTION_EX", "CALL_KW")


def interrupted_at(number: int, action: Callable[[], None]) -> bool:
    """Do something, but interrupt it at that one of the places where the interpreter looks whether Ctrl-C was pressed.

    It does so where a function begins, where one that is written in C has returned, and where a loop begins anew. Tells
    whether there were so many.
    """
    left, before = number, dict[FrameType, str]()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        frame.f_trace_opcodes = True
        name = opname[frame.f_code.co_code[frame.f_lasti]] if event == "opcode" else ""
        looks = event == "call" or before.get(frame) in _CALLS or name.startswith("JUMP_BACKWARD")
        before[frame] = name
        if looks and frame.f_code is not interrupted_at.__code__:
            left -= 1
            if left < 0:
                sys.settrace(None)
                raise Stop
        return trace

    usual = sys.gettrace()
    gc.collect()
    gc.disable()  # what it calls when it frees something keeps an interrupt to itself
    sys.settrace(trace)
    try:
        action()
    except Stop:
        pass
    finally:
        sys.settrace(usual)
        gc.enable()
    return left < 0


@pytest.mark.parametrize("parallel", [1, 3])
def test_an_interrupt_at_any_step_of_a_turn_leaves_it_to_others(parallel: int) -> None:
    line, number = Transport({}, parallel=parallel), 0

    def take_a_turn() -> None:
        with line.turn():
            pass

    def take_all_turns() -> None:
        with ExitStack() as taken:
            for _ in range(parallel):
                taken.enter_context(line.turn())

    while interrupted_at(number, take_a_turn):
        number += 1
        other = threading.Thread(target=take_all_turns, daemon=True)
        other.start()
        other.join(30)
        assert not other.is_alive(), f"lost at step {number}"

    assert number > 2


def test_other_threads_go_on_after_an_interrupt_in_one() -> None:
    working = site(Wiki(stop_at(1, lambda _: {"query": {}})))
    with pytest.raises(Stop):
        working.send(SiteInfo())
    other = threading.Thread(target=working.send, args=(SiteInfo(),), daemon=True)
    other.start()
    other.join(30)

    assert not other.is_alive()


# In tasks.


def test_a_cancelled_write_says_so_and_one_that_waited_was_not_sent() -> None:
    async def both() -> None:
        wiki = AsyncWiki(answers, gate=asyncio.Event())
        working = async_site(wiki)
        working.context.session.tokens["csrf"] = "t"
        tasks = [asyncio.ensure_future(working.send(EDIT)) for _ in range(3)]
        while not wiki.asked:
            await asyncio.sleep(0)
        tasks[1].cancel()
        with pytest.raises(asyncio.CancelledError) as waited:
            await tasks[1]
        tasks[0].cancel()
        with pytest.raises(asyncio.CancelledError) as cut:
            await tasks[0]
        assert notes(waited.value) == [NOT_SENT]
        assert notes(cut.value) == [UNKNOWN]
        assert wiki.gate is not None
        wiki.gate.set()
        assert (await tasks[2])["newrevid"] == 5
        assert (len(wiki.asked), wiki.in_flight) == (2, 0)

    asyncio.run(both())


def test_a_time_out_of_a_write_carries_what_is_known() -> None:
    async def timed() -> None:
        wiki = AsyncWiki(answers, gate=asyncio.Event())
        working = async_site(wiki)
        working.context.session.tokens["csrf"] = "t"

        async def limited() -> None:
            async with asyncio.timeout(None) as limit:
                writing = asyncio.ensure_future(working.send(EDIT))
                while not wiki.asked:
                    await asyncio.sleep(0)
                limit.reschedule(0)
                await writing

        with pytest.raises(TimeoutError) as caught:
            await limited()
        assert wiki.gate is not None
        assert isinstance(caught.value.__cause__, asyncio.CancelledError)
        assert notes(caught.value.__cause__) == [UNKNOWN]
        wiki.gate.set()
        assert (await working.send(EDIT))["newrevid"] == 5

    asyncio.run(timed())
