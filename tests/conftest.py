"""Fixtures for all tests: the real wikis, started at first use, each a fresh copy for this run."""

from collections.abc import Iterator

import pytest

from .wiki import NotAvailable, Wiki, start


def _wiki(version: str) -> Iterator[Wiki]:
    try:
        wiki = start(version)
    except NotAvailable as reason:
        pytest.skip(f"not run, because there is no MediaWiki {version} here: {reason}")
    with wiki:
        yield wiki


@pytest.fixture(scope="session")
def wiki() -> Iterator[Wiki]:
    """MediaWiki 1.43, shared by the tests of a run: write to pages of your own, leave the seeded ones as they are."""
    yield from _wiki("1.43")


@pytest.fixture(scope="session")
def wiki139() -> Iterator[Wiki]:
    """MediaWiki 1.39, likewise."""
    yield from _wiki("1.39")
