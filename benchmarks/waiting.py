"""What reading ahead and several requests at once save: `python -m benchmarks.waiting`.

A server on loopback takes 30 ms for each request. A script that works 20 ms on each page reads them ahead, and in turn;
one that reads texts asks for four requests at once, and for one after the other. Both in both worlds; read the ratios.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import mwtyped
from mwtyped.mediawiki import AllPages, Pages, Revisions

ANSWERS, WORKS = 0.030, 0.020
"""Seconds that the server takes for a request, and the script for a page."""

BATCHES, SIZE = 20, 1
TITLES = [f"Page {number}" for number in range(20 * 50)]
TEXTS = Pages(titles=TITLES, props=[Revisions(prop=["content"], slots=["main"])])


def serve() -> ThreadingHTTPServer:
    """Start a server that answers lists of pages and their texts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 20  # head and body in one packet: TCP would wait 40 ms between them

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])).decode())

        def _answer(self, query: str) -> None:
            asked = {key: value[0] for key, value in parse_qs(query).items()}
            time.sleep(ANSWERS)
            body = json.dumps(_texts(asked["titles"]) if "titles" in asked else _pages(asked)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


def _pages(asked: dict[str, str]) -> dict[str, Any]:
    start = int(asked.get("apcontinue", "0"))
    rows = [{"pageid": number + 1, "ns": 0, "title": f"P{number}"} for number in range(start, start + SIZE)]
    more = {"continue": {"apcontinue": str(start + SIZE), "continue": "-||"}} if start + SIZE < BATCHES else {}
    return {"batchcomplete": True, **more, "query": {"allpages": rows}}


def _texts(titles: str) -> dict[str, Any]:
    slots = {"main": {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": "x" * 200}}
    pages = [{"pageid": number, "ns": 0, "title": title} for number, title in enumerate(titles.split("|"), 1)]
    return {"batchcomplete": True, "query": {"pages": [{**page, "revisions": [{"slots": slots}]} for page in pages]}}


def timed(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    assert work() > 0
    return time.perf_counter() - began


def in_threads(url: str, **options: Any) -> tuple[Callable[[], int], Callable[[], int]]:
    """Give what reads pages with some work on each, and what reads texts."""
    site = mwtyped.Site(url, do_init=False, max_lag=None, options=mwtyped.Options(**options))

    def works() -> int:
        return sum(1 for _ in site.iterate(AllPages()) if time.sleep(WORKS) is None)

    return works, lambda: sum(1 for _ in site.iterate(TEXTS))


def in_tasks(url: str, **options: Any) -> tuple[Callable[[], int], Callable[[], int]]:
    """Give the same in async code."""

    def run(work: Callable[[mwtyped.AsyncSite], Awaitable[int]]) -> Callable[[], int]:
        async def entered() -> int:
            site = mwtyped.AsyncSite(url, do_init=False, max_lag=None, options=mwtyped.Options(**options))
            async with site:
                return await work(site)

        return lambda: asyncio.run(entered())

    async def works(site: mwtyped.AsyncSite) -> int:
        return sum([1 async for _ in site.iterate(AllPages()) if await asyncio.sleep(WORKS) is None])

    async def texts(site: mwtyped.AsyncSite) -> int:
        return sum([1 async for _ in site.iterate(TEXTS)])

    return run(works), run(texts)


def main() -> None:
    """Print what each takes, and the ratios beside their budgets."""
    server = serve()
    url = f"http://127.0.0.1:{server.server_port}"
    for world, start in (("sync", in_threads), ("async", in_tasks)):
        works, texts = start(url)
        ahead, _ = start(url, read_ahead=True)
        _, several = start(url, parallel=4)
        assert texts() > 0 < works()  # what is imported and built once is no waiting
        for name, plain, quick, budget in (
            ("read-ahead, 20 ms of work a page", works, ahead, 0.75),
            ("texts, four requests at once", texts, several, 0.35),
        ):
            base, took = min(timed(plain) for _ in range(3)), min(timed(quick) for _ in range(3))
            print(
                f"{world:5}  {name:34} {base * 1e3:6.0f} ms -> {took * 1e3:6.0f} ms"
                f"  {took / base:.2f} x (budget {budget})"
            )
    server.shutdown()


if __name__ == "__main__":
    main()
