"""Many workers write on few pages while things go wrong at random: `python -m tests.faults.soak --seed 1`.

Each write adds a line that no other adds: by an append, or by reading the page and saving its text with that line. So
the history tells all: a line that came twice was doubled, one that went away was overwritten.
"""

import argparse
import asyncio
import gc
import os
import random
import sys
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from pydantic_core import from_json

import mwtyped
from mwtyped import MwClientError, WriteOutcomeUnknown
from mwtyped.runtime import reply, transport

from ..live.oracle import Oracle
from ..wiki import Wiki, start
from .effects import FAULTS
from .proxy import Effect, Proxy
from .wire import Request
from .worlds import PassingClock

__all__ = ["Report", "soak"]

_PAGES = 3
_WORKERS = 3
"""In each world."""

_USER = "bot"
_OFTEN, _SELDOM = 0.2, 0.03
_HELD_FOR = 5
_NOT_HERE = {"none", "refused", "reset after, twice", "stall before", "stall after", "drip"}
_NOT_HERE |= {"late, before a repeat", "late, after a repeat", "redirect, other scheme"}
_EARLIER = ["earlier answer before", "earlier answer after"]
_FOR_WRITES = {*_EARLIER, "dead token", "dead session, token of nobody", "late"}


@dataclass
class Report:
    """What a soak found; `wrong` is empty if all is well.

    Attributes:
        said: how often which outcome was told, and of those not known, which were done.
        faults: how often which fault struck.
        grown: bytes by which what mwtyped holds grew between the first quarter and the end.
        sockets: how many more were open at the end than at the beginning.
    """

    seconds: float = 0.0
    said: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    revisions: int = 0
    grown: int = 0
    sockets: int = 0

    def __str__(self) -> str:
        lines = [
            f"{self.said.total()} writes in {self.seconds:.0f} s; {self.revisions} revisions",
            "said: " + ", ".join(f"{what} {number}" for what, number in sorted(self.said.items())),
            "faults: " + ", ".join(f"{name} {number}" for name, number in sorted(self.faults.items())),
            f"grown by {self.grown} bytes; {self.sockets} sockets left open",
        ]
        return "\n".join([*lines, *self.wrong, f"{len(self.wrong)} wrong"])


class _Mishaps:
    """Faults at random; what is held lands some requests later."""

    def __init__(self, proxy: Proxy, chance: random.Random, met: Counter[str]) -> None:
        self._proxy, self._chance, self._met = proxy, chance, met
        self._lock = threading.Lock()
        self._since = 0
        self._reads = [name for name in FAULTS if name not in _NOT_HERE | _FOR_WRITES]
        self._writes = [name for name in FAULTS if name not in _NOT_HERE]

    def choose(self, request: Request) -> Effect | None:
        writes = request.method == "POST" and request.action == "edit"
        some = self._writes if writes else self._reads
        if "requestid" in request.params and not writes:  # a read that belongs to a write
            some = [*some, *_EARLIER]
        with self._lock:
            self._since += 1
            due = self._since % _HELD_FOR == 0
            struck = self._chance.random() < (_OFTEN if writes else _SELDOM)
            name = self._chance.choice(some) if struck else None
            if name is not None and name.startswith("earlier") and request.action not in self._proxy.last:
                name = None
            if name is not None:
                self._met[name] += 1
        if due:
            self._proxy.release()
        return None if name is None else FAULTS[name].effect


@dataclass(frozen=True)
class _Task:
    number: int
    title: str
    whole: bool

    @property
    def line(self) -> str:
        return f"line {self.number}"

    def append(self, site: Any) -> Any:
        return site.api.edit(title=self.title, appendtext=f"\n{self.line}")

    def read(self, site: Any) -> Any:
        return site.api.query.revisions(titles=[self.title], prop=["ids", "content"], slots=["main"])

    def save(self, site: Any, page: Any) -> Any:
        newest = page.revisions[0]
        text = f"{newest.slots['main'].content}\n{self.line}"
        return site.api.edit(title=self.title, text=text, baserevid=newest.revid)


class _Tasks:
    """Tasks in the seed's order, for whoever is free."""

    def __init__(self, titles: list[str], operations: int, chance: random.Random) -> None:
        self.all = [_Task(number, chance.choice(titles), chance.random() < 0.4) for number in range(operations)]
        self._given = self._most = 0
        self._lock = threading.Lock()
        self.said: dict[int, str] = {}
        self.crashes: list[str] = []

    def offer(self, most: int) -> None:
        """Let the tasks up to that one be taken."""
        self._most = most

    def next(self) -> _Task | None:
        with self._lock:
            if self._given == self._most:
                return None
            self._given += 1
            return self.all[self._given - 1]

    def note(self, task: _Task, error: Exception | None) -> None:
        if error is not None and not isinstance(error, MwClientError):
            self.crashes.append(f"CRASH: {task.line}: {error!r}")
        known = "done" if error is None else "unknown" if isinstance(error, WriteOutcomeUnknown) else "not done"
        self.said[task.number] = known


def _thread(tasks: _Tasks, site: mwtyped.Site) -> None:
    while (task := tasks.next()) is not None:
        error: Exception | None = None
        try:
            if task.whole:
                task.save(site, task.read(site).first())
            else:
                task.append(site)
        except Exception as raised:  # what no write may raise is told in the report
            error = raised
        tasks.note(task, error)


async def _coroutine(tasks: _Tasks, site: mwtyped.AsyncSite) -> None:
    while (task := tasks.next()) is not None:
        error: Exception | None = None
        try:
            if task.whole:
                await task.save(site, await task.read(site).first())
            else:
                await task.append(site)
        except Exception as raised:
            error = raised
        tasks.note(task, error)


def _sockets() -> int:
    links = (Path(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd"))  # noqa: PTH208  # while it is read
    return sum(link.readlink().name.startswith("socket:") for link in links if link.is_symlink())


def _held() -> int:
    gc.collect()
    ours = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/src/mwtyped/runtime/*")])
    return sum(statistic.size for statistic in ours.statistics("filename"))


def soak(wiki: Wiki, *, seed: int, operations: int) -> Report:
    """Let the workers do so many writes, and ask the wiki what came of them."""
    report, chance = Report(), random.Random(seed)
    sockets, begin = _sockets(), time.monotonic()
    with (
        Proxy(wiki.url) as proxy,
        closing(Oracle(wiki)) as oracle,
        mock.patch.object(transport, "_LARGEST_REPLY", 4 * 1024 * 1024),
        mock.patch.object(
            reply, "from_json", partial(from_json, cache_strings="none")
        ),  # it keeps up to 16,384 of them
    ):
        oracle.log_in(wiki.accounts["admin"])
        titles = [f"Soak {seed} {time.time_ns()} {number}" for number in range(_PAGES)]
        for title in titles:
            token = oracle.ask(action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
            oracle.ask(action="edit", title=title, text="begin", token=token)
        tasks = _Tasks(titles, operations, chance)
        tracemalloc.start()
        with _Crew(wiki, proxy) as crew:
            proxy.choose = _Mishaps(proxy, chance, report.faults).choose
            tasks.offer(operations // 4)
            crew.work(tasks)
            held = _held()
            tasks.offer(operations)
            crew.work(tasks)
            report.grown = _held() - held
            proxy.calm()
        tracemalloc.stop()
        proxy.release()
        proxy.settle()
        for title in titles:
            _judge(title, list(_history(oracle, title)), tasks, report)
        report.wrong += tasks.crashes
    gc.collect()
    report.sockets = _sockets() - sockets
    report.seconds = time.monotonic() - begin
    return report


class _Crew:
    """One site for all threads, one for all tasks of a loop."""

    def __init__(self, wiki: Wiki, proxy: Proxy) -> None:
        account = wiki.accounts[_USER]
        settings: dict[str, Any] = {"options": mwtyped.Options(clock=PassingClock(proxy.accept_again))}
        self._runner = asyncio.Runner()
        self._site = mwtyped.Site(proxy.url, **settings)
        self._site.login(account.bot_name, account.bot_password)
        self._async_site = mwtyped.AsyncSite(proxy.url, **settings)
        self._runner.run(self._async_site.login(account.bot_name, account.bot_password))

    def __enter__(self) -> "_Crew":
        return self

    def __exit__(self, *_: object) -> None:
        self._site.close()
        self._runner.run(self._async_site.close())
        self._runner.close()

    def work(self, tasks: _Tasks) -> None:
        threads = [threading.Thread(target=_thread, args=(tasks, self._site)) for _ in range(_WORKERS)]
        for thread in threads:
            thread.start()
        self._runner.run(self._together(tasks))
        for thread in threads:
            thread.join()

    async def _together(self, tasks: _Tasks) -> None:
        await asyncio.gather(*(_coroutine(tasks, self._async_site) for _ in range(_WORKERS)))


def _history(oracle: Oracle, title: str) -> Iterator[dict[str, Any]]:
    """Give all revisions of a page, oldest first."""
    cursor: dict[str, str] = {}
    while True:
        page = oracle.ask(
            action="query",
            formatversion="2",
            prop="revisions",
            titles=title,
            rvprop="ids|user|content",
            rvslots="main",
            rvlimit="max",
            rvdir="newer",
            **cursor,
        )
        yield from page["query"]["pages"][0]["revisions"]
        if "continue" not in page:
            return
        cursor = {key: str(value) for key, value in page["continue"].items()}


def _judge(title: str, history: list[dict[str, Any]], tasks: _Tasks, report: Report) -> None:
    came: Counter[str] = Counter()
    before: Counter[str] = Counter()
    report.revisions += len(history)
    for revision in history:
        lines = Counter(revision["slots"]["main"]["content"].splitlines())
        came += lines - before
        if gone := before - lines:
            report.wrong.append(f"OVERWRITTEN: {title}, revision {revision['revid']}: {sorted(gone)}")
        if revision["user"] not in ("Bot", "Admin"):
            report.wrong.append(f"WRONG USER: {title}, revision {revision['revid']}: {revision['user']}")
        before = lines
    for task in tasks.all:
        if task.title != title:
            continue
        said, times = tasks.said[task.number], came[task.line]
        wrong = "DOUBLED" if times > 1 else {("done", 0): "LOST", ("not done", 1): "SAID NOT DONE"}.get((said, times))
        if wrong:
            report.wrong.append(f"{wrong}: {task}: said {said}, came {times} times")
        report.said[said if said != "unknown" else f"unknown: {'done' if times else 'not done'}"] += 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description="Write while things go wrong.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--operations", type=int, default=2_000)
    options = parser.parse_args()
    with start("1.43") as wiki:
        report = soak(wiki, seed=options.seed, operations=options.operations)
    print(report)
    return int(bool(report.wrong or report.sockets))


if __name__ == "__main__":
    sys.exit(main())
