"""The faults, by name: what each does with the request that it strikes."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from .proxy import Effect, Exchange
from .wire import Answer, Request

__all__ = ["FAULTS", "FAULTS_OF_READS", "Fault", "Stage"]

_HTML = (("Content-Type", "text/html; charset=utf-8"),)
_ENDLESS = b" " * 65_536
_DRIPS = 20


@dataclass(frozen=True)
class Fault:
    """One way to spoil a request.

    Attributes:
        effect: what it does.
        ends: how a write ends all the same: it is done, it is refused, or its answer is lost.
        early: it strikes before the body of the request is read.
        stalls: the client must run into a time-out.
        earlier: it needs a request of the same kind before.
        late: the wiki gets it when the client has looked.
        action: the module that it strikes; None is that of the operation.
        method: of the request that it strikes.
        stage: what it strikes in the end.
    """

    name: str
    effect: Effect
    ends: Literal["done", "refused", "lost"]
    early: bool = False
    stalls: bool = False
    earlier: bool = False
    late: bool = False
    action: str | None = None
    method: Literal["GET", "POST"] = "POST"
    stage: "Stage" = "write"


Stage = Literal[
    "write", "base", "look", "look at nothing", "second look", "new token", "login token", "login", "session"
]
"""The write, or what belongs to it: the read of its base and its token; after a lost answer the read of what became of
it, where it was done and where it was not; the read of a token when the old one is dead; and when the session is dead,
of a token for the login, the login itself, and the read of a token after it."""


# The connection.


def _refuse(exchange: Exchange) -> None:
    raise AssertionError("refused connections bring no requests: `Proxy.refuse_each` does it")


def _reset(exchange: Exchange) -> None:
    exchange.reset()


def _reset_after(exchange: Exchange) -> None:
    exchange.forward()
    exchange.reset()


def _close(exchange: Exchange) -> None:
    exchange.end()


def _close_after(exchange: Exchange) -> None:
    exchange.forward()
    exchange.end()


def _reset_within(exchange: Exchange) -> None:
    answer = exchange.forward()
    exchange.send(answer.head() + answer.body[: len(answer.body) // 2])
    exchange.reset()


def _cut(exchange: Exchange) -> None:
    answer = exchange.forward()
    exchange.send(answer.head() + answer.body[: len(answer.body) // 2])
    exchange.end()


def _cut_chunks(exchange: Exchange) -> None:
    answer = exchange.forward()
    half = answer.body[: len(answer.body) // 2]
    exchange.send(answer.head(transfer_encoding="chunked") + f"{len(half):x}\r\n".encode() + half + b"\r\n")
    exchange.end()


def _stall(exchange: Exchange) -> None:
    exchange.until_gone()


def _stall_after(exchange: Exchange) -> None:
    exchange.forward()
    exchange.until_gone()


# The body of the answer.


def _corrupt(exchange: Exchange) -> None:
    answer = exchange.forward()
    packed = answer.body if answer.header("content-encoding") == "gzip" else gzip.compress(answer.body)
    middle = len(packed) // 2
    spoilt = packed[:10] + bytes(255 - byte for byte in packed[10:middle]) + packed[middle:]
    headers = tuple(entry for entry in answer.headers if entry[0].lower() != "content-encoding")
    exchange.answer(Answer(answer.status, (*headers, ("Content-Encoding", "gzip")), spoilt))


def _not_json(exchange: Exchange) -> None:
    exchange.forward()
    exchange.answer(Answer(200, _HTML, b"<html><h1>Log in to the network of this hotel</h1></html>"))


def _drip(exchange: Exchange) -> None:
    answer = exchange.forward()
    exchange.send(answer.head())
    step = len(answer.body) // _DRIPS + 1
    for start in range(0, len(answer.body), step):
        exchange.send(answer.body[start : start + step])


def _endless(exchange: Exchange) -> None:
    answer = exchange.forward()
    headers = tuple(entry for entry in answer.headers if entry[0].lower() != "content-encoding")
    exchange.send(Answer(answer.status, headers, b"").head(transfer_encoding="chunked"))
    while exchange.send(b"%x\r\n%b\r\n" % (len(_ENDLESS), _ENDLESS)):
        pass
    exchange.end()


# Another answer than the wiki's.


def _status(status: int, *, lands: bool, **headers: str) -> Effect:
    def effect(exchange: Exchange) -> None:
        if lands:
            exchange.forward()
        body = f"<html><h1>{status}</h1><p>Our servers are under maintenance.</p></html>".encode()
        exchange.answer(Answer(status, _HTML, body).adding(**headers))

    return effect


def _error(code: str, *, lands: bool, **headers: str) -> Effect:
    def effect(exchange: Exchange) -> None:
        if lands:
            exchange.forward()
        exchange.answer(error_of(exchange.request, code).adding(**headers))

    return effect


def error_of(request: Request, code: str) -> Answer:
    """Make an error as the wiki words it for that request."""
    text = f"The wiki says {code}."
    body: dict[str, Any] = {"error": {"code": code, "info": text, "lag": 9, "readonlyreason": "Backup"}}
    if request.params.get("errorformat", "bc") != "bc":
        body = {"errors": [{"code": code, "text": text, "module": request.action}]}
    if "requestid" in request.params:
        body["requestid"] = request.params["requestid"]
    headers = (("Content-Type", "application/json; charset=utf-8"), ("MediaWiki-API-Error", code))
    return Answer(200, headers, json.dumps(body).encode())


def _patience(exchange: Exchange) -> None:
    exchange.answer(exchange.forward().adding(Retry_After="1"))


def _redirect(status: int, target: Callable[[Exchange], str]) -> Effect:
    def effect(exchange: Exchange) -> None:
        exchange.answer(Answer(status, (*_HTML, ("Location", target(exchange) + exchange.request.target)), b"moved"))

    return effect


def _elsewhere(exchange: Exchange) -> str:
    return f"http://{exchange.proxy.elsewhere.address}"


def _secure(exchange: Exchange) -> str:
    return exchange.proxy.url.replace("http:", "https:")


def _earlier(*, lands: bool) -> Effect:
    def effect(exchange: Exchange) -> None:
        earlier = exchange.proxy.last[exchange.request.action]
        if lands:
            exchange.forward()
        exchange.answer(earlier)

    return effect


# What dies on the server.


def _dead_session(exchange: Exchange) -> None:
    exchange.proxy.kill_session(exchange.request)
    exchange.answer(exchange.forward())


def _dead_token(exchange: Exchange) -> None:
    stale = "0123456789abcdef0123456789abcdef12345678+\\"
    exchange.answer(exchange.forward(exchange.request.with_param("token", stale)))


def _anonymous(exchange: Exchange) -> None:
    """The session dies, and the token is one that the wiki takes of nobody."""
    exchange.proxy.kill_session(exchange.request)
    exchange.answer(exchange.forward(exchange.request.with_param("token", "+\\")))


# The request lands when nobody waits for it.


def _late(exchange: Exchange) -> None:
    exchange.proxy.hold(exchange.request)
    exchange.reset()


def _late_before_repeat(exchange: Exchange) -> None:
    def second(again: Exchange) -> None:
        again.proxy.release()
        again.answer(again.forward())

    exchange.proxy.plan(second, action=exchange.request.action, method="POST")
    _late(exchange)


def _late_after_repeat(exchange: Exchange) -> None:
    def second(again: Exchange) -> None:
        answer = again.forward()
        again.proxy.release()
        again.answer(answer)

    exchange.proxy.plan(second, action=exchange.request.action, method="POST")
    _late(exchange)


def _twice(exchange: Exchange) -> None:
    """Two answers are lost in a row, each after the wiki did what it was asked."""
    exchange.proxy.plan(_reset_after, action=exchange.request.action, method="POST")
    _reset_after(exchange)


_ALL = (
    Fault("none", lambda exchange: exchange.answer(exchange.forward()), "done"),
    Fault("refused", _refuse, "done"),
    Fault("reset unread", _reset, "lost", early=True),
    Fault("reset before", _reset, "lost"),
    Fault("reset after", _reset_after, "lost"),
    Fault("reset after, twice", _twice, "lost"),
    Fault("reset within", _reset_within, "lost"),
    Fault("closed before", _close, "lost"),
    Fault("closed after", _close_after, "lost"),
    Fault("stall before", _stall, "lost", stalls=True),
    Fault("stall after", _stall_after, "lost", stalls=True),
    Fault("cut", _cut, "lost"),
    Fault("cut chunks", _cut_chunks, "lost"),
    Fault("corrupt gzip", _corrupt, "lost"),
    Fault("web page", _not_json, "lost"),
    Fault("drip", _drip, "done"),
    Fault("endless", _endless, "lost"),
    Fault("502 before", _status(502, lands=False), "lost"),
    Fault("502 after", _status(502, lands=True), "lost"),
    Fault("503 before", _status(503, lands=False, Retry_After="1"), "lost"),
    Fault("503 after", _status(503, lands=True, Retry_After="1"), "lost"),
    Fault("504 before", _status(504, lands=False), "lost"),
    Fault("504 after", _status(504, lands=True), "lost"),
    Fault("429", _status(429, lands=False, Retry_After="1"), "done"),
    Fault("retry-after", _patience, "done"),
    Fault("maxlag", _error("maxlag", lands=False, Retry_After="1", X_Database_Lag="9"), "done"),
    Fault("readonly", _error("readonly", lands=False), "done"),
    Fault("ratelimited", _error("ratelimited", lands=False), "done"),
    Fault("database before", _error("internal_api_error_DBQueryError", lands=False), "lost"),
    Fault("database after", _error("internal_api_error_DBQueryError", lands=True), "lost"),
    Fault("dead session", _dead_session, "done"),
    Fault("dead session, token of nobody", _anonymous, "done"),
    Fault("dead token", _dead_token, "done"),
    Fault("redirect, other host", _redirect(307, _elsewhere), "refused"),
    Fault("redirect, other scheme", _redirect(301, _secure), "done"),
    Fault("earlier answer before", _earlier(lands=False), "lost", earlier=True),
    Fault("earlier answer after", _earlier(lands=True), "lost", earlier=True),
    Fault("late", _late, "lost", late=True),
    Fault("late, before a repeat", _late_before_repeat, "lost", late=True),
    Fault("late, after a repeat", _late_after_repeat, "lost", late=True),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}

_OF_WRITES = frozenset({"none", "refused", "reset unread", "reset after, twice", "stall before", "stall after"})
_OF_WRITES |= {"dead token", "dead session, token of nobody", "late", "late, before a repeat", "late, after a repeat"}
_OF_WRITES |= {name for name in FAULTS if name.endswith(" after") and f"{name.removesuffix(' after')} before" in FAULTS}
_OF_WRITES |= {"redirect, other host"}  # which a read follows, without what is secret (tests/runtime, redirects)
"""Faults that are none of a read, or the same as another: whether the wiki did it makes no difference there."""

_STRANGE = frozenset({"web page", "endless"})
"""What is an error at once, unless a write's answer is lost."""

_FIRST: Mapping[Stage, str | None] = {
    "base": None,
    "look": "reset after",
    "look at nothing": "reset before",
    "second look": "reset after",
    "new token": "dead token",
    "login token": "dead session",
    "login": "dead session",
    "session": "dead session",
}
"""What strikes the write, so that there is such a read."""

_SECOND_LOSSES = {("login", "dead session"), ("session", "dead session"), ("session", "earlier answer before")}
"""The session ends a second time while it is renewed (an earlier answer sets an earlier cookie): that is tried once."""

_SKIPPED = {"second look": 1, "session": 1}


def _of_read(stage: Stage, fault: Fault) -> Fault:
    name, first = f"{stage}: {fault.name}", _FIRST[stage]
    if first is None:
        ends: Literal["done", "refused"] = "refused" if fault.name in _STRANGE else "done"
        return replace(fault, name=name, ends=ends, earlier=False, action="query", method="GET", stage=stage)

    def effect(exchange: Exchange) -> None:
        action, method = ("login", "POST") if stage == "login" else (None, "GET")
        exchange.proxy.plan(fault.effect, action=action, method=method, skip=_SKIPPED.get(stage, 0))
        FAULTS[first].effect(exchange)

    ends_first = FAULTS[first].ends
    is_error = (fault.name in _STRANGE and ends_first == "done") or (stage, fault.name) in _SECOND_LOSSES
    return Fault(name, effect, "refused" if is_error else ends_first, stage=stage)


FAULTS_OF_READS: Mapping[str, Fault] = {
    made.name: made
    for stage in _FIRST
    for fault in FAULTS.values()
    if fault.name not in _OF_WRITES
    for made in [_of_read(stage, fault)]
}
