"""Run the probe corpus on fresh wikis: `python -m tests.wiki.probes`.

Writes what they answered into build/probes, one file a wiki, and the schemas learned from it into schemas/responses.
A folder in schemas/probes/wikis is a corpus of its own, for wikis with the settings that it has.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.corpus import read
from mwtyped_codegen.meanings import Meanings
from mwtyped_codegen.overlay import Overlay, stock_overlay
from mwtyped_codegen.probe import Failure, Prober
from mwtyped_codegen.shapes import schemas, write
from mwtyped_codegen.trials import Observation

from . import ACCOUNTS, start
from .scrub import scrubbed

__all__ = ["CORPUS", "VERSIONS", "captures", "probed"]

_ROOT = Path(__file__).parents[2]
CORPUS = _ROOT / "schemas" / "probes"
VERSIONS = ("1.43", "1.39")


def captures() -> list[Capture]:
    """Give the stock captures, the newest first."""
    return [load(_ROOT / "schemas" / "captures" / f"mediawiki-{version}.json") for version in VERSIONS]


def probed(version: str, corpus: Path = CORPUS, only: Collection[str] = ()) -> tuple[list[Observation], list[Failure]]:
    """Start a wiki, run a corpus on it, and end it; of the modules' files, `only` those of some, if any are named."""
    wiki = captures()[VERSIONS.index(version)]
    accounts = {name: (account.name, account.password) for name, account in ACCOUNTS.items()}
    settings = corpus / "settings.php"
    with start(version, settings=settings.read_text().removeprefix("<?php") if settings.exists() else "") as site:
        prober = Prober(site.api_url, wiki, version, stock_overlay(), accounts, CORPUS / "files")
        files = [file for file in read(corpus) if not only or not file.path or file.path in only]
        try:
            made = list(prober.run(files, site.run_jobs, lambda line: print(line, file=sys.stderr)))
            return made, prober.failures
        finally:
            prober.close()


def wikis() -> list[tuple[str, Path]]:
    """List the versions and the corpora that run on them, the newest first."""
    others = sorted(folder for folder in (CORPUS / "wikis").iterdir() if folder.is_dir())
    return [(version, corpus) for version in VERSIONS for corpus in (CORPUS, *others)]


def kept(folder: Path) -> list[Observation]:
    """Give what earlier runs saved."""
    return [one for file in sorted(folder.glob("*.jsonl")) for one in _load(file)]


def _load(file: Path) -> list[Observation]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def learned(observations: Iterable[Observation], overlay: Overlay | None = None) -> dict[str, dict[str, Any]]:
    """Give the schemas that observations of stock wikis lead to."""
    meanings = Meanings.load(_ROOT / "schemas" / "meanings.toml")
    return schemas(observations, captures(), overlay or stock_overlay(), meanings)


def _save(observations: Iterable[Observation], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in observations), encoding="utf-8")


def differences(before: Iterable[Observation], after: Iterable[Observation]) -> Iterator[str]:
    """Say where two runs were answered differently, but for what is random: times, ids, tokens, hashes, the order in a
    second.
    """
    earlier = {key: _settled(one["reply"]) for key, one in _numbered(before)}
    for key, one in _numbered(after):
        is_random = one["module"] == "query+random" or "random" in one["params"].values()
        if key in earlier and not is_random:
            yield from (
                f"{' '.join(map(str, key))}: {place}" for place in _places(earlier[key], _settled(one["reply"]))
            )


_id = re.compile(r"id(s|token)?$|timestamp|time$|expiry|_age$|^touched$|^rncontinue$|^limitreport", re.IGNORECASE)
"""Keys of numbers that differ from run to run: which entry was written first in a second; what was measured."""


def _numbered(observations: Iterable[Observation]) -> Iterator[tuple[tuple[str, str, int], Observation]]:
    seen = Counter[tuple[str, str]]()
    for one in observations:
        key = one["probe"], one["phase"]
        seen[key] += 1
        yield (*key, seen[key]), one


def _settled(value: JsonValue) -> JsonValue:
    """Take out what is random, and sort lists, as what happens in a second comes in any order."""
    if isinstance(value, dict):
        return {str(scrubbed(key)): 0 if _id.search(key) else _settled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted((_settled(inner) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
    return scrubbed(value)


def _places(old: JsonValue, new: JsonValue, path: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old | new:
            yield from _places(old.get(key), new.get(key), f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for place, (one, other) in enumerate(zip_longest(old, new)):
            yield from _places(one, other, f"{path}[{place}]")
    elif old != new:
        yield f"{path}: {str(old)[:60]!r} before, {str(new)[:60]!r} now"


def main() -> int:
    """Probe the wikis, keep what they answered, and write the schemas anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--version", choices=VERSIONS, help="only its wikis; as with --only, the schemas stay as they are"
    )
    parser.add_argument("--only", action="append", default=[], help="a module's path: its file, besides the states")
    parser.add_argument("--kept", action="store_true", help="start no wiki: learn from what the last run kept")
    parser.add_argument("--against", type=Path, help="a folder of an earlier run: say where this one answers otherwise")
    parser.add_argument("-o", "--output", type=Path, default=_ROOT / "build" / "probes")
    options = parser.parse_args()
    bad = 0
    for version, corpus in [] if options.kept else wikis():
        if options.version in (None, version):
            name = version if corpus is CORPUS else f"{version}-{corpus.name}"
            observations, failures = probed(version, corpus, options.only)
            _save(observations, options.output / f"mediawiki-{name}.jsonl")
            for failure in failures:
                print(f"{name}: {failure.probe}: {failure.problem}")
            print(f"{name}: {len(observations)} replies, {len(failures)} otherwise than expected")
            bad += len(failures)
            if options.against is not None:
                earlier = _load(options.against / f"mediawiki-{name}.jsonl")
                for one in differences(earlier, observations):
                    print(f"{name}: {one}")
                    bad += 1
    if options.version is None and not options.only:
        write(learned(kept(options.output)), _ROOT / "schemas" / "responses")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
