"""Threads and tasks that write on the same pages while things go wrong at random."""

from ..wiki import Wiki
from .soak import soak

_MOST_GROWN = 64 * 1024
"""Bytes that what mwtyped holds may grow by: what is kept once for each kind of request and warning."""


def test_nothing_is_doubled_lost_overwritten_or_leaked(wiki: Wiki) -> None:
    report = soak(wiki, seed=1, operations=150)

    print(report)
    assert not report.wrong, report
    assert report.said.total() == 150
    assert report.said["done"] > 75, report
    assert report.faults.total() > 20, report
    assert report.sockets == 0, report
    assert report.grown < _MOST_GROWN, report
