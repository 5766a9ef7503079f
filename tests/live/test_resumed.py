"""A script that is killed in the middle of a listing, and one that goes on where it was."""

import subprocess
import sys
from pathlib import Path

from mwtyped import Site
from mwtyped.mediawiki import AllPages, Info, Pages

from ..wiki import Wiki

SCRIPT = """
import os, sys
from pathlib import Path
from mwtyped import Options, Site
from mwtyped.mediawiki import AllPages, Info, Pages

url, kept, done, most = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
site = Site(url, max_lag=None, options=Options(read_ahead=True))
request = Pages(generator=AllPages(limit=10), props=[Info()])
listing = site.resume(Pages, kept.read_text()) if kept.exists() else site.iterate(request)
for number, page in enumerate(listing, 1):
    with done.open("a") as file:
        print(page.title, file=file)
    if number == most:
        os.kill(os.getpid(), 9)
    kept.with_suffix(".new").write_text(listing.checkpoint)
    kept.with_suffix(".new").replace(kept)
"""


def test_a_killed_script_goes_on_where_it_was(wiki: Wiki, tmp_path: Path) -> None:
    kept, done = tmp_path / "kept.json", tmp_path / "done"
    codes = list[int]()
    for most in (7, 23, 1, 1000):  # the third is killed before it could note anything
        command = [sys.executable, "-c", SCRIPT, wiki.url, str(kept), str(done), str(most)]
        codes.append(subprocess.run(command, check=False).returncode)

    request = Pages(generator=AllPages(limit=10), props=[Info()])
    true = [page.title for page in Site(wiki.url, max_lag=None).iterate(request)]
    given = done.read_text().splitlines()
    assert codes == [-9, -9, -9, 0]
    assert list(dict.fromkeys(given)) == true, "nothing is left out, and the order is kept"
    assert len(given) == len(true) + 3, "twice came only the three that were not noted"
