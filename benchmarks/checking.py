"""mypy and pyright, cold, on a five-line script, beside the same script that imports just httpx and pydantic.

`python -m benchmarks.checking [rounds]`
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

OURS = """import mwtyped

site = mwtyped.Site("localhost")
for page in site.api.query.allpages(prefix="A", max_items=10):
    print(page["title"])
"""
PLAIN = """import httpx
import pydantic

client = httpx.Client()
for line in client.get("http://localhost").iter_lines():
    print(line, pydantic.VERSION)
"""


def seconds(checker: str, script: str) -> float:
    """Check one script without any cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.py"
        path.write_text(script, encoding="utf-8")
        executable = str(Path(sys.executable).with_name(checker))
        options = {
            "mypy": ["--strict", "--config-file", "", "--cache-dir", f"{folder}/cache"],
            "pyright": ["--pythonpath", sys.executable],
        }[checker]
        start = time.perf_counter()
        subprocess.run([executable, *options, str(path)], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        return time.perf_counter() - start


def main() -> None:
    """Take turns and compare the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for checker in ("mypy", "pyright"):
        taken = [(seconds(checker, OURS), seconds(checker, PLAIN)) for _ in range(rounds)]
        ours, plain = (statistics.median(values) for values in zip(*taken, strict=True))
        print(f"{checker:8} mwtyped {ours:5.1f} s   httpx and pydantic {plain:5.1f} s   {ours / plain:.2f} x")


if __name__ == "__main__":
    main()
