"""Batches that are asked for while the caller works on those before, in threads."""

import threading
from collections import deque
from collections.abc import Callable, Generator
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar
from weakref import WeakSet

from .clock import Clock, SystemClock
from .errors import ConnectionFailed, MwClientError
from .flows import Flow, Wait
from .flows.walk import Stretch, Walk

if TYPE_CHECKING:
    from ._sync.site import BaseSite

__all__ = ["Ahead", "given_up", "stretches"]

T = TypeVar("T")


def given_up() -> ConnectionFailed:
    """Make the error of who waits for what a closed site will not bring."""
    return ConnectionFailed("the site was closed while it read ahead", sent=False, lasting=True)


def stretches(site: "BaseSite[Any]", walk: Walk[T]) -> Generator[Stretch[T]]:
    """Give what a walk brings; ask for it in threads where the site may have several requests, or may read ahead."""
    options, jobs = site.context.session.options, deque[_Job[list[T]]]()
    if not (walk.has_parts or options.read_ahead):
        while (flow := walk.begin()) is not None:
            yield walk.take(site.run(flow))
        return

    def ask() -> None:
        while len(jobs) < options.parallel and (flow := walk.begin()) is not None:
            jobs.append(site.ahead.begin(_Job(site, flow)))

    try:
        ask()
        while jobs:
            stretch = walk.take(jobs[0].result())
            jobs.popleft()
            if options.read_ahead:
                ask()
            yield stretch
            ask()
    finally:
        for job in jobs:
            job.give_up()


class Ahead:
    """What the threads of a site's listings are doing."""

    def __init__(self) -> None:
        self._jobs: WeakSet[_Job[Any]] = WeakSet()

    def begin(self, job: "_Job[T]") -> "_Job[T]":
        self._jobs.add(job)
        job.start()
        return job

    def end(self) -> None:
        """Let no thread begin another request."""
        for job in list(self._jobs):
            job.give_up()


class _Job(Generic[T]):
    """A flow that runs in a thread of its own, as long as somebody wants its result."""

    def __init__(self, site: "BaseSite[Any]", flow: Flow[T]) -> None:
        self._site = site
        self._flow = flow
        # A Future has a lock of its own, which an interrupt of who waits (Ctrl-C) may leave locked for good.
        self._arriving: SimpleQueue[Callable[[], T]] = SimpleQueue()
        self._unwanted = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="mwtyped listing", daemon=True).start()

    def result(self) -> T:
        """Wait for the result, once, or raise what went wrong."""
        return self._arriving.get()()

    def give_up(self) -> None:
        """Let it begin no further request or wait; one in flight is not broken off."""
        self._unwanted.set()

    def _run(self) -> None:
        clock = self._site.context.session.options.clock
        try:
            result = self._site.run(_wanted(self._flow, self._unwanted, clock))
        except BaseException as error:
            self._arriving.put(partial(_raise, error))
        else:
            self._arriving.put(lambda: result)


def _raise(error: BaseException) -> NoReturn:
    raise error


def _wanted(flow: Flow[T], unwanted: threading.Event, clock: Clock) -> Flow[T]:
    """Run a flow until nobody wants its result, which ends a wait too."""
    try:
        command = next(flow)
        while not unwanted.is_set():
            if isinstance(command, Wait) and isinstance(clock, SystemClock):
                unwanted.wait(command.seconds)
                command = flow.send(None)
                continue
            try:
                outcome = yield command
            except MwClientError as error:
                command = flow.throw(error)
            else:
                command = flow.send(outcome)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        flow.close()
    raise given_up()
