"""Writes are spaced evenly, by all that share a session; reads are not."""

import threading
from typing import Any

import pytest

from mwtyped.events import Event, Waiting
from mwtyped.runtime.errors import ConnectionFailed, DryRun
from mwtyped.runtime.flows.call import raw_call
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context, Patience, Throttle
from tests.runtime.binding import Edit, SiteInfo
from tests.runtime.scripted import Script, context, reply

DONE = {"edit": {"result": "Success"}}
NOT_SENT = ConnectionFailed("https://wiki.example: refused", sent=False)


def spaced(per_minute: float = 6, **options: Any) -> Context:
    within = Options(writes_per_minute=per_minute, **options)
    return context(options=within, tokens={"csrf": "t"}, patience=Patience(retry_timeout=0))


def edit() -> Edit:
    return Edit(title="A", text="x")


def test_writes_are_spaced_evenly_and_the_first_waits_for_nothing() -> None:
    within, script = spaced(per_minute=6), Script(then=lambda _: DONE)

    for _ in range(4):
        script.run(send(within, edit()))

    assert script.waits == [10, 10, 10]


def test_time_that_passed_is_no_credit() -> None:
    within, script = spaced(), Script(then=lambda _: DONE)
    script.run(send(within, edit()))
    script.waits.append(3_600)

    script.run(send(within, edit()))
    script.run(send(within, edit()))

    assert script.waits == [3_600, 10]


def test_reads_wait_for_nothing() -> None:
    within, script = spaced(), Script(then=lambda _: {"query": {}})

    for _ in range(3):
        script.run(send(within, SiteInfo()))
        script.run(raw_call(within, {"action": "query"}, post=True))

    assert script.waits == []


def test_untyped_writes_are_spaced_with_the_others() -> None:
    within, script = spaced(), Script(then=lambda _: DONE)

    script.run(send(within, edit()))
    script.run(raw_call(within, {"action": "edit", "token": "t"}, post=True))
    script.run(raw_call(within, {"action": "edit", "token": "t"}, post=True, check=False))

    assert script.waits == [10, 10]


def test_what_was_never_sent_keeps_its_turn() -> None:
    script = Script(NOT_SENT, NOT_SENT, DONE)

    script.run(send(spaced(), edit()))

    assert script.waits == [0, 0]  # those of the retries


def test_what_is_sent_again_waits_again() -> None:
    script = Script(reply({"errors": [{"code": "ratelimited", "text": "no"}]}), DONE)

    script.run(send(spaced(), edit()))

    assert script.waits == [0, 10]


def test_a_dry_run_takes_no_turn() -> None:
    within = spaced(dry_run=True)

    for _ in range(2):
        with pytest.raises(DryRun):
            Script().run(send(within, edit()))


def test_the_wait_is_told_of() -> None:
    events: list[Event] = []
    within, script = spaced(on_event=events.append), Script(then=lambda _: DONE)

    for _ in range(2):
        script.run(send(within, edit()))

    assert events == [Waiting(host="wiki.example", module="edit", seconds=10, reason="throttle")]
    assert str(events[0]) == "wiki.example edit: waits 10.0 s, writes are spaced"


def test_no_two_threads_get_the_same_turn() -> None:
    throttle, taken, start = Throttle(), list[float](), threading.Barrier(8)

    def take() -> None:
        start.wait()
        for _ in range(200):
            taken.append(throttle.reserve(0.0, 60))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == list(range(1600))


@pytest.mark.parametrize("number", [0, -1, float("nan")])
def test_a_throttle_that_lets_nothing_through_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="writes_per_minute must be greater than 0"):
        Options(writes_per_minute=number)
