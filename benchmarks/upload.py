"""A large upload over a line that breaks at random: `python -m benchmarks.upload [--megabytes 200] [--seed 1]`.

The client runs in a process of its own, so that its memory is measured alone.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mwtyped import Options, Site
from tests.live.cutting import Cut, cutting
from tests.wiki import Wiki, start

MIB = 1024 * 1024
PIECE = 5 * MIB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--client", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.client:
        print(json.dumps(uploaded(*asked.client)))
        return
    settings = f"$wgMaxUploadSize = {(asked.megabytes + 1) * MIB};"
    with tempfile.TemporaryDirectory() as folder, start("1.43", settings=settings) as wiki:
        measure(wiki, Path(folder, "large.txt"), asked.megabytes, random.Random(asked.seed))


def measure(wiki: Wiki, path: Path, megabytes: int, chance: random.Random) -> None:
    requests = dict[Cut | None, int]()

    def decide(request: bytes) -> Cut | None:
        cut: Cut | None = chance.choice(("asked", "answered")) if chance.random() < 0.25 else None
        requests[cut] = requests.get(cut, 0) + 1
        return cut

    sha1 = hashlib.sha1()
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(piece := chance.randbytes(MIB // 2).hex().encode())
            sha1.update(piece)
    account = wiki.accounts["admin"]
    with cutting(wiki.url, decide) as url:
        given = [url, account.bot_name, account.bot_password, str(path)]
        client = [sys.executable, "-m", "benchmarks.upload", "--client", *given]
        done = json.loads(subprocess.run(client, check=True, stdout=subprocess.PIPE).stdout)
    there = hashlib.sha1()
    with urllib.request.urlopen(wiki.url + urlsplit(done["url"]).path) as answer:
        while piece := answer.read(MIB):
            there.update(piece)
    print(f"{megabytes} MiB in {done['seconds']:.0f} s, {sum(requests.values())} requests")
    print(f"cut in the request: {requests.get('asked', 0)}; when it was answered: {requests.get('answered', 0)}")
    small, large = done["small"], done["large"]
    print(f"identical: {there.hexdigest() == sha1.hexdigest()}")
    print(f"the client's peak memory: {small:.0f} MiB after a small upload, {large:.0f} MiB after the large one,")
    print(f"which is {(large - small) * MIB / PIECE:.1f} pieces of {PIECE // MIB} MiB more")


def uploaded(url: str, user: str, password: str, file: str) -> dict[str, Any]:
    """Upload a small file in one piece, then the large one; give the peak memory in MiB after each."""
    with Site(url, max_lag=None, retry_timeout=0, options=Options(chunk_size=PIECE)) as site:
        site.login(user, password)
        site.api.upload(filename="Small.txt", file=b"small", comment="benchmark")
        small, began = _peak(), time.monotonic()
        done = site.api.upload(filename="Large.txt", file=Path(file), comment="benchmark")
        seconds = time.monotonic() - began
    assert done.imageinfo is not None
    return {"small": small, "large": _peak(), "seconds": seconds, "url": str(done.imageinfo.url)}


def _peak() -> float:
    # Not `getrusage`: its peak is no less than that of the process which started this one.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
