"""What fails in a passing way is tried again, where that does no harm; what may have been done is not."""

import io
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest

from mwtyped.runtime.errors import (
    APIError,
    ConnectionFailed,
    HTTPStatusError,
    InvalidResponse,
    MaximumRetriesExceeded,
    MwClientError,
    WriteOutcomeUnknown,
    WrongPath,
)
from mwtyped.runtime.flows.call import init, raw_call
from mwtyped.runtime.flows.exchange import seconds_of
from mwtyped.runtime.flows.login import client_login, login
from mwtyped.runtime.flows.send import send
from mwtyped.runtime.options import Options
from mwtyped.runtime.session import Context, Patience, Secret
from tests.runtime.binding import AllPages, Edit, SiteInfo
from tests.runtime.scripted import Script, context, reply

FACTS = {"query": {"general": {"sitename": "W"}}}
DONE = {"edit": {"result": "Success", "newrevid": 5}}
HTML = {"content-type": "text/html"}


def refusal(code: str, **headers: str) -> Any:
    body = {"errors": [{"code": code, "text": "no"}]}
    return reply(body, headers={"mediawiki-api-error": code, **{k.replace("_", "-"): v for k, v in headers.items()}})


def cut() -> InvalidResponse:
    error = InvalidResponse("the reply's compression is broken", url="https://wiki.example/w/api.php")
    error.cut = error.after_sending = True
    return error


REFUSED = ["maxlag", "readonly", "ratelimited", "actionthrottledtext", "lockmanager-fail-conflict"]
NOT_SENT = ConnectionFailed("https://wiki.example: refused", sent=False)
LOST: dict[str, Callable[[], Any]] = {
    "reset": lambda: ConnectionFailed("https://wiki.example: reset"),
    "cut": cut,
    "500": lambda: reply("<h1>Oops</h1>", status=500, headers=HTML),
    "502": lambda: reply("<h1>Bad gateway</h1>", status=502, headers=HTML),
    "503": lambda: reply("<h1>Busy</h1>", status=503, headers=HTML),
    "504": lambda: reply("<h1>Time-out</h1>", status=504, headers=HTML),
    "database": lambda: refusal("internal_api_error_DBQueryError"),
}
"""After these it is not known what the wiki did."""

SAFE: dict[str, Callable[[], Any]] = {
    **{code: lambda code=code: refusal(code) for code in REFUSED},  # type: ignore[misc]
    "refused": lambda: NOT_SENT,
    "429": lambda: reply("<h1>Slow down</h1>", status=429, headers=HTML),
}
"""After these it surely did nothing."""


def patient(**patience: Any) -> Context:
    return context(tokens={"csrf": "t"}, patience=Patience(**patience))


def edit() -> Edit:
    return Edit(title="A", text="x")


# Reads.


@pytest.mark.parametrize("fault", [*LOST, *SAFE])
def test_a_read_is_tried_again(fault: str) -> None:
    make = {**LOST, **SAFE}[fault]
    script = Script(make(), make(), FACTS)

    assert script.run(send(patient(), SiteInfo()))["general"]["sitename"] == "W"
    assert len(script.sent) == 3
    assert script.params[0] == script.params[2]


def test_each_wait_is_longer_than_the_one_before() -> None:
    script = Script(*[NOT_SENT] * 5, FACTS)

    script.run(send(patient(retry_timeout=30), SiteInfo()))

    assert script.waits[0] == 0
    for number, wait in enumerate(script.waits):
        assert 30 * number * 0.8 <= wait <= 30 * number * 1.2


def test_waits_differ_from_client_to_client() -> None:
    waits = set()
    for _ in range(20):
        script = Script(*[NOT_SENT] * 3, FACTS)
        script.run(send(patient(), SiteInfo()))
        waits.add(script.waits[2])

    assert len(waits) > 15


def test_an_address_where_nobody_answers_is_told_of_at_once_when_a_site_begins() -> None:
    begins, beginning = Script(ConnectionFailed("https://wiki.example: refused", sent=False)), patient()
    beginning.session.initialized = False

    with pytest.raises(ConnectionFailed, match="refused"):
        begins.run(init(beginning))

    assert (len(begins.sent), begins.waits) == (1, [])


@pytest.mark.parametrize("fault", list(LOST))
def test_where_somebody_answers_the_first_question_is_asked_again(fault: str) -> None:
    begins, beginning = Script(LOST[fault](), FACTS), patient()
    beginning.session.initialized = False
    begins.run(init(beginning))

    assert len(begins.sent) == 2


def test_a_site_that_has_begun_asks_again_where_nobody_answers() -> None:
    begun = patient()
    assert begun.session.initialized
    later = Script(ConnectionFailed("https://wiki.example: refused", sent=False), FACTS)
    later.run(init(begun))

    assert len(later.sent) == 2


def test_after_the_last_try_the_last_failure_is_the_cause() -> None:
    script = Script(NOT_SENT, reply("<h1>Bad gateway</h1>", status=502, headers=HTML), refusal("readonly"))

    with pytest.raises(MaximumRetriesExceeded, match=r"^gave up after 3 tries: readonly: no") as caught:
        script.run(send(patient(max_retries=2), SiteInfo()))

    assert isinstance(caught.value.__cause__, APIError)
    assert len(script.sent) == 3


def test_a_single_try_is_counted_as_one() -> None:
    with pytest.raises(MaximumRetriesExceeded, match=r"^gave up after 1 try: "):
        Script(NOT_SENT).run(send(patient(max_retries=0), SiteInfo()))


def test_it_is_not_tried_for_longer_than_the_site_may() -> None:
    within = context(options=Options(retry_seconds=100), patience=Patience(retry_timeout=30))
    script = Script(then=lambda _: NOT_SENT)

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(within, SiteInfo()))

    assert sum(script.waits) <= 100
    assert 3 <= len(script.sent) <= 5


def test_by_default_it_is_tried_for_as_long_as_the_reference_does() -> None:
    script = Script(then=lambda _: NOT_SENT)

    with pytest.raises(MaximumRetriesExceeded):
        script.run(send(patient(), SiteInfo()))

    assert len(script.sent) >= 23
    assert sum(script.waits) > 7_000


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 414])
def test_what_is_refused_for_good_is_not_tried_again(status: int) -> None:
    script = Script(reply("<h1>No</h1>", status=status, headers=HTML))

    with pytest.raises(HTTPStatusError):
        script.run(send(patient(), SiteInfo()))


@pytest.mark.parametrize("code", ["blocked", "badvalue", "permissiondenied", "internal_api_error_TypeError"])
def test_other_errors_of_the_wiki_are_raised_at_once(code: str) -> None:
    with pytest.raises(APIError, match=code):
        Script(refusal(code)).run(send(patient(), SiteInfo()))


def test_what_will_not_change_is_not_tried_again() -> None:
    with pytest.raises(ConnectionFailed):
        Script(ConnectionFailed("no such host", sent=False, lasting=True)).run(send(patient(), SiteInfo()))
    with pytest.raises(WrongPath):
        Script(reply("<html>", status=404, headers=HTML), reply("<html>", headers=HTML)).run(
            send(patient(), SiteInfo())
        )


def test_a_refusal_in_the_middle_of_a_listing_is_waited_for() -> None:
    from mwtyped.runtime.flows.walk import Walk

    more = {"continue": {"apcontinue": "B", "continue": "-||"}, "query": {"allpages": [{"title": "A"}]}}
    script = Script(more, refusal("ratelimited"), {"query": {"allpages": [{"title": "B"}]}})
    walk: Walk[Any] = Walk(patient(), AllPages(), None)

    found = [row["title"] for _ in range(2) for row in script.run(walk.batch()) or ()]

    assert found == ["A", "B"]


# Writes.


@pytest.mark.parametrize("fault", SAFE)
def test_a_write_that_was_surely_not_done_is_tried_again(fault: str) -> None:
    script = Script(SAFE[fault](), DONE)

    assert script.run(send(patient(), edit()))["newrevid"] == 5
    assert len(script.sent) == 2


@pytest.mark.parametrize("fault", LOST)
def test_a_write_whose_answer_was_lost_is_not_repeated(fault: str) -> None:
    script = Script(LOST[fault]())

    with pytest.raises(WriteOutcomeUnknown, match=r"^edit: whether it was done is not known") as caught:
        script.run(send(patient(), edit()))

    assert isinstance(caught.value.__cause__, MwClientError)
    assert caught.value.module == "edit"
    assert len(script.sent) == 1


@pytest.mark.parametrize("body", ["<html>", "", "{", '{"edit":'])
def test_a_write_that_something_else_answered_is_not_called_undone(body: str) -> None:
    with pytest.raises(WriteOutcomeUnknown):
        Script(reply(body, headers=HTML), reply("<html>", headers=HTML)).run(send(patient(), edit()))


def test_a_write_that_was_not_led_on_was_not_done() -> None:
    moved = reply("", status=302, headers={"location": "https://other.example/w/api.php"})

    with pytest.raises(InvalidResponse, match="a body is not sent"):
        Script(moved).run(send(patient(), edit()))


def test_an_untyped_write_is_known_by_its_token() -> None:
    lost, params = ConnectionFailed("reset"), {"action": "edit", "title": "A", "token": "t"}

    with pytest.raises(WriteOutcomeUnknown):
        Script(lost).run(raw_call(patient(), params, post=True))

    assert Script(lost, {"query": {}}).run(raw_call(patient(), {"action": "query"}, post=True)) == {"query": {}}


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("file", "tries"), [(io.BytesIO(b"x"), 2), (b"x", 2), (Pipe(b"x"), 1)], ids=["file", "bytes", "pipe"]
)
def test_an_upload_is_sent_again_only_from_what_can_be_read_again(file: Any, tries: int) -> None:
    script = Script(refusal("readonly"), {"upload": {"result": "Success"}})
    flow = raw_call(patient(), {"action": "upload", "file": file, "token": "t"}, post=True)

    if tries == 1:
        with pytest.raises(APIError, match="readonly"):
            script.run(flow)
    else:
        script.run(flow)

    assert len(script.sent) == tries


def test_a_login_is_tried_again_with_a_token_of_the_session_that_there_is_then() -> None:
    token = {"query": {"tokens": {"logintoken": "abc"}}}
    success = {"login": {"result": "Success", "lgusername": "Bot"}}
    another = {"query": {"tokens": {"logintoken": "def"}}}
    script = Script(token, ConnectionFailed("reset"), another, success, {"query": {}})

    script.run(login(patient(), "Bot@task", "secret"))

    assert [sent.get("lgtoken") for sent in script.params] == [None, "abc", None, "def", None]


def test_a_login_by_steps_is_begun_anew_and_gone_on_with_as_it_is() -> None:
    tokens = ({"query": {"tokens": {"logintoken": text}}} for text in ("abc", "def"))
    ui = {"clientlogin": {"status": "UI", "message": "code?", "requests": []}}
    passed = {"clientlogin": {"status": "PASS", "username": "Alice"}}
    within, lost = patient(), ConnectionFailed("reset")
    first: dict[str, str | Secret] = {"username": "Alice", "password": Secret("x")}
    second: dict[str, str | Secret] = {"logincontinue": "1", "code": Secret("1")}

    script = Script(next(tokens), lost, next(tokens), ui, lost, passed, {"query": {}})
    script.run(client_login(within, first))
    script.run(client_login(within, second))

    assert [sent.get("logintoken") for sent in script.params] == [None, "abc", None, "def", "def", "def", None]


# What the wiki asks for.


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        ("0.25", 0.25),
        (" 7 ", 7.0),
        ("9" * 5_000, float("inf")),
        ("inf", None),
        ("nan", None),
        ("x", None),
        ("-3", None),
        ("", None),
        (None, None),
    ],
)
def test_a_retry_after_is_seconds(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


def test_a_retry_after_may_be_a_date() -> None:
    there = seconds_of(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))

    assert there is not None
    assert 50 < there <= 60
    assert seconds_of("Fri, 01 Jan 2010 00:00:00 GMT") == 0


@pytest.mark.parametrize(
    "busy", [lambda: refusal("maxlag", retry_after="5"), lambda: reply("", status=503, headers={"retry-after": "5"})]
)
def test_a_retry_after_is_obeyed(busy: Callable[[], Any]) -> None:
    script = Script(busy(), FACTS)

    script.run(send(patient(), SiteInfo()))

    assert script.waits == [5.0]


def test_a_retry_after_of_days_is_asked_again_before() -> None:
    script = Script(refusal("maxlag", retry_after="864000"), FACTS)

    script.run(send(patient(), SiteInfo()))

    assert script.waits == [300.0]


def test_a_retry_after_on_a_good_reply_delays_the_next_request_and_repeats_nothing() -> None:
    within = patient()
    script = Script(reply(FACTS, headers={"retry-after": "4"}), FACTS, FACTS)

    script.run(send(within, SiteInfo()))
    assert (len(script.sent), script.waits) == (1, [])

    script.run(send(within, SiteInfo()))
    script.run(send(within, SiteInfo()))

    assert (len(script.sent), script.waits) == (3, [4.0])


# Who is told.


def test_the_callback_is_told_of_each_wait() -> None:
    seen: list[tuple[int, int, Any]] = []
    within = context(
        patience=Patience(wait_callback=lambda sleeper, retries, call: seen.append((sleeper.retries, retries, call)))
    )

    Script(NOT_SENT, refusal("maxlag"), FACTS).run(send(within, SiteInfo()))

    assert [(tries, retries) for tries, retries, _ in seen] == [(1, 1), (2, 2)]
    assert seen[0][2][0] == "api"
    assert seen[0][2][1]["meta"] == "siteinfo"


def test_the_callback_may_stop() -> None:
    def stop(*_: object) -> None:
        raise KeyError("enough")

    script = Script(NOT_SENT)

    with pytest.raises(KeyError, match="enough"):
        script.run(send(patient(wait_callback=stop), SiteInfo()))

    assert script.waits == []


def test_nobody_is_told_a_secret() -> None:
    seen: list[Any] = []
    within = patient(wait_callback=lambda *told: seen.append(told[2]), max_retries=1)

    with pytest.raises(MaximumRetriesExceeded) as caught:
        Script(NOT_SENT, NOT_SENT).run(send(within, edit()))
    script = Script(*[{"query": {"tokens": {"logintoken": "hush"}}}, NOT_SENT] * 2)
    with pytest.raises(MaximumRetriesExceeded) as login_caught:
        script.run(login(within, "Bot@task", "secret"))

    said = repr(seen) + repr(caught.value.call) + repr(login_caught.value.call)
    assert "'token': '...'" in said
    assert "secret" not in said
    assert "hush" not in said
    assert pickle.loads(pickle.dumps(caught.value)).call == caught.value.call


def test_a_stream_is_sent_once_by_the_call_without_checks_too() -> None:
    params = {"action": "upload", "file": Pipe(b"x"), "token": "t"}
    script = Script(NOT_SENT)

    with pytest.raises(ConnectionFailed):
        script.run(raw_call(patient(), params, post=True, check=False))

    assert len(script.sent) == 1


# Answers to other requests.


@pytest.mark.parametrize("answer", [{"requestid": "of another", **DONE}, [DONE]])
def test_a_write_does_not_take_the_answer_to_another_for_its_own(answer: Any) -> None:
    script = Script(answer)

    with pytest.raises(WriteOutcomeUnknown):
        script.run(raw_call(patient(), {"action": "edit", "title": "A", "token": "t"}, post=True))

    assert len(script.sent) == 1


def test_the_mark_of_a_write_is_its_own_and_the_caller_does_not_see_it() -> None:
    script, given = Script(DONE, DONE), patient()

    first = script.run(raw_call(given, {"action": "edit", "title": "A", "token": "t"}, post=True))
    script.run(raw_call(given, {"action": "edit", "title": "A", "token": "t"}, post=True))

    marks = [dict(parse_qsl(command.encoded))["requestid"] for command in script.sent]
    assert first == DONE
    assert marks[0] != marks[1]


def test_a_mark_that_the_caller_gives_is_sent_and_given_back() -> None:
    script = Script(DONE)

    done = script.run(raw_call(patient(), {"action": "edit", "requestid": "mine", "token": "t"}, post=True))

    assert "requestid=mine" in script.sent[0].encoded
    assert done["requestid"] == "mine"
