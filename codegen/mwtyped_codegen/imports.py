"""What a piece of generated code imports, and the block of imports that comes of it."""

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Import", "import_lines"]

_STANDARD = ("collections.abc", "datetime", "os", "typing")


class Import(NamedTuple):
    """One imported name; `alias` where it is called otherwise here."""

    module: str
    name: str
    alias: str = ""

    @property
    def spelt(self) -> str:
        return f"{self.name} as {self.alias}" if self.alias else self.name


def import_lines(imports: Iterable[Import], indent: str = "") -> str:
    """Write imports as code: the standard library, other packages, then the binding's own modules."""
    by_module: dict[str, set[str]] = {}
    for one in imports:
        by_module.setdefault(one.module, set()).add(one.spelt)
    groups: dict[int, list[str]] = {}
    for module in sorted(by_module):
        line = f"{indent}from {module} import {', '.join(sorted(by_module[module]))}"
        groups.setdefault(_group(module), []).append(line)
    return "\n\n".join("\n".join(groups[group]) for group in sorted(groups))


def _group(module: str) -> int:
    if module == "__future__":
        return 0
    return 1 if module in _STANDARD else 3 if module.startswith(".") else 2
