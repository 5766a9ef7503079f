"""A write is never doubled, silently lost, another's, or wrongly reported, whatever goes wrong on the way."""

from collections.abc import Iterator

import pytest

from ..wiki import Wiki
from .effects import FAULTS, Fault
from .matrix import WRONG, Bench, Outcome, bench, cases, cases_of_reads, summary
from .operations import OPERATIONS, Operation
from .worlds import AsyncWorld, SyncWorld

Table = tuple[Bench, tuple[SyncWorld, AsyncWorld], list[Outcome]]


@pytest.fixture(scope="module")
def table(wiki: Wiki) -> Iterator[Table]:
    outcomes: list[Outcome] = []
    with bench(wiki) as (made, worlds):
        yield made, worlds, outcomes
    print(f"\n{summary(outcomes)}\n{len(outcomes)} cases")


READS = list(cases_of_reads(full=False))
KINDS = list(dict.fromkeys(operation.kind for operation in OPERATIONS.values()))


def world_of(fault: Fault, operation: Operation) -> int:
    """Give each fault and each operation both worlds in turn; `python -m tests.faults` runs each case in both."""
    number = list(FAULTS).index(fault.name)
    return (number // 7 + number // 3 + KINDS.index(operation.kind)) % 2


@pytest.mark.parametrize(
    ("fault", "operation"), [pytest.param(*case, id=f"{case[0].name}-{case[1].name}") for case in cases(full=False)]
)
def test_each_write_ends_as_it_may(table: Table, fault: Fault, operation: Operation) -> None:
    made, worlds, outcomes = table
    outcomes.append(made.run(fault, operation, worlds[world_of(fault, operation)]))
    assert outcomes[-1].is_right, outcomes[-1]


@pytest.mark.parametrize(
    ("number", "fault", "operation"),
    [pytest.param(number, *case, id=f"{case[0].name}-{case[1].name}") for number, case in enumerate(READS)],
)
def test_a_read_that_belongs_to_a_write_may_fail_too(
    table: Table, number: int, fault: Fault, operation: Operation
) -> None:
    made, worlds, outcomes = table
    outcome = made.run(fault, operation, worlds[number % 2])
    for _ in range(2):  # a session that ends by itself takes the fault's turn now and then: such a case says nothing
        if outcome.struck or outcome.verdict in WRONG:
            break
        outcome = made.run(fault, operation, worlds[number % 2])
    outcomes.append(outcome)
    assert outcome.is_right, outcome


def test_each_fault_meets_an_operation_of_each_kind_and_each_operation_a_fault() -> None:
    met = {(fault.name, operation.kind) for fault, operation in cases(full=False)}

    assert met == {(fault, operation.kind) for fault in FAULTS for operation in OPERATIONS.values()}
    assert {operation.name for _, operation in cases(full=False)} == set(OPERATIONS)
    assert {(fault.name, world_of(fault, one)) for fault, one in cases(full=False)} == {
        (fault, world) for fault in FAULTS for world in (0, 1)
    }
    assert {(one.name, world_of(fault, one)) for fault, one in cases(full=False)} == {
        (operation, world) for operation in OPERATIONS for world in (0, 1)
    }
    assert len(list(cases(full=True))) == len(FAULTS) * len(OPERATIONS)
