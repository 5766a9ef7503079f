"""Parsing alone: our reader, `json.loads` and `orjson.loads` on the bytes of the same reply.

`python -m benchmarks.parsing KIND FILE ROUNDS` prints the CPU time of a row in microseconds for each.
"""

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mwtyped import mediawiki
from mwtyped.runtime.request import Request

from .kinds import KINDS, SEARCHED

if TYPE_CHECKING:
    from collections.abc import Callable

_REPEATED = 5


def request(kind: str) -> Request[Any]:
    """Give the typed request that a kind's replies answer."""
    size, params = KINDS[kind].size, KINDS[kind].params
    change: Any = params.get("rcprop", "").split("|")
    file: Any = params.get("iiprop", "").split("|")
    match kind:
        case "allpages":
            return mediawiki.AllPages()
        case "recentchanges":
            return mediawiki.RecentChanges(prop=change)
        case "logevents":
            return mediawiki.LogEvents()
        case "search":
            return mediawiki.Search(search=SEARCHED)
        case "texts":
            texts = mediawiki.Revisions(prop=["content"], slots=["main"])
            return mediawiki.Pages(titles=[f"Text {number}" for number in range(size)], props=[texts])
        case _:
            props = [mediawiki.Info(prop=["protection"]), mediawiki.ImageInfo(prop=file)]
            return mediawiki.Pages(generator=mediawiki.AllPages(), props=props)


def main() -> None:
    """Take turns."""
    kind, file, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    body = file.read_bytes()
    body = b'{"batchcomplete":true,' + body[1:]
    readers: list[Callable[[bytes], object]] = [request(kind).parse, json.loads, orjson.loads]
    taken: list[list[float]] = [[] for _ in readers]
    for _ in range(rounds + 1):
        for read, times in zip(readers, taken, strict=True):
            start = time.process_time()
            for _ in range(_REPEATED):
                read(body)
            times.append((time.process_time() - start) / _REPEATED / KINDS[kind].size * 1e6)
    print(json.dumps([statistics.median(times[1:]) for times in taken]))


if __name__ == "__main__":
    main()
