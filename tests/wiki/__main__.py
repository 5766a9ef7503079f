"""Start a wiki to look at in a browser, or make those that the tests need ready."""

import argparse
import signal

from . import NotAvailable, SetupFailed, start
from .install import VERSIONS, installed
from .steps import step


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.wiki", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=["run", "prepare"], default="run", help="prepare: make and cache all versions"
    )
    parser.add_argument("--version", choices=VERSIONS, default="1.43", help="of MediaWiki (default: %(default)s)")
    parser.add_argument("--port", type=int, help="on loopback (default: a free one)")
    arguments = parser.parse_args()
    # As with Ctrl-C: the wiki ends with its block.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return prepare() if arguments.what == "prepare" else show(arguments.version, arguments.port)
    except SetupFailed as error:
        print(error)
        return 1


def prepare() -> int:
    missing = 0
    for version in VERSIONS:
        try:
            with step(f"Making MediaWiki {version} ready"):
                installed(version)
        except NotAvailable as reason:
            print(f"No MediaWiki {version} here: {reason}")
            missing += 1
    return 1 if missing == len(VERSIONS) else 0


def show(version: str, port: int | None) -> int:
    try:
        wiki = start(version, port=port)
    except NotAvailable as reason:
        print(f"No MediaWiki {version} here: {reason}")
        return 1
    with wiki:
        print(f"MediaWiki {version} runs at {wiki.url}/ (API: {wiki.api_url})")
        for account in wiki.accounts.values():
            print(f"  {account.name:<6} {account.password:<20} bot password: {account.bot_name} {account.bot_password}")
        print("What is written there is gone when it stops. Ctrl-C stops it.", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print()
    print("Stopped, with all its processes.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
