"""Compare on both wikis and print a table: `python -m tests.differential [--version 1.43]`."""

import argparse
import re
import time
import warnings

from ..wiki import start
from .cases import CASES
from .run import all_read, all_written, table
from .scripts import SCRIPTS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--version", choices=["1.43", "1.39"], action="append", help="of MediaWiki (default: both)")
    parser.add_argument("--only", default="", metavar="PATTERN", help="only cases whose text has this")
    arguments = parser.parse_args()
    cases = [case for case in CASES if re.search(arguments.only, str(case))]
    warnings.simplefilter("ignore")
    failed = False
    scripts = [script for script in SCRIPTS if re.search(arguments.only, script.name)]
    for version in arguments.version or ["1.43", "1.39"]:
        begin = time.monotonic()
        with start(version) as wiki:
            read = all_read(wiki, cases, in_async=True)
        between = time.monotonic()
        written = all_written(version, scripts, in_async=True)
        for name, results, seconds in (
            ("read", read, between - begin),
            ("written", written, time.monotonic() - between),
        ):
            print(f"MediaWiki {version}, {name}: {table(results.beside)}")
            print(f"in async code beside sync: {table(results.in_async)}")
            print(f"{seconds:.0f} s", flush=True)
        failed = failed or any(one.unnamed for results in (read, written) for pair in results for one in pair)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
