"""Write `schemas/captures/` anew from the real wikis: `python -m tests.wiki.captures`."""

from pathlib import Path

from mwtyped.cli import main

from . import start

FOLDER = Path(__file__).parents[2] / "schemas" / "captures"


def write() -> None:
    """Capture each version: facts only, for no sentence of another project is to be in ours."""
    for version in ("1.43", "1.39"):
        with start(version) as wiki:
            code = main(["capture", wiki.api_url, "--facts-only", "-o", str(FOLDER / f"mediawiki-{version}.json")])
        if code:
            raise SystemExit(code)


if __name__ == "__main__":
    write()
