"""What the runtime costs a request, beside bare httpx: `python -m benchmarks.overhead`.

A server in a process of its own answers at once. The same requests are made by `site.get(...)`, by typed requests and
by httpx with `json.loads`, in turns; read the ratios of processor time, each the least of its rounds.
"""

import json
import multiprocessing
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from typing import Any

import httpx

import mwtyped
from mwtyped.mediawiki import AllPages, UserInfo

REQUESTS, ROUNDS = 200, 7
USER = {"batchcomplete": True, "query": {"userinfo": {"id": 2, "name": "Bot"}}}
PAGES = {
    "batchcomplete": True,
    "query": {"allpages": [{"pageid": number, "ns": 0, "title": f"Some page {number}"} for number in range(1, 501)]},
}
BODIES = {"userinfo": json.dumps(USER).encode(), "allpages": json.dumps(PAGES).encode()}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 20  # head and body in one packet: TCP would wait 40 ms between them

    def do_GET(self) -> None:
        body = BODIES["allpages" if "allpages" in self.path else "userinfo"]
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        """Say nothing."""


def serve(pipe: Connection) -> None:
    """Serve until the process is ended, and tell the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


def timed(work: Callable[[], object]) -> float:
    """Give the milliseconds of processor time that one call takes."""
    began = time.process_time()
    for _ in range(REQUESTS):
        work()
    return (time.process_time() - began) * 1000 / REQUESTS


def main() -> None:
    """Compare, and print a table."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    url = f"http://127.0.0.1:{ours.recv()}"
    site = mwtyped.Site(url, do_init=False, max_lag=None)
    client = httpx.Client()
    typed = {"formatversion": "2", "errorformat": "plaintext"}

    def bare(**params: str) -> Callable[[], object]:
        sent = {"format": "json", "action": "query", **typed, **params}
        return lambda: json.loads(client.get(f"{url}/w/api.php", params=sent).content)

    calls: dict[str, dict[str, Callable[[], object]]] = {
        "userinfo": {
            "httpx": bare(meta="userinfo"),
            "untyped": lambda: site.get("query", meta="userinfo", **typed),
            "typed": lambda: site.send(UserInfo()),
        },
        "500 pages": {
            "httpx": bare(list="allpages", aplimit="max"),
            "untyped": lambda: site.get(
                "query", list="allpages", aplimit="max", formatversion=2, errorformat="plaintext"
            ),
            "typed": lambda: site.send(AllPages()),
        },
    }
    for kind, ways in calls.items():
        rounds = [{way: timed(work) for way, work in ways.items()} for _ in range(ROUNDS)]
        least = {way: min(one[way] for one in rounds) for way in ways}
        shown = ", ".join(f"{way} {least[way] / least['httpx']:.2f}" for way in ways if way != "httpx")
        print(f"{kind}: httpx {least['httpx']:.2f} ms a request; in ratio to it {shown}")
    site.close()
    client.close()
    process.terminate()


if __name__ == "__main__":
    main()
