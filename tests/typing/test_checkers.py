"""What mypy and pyright say of wrong scripts, as stored beside them: `MWTYPED_STORE=1` writes it anew."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRONG = sorted((HERE / "wrong").glob("*.py"))


def run(*command: str) -> str:
    executable = Path(sys.executable).with_name(command[0])
    done = subprocess.run([executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout


@pytest.fixture(scope="module")
def mypy() -> dict[str, str]:
    """Everything mypy says, by file: one run for all of them."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for line in run("mypy", "--strict", "--no-pretty", *map(str, WRONG)).splitlines():
        if found := re.match(r"tests/typing/wrong/(\w+)\.py:(.*)", line):
            said[found[1]].append(found[2])
    return {name: "\n".join(lines) + "\n" for name, lines in said.items()}


@pytest.fixture(scope="module")
def pyright() -> dict[str, str]:
    """Everything pyright says, by file."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    report = json.loads(run("pyright", "--outputjson", "--project", str(HERE)))
    for entry in report["generalDiagnostics"]:
        line, text = entry["range"]["start"]["line"] + 1, entry["message"].replace("\xa0", " ")
        said[Path(entry["file"]).stem].append(f"{line}: {entry['severity']}: {text} [{entry.get('rule', '')}]")
    return {name: "\n".join(lines) + "\n" for name, lines in said.items()}


def agrees(said: str, path: Path) -> bool:
    if os.environ.get("MWTYPED_STORE"):
        path.write_text(said, encoding="utf-8")
    return path.exists() and path.read_text(encoding="utf-8") == said


@pytest.mark.parametrize("script", WRONG, ids=lambda path: path.stem)
def test_mypy_refuses_a_wrong_script_with_the_stored_message(script: Path, mypy: dict[str, str]) -> None:
    said = mypy.get(script.stem, "")
    assert "error" in said
    assert agrees(said, script.with_suffix(".mypy")), said


@pytest.mark.parametrize("script", WRONG, ids=lambda path: path.stem)
def test_pyright_refuses_a_wrong_script_with_the_stored_message(script: Path, pyright: dict[str, str]) -> None:
    said = pyright.get(script.stem, "")
    assert "error" in said
    assert agrees(said, script.with_suffix(".pyright")), said


def test_mypy_accepts_the_right_script() -> None:
    assert "Success" in run("mypy", "--strict", str(HERE / "right.py"))


def test_pyright_accepts_the_right_script(pyright: dict[str, str]) -> None:
    assert "right" not in pyright


def test_every_public_type_is_known(tmp_path: Path) -> None:
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "VIRTUAL_ENV": str(scripts.parent),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
    }
    command = [str(scripts / "pyright"), "--verifytypes", "mwtyped", "--ignoreexternal", "--outputjson"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)["typeCompleteness"]
    unknown = [symbol["name"] for symbol in report["symbols"] if symbol["isExported"] and not symbol["isTypeKnown"]]
    assert report["exportedSymbolCounts"]["withKnownType"] > 2000
    assert not unknown
