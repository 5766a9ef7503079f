"""Small wikis to generate from, in a few words."""

import json
from pathlib import Path
from typing import Any

from mwtyped_codegen.capture import Capture, load

ROOT = Path(__file__).parents[2]
STOCK = ROOT / "schemas" / "captures" / "mediawiki-1.43.json"
STOCK_139 = ROOT / "schemas" / "captures" / "mediawiki-1.39.json"
BINDING = ROOT / "src" / "mwtyped" / "mediawiki"


def parameter(name: str, **facts: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", **facts}


def module(path: str, *parameters: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Describe a module; its group follows from its path unless it is given."""
    numbered = [{"index": number, **one} for number, one in enumerate(parameters, 1)]
    group = {"group": "list" if "+" in path else "action"} if path != "main" else {}
    name = path.rpartition("+")[2]
    return {"name": name, "path": path, **group, "parameters": numbered, "templatedparameters": [], **facts}


def described(*modules: Any, **facts: Any) -> dict[str, Any]:
    """Give the content of a capture file."""
    return {"format": 1, "generator": "MediaWiki 1.43.0", "sitename": "Small wiki", "modules": list(modules), **facts}


def loaded(folder: Path, *modules: Any, **facts: Any) -> Capture:
    """Write a capture and read it, as a user's would be."""
    path = folder / "capture.json"
    path.write_text(json.dumps(described(*modules, **facts)), encoding="utf-8")
    return load(path)


PAGES = module(
    "query",
    parameter("prop", type=["info"], multi=True, submodules={"info": "query+info"}),
    parameter("titles", multi=True, lowlimit=50, highlimit=500),
    parameter("pageids", type="integer", multi=True, lowlimit=50, highlimit=500),
    parameter("generator", type=["allpages"], submodules={"allpages": "query+allpages"}, submoduleparamprefix="g"),
    parameter("continue"),
)
"""What every wiki has: the modules that others need."""
