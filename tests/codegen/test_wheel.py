"""The wheel, installed in an empty place: its generator has all that it needs, and what it writes does not need it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .wikis import ROOT, STOCK


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, which is what installing a pure one does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_generates_a_package_that_works_without_the_generator(installed: Path, tmp_path: Path) -> None:
    made = _run(
        installed, tmp_path, "-m", "mwtyped.cli", "generate", str(STOCK), "--package", "wiki", "-o", str(tmp_path)
    )
    script = (
        "import sys, mwtyped, wiki\n"
        "assert mwtyped.__file__.startswith(sys.argv[1]), mwtyped.__file__\n"
        "sys.modules['mwtyped_codegen'] = None\n"
        "print(repr(wiki.AllPages(prefix='A')), wiki.Site)"
    )
    used = _run(installed, tmp_path, "-c", script, str(installed))

    assert made.returncode == 0, made.stderr
    assert used.returncode == 0, used.stderr
    assert used.stdout == "AllPages(prefix='A') <class 'wiki.site.Site'>\n"


def test_the_wheel_has_the_overlay_and_the_templates_and_says_that_it_is_typed(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}

    assert {"mwtyped/py.typed", "mwtyped/mediawiki/py.typed", "mwtyped_codegen/data/overlay.toml"} <= names
    assert len([name for name in names if name.endswith(".py.jinja")]) == 7
    assert not {name for name in names if name.split("/")[0] in ("tests", "schemas")}
