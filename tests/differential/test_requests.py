"""The same scripts ask no more often with ours than with mwclient, and far less often for texts in bulk."""

from benchmarks.requests import SCRIPTS, add_pages, measured, sites

from ..wiki import start
from .run import quiet

MORE_PAGES = 600


def test_ours_never_needs_more_requests() -> None:
    with start("1.43") as wiki:
        add_pages(wiki, MORE_PAGES)
        both = sites(wiki)
        with quiet():
            for name, script in SCRIPTS.items():
                theirs, ours = (measured(wiki, both[side], script, MORE_PAGES) for side in ("mwclient", "mwtyped"))

                assert ours.result == theirs.result > 0, name
                assert 0 < ours.requests <= theirs.requests, name
                if name == "texts of a listing":
                    assert 20 * ours.requests <= theirs.requests
