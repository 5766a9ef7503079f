"""How long is waited at most, and how often tried: for each cause, of reads and of writes, by a clock of our own."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from mwtyped.mediawiki import Edit, Patrol
from mwtyped.runtime.errors import ConnectionFailed, InvalidResponse, MaximumRetriesExceeded, WriteOutcomeUnknown
from mwtyped.runtime.flows import Now, exchange
from mwtyped.runtime.flows.call import token
from mwtyped.runtime.flows.login import login
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context, Patience
from tests.runtime.binding import Edit as Untold
from tests.runtime.binding import SiteInfo
from tests.runtime.scripted import Script, context, reply
from tests.runtime.test_edits import base, history, row
from tests.runtime.test_retry import HTML, LOST, NOT_SENT, SAFE, refusal

TODAY = datetime(2026, 5, 1, 12, tzinfo=UTC)

# The reference's: 25 further tries, the first at once, each later one 30 s later than the one before.
TRIES, SECONDS = 26, 9_000.0


def _nonce() -> Any:
    return reply({"errors": [{"code": "mwoauth-invalid-authorization", "text": "Nonce already used: 1"}]})


MORE_LOST: dict[str, Callable[[], Any]] = {
    **LOST,
    "time-out": lambda: ConnectionFailed("https://wiki.example: timed out"),
    "database is gone": lambda: refusal("internal_api_error_DBConnectionError"),
}
MORE_SAFE: dict[str, Callable[[], Any]] = {
    **SAFE,
    "search is busy": lambda: refusal("cirrussearch-too-busy-error"),
    "nonce": _nonce,
}
CAUSES = {**MORE_LOST, **MORE_SAFE}


@pytest.fixture(autouse=True)
def same_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no client come earlier or later than another."""

    def middle(low: float, high: float) -> float:
        assert (low, high) == (0.8, 1.2)
        return 1.0

    monkeypatch.setattr(random, "uniform", middle)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return TODAY

    monkeypatch.setattr(exchange, "datetime", Stopped)


def patient(seconds: float = SECONDS, **patience: Any) -> Context:
    site = context(options=Options(retry_seconds=seconds), patience=Patience(**patience))
    site.session.enter("Alice")
    site.session.tokens |= {"csrf": "t", "patrol": "t"}
    return site


# How often, and for how long.


@pytest.mark.parametrize("cause", CAUSES)
def test_a_read_is_tried_as_often_and_for_as_long_as_the_reference_does(cause: str) -> None:
    script = Script(then=lambda _: CAUSES[cause]())

    with pytest.raises(MaximumRetriesExceeded, match=f"gave up after {TRIES} tries"):
        script.run(send(patient(), SiteInfo()))

    assert script.waits == [30.0 * number for number in range(TRIES - 1)]
    assert sum(script.waits) == SECONDS


@pytest.mark.parametrize("cause", MORE_SAFE)
def test_a_write_that_was_surely_not_done_is_tried_as_often(cause: str) -> None:
    script = Script(then=lambda _: CAUSES[cause]())

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(), Untold(title="A", text="x")))

    assert (len(script.sent), sum(script.waits)) == (TRIES, SECONDS)


@pytest.mark.parametrize("cause", CAUSES)
def test_a_write_that_may_be_made_twice_is_tried_as_often(cause: str) -> None:
    script = Script(then=lambda _: CAUSES[cause]())

    error = WriteOutcomeUnknown if cause in MORE_LOST else MaximumRetriesExceeded
    with pytest.raises(error, match=f"gave up after {TRIES} tries"):
        script.run(send(patient(), Patrol(rcid=5)))

    assert (len(script.sent), sum(script.waits)) == (TRIES, SECONDS)


@pytest.mark.parametrize("cause", MORE_LOST)
def test_a_write_that_is_looked_for_is_tried_as_often(cause: str) -> None:
    nothing = history(row(10, "old"))
    script = Script(base(), then=lambda number: nothing if number % 2 else MORE_LOST[cause]())

    with pytest.raises(WriteOutcomeUnknown, match=f"gave up after {TRIES} tries"):
        script.run(send(patient(), Edit(title="A", text="new")))

    assert (len(script.sent), sum(script.waits)) == (1 + 2 * TRIES, SECONDS)


@pytest.mark.parametrize("cause", MORE_LOST)
def test_of_a_write_of_which_nothing_can_be_found_out_there_is_one_try(cause: str) -> None:
    script = Script(MORE_LOST[cause]())

    with pytest.raises(WriteOutcomeUnknown):
        script.run(send(patient(), Untold(title="A", text="x")))

    assert script.waits == []


def test_a_look_has_the_patience_of_a_read_and_the_write_no_more_after_it() -> None:
    script = Script(base(), then=lambda _: MORE_LOST["reset"]())

    with pytest.raises(WriteOutcomeUnknown, match="the wiki could not be asked: gave up after 26 tries"):
        script.run(send(patient(), Edit(title="A", text="new")))

    assert (len(script.sent), sum(script.waits)) == (2 + TRIES, SECONDS)


def test_the_time_that_a_look_takes_is_the_writes_too() -> None:
    nothing, lost = history(row(10, "old")), MORE_LOST["reset"]()
    script = Script(base(), lost, *[lost] * 20, nothing, *[lost, nothing] * 30)

    with pytest.raises(WriteOutcomeUnknown, match="gave up"):
        script.run(send(patient(), Edit(title="A", text="new")))

    assert sum(script.waits) <= SECONDS


def test_a_login_is_tried_as_often() -> None:
    token = {"query": {"tokens": {"logintoken": "t"}}}
    script = Script(then=lambda number: token if number % 2 else MORE_LOST["reset"]())

    with pytest.raises(MaximumRetriesExceeded):
        script.run(login(patient(), "Alice", "secret"))

    assert (len(script.sent), sum(script.waits)) == (2 * TRIES, SECONDS)


def test_what_no_wiki_answers_is_borne_twice() -> None:
    endless = InvalidResponse("the reply is larger than 5 bytes", url="https://wiki.example/w/api.php")
    endless.after_sending = True
    for odd in (endless, reply({"requestid": "of another"}), reply("[]")):
        script = Script(*[odd] * 3)

        with pytest.raises(WriteOutcomeUnknown):
            script.run(send(patient(), Patrol(rcid=5)))

        assert script.waits == [0.0, 30.0]


def test_a_wiki_that_gives_back_no_mark_is_told_of_soon() -> None:
    script = Script(*[reply({"requestid": None, "query": {"tokens": {"csrftoken": "t"}}})] * 3)

    with pytest.raises(InvalidResponse, match="the reply is to another request"):
        script.run(token(context(), "csrf"))

    assert script.waits == [0.0, 30.0]


def test_how_often_and_after_what_waits_the_site_says() -> None:
    script = Script(then=lambda _: NOT_SENT)

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(max_retries=3, retry_timeout=10), SiteInfo()))

    assert (len(script.sent), script.waits) == (4, [0.0, 10.0, 20.0])


@pytest.mark.parametrize(("seconds", "waits"), [(0, [0]), (29, [0]), (30, [0, 30]), (100, [0, 30, 60]), (180, None)])
def test_no_wait_goes_beyond_the_budget(seconds: float, waits: list[float] | None) -> None:
    script = Script(then=lambda _: NOT_SENT)

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(seconds), SiteInfo()))

    assert script.waits == (waits or [0, 30, 60, 90])


class Slow(Script):
    """Each request takes a minute."""

    def _passed(self, command: Any) -> Any:
        return sum(self.waits) + 60.0 * len(self.sent) if isinstance(command, Now) else super()._passed(command)


def test_what_the_tries_take_counts_too() -> None:
    script = Slow(then=lambda _: NOT_SENT)

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(300), SiteInfo()))

    assert script.waits == [0, 30, 60]  # at the fourth failure 90 + 3 * 60 seconds have passed since the first


# What the wiki asks for.


def _asking(header: str) -> Iterator[Any]:
    yield refusal("maxlag", retry_after=header)
    yield refusal("readonly", retry_after=header)
    yield refusal("ratelimited", retry_after=header)
    for status in (429, 500, 503):
        yield reply("<h1>Busy</h1>", status=status, headers={**HTML, "retry-after": header})


def _date(seconds: float) -> str:
    return format_datetime(TODAY + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("header", "waits"),
    [
        ("5", 5.0),
        ("0.25", 0.25),
        (_date(90), 90.0),
        (_date(-90), 0.0),
        ("Fri, 01 May 2026 14:01:00 +0200", 60.0),
        ("0", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("301", 300.0),
        ("864000", 300.0),
        (_date(864_000), 300.0),
        ("9" * 400, 300.0),
    ],
)
def test_as_long_is_waited_as_the_wiki_asks_within_bounds(header: str, waits: float) -> None:
    for busy in _asking(header):
        script = Script(busy, {"patrol": {"rcid": 5, "ns": 0, "title": "A"}})

        script.run(send(patient(), Patrol(rcid=5)))

        assert script.waits == [waits]


def test_it_is_no_less_than_would_be_waited_anyway() -> None:
    script = Script(then=lambda _: refusal("maxlag", retry_after="45"))

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(max_retries=4), SiteInfo()))

    assert script.waits == [45, 45, 60, 90]


def test_what_the_wiki_asks_for_is_within_the_budget() -> None:
    script = Script(then=lambda _: refusal("maxlag", retry_after="864000"))

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(), SiteInfo()))

    assert SECONDS - 1_000 < sum(script.waits) <= SECONDS


def test_a_wait_that_is_longer_than_the_budget_is_not_begun() -> None:
    script = Script(refusal("maxlag", retry_after="120"))

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(100), SiteInfo()))

    assert script.waits == []


@pytest.mark.parametrize(("header", "waits"), [("4", [4.0]), (_date(90), [90.0]), ("864000", [300.0]), (_date(-9), [])])
def test_a_good_reply_may_ask_for_as_much(header: str, waits: list[float]) -> None:
    within = patient()
    script = Script(reply({"query": {}}, headers={"retry-after": header}), {"query": {}}, {"query": {}})

    for _ in range(3):
        script.run(send(within, SiteInfo()))

    assert script.waits == waits
