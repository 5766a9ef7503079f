"""What is generated, word for word, and that it runs and is typed."""

import subprocess
import sys
from pathlib import Path

import pytest

from mwtyped_codegen.generate import differences, generate
from mwtyped_codegen.overlay import stock_overlay

from .small_wiki import GOLDEN, PACKAGE, REPLIES, small_wiki
from .wikis import ROOT

CACHE = ROOT / ".mypy_cache" / "generated"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, generated anew."""
    folder = tmp_path_factory.mktemp("golden")
    generate(small_wiki(folder), stock_overlay(), PACKAGE, folder, REPLIES)
    return folder / PACKAGE


def test_each_file_is_as_it_was(package: Path) -> None:
    made = {path.relative_to(package).as_posix(): path.read_text() for path in package.rglob("*") if path.is_file()}
    kept = {
        path.relative_to(GOLDEN / PACKAGE).as_posix(): path.read_text()
        for path in (GOLDEN / PACKAGE).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert sorted(made) == sorted(kept)
    for name in sorted(made):
        assert made[name] == kept[name], f"{name} changed: python -m tests.codegen.small_wiki, and read the difference"


def test_what_stands_there_is_found_to_be_as_generated(package: Path, tmp_path: Path) -> None:
    assert differences(small_wiki(tmp_path), stock_overlay(), package, REPLIES) == []


def test_an_edit_by_hand_is_found(package: Path, tmp_path: Path) -> None:
    generate(small_wiki(tmp_path), stock_overlay(), PACKAGE, tmp_path, REPLIES)
    (tmp_path / PACKAGE / "api.py").open("a").write("# mine\n")
    (tmp_path / PACKAGE / "more.py").touch()
    (tmp_path / PACKAGE / "query.py").unlink()

    found = differences(small_wiki(tmp_path), stock_overlay(), tmp_path / PACKAGE, REPLIES)
    assert found == ["api.py", "more.py", "query.py"]


def test_it_is_typed_strictly(package: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={CACHE}", str(package)]
    environment = {"MYPYPATH": f"{ROOT / 'src'}", "PATH": "/usr/bin:/bin"}

    done = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_nothing_is_imported_or_defined_twice_or_in_vain(package: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F,E9,PLE", str(package)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


SCRIPT = """
from datetime import UTC, datetime

import small
from small import AllPages, Edit, Import, Info, OpenSearch, Pages

assert dir(small) == sorted(dir(small)) and set(small.__all__) <= set(dir(small))
for name in small.__all__:
    assert getattr(small, name).__name__ == name

edit = Edit(title="A", text={"main": "x"}, basetimestamp=datetime(2026, 1, 1, tzinfo=UTC), tags="any")
assert edit.encode() == {
    "title": "A", "tags": "any", "basetimestamp": "2026-01-01T00:00:00Z", "text-main": "x", "slots": "main"
}, edit.encode()
pages = Pages(generator=AllPages(from_="A", prtype=["edit"]), props=[Info(prop="url", titles_="B")])
assert pages.encode() == {
    "generator": "allpages", "gapfrom": "A", "gapprtype": "edit", "gaplimit": "max", "indexpageids": "1",
    "prop": "info", "inprop": "url", "intitles": "B",
}, pages.encode()
info = Pages(titles="A", props=[Info(prop="protection")])
reply = {"query": {"pages": [{
    "pageid": 1, "title": "A", "touched": "2026-01-01T00:00:00Z",
    "protection": [{"type": "edit", "expiry": "infinity", "user": {"name": "B", "blockedby": {"name": "C"}}}],
}]}}
(page,) = info.parse(reply)
(protection,) = page.protection
assert (protection.expiry, protection.user.blockedby.name) == (None, "C")
assert protection.user.blockedby.blockedby is None
assert page.model_dump()["protection"][0]["user"]["name"] == "B"
assert edit.parse({"edit": {"result": "Success", "from": 1}}).from_ == 1
assert hash(edit) == hash(Edit(**{name: getattr(edit, name) for name in edit.model_fields_set}))
"""


def test_its_requests_go_on_the_wire_as_the_wiki_wants_them(package: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=package.parent, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
