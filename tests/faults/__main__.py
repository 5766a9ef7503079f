"""Run the matrix and print what came of it: `python -m tests.faults [--full] [--reads] [--only TEXT]`."""

import argparse
import sys
import time

from ..wiki import start
from .matrix import bench, cases, cases_of_reads, summary


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="each fault with every operation")
    parser.add_argument("--reads", action="store_true", help="faults of the reads that belong to a write, too")
    parser.add_argument("--only", default="", help="only faults or operations whose name holds that")
    parser.add_argument("--wiki", default="1.43", help="the wiki's version")
    options = parser.parse_args()
    begin, outcomes = time.monotonic(), []
    with start(options.wiki) as wiki, bench(wiki) as (table, worlds):
        chosen = [*cases(full=options.full), *(cases_of_reads(full=options.full) if options.reads else ())]
        for fault, operation in chosen:
            if options.only not in fault.name and options.only not in operation.name:
                continue
            for world in worlds:
                outcome = table.run(fault, operation, world)
                outcomes.append(outcome)
                if not outcome.is_right:
                    print(outcome, outcome.leaked or "", flush=True)
    print(summary(outcomes))
    print(f"{len(outcomes)} cases in {time.monotonic() - begin:.0f} s")
    return int(any(not outcome.is_right for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
