"""CPU and memory of a row: our typed items beside bare httpx with orjson and mwclient, and parsing alone.

All get the same replies of a real wiki, made many, from a server on loopback, in as many requests, and read three
fields of each row. Cold is the first batch of a process that has imported all it needs and made its first call, typed
in our case; what is built for it counts. Warm are the batches after it. The Page objects of mwclient ask for more than
a list does: they stand beside our pages that ask for the same. `python -m benchmarks.rows [rounds]`
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from tests.wiki import start as start_wiki

from . import replies
from .clients import HAS
from .kinds import KINDS

_OURS, _BARE = "mwtyped", "httpx+orjson"
_TO_MWCLIENT, _PARSING = "1.0", "1.8"


_compiled: dict[str, str] = {}
"""Where the processes keep what they compile and learn."""


def _to_bare(kind: str) -> str:
    return "1.8" if kind == "allpages" else "2.6"


def measured(module: str, *arguments: str) -> list[float]:
    """Run a measurement in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**environment, **_compiled})
    figures: list[float] = json.loads(done.stdout)
    return figures


def clients(url: str, rounds: int) -> None:
    """Take turns, so that a busy machine is busy for all; compare the medians."""
    taken: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    pairs = [(kind, client) for kind, names in HAS.items() for client in names]
    bytes_each = {
        (kind, client): measured("clients", client, kind, url, "memory")[0] for kind, client in pairs
    }  # compiles too
    for _ in range(rounds):
        for kind, client in pairs:
            taken[kind, client].append(measured("clients", client, kind, url))
    print("                                  CPU of an item, us                    memory of an item, bytes")
    print("                                  cold   mwtyped is   warm   mwtyped is (budget)   kept   mwtyped is")
    for kind, client in pairs:
        cold, warm = _medians(taken[kind, client])
        our_cold, our_warm = _medians(taken[kind, _OURS])
        budget = "" if client == _OURS else _to_bare(kind) if client == _BARE else _TO_MWCLIENT
        kept, ours = bytes_each[kind, client], bytes_each[kind, _OURS]
        ratios = [f"{our_cold / cold:9.2f} x", f"{our_warm / warm:9.2f} x", f"{ours / kept:9.2f} x"]
        if client == _OURS:
            ratios = [""] * 3
        limit = f"({budget})" if budget else ""
        print(
            f"{kind:14} {client:18} {cold:6.2f} {ratios[0]:12} {warm:6.2f} {ratios[1]:12} {limit:8}"
            f" {kept:8.0f} {ratios[2]:12}"
        )


def _medians(figures: list[list[float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*figures, strict=True)]


def parsing(folder: Path, rounds: int) -> None:
    """Compare what reads the bytes of one batch."""
    print(f"\nparsing alone, us a row  mwtyped  json.loads  mwtyped is ({_PARSING})  orjson.loads  mwtyped is")
    for kind in KINDS:
        ours, plain, fast = measured("parsing", kind, str(folder / f"{kind}.2.0"), str(rounds * 10))
        print(f"{kind:22} {ours:9.2f} {plain:11.2f} {ours / plain:15.2f} x {fast:13.2f} {ours / fast:9.2f} x")


def main() -> None:
    """Record, serve, measure, print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "replies"
        folder.mkdir()
        _compiled["PYTHONPYCACHEPREFIX"] = str(Path(name) / "compiled")
        _compiled["PYWIKIBOT_DIR"] = name  # it writes what it learns of a wiki there, if this is there too:
        (Path(name) / "user-config.py").touch()
        with start_wiki("1.43") as wiki:
            replies.record(wiki, folder)
        with replies.serving(folder) as url:
            clients(url, rounds)
        parsing(folder, rounds)


if __name__ == "__main__":
    main()
