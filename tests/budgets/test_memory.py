"""A listing holds one batch at a time: what it costs does not grow with its length."""

import subprocess
import sys

# The rows of a real reply of allpages, made many: a million of them, five hundred a reply.
SCRIPT = """
import contextlib, json, resource, sys
import mwtyped
from mwtyped.runtime.flows import Answer

class Wiki:
    rows = [{"pageid": 10_000_000 + i, "ns": 0, "title": f"Berlin-Mitte, Straße {i}"} for i in range(500)]
    replies = 0
    turn = contextlib.nullcontext
    def send(self, command):
        self.replies += 1
        reply = {"batchcomplete": True, "query": {"allpages": self.rows}}
        if self.replies < 2000:
            reply["continue"] = {"apcontinue": f"Page_{self.replies}", "continue": "-||"}
        return Answer(200, command.url, {"content-type": "application/json"}, json.dumps(reply).encode())

site = mwtyped.Site("localhost", do_init=False)
site._transport = Wiki()
count = 0
for page in site.api.query.allpages():
    count += 1
    if count == 50_000:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
assert count == 1_000_000, count
print(growth)
"""


def test_a_million_items_need_no_more_memory_than_some_thousands() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert float(done.stdout) <= 12, "MiB between item 50,000 and the last"
