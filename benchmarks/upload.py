"""A large upload over a line that breaks at random: `python -m benchmarks.upload [--megabytes 200] [--seed 1]`."""

import argparse
import hashlib
import random
import resource
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from mwtyped import Options, Site
from tests.live.cutting import Cut, cutting
from tests.wiki import start

MIB = 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    requests = dict[Cut | None, int]()

    def decide(request: bytes) -> Cut | None:
        cut: Cut | None = chance.choice(("asked", "answered")) if chance.random() < 0.25 else None
        requests[cut] = requests.get(cut, 0) + 1
        return cut

    settings = f"$wgMaxUploadSize = {(asked.megabytes + 1) * MIB};"
    options = Options(chunk_size=5 * MIB)
    with tempfile.TemporaryDirectory() as folder, start("1.43", settings=settings) as wiki:
        path, sha1 = Path(folder, "large.txt"), hashlib.sha1()
        with path.open("wb") as file:
            for _ in range(asked.megabytes):
                file.write(piece := chance.randbytes(MIB // 2).hex().encode())
                sha1.update(piece)
        account = wiki.accounts["admin"]
        with cutting(wiki.url, decide) as url, Site(url, max_lag=None, retry_timeout=0, options=options) as site:
            site.login(account.bot_name, account.bot_password)
            before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
            done = site.api.upload(filename="Large.txt", file=path, comment="benchmark")
            seconds = time.monotonic() - began
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert done.imageinfo is not None
        there = hashlib.sha1()
        with urllib.request.urlopen(wiki.url + urlsplit(str(done.imageinfo.url)).path) as answer:
            while piece := answer.read(MIB):
                there.update(piece)
    print(f"{asked.megabytes} MiB in {seconds:.0f} s, {sum(requests.values())} requests")
    print(f"cut in the request: {requests.get('asked', 0)}; when it was answered: {requests.get('answered', 0)}")
    print(f"identical: {there.hexdigest() == sha1.hexdigest()}; peak memory, the proxy's included: +{grown:.0f} MiB")


if __name__ == "__main__":
    main()
