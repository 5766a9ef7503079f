"""Fixtures for all tests: the real wikis, started at first use, each a fresh copy for this run."""

from collections.abc import Iterator

import pytest

from .wiki import NotAvailable, Wiki, start


@pytest.fixture(scope="session")
def wiki() -> Iterator[Wiki]:
    """MediaWiki 1.43, shared by the tests of a run: write to pages of your own, leave the seeded ones as they are."""
    # No skipping here: without this wiki, next to nothing would be tested, and the run would look fine.
    with start("1.43") as wiki:
        yield wiki


@pytest.fixture(scope="session")
def wiki139() -> Iterator[Wiki]:
    """MediaWiki 1.39, likewise, where PHP isn't too new for it."""
    try:
        wiki = start("1.39")
    except NotAvailable as reason:
        pytest.skip(f"not run, because {reason}")
    with wiki:
        yield wiki
