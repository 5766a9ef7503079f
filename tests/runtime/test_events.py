"""What the log and the hook are told of requests, waits, retries and new logins, in both worlds."""

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from mwtyped.events import Event, LoggedInAgain, RequestDone, Retrying, Waiting
from mwtyped.runtime import AsyncBaseSite, BaseSite
from mwtyped.runtime.errors import ConnectionFailed, MwClientError
from mwtyped.runtime.flows.login import renew
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Credentials, Secret
from tests.clock import Waits
from tests.runtime.binding import AllPages, Edit, SiteInfo
from tests.runtime.loopback import Respond, marked, serving
from tests.runtime.scripted import Script, context

JSON = {"content-type": "application/json"}
Reply = tuple[int, Mapping[str, str], bytes]


def said(body: object, status: int = 200, **headers: str) -> Reply:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {**JSON, **fields}, json.dumps(body).encode()


def answering(*replies: Reply | None) -> Respond:
    left = iter(replies)
    return lambda seen: marked(next(left), seen)


Call = Callable[[str, Any, Options], Any]


def sync_call(url: str, request: Any, options: Options) -> Any:
    with BaseSite[Any](url, do_init=False, options=options, retry_timeout=10) as site:
        return site.send(request)


def async_call(url: str, request: Any, options: Options) -> Any:
    async def call() -> Any:
        async with AsyncBaseSite[Any](url, do_init=False, options=options, retry_timeout=10) as site:
            return await site.send(request)

    return asyncio.run(call())


@pytest.fixture(params=[sync_call, async_call], ids=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Call:
    made: Call = request.param
    return made


def told(call: Call, request: Any, *replies: Reply | None) -> list[Event]:
    """Make a call that ends well, and give what was told of it."""
    events: list[Event] = []
    with serving(answering(*replies)) as server:
        call(server.url, request, Options(on_event=events.append, clock=Waits(0.25)))
    return events


def test_a_request_is_told_of_with_all_that_was_measured(call: Call) -> None:
    [event] = told(call, SiteInfo(), said({"query": {"general": {}}}))

    assert isinstance(event, RequestDone)
    assert event.host.startswith("127.0.0.1:")
    assert (event.module, event.method, event.attempt) == ("query+siteinfo", "GET", 1)
    assert (event.status, event.code, event.failure) == (200, None, None)
    assert (event.ms, event.sent, event.received) == (250.0, 0, len(b'{"query": {"general": {}}}'))


def test_what_was_sent_is_counted_and_not_shown(call: Call) -> None:
    token, done = {"query": {"tokens": {"csrftoken": "0123+\\"}}}, {"edit": {"result": "Success"}}
    asked, event = told(call, Edit(title="A", text="x" * 1000), said(token), said(done))

    assert isinstance(event, RequestDone)
    assert (event.module, event.method) == ("edit", "POST")
    assert 1000 < event.sent < 1400
    assert "0123" not in f"{asked!r}{asked}{event!r}{event}"


def test_a_refusal_is_told_of_by_its_code(call: Call) -> None:
    events: list[Event] = []
    refusal = {"errors": [{"code": "badvalue", "text": "no"}]}
    with serving(answering(said(refusal, mediawiki_api_error="badvalue"))) as server, pytest.raises(MwClientError):
        call(server.url, SiteInfo(), Options(on_event=events.append))

    [event] = events
    assert isinstance(event, RequestDone)
    assert event.code == "badvalue"


def test_a_failure_its_retry_and_the_next_attempt_are_told_of(call: Call) -> None:
    failed, first, busy, second, done = told(call, SiteInfo(), None, (502, {}, b"<h1>Bad\r\n"), said({"query": {}}))

    assert isinstance(failed, RequestDone)
    assert (failed.status, failed.attempt, failed.sent, failed.received) == (None, 1, 0, 0)
    assert failed.failure is not None
    assert isinstance(first, Retrying)
    assert (first.module, first.attempt, first.seconds, first.code) == ("query+siteinfo", 2, 0, None)
    assert isinstance(busy, RequestDone)
    assert (busy.status, busy.attempt) == (502, 2)
    assert isinstance(second, Retrying)
    assert 8 <= second.seconds <= 12
    assert second.failure.startswith("HTTP 502")
    assert isinstance(done, RequestDone)
    assert (done.status, done.attempt) == (200, 3)


def test_a_pause_that_a_good_reply_asks_for_is_told_of(call: Call) -> None:
    token = said({"query": {"tokens": {"csrftoken": "0123+\\"}}}, retry_after="7")
    _asked, waiting, _edited = told(call, Edit(title="A", text="x"), token, said({"edit": {"result": "Success"}}))

    assert isinstance(waiting, Waiting)
    assert (waiting.module, waiting.reason) == ("edit", "asked")
    assert waiting.seconds == 6.75


def test_a_new_login_is_told_of() -> None:
    events: list[Event] = []
    within = context(options=Options(on_event=events.append), username="Bot", logged_in=True)
    within.session.credentials = Credentials("Bot@task", Secret("hunter2"))
    token, success = {"query": {"tokens": {"logintoken": "abc"}}}, {"login": {"result": "Success", "lgusername": "Bot"}}

    Script(token, success, {"query": {"tokens": {"csrftoken": "t"}}}).run(renew(within, 0))

    assert events == [LoggedInAgain(host="wiki.example", username="Bot")]


# The hook.


class Stop(Exception):
    pass


def test_what_the_hook_raises_at_a_request_comes_when_the_call_has_ended(call: Call) -> None:
    def stop(event: Event) -> None:
        raise Stop(str(event))

    token, done = {"query": {"tokens": {"csrftoken": "0123+\\"}}}, {"edit": {"result": "Success"}}
    with serving(answering(said(token), said(done))) as server, pytest.raises(Stop) as caught:
        call(server.url, Edit(title="A", text="x"), Options(on_event=stop))

    assert len(server.seen) == 2
    assert caught.value.__notes__ == ["raised by on_event; the call itself was made to its end"]


def test_an_error_of_ours_that_the_hook_raises_repeats_nothing(call: Call) -> None:
    def confuse(_: Event) -> None:
        raise ConnectionFailed("not really", sent=False)

    with serving(answering(said({"query": {}}))) as server, pytest.raises(ConnectionFailed, match="not really"):
        call(server.url, SiteInfo(), Options(on_event=confuse))

    assert len(server.seen) == 1


def test_a_failure_of_the_call_is_not_hidden_by_the_hooks(call: Call) -> None:
    def stop(event: Event) -> None:
        raise Stop("I too")

    refusal = {"errors": [{"code": "badvalue", "text": "no"}]}
    with serving(answering(said(refusal))) as server, pytest.raises(MwClientError, match="badvalue") as caught:
        call(server.url, SiteInfo(), Options(on_event=stop))

    assert caught.value.__notes__ == ["on_event raised meanwhile: Stop('I too')"]


def test_the_hook_can_stop_a_call_before_its_wait(call: Call) -> None:
    def stop(event: Event) -> None:
        if isinstance(event, Retrying):
            raise Stop

    with serving(answering(None)) as server, pytest.raises(Stop):
        call(server.url, SiteInfo(), Options(on_event=stop))

    assert len(server.seen) == 1


def test_a_site_goes_on_after_a_hook_that_raised() -> None:
    left = [True]

    def once(_: Event) -> None:
        if left:
            left.pop()
            raise Stop

    with serving(lambda _: said({"query": {"general": {"sitename": "W"}}})) as server:
        site: BaseSite[Any] = BaseSite(server.url, do_init=False, options=Options(on_event=once))
        with pytest.raises(Stop):
            site.send(SiteInfo())

        assert site.send(SiteInfo())["general"]["sitename"] == "W"


# The log.


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG, logger="mwtyped"):
        yield caplog


def own(log: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in log.records if record.name == "mwtyped"]


def test_each_event_is_a_record_with_its_fields(call: Call, log: pytest.LogCaptureFixture) -> None:
    with serving(answering(None, said({"query": {}}))) as server:
        call(server.url, AllPages(), Options(clock=Waits(0.25)))

    failed, retrying, done = own(log)
    assert [record.levelname for record in (failed, retrying, done)] == ["DEBUG", "WARNING", "DEBUG"]
    facts = {name: value for name, value in vars(done).items() if name.startswith("mw_")}
    assert facts == {
        "mw_event": "RequestDone",
        "mw_host": server.host,
        "mw_module": "query+allpages",
        "mw_method": "GET",
        "mw_attempt": 2,
        "mw_status": 200,
        "mw_code": None,
        "mw_ms": 250.0,
        "mw_sent": 0,
        "mw_received": 13,
        "mw_failure": None,
    }
    where = f"GET {server.host} query+allpages"
    assert done.getMessage() == f"{where} (attempt 2): HTTP 200, 250 ms, 0 bytes sent, 13 received"
    assert vars(retrying)["mw_event"] == "Retrying"


def test_what_a_wiki_says_is_one_line_of_the_log(call: Call, log: pytest.LogCaptureFixture) -> None:
    refusal = {"errors": [{"code": "readonly", "text": "a\x1b[31m\nb\u2028c"}]}
    with serving(answering(said(refusal, mediawiki_api_error="\x9b31m"), said({"query": {}}))) as server:
        call(server.url, SiteInfo(), Options(clock=Waits(0.25)))

    for record in own(log):
        assert record.getMessage().isprintable()


def test_nothing_is_measured_where_nobody_listens(call: Call) -> None:
    class Unwatched(Waits):
        def now(self) -> float:
            raise AssertionError("nobody listens")

    with serving(answering(said({"query": {}}))) as server:
        call(server.url, SiteInfo(), Options(clock=Unwatched()))


def test_nothing_is_printed_where_no_log_is_set_up() -> None:
    script = """
import sys
from mwtyped.runtime import BaseSite
from mwtyped.runtime.errors import MaximumRetriesExceeded
from tests.clock import Waits
from tests.runtime.binding import SiteInfo
try:
    BaseSite("http://127.0.0.1:9", do_init=False, max_retries=1).send(SiteInfo())
except MaximumRetriesExceeded:
    sys.exit(7)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (7, "", "")
