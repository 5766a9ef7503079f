"""The same sources give the same bytes, and a small change changes little."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from mwtyped_codegen.build import build
from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.generate import generate
from mwtyped_codegen.overlay import Overlay
from mwtyped_codegen.render import render

from .wikis import STOCK

_RENDER = """
import hashlib, sys
from pathlib import Path
from mwtyped_codegen.build import build
from mwtyped_codegen.capture import load
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.render import render
files = render(build(load(Path(sys.argv[1])), stock_overlay(), "wiki"))
print(hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())
"""


def _shuffled(value: Any, chance: random.Random) -> Any:
    """Put everything that has no order into another one: keys, modules, parameters, values, examples."""
    if isinstance(value, dict):
        items = [(key, _shuffled(inner, chance)) for key, inner in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return chance.sample([_shuffled(inner, chance) for inner in value], len(value))
    return value


def test_another_hash_seed_and_a_shuffled_capture_give_the_same_bytes(tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled.json"
    shuffled.write_text(json.dumps(_shuffled(json.loads(STOCK.read_text()), random.Random(7))))
    sources = [(STOCK, "0"), (STOCK, "1"), (shuffled, "2")]

    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _RENDER, str(source)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for source, seed in sources
    ]

    digests = [run.communicate()[0] for run in runs]
    assert all(run.returncode == 0 for run in runs)
    assert len(set(digests)) == 1


def _changed(tmp_path: Path, overlay: Overlay, stock: Capture, path: str, new: dict[str, Any]) -> dict[str, list[str]]:
    """Tell which lines of which files are new or gone when one module gets one more parameter."""
    raw = json.loads(STOCK.read_text())
    entry = next(one for one in raw["modules"] if one["path"] == path)
    entry["parameters"].append({"index": 1000, **new})
    (tmp_path / "more.json").write_text(json.dumps(raw))
    before, after = (render(build(one, overlay, "wiki")) for one in (stock, load(tmp_path / "more.json")))
    assert before.keys() == after.keys()
    return {
        name: sorted({*before[name].splitlines()} ^ {*after[name].splitlines()})
        for name in before
        if before[name] != after[name]
    }


def test_a_new_parameter_of_an_action_changes_its_file_and_its_method(
    tmp_path: Path, overlay: Overlay, stock: Capture
) -> None:
    changed = _changed(tmp_path, overlay, stock, "edit", {"name": "brandnew", "type": "string"})

    assert set(changed) == {"api.py", "async_api.py", "manifest.json", "requests/edit.py"}
    for name in ("api.py", "async_api.py"):
        assert all("brandnew" in line for line in changed[name])


def test_a_new_parameter_of_a_list_changes_its_file_and_its_method(
    tmp_path: Path, overlay: Overlay, stock: Capture
) -> None:
    changed = _changed(tmp_path, overlay, stock, "query+allpages", {"name": "brandnew", "type": "string"})

    assert set(changed) == {"query.py", "async_query.py", "manifest.json", "requests/query_allpages.py"}


def test_a_package_is_replaced_whole(tmp_path: Path, overlay: Overlay, stock: Capture) -> None:
    generate(stock, overlay, "wiki", tmp_path)
    (tmp_path / "wiki" / "left_over.py").touch()

    generate(stock, overlay, "wiki", tmp_path)

    assert not (tmp_path / "wiki" / "left_over.py").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["wiki"]
