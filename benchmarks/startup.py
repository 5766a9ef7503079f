"""The first typed call of a cold process, beside bare httpx with one pydantic model, and beside mwclient.

Each script makes the same two requests to a wiki on loopback. `python -m benchmarks.startup [rounds]`
"""

import statistics
import subprocess
import sys
import time

from tests.wiki import start as start_wiki

OURS = """
import sys, mwtyped
site = mwtyped.Site(sys.argv[1])
print(sum(1 for page in site.api.query.allpages(limit=20, max_items=20)))
"""
BARE = """
import sys, httpx
from pydantic import BaseModel
class Item(BaseModel):
    pageid: int
    ns: int
    title: str
class Query(BaseModel):
    allpages: list[Item]
class Reply(BaseModel):
    query: Query
client, url = httpx.Client(), sys.argv[1] + "/w/api.php"
base = {"action": "query", "format": "json", "formatversion": "2"}
info = {"meta": "siteinfo|userinfo", "siprop": "general|namespaces", "uiprop": "groups|rights"}
client.get(url, params={**base, **info}).json()
reply = client.get(url, params={**base, "list": "allpages", "aplimit": "20"})
print(len(Reply.model_validate_json(reply.content).query.allpages))
"""
MWCLIENT = """
import sys, mwclient
scheme, _, host = sys.argv[1].partition("://")
site = mwclient.Site(host, scheme=scheme)
pages = site.allpages(api_chunk_size=20, max_items=20, generator=False)
print(sum(1 for page in pages))
"""


def seconds(script: str, url: str) -> float:
    """Run a script in a process of its own."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, url], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Take turns, so that a busy machine is busy for all; compare the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    scripts = {"mwtyped": OURS, "httpx+pydantic": BARE, "mwclient": MWCLIENT}
    with start_wiki("1.43") as site:
        for script in scripts.values():
            seconds(script, site.url)
        taken = {name: [seconds(script, site.url) for _ in range(1)] for name, script in scripts.items()}
        for _ in range(rounds - 1):
            for name, script in scripts.items():
                taken[name].append(seconds(script, site.url))
    median = {name: statistics.median(values) for name, values in taken.items()}
    for name, value in median.items():
        print(f"{name:16} {value * 1000:6.0f} ms   mwtyped takes {median['mwtyped'] / value:.2f} x that")


if __name__ == "__main__":
    main()
