"""The kinds of rows that `benchmarks.rows` compares clients on."""

from collections.abc import Mapping
from typing import NamedTuple

BATCHES = 8
"""So many different batches are made of the recorded rows; then they come again."""

SEARCHED = "A"
_CONTENT = {"prop": "revisions", "rvprop": "content", "rvslots": "main"}
_OBJECTS = {"iiprop": "timestamp|user|comment|url|size|sha1|metadata|archivename", "inprop": "protection"}
_CHANGE = "user|userid|comment|parsedcomment|flags|timestamp|title|ids|sizes|redirect|patrolled|loginfo|tags|sha1"


class Kind(NamedTuple):
    """A kind of rows.

    Attributes:
        params: what is asked of the wiki.
        place: where the rows stand in a reply, behind `query`.
        cursor: the parameter that continues.
        size: rows in a batch.
    """

    params: Mapping[str, str]
    place: str
    cursor: str
    size: int = 500


KINDS: Mapping[str, Kind] = {
    "allpages": Kind({"list": "allpages", "aplimit": "max"}, "allpages", "apcontinue"),
    "recentchanges": Kind(
        {"list": "recentchanges", "rclimit": "max", "rcprop": _CHANGE}, "recentchanges", "rccontinue"
    ),
    "logevents": Kind({"list": "logevents", "lelimit": "max"}, "logevents", "lecontinue"),
    "search": Kind({"list": "search", "srlimit": "max", "srsearch": SEARCHED}, "search", "sroffset"),
    "texts": Kind({"generator": "allpages", "gaplimit": "50", **_CONTENT}, "pages", "gapcontinue", 50),
    "pages": Kind(
        {"generator": "allpages", "gaplimit": "max", "prop": "info|imageinfo", **_OBJECTS}, "pages", "gapcontinue"
    ),
}
