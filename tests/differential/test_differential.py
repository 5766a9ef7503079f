"""Ours beside mwclient on the real wikis: each difference has a name, and each name a difference."""

import pytest

from ..wiki import NotAvailable, start
from .differences import DIFFERENCES
from .run import Compared, all_read, all_written, table

Results = list[Compared]


@pytest.fixture(scope="module", params=["1.43", "1.39"])
def results(request: pytest.FixtureRequest) -> tuple[str, Results]:
    """All that came of it on one version."""
    try:
        wiki = start(request.param)
    except NotAvailable as reason:
        if request.param == "1.43":
            raise
        pytest.skip(f"not run, because {reason}")
    with wiki:
        read = all_read(wiki)
    return request.param, [*read, *all_written(request.param)]


def test_every_difference_is_named(results: tuple[str, Results]) -> None:
    version, found = results

    assert not [one for one in found if one.unnamed], f"MediaWiki {version}: {table(found)}"
    assert len(found) > 3_000


def test_every_named_difference_occurs(results: tuple[str, Results]) -> None:
    version, found = results
    seen = {difference.name for one in found for difference in one.named}

    expected = {difference.name for difference in DIFFERENCES if version in difference.versions}
    assert seen >= expected
