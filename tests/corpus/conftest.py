"""Runs the corpus once, on all its wikis; two at a time, for these machines have two cores."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mwtyped_codegen.probe import Failure
from mwtyped_codegen.trials import Observation
from tests.wiki import NotAvailable
from tests.wiki.probes import VERSIONS, probed, wikis

Run = tuple[list[Observation], list[Failure]]


def _probed(version: str, corpus: Path) -> Run | None:
    """Run a corpus; None where the machine cannot have that version. The newest it must have."""
    try:
        return probed(version, corpus)
    except NotAvailable:
        if version == VERSIONS[0]:
            raise
        return None


@pytest.fixture(scope="session")
def runs() -> Sequence[Run | None]:
    """Give what each wiki answered, and the calls that went otherwise than their files say."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(lambda one: _probed(*one), wikis()))


@pytest.fixture(scope="session")
def run(runs: Sequence[Run | None]) -> Run:
    """Give all of it together."""
    made = [one for one in runs if one is not None]
    return [one for observations, _ in made for one in observations], [one for _, failed in made for one in failed]


@pytest.fixture(scope="session")
def answered(run: Run) -> list[Observation]:
    """Give the replies that are no refusals."""
    return [
        one
        for one in run[0]
        if not (isinstance(one["reply"], dict) and ("errors" in one["reply"] or "error" in one["reply"]))
    ]
