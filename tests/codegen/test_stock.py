"""The stock binding: nothing of the wiki is lost, and no published name changes."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

import mwtyped.mediawiki
from mwtyped.runtime import Facts, MainRequest, PropRequest, Request
from mwtyped_codegen.build import build
from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.overlay import Overlay

from .wikis import BINDING, STOCK_139

PUBLISHED = Path(__file__).with_name("published_names.json")

_MANIFEST = json.loads((BINDING / "manifest.json").read_text())


def _class(path: str) -> type[Request[Any]] | type[PropRequest] | type[MainRequest]:
    entry = _MANIFEST["modules"][path]
    module = importlib.import_module(f"mwtyped.mediawiki.{entry['file'].removesuffix('.py').replace('/', '.')}")
    found: type[Request[Any]] = getattr(module, entry["class"])
    return found


def test_every_module_is_a_class_or_named_in_the_manifest(stock: Capture) -> None:
    paths = {module.path for module in stock.modules}

    assert len(paths - {"main"}) == 159
    assert paths == {*_MANIFEST["modules"], *_MANIFEST["left out"]}
    assert set(_MANIFEST["left out"]) == {module.path for module in stock.modules if module.group == "format"}


def test_every_parameter_is_a_field_or_named_in_the_manifest(stock: Capture) -> None:
    for module in stock.modules:
        if module.path not in _MANIFEST["modules"]:
            continue
        cls, owned = _class(module.path), _MANIFEST["modules"][module.path].get("runtime", {})
        facts: Facts = cls.facts
        wire = {facts.names.get(name, name) for name in cls.model_fields}
        wire |= {template.name for template in facts.templates.values()}
        for parameter in (*module.parameters, *module.templatedparameters):
            assert (parameter.name in wire) != (parameter.name in owned), f"{module.path}: {parameter.name}"


def test_what_the_runtime_owns_has_one_of_few_reasons() -> None:
    reasons = {reason for entry in _MANIFEST["modules"].values() for reason in entry.get("runtime", {}).values()}

    assert reasons == {"cursor", "form of the reply", "selector", "token"}


def test_nothing_was_strange() -> None:
    assert _MANIFEST["diagnostics"] == []


def test_each_module_that_writes_says_which_token_it_wants(stock: Capture) -> None:
    for module in stock.modules:
        tokens = [parameter.tokentype for parameter in module.parameters if parameter.tokentype]
        if tokens:
            assert [_class(module.path).facts.token] == tokens


@pytest.mark.parametrize("path", ["clientlogin", "createaccount", "linkaccount"])
def test_the_next_step_of_a_login_can_be_asked_for(path: str) -> None:
    assert "continue_" in _class(path).model_fields


def _names(overlay: Overlay, capture: Capture) -> dict[str, Any]:
    binding = build(capture, overlay, "mediawiki")
    return {
        module.path: {
            "class": module.class_name,
            "method": module.method_name,
            "fields": sorted(parameter.name for parameter in module.parameters),
        }
        for module in binding.modules
    }


def test_published_names_stay(stock: Capture, overlay: Overlay) -> None:
    """A name that scripts may use is neither gone nor another; new ones are added to the list."""
    published: dict[str, Any] = json.loads(PUBLISHED.read_text())
    names = _names(overlay, stock)

    for path, entry in published.items():
        assert path in names
        assert (names[path]["class"], names[path]["method"]) == (entry["class"], entry["method"]), path
        assert not {*entry["fields"]} - {*names[path]["fields"]}, path
    unlisted = {path for path in names if names[path] != published.get(path)}
    assert not unlisted, "new names: python -m tests.codegen.test_stock adds them to the list"


def test_what_two_versions_share_has_the_same_names_in_both(stock: Capture, overlay: Overlay) -> None:
    newer, older = _names(overlay, stock), _names(overlay, load(STOCK_139))
    shared = {module.path: module.classname for module in load(STOCK_139).modules if module.path in newer}

    assert len(shared) > 100
    for path in shared:
        assert (newer[path]["class"], newer[path]["method"]) == (older[path]["class"], older[path]["method"])


def test_all_public_names_can_be_imported() -> None:
    for name in mwtyped.mediawiki.__all__:
        assert getattr(mwtyped.mediawiki, name).__name__ == name


if __name__ == "__main__":
    from mwtyped_codegen.overlay import stock_overlay

    from .wikis import STOCK

    PUBLISHED.write_text(json.dumps(_names(stock_overlay(), load(STOCK)), indent=1) + "\n")
