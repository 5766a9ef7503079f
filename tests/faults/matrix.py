"""Each fault with each operation, in both worlds: what was said of the write, and what was true."""

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from unittest import mock

from mwtyped.runtime import transport

from ..wiki import Wiki
from .effects import FAULTS, FAULTS_OF_READS, Fault
from .operations import ADMIN, OPERATIONS, Case, Operation, Truth, Workshop
from .proxy import Plan, Proxy
from .worlds import AsyncWorld, SyncWorld

__all__ = ["WRONG", "Bench", "Doer", "Outcome", "bench", "cases", "cases_of_reads", "summary"]

DONE, NOT_DONE = "done", "not done, said so"
UNKNOWN_DONE, UNKNOWN_NOT_DONE = "unknown: done", "unknown: not done"
DOUBLED, LOST, ATTRIBUTED, REPORTED, SPOILT = "DOUBLED", "LOST", "WRONG USER", "SAID NOT DONE", "SPOILT"
WRONG = (DOUBLED, LOST, ATTRIBUTED, REPORTED, SPOILT)
"""What must never come of a write."""

NOT_REPEATED = frozenset({"new section", "rollback", "rights", "import"})
"""Operations that a second try might do twice: where there is no trace of the first, it may be on its way still.

All others are done once, and said so, whatever answer is lost and however late a request lands.
"""

IN_STEPS = frozenset({"upload in pieces"})
"""Operations with steps before the write itself: where one fails for good, nothing is done, and it says so."""

_UNSEEN = frozenset({"patrol", "tag", *IN_STEPS})
"""Operations of which it is not looked whether they were done."""

_SEEN_AT_ONCE = _UNSEEN | {"full text", "create", "append to nothing", "undo"}
"""Operations of which one read tells that they were done."""

_VERDICTS = (DONE, NOT_DONE, UNKNOWN_DONE, UNKNOWN_NOT_DONE, *WRONG)
_ALL_FAULTS = {**FAULTS, **FAULTS_OF_READS}
_LARGEST_REPLY = 4 * 1024 * 1024


class Doer(Protocol):
    """A client with which an operation is done."""

    @property
    def name(self) -> str: ...

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What it may raise."""
        ...

    @property
    def unknown(self) -> tuple[type[Exception], ...]:
        """Those of them that do not say whether it was done."""
        ...

    def hurry(self) -> None: ...

    def calm(self) -> None: ...

    def forget_tokens(self) -> None: ...

    def run(self, operation: Operation, case: Case) -> Any: ...


@dataclass(frozen=True)
class Outcome:
    """What came of one case.

    Attributes:
        said: what the client said: its error, or None where it gave a result.
        gave_up: its error does not say whether it was done.
        truth: what the wiki says.
        struck: the fault met its request.
        leaked: what reached another host than the wiki's.
    """

    fault: str
    operation: str
    world: str
    said: Exception | None
    gave_up: bool
    truth: Truth
    struck: bool
    leaked: bytes = b""

    @property
    def verdict(self) -> str:
        if self.truth.times > 1:
            return DOUBLED
        if self.truth.by - {ADMIN}:
            return ATTRIBUTED
        if self.truth.spoilt:
            return SPOILT
        done = self.truth.times == 1
        if self.said is None:
            return DONE if done else LOST
        if self.gave_up:
            return UNKNOWN_DONE if done else UNKNOWN_NOT_DONE
        return REPORTED if done else NOT_DONE

    @property
    def is_right(self) -> bool:
        """Tell whether the write ended as it may after that fault, and nothing else went wrong."""
        fault = _ALL_FAULTS[self.fault]
        lost = {DONE}
        if self.operation in NOT_REPEATED:
            lost |= {UNKNOWN_NOT_DONE, *([UNKNOWN_DONE] if fault.late else [])}
        if self.operation in IN_STEPS:
            lost |= {NOT_DONE}
        ends = {"done": {DONE}, "refused": {NOT_DONE}, "lost": lost}
        return self.verdict in ends[fault.ends] and self.struck and not self.leaked

    def __str__(self) -> str:
        said = "a result" if self.said is None else f"{type(self.said).__name__}: {self.said}"
        true = f"{self.truth.times} by {sorted(self.truth.by)}"
        spoilt = f" {self.truth.spoilt!r}" if self.truth.spoilt else ""
        verdict = self.verdict if self.struck else "NOT STRUCK"
        return f"{verdict}: {self.operation}, {self.fault}, {self.world}: said {said}; true: {true}{spoilt}"


class Bench:
    """A wiki, the proxy before it, and who looks past the proxy."""

    def __init__(self, wiki: Wiki, proxy: Proxy, workshop: Workshop) -> None:
        self.wiki, self.proxy, self.workshop = wiki, proxy, workshop

    def run(self, fault: Fault, operation: Operation, world: Doer) -> Outcome:
        """Do an operation while something goes wrong, and ask the wiki what was done."""
        if fault.earlier:
            world.run(operation, operation.prepared(self.workshop))
        case = operation.prepared(self.workshop)
        said: Exception | None = None
        with self._spoilt(fault, operation) as plan:
            if fault.stalls:
                world.hurry()
            if fault.stage == "base":
                world.forget_tokens()
            try:
                world.run(operation, case)
            except world.errors as error:
                said = error
            finally:
                world.calm()
            missed = self.proxy.missed
        self.proxy.release()
        self.proxy.settle()
        leaked = self.proxy.elsewhere.heard()
        truth = operation.truth(self.workshop, case)
        if fault.stage != "write" and said is not None:  # the client works on
            world.run(operation, operation.prepared(self.workshop))
        struck = plan is None or (plan.met is not None and (fault.stage == "write" or missed == 0))
        return Outcome(
            fault.name, operation.name, world.name, said, isinstance(said, world.unknown), truth, struck, leaked
        )

    @contextmanager
    def _spoilt(self, fault: Fault, operation: Operation) -> Generator[Plan | None]:
        try:
            if fault.name == "refused":
                self.proxy.refuse_each()
                yield None
            else:
                action = fault.action or operation.action
                yield self.proxy.plan(fault.effect, action=action, method=fault.method, early=fault.early)
        finally:
            self.proxy.calm()


@contextmanager
def bench(wiki: Wiki) -> Generator[tuple[Bench, tuple[SyncWorld, AsyncWorld]]]:
    """Set up all that a matrix needs, but for the wiki."""
    account = wiki.accounts["admin"]
    account = account._replace(bot_name=account.name, bot_password=account.password)  # no other may change rights
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(transport, "_LARGEST_REPLY", _LARGEST_REPLY))
        proxy = stack.enter_context(Proxy(wiki.url))
        workshop = stack.enter_context(Workshop(wiki))
        worlds = SyncWorld(proxy, account), AsyncWorld(proxy, account)
        for world in worlds:
            stack.enter_context(world)
        yield Bench(wiki, proxy, workshop), worlds


def cases(*, full: bool) -> Iterator[tuple[Fault, Operation]]:
    """Pair faults and operations: all, or each fault with one operation of each kind, in turn."""
    for number, fault in enumerate(FAULTS.values()):
        if full:
            yield from ((fault, operation) for operation in OPERATIONS.values())
            continue
        for kind in dict.fromkeys(operation.kind for operation in OPERATIONS.values()):
            some = [operation for operation in OPERATIONS.values() if operation.kind == kind]
            yield fault, some[number % len(some)]


def cases_of_reads(*, full: bool) -> Iterator[tuple[Fault, Operation]]:
    """Pair the faults of reads with operations that make such a read: with all, or with one each, in turn."""
    for number, fault in enumerate(FAULTS_OF_READS.values()):
        without = {"look": _UNSEEN, "look at nothing": _UNSEEN, "second look": _SEEN_AT_ONCE}.get(fault.stage, ())
        some = [operation for operation in OPERATIONS.values() if operation.name not in without]
        yield from ((fault, operation) for operation in (some if full else [some[number % len(some)]]))


def summary(outcomes: Iterable[Outcome]) -> str:
    """Make a table of what came of the cases: by fault, by operation, and in all."""
    outcomes = list(outcomes)
    width = max(len(name) for name in (*_ALL_FAULTS, *OPERATIONS))
    lines = [" " * width + "".join(f"  {verdict:>{len(verdict)}}" for verdict in _VERDICTS)]
    for names, of in ((_ALL_FAULTS, "fault"), (OPERATIONS, "operation")):
        for name in names:
            lines += _row(name, [one for one in outcomes if getattr(one, of) == name], width)
        lines.append("")
    lines += _row("all", outcomes, width)
    return "\n".join(lines)


def _row(name: str, outcomes: list[Outcome], width: int) -> list[str]:
    counts = Counter(outcome.verdict for outcome in outcomes)
    cells = "".join(f"  {counts[verdict] or '·':>{len(verdict)}}" for verdict in _VERDICTS)
    return [f"{name:<{width}}{cells}"] if outcomes else []
