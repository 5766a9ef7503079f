"""The first typed call of a cold process, beside bare httpx with one pydantic model, and beside mwclient.

Each script makes the same two requests to a wiki on loopback, from compiled modules. httpx loads its command line
where `click` is installed, as it is for the tests, and not for most users: it is hidden from all three.
`python -m benchmarks.startup [rounds]`
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from tests.wiki import start as start_wiki

HIDE = "import sys; sys.modules['click'] = None\n"
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


def seconds(script: str, url: str, cache: str) -> tuple[float, float]:
    """Run a script in a process of its own; give the time it took and the processor time of that."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-c", HIDE + script, url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**environment, "PYTHONPYCACHEPREFIX": cache})
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Take turns, so that a busy machine is busy for all; compare the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    scripts = {"mwtyped": OURS, "httpx+pydantic": BARE, "mwclient": MWCLIENT}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in scripts}
    with start_wiki("1.43") as site, tempfile.TemporaryDirectory() as cache:
        for script in scripts.values():
            seconds(script, site.url, cache)
        for _ in range(rounds):
            for name, script in scripts.items():
                taken[name].append(seconds(script, site.url, cache))
    for position, what in enumerate(("in all", "processor")):
        median = {name: statistics.median(pair[position] for pair in pairs) for name, pairs in taken.items()}
        for name, value in median.items():
            print(f"{what:10}{name:16} {value * 1000:6.0f} ms   mwtyped takes {median['mwtyped'] / value:.2f} x that")


if __name__ == "__main__":
    main()
