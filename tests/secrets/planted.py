"""What lets a secret be seen, in each of the places that are searched: each must be found there.

Its frames are taken for ours, not for the user's.
"""

import logging
import pickle
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

__all__ = ["PLACES", "plant"]

PLACES = ("log", "event", "repr", "locals", "cause", "pickle", "file", "argv", "warning", "output")


def plant(told: Any, know: dict[str, Any]) -> None:
    """Show one secret in each place, under its own name there."""
    secrets: dict[str, str] = know["planted"]
    logging.getLogger("somewhere").debug("a header: %s", secrets["log"])
    told.event({"token": secrets["event"]})
    told.things({"token": secrets["repr"]})
    for attempt in (_failing, _failing_for_a_cause):
        try:
            attempt(secrets)
        except RuntimeError as error:
            told.error(error)
    Path("pickle").write_bytes(pickle.dumps([secrets["pickle"]]))
    Path("file").write_text(secrets["file"], encoding="utf-8")
    subprocess.run([sys.executable, "-c", "", secrets["argv"]], check=True)
    warnings.warn(secrets["warning"], stacklevel=1)
    sys.stdout.write(secrets["output"])


def _failing(secrets: dict[str, str]) -> None:
    secret = secrets["locals"]
    del secrets
    raise RuntimeError(f"of {len(secret)} letters")


def _failing_for_a_cause(secrets: dict[str, str]) -> None:
    cause = ValueError(secrets["cause"])
    del secrets
    raise RuntimeError("for a cause") from cause
