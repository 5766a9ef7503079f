"""README's flow on real wikis: describe one, generate its package, use it, from the command line as a user does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.wiki import Wiki

USE = """
import sys
from {package} import AllPages, Info, Pages, Site
site = Site(sys.argv[1])
titles = [page["title"] for page in site.api.query.allpages(limit=7)]
assert titles == [page["title"] for page in site.iterate(AllPages())], titles
pages = site.iterate(Pages(generator=AllPages(limit=20), props=[Info()]))
assert sorted(page["title"] for page in pages) == sorted(titles)
assert list(site.allpages(generator=False)) == titles
page = next(site.allpages())
assert (page.name, page.info.title, page.exists) == (titles[0], titles[0], True) and page.text()
assert type(next(site.recentchanges())).__module__.startswith("{package}.")
general = site.api.query.siteinfo(prop=["general"])["general"]
assert not [name for name in sys.modules if name.startswith("mwtyped_codegen")]
print(len(titles), general["generator"])
"""


def mwtyped(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    executable = Path(sys.executable).with_name("mwtyped")
    done = subprocess.run([executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


def used(package: str, folder: Path, wiki: Wiki) -> str:
    """Run a script that imports the package from its folder."""
    script = USE.format(package=package)
    done = subprocess.run(
        [sys.executable, "-c", script, wiki.url], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_wiki_becomes_a_package_with_its_help_texts_in_the_language_asked_for(wiki: Wiki, tmp_path: Path) -> None:
    mwtyped("generate", wiki.api_url, "--package", "mywiki", "--lang", "de", "-o", str(tmp_path))

    assert "MediaWiki 1.43" in used("mywiki", tmp_path, wiki)
    assert "Namensraum" in (tmp_path / "mywiki" / "query.py").read_text(encoding="utf-8")


def test_an_older_wiki_is_captured_generated_imported_and_listed(wiki139: Wiki, tmp_path: Path) -> None:
    capture = tmp_path / "old.json"

    mwtyped("capture", wiki139.api_url, "-o", str(capture))
    mwtyped("generate", str(capture), "--package", "oldwiki", "-o", str(tmp_path))

    assert "MediaWiki 1.39" in used("oldwiki", tmp_path, wiki139)
    assert "as generated" in mwtyped("check", str(tmp_path / "oldwiki"), "--from", str(capture)).stdout


@pytest.mark.parametrize("version", ["1.43", "1.39"])
def test_the_committed_capture_is_what_the_wiki_says(version: str, wiki: Wiki, wiki139: Wiki, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.json"
    mwtyped("capture", {"1.43": wiki, "1.39": wiki139}[version].api_url, "--facts-only", "-o", str(fresh))
    committed = Path(__file__).parents[2] / "schemas" / "captures" / f"mediawiki-{version}.json"
    ours, theirs = (json.loads(path.read_text(encoding="utf-8")) for path in (committed, fresh))

    # Point releases may differ in more; the modules and their parameters' names may not.
    assert names(ours) == names(theirs)


def names(capture: Any) -> dict[str, list[str]]:
    return {module["path"]: [one["name"] for one in module.get("parameters", [])] for module in capture["modules"]}


def test_the_command_says_where_a_wiki_is_that_is_not_where_it_was_asked_for(wiki: Wiki, tmp_path: Path) -> None:
    done = mwtyped("capture", f"{wiki.url}/elsewhere/api.php", "-o", str(tmp_path / "x.json"), code=3)

    assert "path='/w/'" in done.stderr
    assert not (tmp_path / "x.json").exists()


def test_machines_get_one_json_object(wiki: Wiki, tmp_path: Path) -> None:
    done = mwtyped("capture", wiki.api_url, "-o", str(tmp_path / "x.json"), "--json")

    assert json.loads(done.stdout)["modules"] == 160
