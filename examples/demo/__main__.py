"""From a live wiki to a typed script that runs: what `make demo` shows."""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.wiki import start as start_wiki

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "demo"
HERE = Path("examples/demo")


@contextmanager
def step(number: int, text: str) -> Generator[None]:
    """Say what is being done, and how long it took."""
    print(f"\n[{number}/7] {text}", flush=True)
    start = time.perf_counter()
    yield
    print(f"      {time.perf_counter() - start:.1f} s", flush=True)


def run(*command: str, fails: bool = False, environment: Mapping[str, str] | None = None) -> None:
    """Show a command, run it, and stop the demonstration if it fails, or if it should and doesn't."""
    print("      $ " + " ".join(command), flush=True)
    executable = str(Path(sys.executable).with_name(command[0]))
    done = subprocess.run([executable, *command[1:]], cwd=ROOT, env={**os.environ, **(environment or {})}, check=False)
    if (done.returncode != 0) is not fails:
        raise SystemExit(f"this step should have {'failed' if fails else 'succeeded'}: exit code {done.returncode}")


def main() -> None:
    """Run the seven steps; the wiki is stopped whatever happens."""
    start = time.perf_counter()
    BUILD.mkdir(parents=True, exist_ok=True)
    with step(1, "A real MediaWiki 1.43 on loopback, with some hundred pages in it"):
        running = start_wiki("1.43")
    with running as site:
        print(f"      running at {site.url}")
        capture = str((BUILD / "demowiki.json").relative_to(ROOT))
        with step(2, "What the wiki says of itself, as a file"):
            run("mwtyped", "capture", site.api_url, "-o", capture)
        with step(3, "A typed Python package from it"):
            run("mwtyped", "generate", capture, "--package", "demowiki", "-o", str(BUILD.relative_to(ROOT)))
        with step(4, "A script for it, checked by mypy and pyright"):
            run("mypy", "--strict", str(HERE / "bot.py"))
            run("pyright", str(HERE / "bot.py"))
        with step(5, "The script at work"):
            account = site.accounts["alice"]
            paths = os.pathsep.join([str(BUILD), os.environ.get("PYTHONPATH", "")])
            login = {"DEMO_URL": site.url, "DEMO_USER": account.bot_name, "DEMO_PASSWORD": account.bot_password}
            run("python", str(HERE / "bot.py"), environment={**login, "PYTHONPATH": paths})
        with step(6, "A script with mistakes, and what mypy says of it"):
            print((ROOT / HERE / "wrong.py").read_text(encoding="utf-8"))
            run("mypy", "--strict", str(HERE / "wrong.py"), fails=True)
        with step(7, "Stopping the wiki"):
            site.stop()
    print(f"\nDone in {time.perf_counter() - start:.0f} s. The package is in {BUILD.relative_to(ROOT)}/demowiki.")


if __name__ == "__main__":
    main()
