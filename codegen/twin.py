"""Derive the sync world from the async one: `python codegen/twin.py [--check]`.

What is written once, in `_async` folders, is read here as text and written to the `_sync` folder beside it.
The result is code like any other: formatted, type-checked, and tested by tests that are derived in the same way.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ("src/mwtyped/runtime/_async", "src/mwtyped/classic/_async", "tests/live/_async")

_RULES = [
    (r"\basync (?=def|for|with)\b", ""),
    (r"\bawait ", ""),
    (r"\b__a(enter|exit|iter|next)__\b", r"__\1__"),
    (r"\bAsync(?=[A-Z])", ""),
    (r"\b_async\b", "_sync"),
    (r"\basync_(?=[a-z])", ""),
    (r"The facade in async; `_sync/` is derived from it\.", "The facade in sync, derived from `_async/`."),
]


def derived(text: str, source: str) -> str:
    """Give the sync form of a source file."""
    for pattern, replacement in _RULES:
        text = re.sub(pattern, replacement, text)
    header = f"# Derived from {source} by codegen/twin.py. Do not edit.\n"
    # Names that lost their prefix may sort elsewhere now.
    fixed = _ruff(["check", "--fix-only", "--quiet", "--select", "I,RUF022"], header + text)
    return _ruff(["format", "--quiet"], fixed)


def _ruff(command: list[str], text: str) -> str:
    config = ["--isolated", "--line-length", "120", "--target-version", "py311", "-"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, *config], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


def main() -> int:
    """Write all twins, or tell which differ; 1 if any does and `--check` was given."""
    stale = []
    for folder in SOURCES:
        for path in sorted((ROOT / folder).glob("*.py")):
            twin = path.parents[1] / "_sync" / path.name
            text = derived(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
            if not twin.exists() or twin.read_text(encoding="utf-8") != text:
                stale.append(twin)
                if "--check" not in sys.argv[1:]:
                    twin.parent.mkdir(exist_ok=True)
                    twin.write_text(text, encoding="utf-8")
    for twin in stale:
        print("not what its source gives:" if "--check" in sys.argv[1:] else "written:", twin.relative_to(ROOT))
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
