"""The clients that `benchmarks.rows` compares: each reads the same rows and three fields of each of them.

`python -m benchmarks.clients CLIENT KIND URL` prints the CPU time of the first batch and of the later ones, in
microseconds an item, or with `memory` behind it the bytes that an item takes while it is kept.
"""

import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from .kinds import BATCHES, KINDS, SEARCHED

COLD, WARM = 1, 40
"""Batches."""

_KEPT = 5_000
_BASE = {"action": "query", "format": "json", "formatversion": "2", "maxlag": "3"}
_DIFFERENT = BATCHES * KINDS["texts"].size
_TITLES = [f"Text {number % _DIFFERENT}" for number in range((COLD + WARM) * KINDS["texts"].size)]
_MORE_TITLES = [f"Text {number % _DIFFERENT}" for number in range(_KEPT + 50)]
"""So many are different, as the batches of recorded replies are: each reply has the pages that were asked for."""

Start = Callable[[str, str], Callable[[], Iterator[Any]]]
"""Takes kind and URL and does what comes before any row; gives what begins to read the items."""

Touch = Callable[[Any], object]
"""Reads three fields of an item."""


_CLASSES = {
    "allpages": ("AllPages",),
    "recentchanges": ("RecentChanges",),
    "logevents": ("LogEvents",),
    "search": ("Search",),
    "texts": ("Pages", "Revisions"),
    "pages": ("Pages", "AllPages", "Info", "ImageInfo"),
}


def mwtyped(kind: str, url: str) -> Callable[[], Iterator[Any]]:
    """Give our typed items."""
    import mwtyped
    import mwtyped.mediawiki
    from mwtyped.runtime import Request

    site = mwtyped.Site(url, f"/{kind}/")
    query = site.api.query
    query.siteinfo()
    for name in _CLASSES[kind]:  # mwclient has imported all that it has
        if issubclass(cls := getattr(mwtyped.mediawiki, name), Request):
            cls.result_model()

    def items() -> Iterable[Any]:
        if kind == "allpages":
            return query.allpages()
        if kind == "recentchanges":
            return query.recentchanges(prop=_prop(kind, "rcprop"))
        if kind == "logevents":
            return query.logevents()
        if kind == "search":
            return query.search(search=SEARCHED)
        if kind == "texts":
            return query.revisions(titles=_titles(), prop=["content"], slots=["main"])
        from mwtyped.mediawiki import AllPages, ImageInfo, Info

        file = ImageInfo(prop=_prop(kind, "iiprop"))
        return query.pages(generator=AllPages(), props=[Info(prop=["protection"]), file])

    return lambda: iter(items())


def bare(kind: str, url: str) -> Callable[[], Iterator[Any]]:
    """Give dictionaries from orjson, over httpx; nothing is looked at but the rows and what continues."""
    import httpx
    import orjson

    client, address, wanted = httpx.Client(), f"{url}/{kind}/api.php", KINDS[kind]
    orjson.loads(client.get(address, params={**_BASE, "meta": "siteinfo"}).content)

    def texts() -> Iterator[Any]:
        params = {key: value for key, value in wanted.params.items() if "g" not in key[:1]}
        titles = _titles()
        for start in range(0, len(titles), wanted.size):
            some = "|".join(titles[start : start + wanted.size])
            yield from orjson.loads(client.get(address, params={**_BASE, **params, "titles": some}).content)["query"][
                "pages"
            ]

    def items() -> Iterator[Any]:
        params: dict[str, str] = {**_BASE, **wanted.params}
        while True:
            reply = orjson.loads(client.get(address, params=params).content)
            yield from reply["query"][wanted.place]
            params.update(reply["continue"])

    return texts if kind == "texts" else items


def _prop(kind: str, name: str) -> Any:
    return KINDS[kind].params[name].split("|")


def _mwclient(kind: str, url: str) -> Any:
    import mwclient  # type: ignore[import-untyped]  # it has no types

    scheme, _, host = url.partition("://")
    return mwclient.Site(host, path=f"/{kind}/", scheme=scheme)


def mwclient_dictionaries(kind: str, url: str) -> Callable[[], Iterator[Any]]:
    """Give mwclient's lists, and for texts its plain call."""
    site = _mwclient(kind, url)
    from mwclient.listing import List  # type: ignore[import-untyped]  # it has no types

    def texts() -> Iterator[Any]:
        titles, size = _titles(), KINDS[kind].size
        for start in range(0, len(titles), size):
            some = "|".join(titles[start : start + size])
            reply = site.get("query", prop="revisions", rvprop="content", rvslots="main", titles=some)
            yield from reply["query"]["pages"].values()

    if kind == "allpages":  # site.allpages(generator=False) gives titles alone
        return lambda: List(site, "allpages", "ap", api_chunk_size=500)
    if kind == "recentchanges":
        return lambda: site.recentchanges(prop=KINDS[kind].params["rcprop"], api_chunk_size=500)
    if kind == "logevents":
        return lambda: site.logevents(api_chunk_size=500)
    if kind == "search":
        return lambda: site.search(SEARCHED, api_chunk_size=500)
    if kind == "texts":
        return texts
    raise KeyError(kind)


def mwclient_objects(kind: str, url: str) -> Callable[[], Iterator[Any]]:
    """Give mwclient's pages; for texts the revisions of one of them, as many a request."""
    if kind == "texts":
        page = _mwclient("history", url).pages["Text 0"]
        return lambda: page.revisions(prop="content", slots="main", api_chunk_size=50)
    if kind == "pages":
        site = _mwclient(kind, url)
        return lambda: site.allpages(api_chunk_size=500)
    raise KeyError(kind)


def pywikibot(kind: str, url: str) -> Callable[[], Iterator[Any]]:
    """Give pywikibot's objects; of recent changes it gives dictionaries. It cannot ask for texts alone."""
    os.environ["PYWIKIBOT_NO_USER_CONFIG"] = "2"
    import pywikibot  # type: ignore[import-untyped]  # it has no types
    from pywikibot import config

    config.put_throttle = config.minthrottle = 0
    site = pywikibot.Site(url=f"{url}/{kind}/api.php")
    site.siteinfo["extensions"]  # what it asks for before its first rows
    site._paraminfo.fetch(["query+allpages", "query+recentchanges", "query+logevents", "query+revisions"])
    if kind == "recentchanges":
        return lambda: site.recentchanges(total=10**9)
    if kind == "logevents":
        return lambda: site.logevents(total=10**9)
    if kind == "pages":
        return lambda: site.allpages(total=10**9)
    raise KeyError(kind)


CLIENTS: Mapping[str, Start] = {
    "mwtyped": mwtyped,
    "httpx+orjson": bare,
    "mwclient dicts": mwclient_dictionaries,
    "mwclient objects": mwclient_objects,
    "pywikibot": pywikibot,
}
_HAS_NOT = {
    "mwclient dicts": {"pages"},
    "mwclient objects": {"allpages", "recentchanges", "logevents", "search"},
    "pywikibot": {"allpages", "search", "texts"},
}
HAS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(client for client in CLIENTS if kind not in _HAS_NOT.get(client, ())) for kind in KINDS
}
"""The clients that can give each kind."""


def touch(client: str, kind: str) -> Touch:
    """Give what reads three fields of an item."""
    if client == "mwtyped":
        return _ATTRIBUTES[kind]
    if client == "mwclient objects":
        return _OBJECTS[kind]
    if client == "pywikibot":
        return _PYWIKIBOT[kind]
    content = "content" if client == "httpx+orjson" else "*"
    if kind == "texts":
        return lambda row: (row["title"], row["pageid"], row["revisions"][0]["slots"]["main"][content])
    first, second, third = _KEYS[kind]
    return lambda row: (row[first], row[second], row[third])


_KEYS = {
    "allpages": ("pageid", "ns", "title"),
    "recentchanges": ("title", "user", "timestamp"),
    "logevents": ("title", "user", "timestamp"),
    "search": ("title", "size", "timestamp"),
    "pages": ("title", "pageid", "length"),
}
_ATTRIBUTES: Mapping[str, Touch] = {
    "allpages": lambda item: (item.pageid, item.ns, item.title),
    "recentchanges": lambda item: (item.title, item.user, item.timestamp),
    "logevents": lambda item: (item.title, item.user, item.timestamp),
    "search": lambda item: (item.title, item.size, item.timestamp),
    "texts": lambda item: (item.title, item.pageid, item.revisions[0].slots["main"].content),
    "pages": lambda item: (item.title, item.pageid, item.length),
}
_OBJECTS: Mapping[str, Touch] = {
    "texts": lambda row: tuple(row["slots"]["main"].values()),
    "pages": lambda page: (page.name, page.pageid, page.length),
}


_PYWIKIBOT: Mapping[str, Touch] = {
    "recentchanges": lambda row: (row["title"], row["user"], row["timestamp"]),
    "logevents": lambda entry: (entry.data.get("title"), entry.data.get("user"), entry.timestamp()),
    "pages": lambda page: (page.title(), page.pageid, page.latest_revision_id),
}


def _titles() -> list[str]:
    return _MORE_TITLES if "memory" in sys.argv else _TITLES


def cpu(client: str, kind: str, url: str) -> tuple[float, float]:
    """Give the CPU time of an item in microseconds, of the first batch and of the later ones."""
    begin, fields, size = CLIENTS[client](kind, url), touch(client, kind), KINDS[kind].size
    gc.collect()
    start = time.process_time()
    items = begin()
    _read(items, fields, COLD * size)
    middle = time.process_time()
    _read(items, fields, WARM * size)
    end = time.process_time()
    return (middle - start) / COLD / size * 1e6, (end - middle) / WARM / size * 1e6


def _read(items: Iterator[Any], fields: Touch, number: int) -> None:
    read = 0
    for item in islice(items, number):
        fields(item)
        read += 1
    if read != number:
        raise RuntimeError(f"{read} items, where {number} were expected")


def memory(client: str, kind: str, url: str) -> float:
    """Give the bytes by which the peak grows for each item that is kept."""
    items, size = CLIENTS[client](kind, url)(), KINDS[kind].size
    _read(items, touch(client, kind), size)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = list(islice(items, _KEPT))
    return (tracemalloc.get_traced_memory()[1] - before) / len(kept)


def main() -> None:
    """Measure one client."""
    client, kind, url, *what = sys.argv[1:]
    print(json.dumps([memory(client, kind, url)] if what else cpu(client, kind, url)))


if __name__ == "__main__":
    main()
