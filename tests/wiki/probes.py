"""Run the probe corpus on fresh wikis: `python -m tests.wiki.probes`.

Writes what they answered into build/probes, one file a version, and the schemas learned from it into
schemas/responses.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.corpus import read
from mwtyped_codegen.overlay import stock_overlay
from mwtyped_codegen.probe import Failure, Prober
from mwtyped_codegen.shapes import write
from mwtyped_codegen.trials import Observation

from . import ACCOUNTS, start

__all__ = ["CORPUS", "VERSIONS", "captures", "probed"]

_ROOT = Path(__file__).parents[2]
CORPUS = _ROOT / "schemas" / "probes"
VERSIONS = ("1.43", "1.39")


def captures() -> list[Capture]:
    """Give the stock captures, the newest first."""
    return [load(_ROOT / "schemas" / "captures" / f"mediawiki-{version}.json") for version in VERSIONS]


def probed(version: str) -> tuple[list[Observation], list[Failure]]:
    """Start a wiki, run the corpus on it, and end it."""
    wiki = captures()[VERSIONS.index(version)]
    accounts = {name: (account.name, account.password) for name, account in ACCOUNTS.items()}
    with start(version) as site:
        prober = Prober(site.api_url, wiki, version, stock_overlay(), accounts, CORPUS / "files")
        try:
            return list(prober.run(read(CORPUS), lambda line: print(line, file=sys.stderr))), prober.failures
        finally:
            prober.close()


def _save(observations: Iterable[Observation], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in observations), encoding="utf-8")


def main() -> int:
    """Probe both wikis, keep what they answered, and write the schemas anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", choices=VERSIONS, help="only this one; the schemas stay as they are then")
    parser.add_argument("-o", "--output", type=Path, default=_ROOT / "build" / "probes")
    options = parser.parse_args()
    seen: list[Observation] = []
    bad = 0
    for version in [options.version] if options.version else VERSIONS:
        observations, failures = probed(version)
        _save(observations, options.output / f"mediawiki-{version}.jsonl")
        for failure in failures:
            print(f"{version}: {failure.probe}: {failure.problem}")
        print(f"{version}: {len(observations)} replies, {len(failures)} otherwise than expected")
        seen += observations
        bad += len(failures)
    if options.version is None:
        write(seen, captures(), stock_overlay(), _ROOT / "schemas" / "responses")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
