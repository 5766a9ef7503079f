"""Text of a wiki on its way into a docstring or a comment: the one door, and it lets nothing else through."""

import html
import re
import textwrap
import unicodedata

__all__ = ["comment", "docstring", "plain_text", "sentence"]

LONGEST = 1_000
"""As many characters of one help text, or of what is said of one field, are kept."""

_WIDTH = 120
_JOINERS = "\u200c\u200d"
_SOFT_HYPHEN = "\u00ad"
_TAG = re.compile(r"<[^<>]{0,300}>")
_LINK = re.compile(r"\[\[(?:[^\[\]|]{0,300}\|)?([^\[\]|]{0,300})\]\]")
_EXTERNAL = re.compile(r"\[(?:https?:)?//\S{1,500} ([^\[\]]{1,300})\]")
_DEFINITION = re.compile(r"^;\s*(.{1,200}?)\s*:", re.MULTILINE)
_BULLET = re.compile(r"^[*#:]+\s*", re.MULTILINE)
_MISSING = re.compile(r"^\s*(?:⧼[^⧼⧽]{1,300}⧽\s*)+$")
"""What MediaWiki shows in place of a message that there is none of: its key."""

_QUOTES = re.compile(r"'{2,5}")


def plain_text(text: str) -> str:
    """Reduce wikitext or HTML to one line of plain text: no markup, no control characters, capped."""
    text = _MISSING.sub("", _TAG.sub("", text[: 20 * LONGEST]))
    text = _EXTERNAL.sub(r"\1", _LINK.sub(r"\1", text))
    text = _QUOTES.sub("", _BULLET.sub("", _DEFINITION.sub(r"\1:", text)))
    text = " ".join(_visible(html.unescape(text)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """End text with a full stop, unless it has an end."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":", "…")) else f"{text}."


def comment(text: str) -> str:
    """Make text fit for one line of a comment."""
    return " ".join(_visible(text[:LONGEST]).split())


def docstring(lines: list[str], indent: int = 4) -> str:
    """Write a docstring: wrapped, with nothing in it that could end it, escape from it or be run as an example."""
    wrapped = [piece for line in lines for piece in _wrapped(line, _WIDTH - 2 - indent)]
    while wrapped and not wrapped[-1]:
        wrapped.pop()
    if len(wrapped) < 2:
        return f'"""{"".join(wrapped)}"""'
    pad = " " * indent
    return '"""' + "\n".join([wrapped[0], *((pad + line).rstrip() for line in wrapped[1:])]) + f'\n{pad}"""'


def _wrapped(line: str, width: int) -> list[str]:
    """Wrap one line under its own margin; what continues an argument stands four columns deeper."""
    margin = len(line) - len(line.lstrip(" "))
    hanging = " " * (margin * 2 if margin else 0)
    return textwrap.wrap(
        _inert(line), width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    ) or [""]


def _inert(text: str) -> str:
    return _visible(text).replace("\\", "\\\\").replace('"', "'").replace(">>>", "> > >")


def _visible(text: str) -> str:
    """Drop what cannot be seen or turns the direction of what follows; joiners, which scripts need, stay."""
    if text.isprintable():
        return text
    return "".join(c if _is_visible(c) else "" if c == _SOFT_HYPHEN else " " for c in text)


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return character in _JOINERS or not (category.startswith("C") or category in ("Zl", "Zp"))
