"""From a capture to a package on disk."""

import keyword
import os
import tempfile
from pathlib import Path

from .build import build
from .capture import Capture
from .ir import Binding
from .overlay import Overlay
from .render import MANIFEST, render

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
    if target.is_symlink() or (target.exists() and not (target / MANIFEST).is_file()):
        raise GenerationError(f"{target} exists and was not generated: choose another --package, or move it away")
    binding = build(capture, overlay, package)
    files = render(binding)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{package}-") as scratch:
        for name, text in files.items():
            path = Path(scratch, "new", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if target.exists():
            os.replace(target, Path(scratch, "old"))
        os.replace(Path(scratch, "new"), target)
    return binding


def _check_name(package: str) -> None:
    if not package.isidentifier() or not package.isascii() or keyword.iskeyword(package) or package.startswith("__"):
        raise GenerationError(
            f"{package!r} is no name of a package: use letters, digits and underscores, like 'mywiki'"
        )


def differences(capture: Capture, overlay: Overlay, target: Path) -> list[str]:
    """List the files of a package that are not what its sources give."""
    expected = render(build(capture, overlay, target.name))
    found = {
        path.relative_to(target).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(target.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = sorted({*expected, *found})
    return [name for name in names if expected.get(name) != found.get(name)]
