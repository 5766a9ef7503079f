"""Text of a wiki on its way into a docstring: the one door, and it lets nothing else through."""

import html
import re
import textwrap
import unicodedata

__all__ = ["docstring", "plain_text"]

_LONGEST = 1_000
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{0,300})\]\]")
_EXTERNAL = re.compile(r"\[(?:https?:)?//\S{1,500} ([^\[\]]{1,300})\]")
_DEFINITION = re.compile(r"^;\s*(.{1,200}?)\s*:", re.MULTILINE)


def plain_text(text: str) -> str:
    """Reduce wikitext or HTML to one line of plain text: no markup, no control characters, capped."""
    text = _TAG.sub("", text[: 20 * _LONGEST])
    text = _EXTERNAL.sub(r"\1", _LINK.sub(r"\1", text))
    text = _DEFINITION.sub(r"; \1:", text).replace("'''", "").replace("''", "")
    text = " ".join(_printable(html.unescape(text)).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _printable(text: str) -> str:
    """Drop what cannot be seen or turns the direction of what follows: categories Cc, Cf, Cs, Co, Cn."""
    return "".join(c if c in "\n\t " or not unicodedata.category(c).startswith("C") else " " for c in text)


def docstring(lines: list[str], indent: int = 4) -> str:
    """Write a docstring: wrapped, with nothing in it that could end it or escape from it."""
    width = 118 - indent
    wrapped: list[str] = []
    for line in lines:
        margin = len(line) - len(line.lstrip())
        hanging = " " * (margin + 4 if line.lstrip()[:1].isidentifier() and margin == 4 else margin)
        safe = _printable(line).replace("\\", "\\\\").replace('"""', "'''").replace('"', "'")
        pieces = textwrap.wrap(safe, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
        wrapped += pieces or [""]
    while wrapped and not wrapped[-1]:
        wrapped.pop()
    pad = " " * indent
    if len(wrapped) == 1:
        return f'"""{wrapped[0]}"""'
    return '"""' + "\n".join([wrapped[0], *((pad + line).rstrip() for line in wrapped[1:])]) + f'\n{pad}"""'
