"""From a capture to a package on disk."""

import json
import keyword
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .build import build
from .capture import Capture
from .ir import Binding
from .learn import Learned
from .overlay import ModuleEntry, Overlay
from .render import GENERATED, MANIFEST, render
from .reviewed import SHARED, Schemas, stock_schemas

__all__ = ["GenerationError", "differences", "generate"]

LEARNED = "learned.json"
"""What was learned of the replies of the wiki's own modules, in a package that was made with it."""


class GenerationError(Exception):
    """What was asked for cannot be generated; the text says what to change."""


def generate(
    capture: Capture,
    overlay: Overlay,
    package: str,
    folder: Path,
    schemas: Schemas | None = None,
    learned: Learned | None = None,
) -> Binding:
    """Write the package `package` into `folder`, whole or not at all.

    Replies are typed by the schemas that are given, else by those that come with the generator and fit the wiki; and
    by what was learned from the wiki itself, which goes into the package so that it can be checked.

    Raises:
        GenerationError: no package name; or a folder of that name stands there that was not generated.
    """
    _check_name(package)
    target = folder / package
    if target.is_symlink() or (target.exists() and not _is_ours(target)):
        raise GenerationError(f"{target} exists and was not generated: choose another --package, or move it away")
    schemas = stock_schemas(capture) if schemas is None else schemas
    if learned is not None:
        overlay, schemas = _placed(overlay, learned.places, learned.views), _together(learned.schemas, schemas)
    binding = build(capture, overlay, package, schemas)
    files = render(binding)
    if learned is not None:
        files[LEARNED] = json.dumps(asdict(learned), indent=1, ensure_ascii=False) + "\n"
    _replace(target, files)
    return binding


def differences(capture: Capture, overlay: Overlay, target: Path, schemas: Schemas | None = None) -> list[str]:
    """List the files of a package that are not what its sources give, as `generate` does."""
    found = _learned(target)
    overlay = _placed(overlay, found.get("places", {}), found.get("views", {}))
    schemas = _together(found.get("schemas", {}), stock_schemas(capture) if schemas is None else schemas)
    rendered = render(build(capture, overlay, target.resolve().name, schemas))
    expected = {name: text.encode() for name, text in rendered.items()}
    there = {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path != target / LEARNED
    }
    return sorted(name for name in {*expected, *there} if expected.get(name) != there.get(name))


def _learned(target: Path) -> Mapping[str, Any]:
    """Give what a package brings along that was learned from its wiki."""
    try:
        found = json.loads((target / LEARNED).read_bytes())
    except (OSError, ValueError):
        return {}
    parts = found if isinstance(found, dict) else {}
    return {name: part for name, part in parts.items() if isinstance(part, dict)}


def _placed(overlay: Overlay, places: Mapping[str, Sequence[str]], views: Mapping[str, Mapping[str, str]]) -> Overlay:
    """Add to an overlay where the results of modules stand, and how they read as dictionaries, as was learned."""
    placed = {path: ModuleEntry(result=list(place), reason="Learned.") for path, place in places.items()}
    viewed = {
        path: ModuleEntry(view={**view, **overlay.module(path).view}, reason="Learned.") for path, view in views.items()
    }
    return overlay.under(Overlay(modules=placed)).under(Overlay(modules=viewed))


def _together(learned: Schemas, stock: Schemas) -> Schemas:
    """Put learned schemas and stock ones together; what several modules share stands in one place."""
    shared = [one[SHARED] for one in (learned, stock) if SHARED in one]
    types = {name: schema for one in shared for name, schema in one.get("$defs", {}).items()}
    return {**learned, **stock, **({SHARED: {**shared[-1], "$defs": types}} if shared else {})}


def _is_ours(target: Path) -> bool:
    """Tell whether a folder was generated: others have a `manifest.json` too."""
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("generated") == GENERATED


def _check_name(package: str) -> None:
    if not package.isidentifier() or not package.isascii() or keyword.iskeyword(package) or package.startswith("_"):
        raise GenerationError(
            f"{package!r} is no name of a package: use letters, digits and underscores, like 'mywiki'"
        )


def _replace(target: Path, files: Mapping[str, str]) -> None:
    """Put a folder in the place of the old one, which comes back if that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        for name, text in files.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            target.replace(old)
        try:
            new.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise
