"""A wiki in place of the network: it answers each request by what it asks for, and a test says when."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from mwtyped.runtime import AsyncBaseSite, BaseSite
from mwtyped.runtime.async_transport import AsyncTransport
from mwtyped.runtime.flows import Answer, Send
from mwtyped.runtime.transport import Transport
from tests.runtime.scripted import page, params_of, reply, with_mark

__all__ = ["Answers", "AsyncWiki", "Wiki", "async_site", "pages_in_batches", "pages_of", "site"]

Answers = Callable[[Mapping[str, Any]], object]
"""Takes the parameters of a request and gives its reply; an exception is raised."""


def pages_of(params: Mapping[str, Any]) -> dict[str, Any]:
    """Give a page for each title or id: those with `<` are invalid, those with `No` missing, ids over 99 too."""
    titles, ids = _values(params.get("titles", "")), _values(params.get("pageids", ""))
    return {"batchcomplete": True, "query": {"pages": [*map(_titled, titles), *map(_numbered, ids)]}}


def _values(text: str) -> list[str]:
    return text[1:].split("\x1f") if text.startswith("\x1f") else text.split("|") if text else []


def pages_in_batches(batches: int, size: int = 2) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Give so many batches of a list of pages, P0 first."""

    def answers(params: Mapping[str, Any]) -> dict[str, Any]:
        start = int(params.get("apcontinue", 0))
        more = {"continue": {"apcontinue": str(start + 1), "continue": "-||"}} if start + 1 < batches else {}
        rows = [page(f"P{number}", number + 1) for number in range(start * size, start * size + size)]
        return {"batchcomplete": True, **more, "query": {"allpages": rows}}

    return answers


def _titled(title: str) -> dict[str, Any]:
    if "<" in title or "|" in title:
        return {"title": title, "invalid": True, "invalidreason": "no"}
    return {"ns": 0, "title": title, "missing": True} if "No" in title else page(title, len(title))


def _numbered(number: str) -> dict[str, Any]:
    return {"pageid": int(number), "missing": True} if int(number) > 99 else page(f"P{number}", int(number))


class _Noted:
    """What both worlds note of their requests."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[dict[str, Any]] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.changed = threading.Condition()

    @contextmanager
    def _noted(self, command: Send) -> Iterator[None]:
        with self.changed:
            self.asked.append(params_of(command))
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            self.changed.notify_all()
        try:
            yield
        finally:
            with self.changed:
                self.in_flight -= 1
                self.changed.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Block until that is so, which a request's begin or end may bring about."""
        with self.changed:
            assert self.changed.wait_for(condition, 30)

    def _answer(self, command: Send) -> Answer:
        answer = self.answers(params_of(command))
        if isinstance(answer, BaseException):
            raise answer
        answered = answer if isinstance(answer, Answer) else reply(answer, url=command.url)
        return with_mark(answered, params_of(command))


class AsyncWiki(_Noted, AsyncTransport):
    """Holds each request until `gate` is open, where there is one."""

    def __init__(self, answers: Answers = pages_of, *, parallel: int = 1, gate: asyncio.Event | None = None) -> None:
        _Noted.__init__(self, answers)
        AsyncTransport.__init__(self, {}, parallel=parallel)
        self.gate = gate

    async def send(self, command: Send) -> Answer:
        with self._noted(command):
            await (self.gate.wait() if self.gate is not None else asyncio.sleep(0))
            return self._answer(command)


class Wiki(_Noted, Transport):
    """Holds each request until `gate` is open, where there is one."""

    def __init__(self, answers: Answers = pages_of, *, parallel: int = 1, gate: threading.Event | None = None) -> None:
        _Noted.__init__(self, answers)
        Transport.__init__(self, {}, parallel=parallel)
        self.gate = gate

    def send(self, command: Send) -> Answer:
        with self._noted(command):
            if self.gate is not None:
                assert self.gate.wait(30), "the test never opened the gate"
            return self._answer(command)


def async_site(wiki: AsyncWiki, **arguments: Any) -> AsyncBaseSite[Any]:
    """Make a site that asks that wiki."""
    made: AsyncBaseSite[Any] = AsyncBaseSite("wiki.example", do_init=False, **arguments)
    made._transport = wiki
    return made


def site(wiki: Wiki, **arguments: Any) -> BaseSite[Any]:
    """Make a site that asks that wiki."""
    made: BaseSite[Any] = BaseSite("wiki.example", do_init=False, **arguments)
    made._transport = wiki
    return made
