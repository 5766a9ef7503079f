"""One pass of ruff over all that was rendered, with settings of ours alone."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["FormatError", "formatted"]

_FIRST_PARTY = "lint.isort.known-first-party = ['mwtyped']"
_SETTINGS = ("--isolated", "--no-cache", "--quiet", "--line-length", "120", "--target-version", "py311")


class FormatError(Exception):
    """What was rendered is no Python. A fault of the generator, never of its user."""


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Sort the imports of Python files and format them."""
    with tempfile.TemporaryDirectory(prefix="mwtyped-") as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _ruff("check", "--fix-only", "--select", "I,RUF022", "--config", _FIRST_PARTY, *_SETTINGS, folder)
        _ruff("format", *_SETTINGS, folder)
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in files}


def _ruff(*command: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != "MWTYPED_PASSWORD"}  # ours alone
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command], capture_output=True, text=True, check=False, env=env
    )
    if done.returncode:
        raise FormatError(f"ruff {command[0]}: {done.stderr.strip()[:1000] or done.returncode}")
