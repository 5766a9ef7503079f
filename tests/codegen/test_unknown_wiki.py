"""A wiki that nobody here has seen: other modules, more of them, with help texts."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mwtyped_codegen.build import build
from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.generate import generate
from mwtyped_codegen.overlay import Overlay
from mwtyped_codegen.render import render

from .wikis import STOCK


def _unknown(count: int) -> dict[str, Any]:
    """Alter the stock wiki: every third module is an extension's own, some come twice, all have texts."""
    raw: dict[str, Any] = json.loads(STOCK.read_text())
    modules = raw["modules"]
    for number, module in enumerate(modules):
        module["description"] = f"Does ''something'' with <code>{module['name']}</code>."
        for parameter in module.get("parameters", []):
            parameter["description"] = f"Which {parameter['name']} it is; see [[Help:X|help]]."
        if number % 3 == 0 and module["path"] not in ("main", "query") and module.get("group") != "format":
            _rename(module, f"vendor{module['name'].replace('-', '')}")
    extra = [json.loads(json.dumps(one)) for one in modules if one.get("group") in ("action", "list")]
    for module in extra[: count - len(modules)]:
        _rename(module, f"more{module['name'].replace('-', '')}")
        modules.append(module)
    return raw


def _rename(module: dict[str, Any], name: str) -> None:
    module["path"] = f"{module['path'].rpartition('+')[0]}+{name}".removeprefix("+")
    module["name"] = name
    module["classname"] = f"Vendor\\{name}"


@pytest.fixture(scope="module")
def unknown(tmp_path_factory: pytest.TempPathFactory) -> Capture:
    path = tmp_path_factory.mktemp("unknown") / "wiki.json"
    path.write_text(json.dumps(_unknown(210)))
    return load(path)


def test_every_module_and_parameter_of_it_is_there(unknown: Capture, overlay: Overlay) -> None:
    binding = build(unknown, overlay, "wiki")

    made = {module.path: module for module in binding.modules}
    assert len(unknown.modules) == 210
    assert set(binding.skipped) == {one.path for one in unknown.modules if one.group == "format"}
    for described in unknown.modules:
        if described.path in made:
            one = made[described.path]
            # A templated parameter stands in the field of its plain one.
            fields = len([name for name in one.parameters if name.wire]) + len(one.owned)
            assert fields >= len(described.parameters), described.path


def test_it_imports_and_is_generated_alike_twice(unknown: Capture, overlay: Overlay, tmp_path: Path) -> None:
    binding = generate(unknown, overlay, "wiki", tmp_path)
    script = "import wiki\nfor name in wiki.__all__: getattr(wiki, name)\nprint(len(wiki.__all__))"

    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    results = sum(len(file.models) for file in binding.replies)
    assert int(done.stdout) == len(binding.modules) + results + 2
    assert render(binding)["query.py"] == (tmp_path / "wiki" / "query.py").read_text(encoding="utf-8")


def test_its_help_texts_are_the_docstrings(unknown: Capture, overlay: Overlay) -> None:
    code = render(build(unknown, overlay, "wiki"))["query.py"]

    assert '"""Does something with allcategories.' in code or '"""Does something with vendorallcategories.' in code
    assert "see help." in code
    assert "''something''" not in code
