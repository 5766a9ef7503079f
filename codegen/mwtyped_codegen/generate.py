"""From a capture to a package on disk."""

import json
import keyword
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .build import build
from .capture import Capture
from .ir import Binding
from .overlay import Overlay
from .render import GENERATED, MANIFEST, render

__all__ = ["GenerationError", "differences", "generate"]


class GenerationError(Exception):
    """What was asked for cannot be generated; the text says what to change."""


def generate(capture: Capture, overlay: Overlay, package: str, folder: Path) -> Binding:
    """Write the package `package` into `folder`, whole or not at all.

    Raises:
        GenerationError: no package name; or a folder of that name stands there that was not generated.
    """
    _check_name(package)
    target = folder / package
    if target.is_symlink() or (target.exists() and not _is_ours(target)):
        raise GenerationError(f"{target} exists and was not generated: choose another --package, or move it away")
    binding = build(capture, overlay, package)
    _replace(target, render(binding))
    return binding


def differences(capture: Capture, overlay: Overlay, target: Path) -> list[str]:
    """List the files of a package that are not what its sources give."""
    expected = {name: text.encode() for name, text in render(build(capture, overlay, target.resolve().name)).items()}
    found = {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))


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
