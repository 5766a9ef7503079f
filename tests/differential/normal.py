"""What counts as the same value: each of both libraries' values as plain data.

- a mapping of any kind is a dict, whatever its order; ours must give the same by its keys and by `to_dict()`;
- `timestamp` is a `time.struct_time` at any level (the reference parses it in the items of listings only);
- a page object is the name of its class, and all that it says of the page;
- an iterator is the list of its first items.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from time import strptime, struct_time
from typing import Any

from mwtyped.runtime.model import Result

__all__ = ["ATTRIBUTES", "MOST", "attributes", "normal", "timeless"]

MOST = 130
"""So many items of a listing are compared: more than any `api_chunk_size` of the cases needs to continue."""

ATTRIBUTES = (
    "name",
    "page_title",
    "base_title",
    "base_name",
    "namespace",
    "exists",
    "pageid",
    "revision",
    "length",
    "redirect",
    "protection",
    "restrictiontypes",
    "contentmodel",
    "pagelanguage",
    "touched",
    "last_rev_time",
    "edit_time",
)
OF_SITES = (
    *("host", "path", "ext", "scheme", "initialized", "max_lag", "force_login", "compress", "chunk_size"),
    *("logged_in", "username", "groups", "rights", "blocked", "hasmsg", "version", "site", "namespaces"),
)
_OF_ITS_TIME = frozenset(
    {"newrevid", "oldrevid", "newtimestamp", "pageid", "revid", "parentid", "logid", "timestamp", "revision", "rcid"}
    | {"old_revid", "curtimestamp", "from_revid", "lastrevid", "touched", "edit_time", "img_timestamp", "DateTime"}
    | {"filekey", "sessionkey", "archivename", "canonicaltitle", "ObjectName"}
    | {"url", "descriptionurl", "descriptionshorturl"}
)
_OF_A_RUN = re.compile(r"\b[0-9]{14}(?=!)|(?<=127\.0\.0\.1):[0-9]+")
_OF_FILES = ("imageinfo", "imagerepository")


def attributes(page: Any) -> dict[str, Any]:
    """Give what a page object says."""
    cls = type(page).__name__.removeprefix("Async")
    names = (*ATTRIBUTES, *(_OF_FILES if cls == "Image" else ()))
    return {"class": cls, **{name: normal(getattr(page, name)) for name in names}}


def site_attributes(site: Any) -> dict[str, Any]:
    """Give what a site says."""
    facts = {name: normal(getattr(site, name)) for name in OF_SITES}
    return {**facts, "site": {key: value for key, value in facts["site"].items() if key != "time"}}


def normal(value: Any) -> Any:
    """Give a value of either library as plain data."""
    if isinstance(value, Result):
        by_key = {key: value[key] for key in value}
        whole = normal(value.to_dict())
        assert normal(by_key) == whole, f"an item reads otherwise than its to_dict(): {by_key} and {whole}"
        return whole
    if hasattr(value, "page_title"):
        return attributes(value)
    if hasattr(value, "rights"):
        return site_attributes(value)
    if isinstance(value, Mapping):
        return {key: _entry(key, inner) for key, inner in value.items()}
    if isinstance(value, struct_time):
        return {"time": list(value)}
    if isinstance(value, tuple):
        return {"tuple": [normal(inner) for inner in value]}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    if isinstance(value, Iterator):
        return [normal(inner) for inner in islice(value, MOST)]
    return value


def timeless(value: Any) -> Any:
    """Give plain data without what is another each time: numbers of pages, times, names in the stash."""
    if isinstance(value, dict):
        if set(value) == {"time"}:
            return {"time": bool(value["time"][0])}
        return {key: type(inner).__name__ if key in _OF_ITS_TIME else timeless(inner) for key, inner in value.items()}
    if isinstance(value, str):
        return timeless(json.loads(value)) if value.startswith('{"') else _OF_A_RUN.sub("", value)
    return [timeless(inner) for inner in value] if type(value) is list else value


def _entry(key: object, value: Any) -> Any:
    if key == "timestamp" and isinstance(value, str) and value.endswith("Z"):
        return normal(strptime(value, "%Y-%m-%dT%H:%M:%SZ"))
    return normal(value)
