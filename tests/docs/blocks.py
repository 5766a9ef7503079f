"""The examples in a document: its blocks of Python.

What readers do not see stands in a comment before a block: `<!-- not run: why -->`, or `<!-- given: what -->`, a state
that the test makes for it.
"""

import ast
import asyncio
import inspect
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]

_BLOCK = re.compile(
    r"(?:^<!-- (?P<kind>not run|given): (?P<note>[^\n]+) -->\n+)?^```python\n(?P<source>.*?)^```$", re.M | re.S
)
_REST = re.compile(r"```python|<!--")


class Block(NamedTuple):
    """An example, where it stands, and what the comment before it says."""

    document: str
    line: int
    source: str
    not_run: str | None
    given: str | None

    def run(self, words: Mapping[str, str], names: dict[str, Any], runner: asyncio.Runner) -> None:
        """Run it among names that earlier ones left, with other words in its texts; an error shows the document's line.

        Like a notebook, it may have `await` outside of functions.
        """
        source = self.source
        for word, other in words.items():
            source = source.replace(f'"{word}"', repr(other))
        code = self._compiled(source)
        if code.co_flags & inspect.CO_COROUTINE:
            runner.run(eval(code, names))
        else:
            exec(code, names)

    def check(self) -> None:
        """Hold that it is Python at least."""
        self._compiled(self.source)

    def as_function(self) -> str:
        """Write it as a function that is given what a reader has: a site, unless it makes an async one."""
        given = "" if "AsyncSite(" in self.source else "site: mwtyped.Site"
        name = f"{Path(self.document).stem}_{self.line}"
        return f"async def {name}({given}) -> None:\n{textwrap.indent(self.source, '    ')}\n"

    def _compiled(self, source: str) -> Any:
        place = str(ROOT / self.document)
        return compile("\n" * (self.line - 1) + source, place, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def blocks(document: str) -> list[Block]:
    """Give the examples of a document, in their order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start("source")) + 1
        note = {match["kind"]: match["note"]}
        found.append(Block(document, line, match["source"], note.get("not run"), note.get("given")))
    # A comment that is misspelt, or not just before its block, would go unseen.
    assert not _REST.search(_BLOCK.sub("", text)), document
    return found
