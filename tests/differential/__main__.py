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
    for version in arguments.version or ["1.43", "1.39"]:
        with start(version) as wiki:
            begin = time.monotonic()
            results = all_read(wiki, cases)
            print(f"MediaWiki {version}, read: {table(results)}")
            print(f"{time.monotonic() - begin:.0f} s", flush=True)
        scripts = [script for script in SCRIPTS if re.search(arguments.only, script.name)]
        begin = time.monotonic()
        results += (more := all_written(version, scripts))
        print(f"MediaWiki {version}, written: {table(more)}")
        print(f"{time.monotonic() - begin:.0f} s", flush=True)
        failed = failed or any(one.unnamed for one in results)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
