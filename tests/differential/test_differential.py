"""Ours beside mwclient on the real wikis: each difference has a name, and each name a difference."""

import pytest

from ..wiki import NotAvailable, start
from .differences import DIFFERENCES
from .run import Results, all_read, all_written, table

IN_ASYNC = "1.43"


@pytest.fixture(scope="module", params=["1.43", "1.39"])
def results(request: pytest.FixtureRequest) -> tuple[str, Results]:
    """All that came of it on one version; in async code on the newer one."""
    version, in_async = request.param, request.param == IN_ASYNC
    try:
        wiki = start(version)
    except NotAvailable as reason:
        if version == "1.43":
            raise
        pytest.skip(f"not run, because {reason}")
    with wiki:
        read = all_read(wiki, in_async=in_async)
    written = all_written(version, in_async=in_async)
    return version, Results(read.beside + written.beside, read.in_async + written.in_async)


def test_every_difference_is_named(results: tuple[str, Results]) -> None:
    version, found = results

    assert not [one for one in found.beside if one.unnamed], f"MediaWiki {version}: {table(found.beside)}"
    assert len(found.beside) > 5_000


def test_every_named_difference_occurs(results: tuple[str, Results]) -> None:
    version, found = results
    seen = {difference.name for one in found.beside for difference in one.named}

    expected = {difference.name for difference in DIFFERENCES if version in difference.versions}
    assert seen >= expected


def test_async_code_gives_what_sync_code_gives(results: tuple[str, Results]) -> None:
    version, found = results
    if version != IN_ASYNC:
        pytest.skip(f"in async code the calls are made on MediaWiki {IN_ASYNC}")

    assert not [one for one in found.in_async if one.unnamed], f"MediaWiki {version}: {table(found.in_async)}"
    assert len(found.in_async) == len(found.beside)
