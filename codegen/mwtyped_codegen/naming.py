"""Names: the only place where an identifier is made of what a wiki says."""

import keyword
import re
import unicodedata

__all__ = ["OURS", "PAGE_SELECTION", "REQUEST_ATTRIBUTES", "class_name", "field_name", "file_name", "method_name"]

OURS = frozenset({"self", "extra", "max_items", "base"})
"""Keywords of ours in methods and requests."""

PAGE_SELECTION = (
    "titles",
    "pageids",
    "revids",
    "generator",
    "redirects",
    "converttitles",
    "iwurl",
    "props",
)
"""What a method of a prop module takes besides the module's own parameters."""

REQUEST_ATTRIBUTES = frozenset(
    {
        "answers_text",
        "call",
        "construct",
        "copy",
        "dict",
        "encode",
        "facts",
        "from_orm",
        "holds_secret",
        "json",
        "most",
        "not_wire",
        "owns",
        "parse",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "read",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
        "wire_name",
    }
)
"""Attributes of the request's base class; those of pydantic that begin with `model_` besides."""

_CLASSES = frozenset(
    {"Any", "Api", "AsyncApi", "AsyncQuery", "AsyncSite", "Facts", "Generator", "Item", "Iterable", "Literal"}
    | {"Main", "Many", "ManyNames", "Mapped", "Mapping", "Page", "Pages", "Password", "Query", "Result", "Site"}
    | {"Template", "Timestamp", "Upload", "File", "Batch", "Combined", "Listing", "None", "True", "False"}
)
"""Names that a binding's own files use; a request's class keeps out of their way."""


def _identifier(text: str) -> str:
    """Make an ASCII-or-letter identifier: normalised as Python normalises it, anything else an underscore."""
    normal = unicodedata.normalize("NFKC", text)
    name = re.sub(r"\W", "_", normal)
    name = name if name.isascii() or name.isidentifier() else "_"
    name = name.lstrip("_") if name[:1] == "_" else name
    name = f"p_{name}" if not name or name[0].isdigit() or normal[:1] == "_" else name
    return name if name.isidentifier() else "p_" + "".join(c if c.isascii() else "_" for c in name)


def _free(name: str, taken: frozenset[str]) -> str:
    while keyword.iskeyword(name) or name in taken or name.startswith("model_"):
        name += "_"
    return name


def field_name(wire: str, *, prop: bool = False) -> str:
    """Name a parameter, in the request and in the method alike."""
    taken = OURS | REQUEST_ATTRIBUTES | (frozenset(PAGE_SELECTION) if prop else frozenset())
    return _free(_identifier(wire), taken)


def method_name(path: str, taken: frozenset[str] = frozenset()) -> str:
    """Name the method of a module: `scribunto_console`, `import_`."""
    return _free(_identifier(path.rpartition("+")[2]), taken)


def file_name(path: str) -> str:
    """Name the file of a module, without its extension."""
    return _free(_identifier(path.replace("+", "_")).lower(), frozenset())


def class_name(path: str, php_class: str = "", override: str | None = None) -> str:
    """Name the class of a module: in the word breaks of its PHP class, where the letters are the same."""
    name = override or _with_word_breaks(path.rpartition("+")[2], php_class)
    name = "".join(part[:1].upper() + part[1:] for part in _identifier(name).split("_") if part) or "P"
    name = name if name.isidentifier() else "P" + name
    return name + "Request" if name in _CLASSES or keyword.iskeyword(name) else name


def _with_word_breaks(name: str, php_class: str) -> str:
    letters = re.sub(r"\W|_", "", name).lower()
    last = php_class.rpartition("\\")[2]
    for prefix in ("ApiQuery", "Api", "Query", ""):
        if last.startswith(prefix) and last[len(prefix) :].lower() == letters:
            return last[len(prefix) :]
    return name
