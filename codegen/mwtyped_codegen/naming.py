"""Names: the only place where an identifier is made of what a wiki says."""

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

__all__ = [
    "LONGEST",
    "OURS",
    "PAGE_ATTRIBUTES",
    "PAGE_SELECTION",
    "REQUEST_ATTRIBUTES",
    "RESULT_ATTRIBUTES",
    "USED",
    "alias_name",
    "class_name",
    "field_name",
    "file_name",
    "method_name",
    "result_class_name",
    "result_field_name",
    "singular",
]

LONGEST = 100
"""As many characters a name may have: it becomes a file's name too."""

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
        "asked",
        "call",
        "construct",
        "copy",
        "cut",
        "decode",
        "dict",
        "encode",
        "facts",
        "from_orm",
        "json",
        "most",
        "not_wire",
        "nullable",
        "owns",
        "parse",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "read",
        "result_model",
        "result_place",
        "schema",
        "schema_json",
        "selects_nothing",
        "update_forward_refs",
        "validate",
        "with_part",
        "wire_name",
    }
)
"""Attributes of the requests' base classes; those of pydantic that begin with `model_` besides."""

RESULT_ATTRIBUTES = frozenset(
    {"get", "items", "keys", "shape", "to_dict", "values"}
    | {"construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json"}
    | {"update_forward_refs", "validate"}
    | {"mro", "register"}
    | {"already_applied", "merged"}
)
"""Attributes of the results' base classes: the dictionary view's, pydantic's, and those of all classes; those that
begin with `model_` besides."""

PAGE_ATTRIBUTES = frozenset({"asked", "exists", "state"})
"""What pages have besides."""

USED = frozenset(
    {"Any", "ClassVar", "Iterable", "JsonValue", "Literal", "Mapping", "Self", "TYPE_CHECKING", "TypeAlias"}
    | {"Api", "AsyncApi", "AsyncClassicSite", "AsyncListing", "AsyncNamespace", "AsyncQuery", "AsyncRawApi"}
    | {"AsyncSite", "Batch", "ClassicSite", "Combined", "Listing", "Namespace", "Query", "RawApi", "Site"}
    | {"ActionRequest", "EditRequest", "Facts", "File", "Generator", "Item", "JsonRequest", "ListRequest"}
    | {"ListingRequest"}
    | {"Main", "MainRequest", "Many", "ManyNames", "Mapped", "MetaRequest", "Page", "Pages", "PagesRequest"}
    | {"Password", "PropRequest", "Request", "Result", "Template", "TextRequest", "Timestamp", "Upload", "WriteResult"}
    | {"bool", "datetime", "int", "property", "str", "tuple"}
)
"""Names that generated code itself uses; what is named after a wiki's words keeps out of their way."""

_USED_BY_RESULTS = frozenset(
    {"ClassVar", "Expiry", "JsonValue", "PageBase", "Shape", "bool", "datetime", "dict", "float", "int", "list", "str"}
)
"""Names that the bodies of results use."""

_CONTENT = "content"
"""What the key `*` is called: under it, the first format of the API has content."""

_RESERVED_FILES = frozenset({"main", "pages", "con", "prn", "aux", "nul"})
"""Files of ours, and what Windows takes for devices."""


def _identifier(text: str) -> str:
    """Make an identifier in the form in which Python compares them; it never begins with an underscore."""
    name = re.sub(r"\W", "_", unicodedata.normalize("NFKC", text))
    name = unicodedata.normalize("NFKC", name)
    if not f"p{name}".isidentifier():
        name = _ascii(name)
    stripped = name.lstrip("_")
    return name if name == stripped and name.isidentifier() else f"p_{stripped}"


def _ascii(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", text)


def _free(name: str, taken: Collection[str]) -> str:
    if name.startswith("model_") and not name.endswith("_"):
        return f"{name}_"
    while keyword.iskeyword(name) or name in taken:
        name += "_"
    return name


def field_name(wire: str, *, prop: bool = False, taken: Collection[str] = ()) -> str:
    """Name a parameter, in the request and in the method alike."""
    return _free(_identifier(wire), {*OURS, *REQUEST_ATTRIBUTES, *USED, *(PAGE_SELECTION if prop else ()), *taken})


def result_field_name(wire: str, *, page: bool = False, taken: Collection[str] = ()) -> str:
    """Name a field of a result, so that it hides no attribute and no type."""
    name = _identifier(_CONTENT if wire == "*" else wire)
    while _is_no_field(name) or name in taken or (page and name in PAGE_ATTRIBUTES):
        name += "_"
    return name


def _is_no_field(name: str) -> bool:
    if name.startswith("model_") and not name.endswith("_"):
        return True
    return keyword.iskeyword(name) or name in RESULT_ATTRIBUTES or name in _USED_BY_RESULTS


def result_class_name(wanted: Iterable[str], taken: Collection[str] = ()) -> str:
    """Name the class of a result: the first of some names that is free, else the last one with an underscore."""
    name = ""
    for text in wanted:
        name = _shortened(_camel(text.replace("*", _CONTENT)))
        if not _is_no_class(name) and name not in taken:
            return name
    while _is_no_class(name) or name in taken:
        name += "_"
    return name


def _is_no_class(name: str) -> bool:
    return keyword.iskeyword(name) or name in USED or name in _USED_BY_RESULTS


def _shortened(name: str) -> str:
    """Keep a name within bounds; the end of a long one is a digest of it all, for its start is that of others."""
    if len(name) <= LONGEST:
        return name
    return name[: LONGEST - 8] + hashlib.sha256(name.encode()).hexdigest()[:8]


def singular(name: str) -> str:
    """Name one of several: `Revision` for one of the `revisions`."""
    for ending, one in (("iases", "ias"), ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending) + one
    return name.removesuffix("s") if len(name) > 2 and not name.endswith(("ss", "us", "is")) else name


def method_name(path: str) -> str:
    """Name the method of a module: `scribunto_console`, `import_`."""
    ours = {"pages"} if "+" in path else {"query"}
    return _free(_identifier(path.rpartition("+")[2]), USED | ours)


def file_name(path: str) -> str:
    """Name the file of a module, without its extension: `query_allpages`."""
    name = _identifier(path.replace("+", "_")).lower()
    name = name if name.isascii() else "".join(c if c.isascii() else f"u{ord(c):04x}" for c in name)
    return _free(name, _RESERVED_FILES)


def class_name(path: str, php_class: str = "", override: str | None = None) -> str:
    """Name the class of a module: in the word breaks of its PHP class, where the letters are the same."""
    name = _camel(override or _with_word_breaks(path.rpartition("+")[2], php_class))
    return f"{name}Request" if name in USED or keyword.iskeyword(name) else name


def alias_name(class_: str, field: str) -> str:
    """Name the values of an enumeration: `EditContentmodel`."""
    return class_ + _camel(field)


def _camel(text: str) -> str:
    words = (word for word in _identifier(text).removeprefix("p_").split("_") if word)
    name = unicodedata.normalize("NFKC", "".join(word[:1].upper() + word[1:] for word in words))
    if not f"P{name}".isidentifier():
        name = _ascii(name).replace("_", "")
    return name if name.isidentifier() else f"P{name}"


def _with_word_breaks(name: str, php_class: str) -> str:
    letters = re.sub(r"\W|_", "", name).lower()
    return next((one for one in _words_of(php_class.rpartition("\\")[2]) if one.lower() == letters), name)


def _words_of(php_class: str) -> Iterator[str]:
    """Give a class without what says only that it is one of the API."""
    for suffix in ("API", "Api", ""):
        for prefix in ("ApiQuery", "Api", "Query", ""):
            if php_class.startswith(prefix) and php_class.endswith(suffix):
                yield php_class.removeprefix(prefix).removesuffix(suffix)
