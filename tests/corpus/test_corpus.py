"""What the corpus shows: that it runs, that it gives the schemas that are committed, and that the models fit it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from mwtyped.conformance import findings
from mwtyped_codegen.trials import Observation
from tests.wiki.probes import learned

from .conftest import Run

PACKAGE = "mwtyped.mediawiki"
RESPONSES = Path(__file__).parents[2] / "schemas" / "responses"


def test_each_call_goes_as_its_file_says(run: Run) -> None:
    _, failures = run

    assert failures == []


def test_the_schemas_are_those_that_are_committed(runs: Sequence[Run | None], run: Run) -> None:
    if None in runs:
        pytest.skip("not run, because this machine cannot have MediaWiki 1.39, and the schemas are of both versions")
    made = learned(run[0])
    kept = {path.stem: json.loads(path.read_bytes()) for path in RESPONSES.glob("*.json")}

    assert made.keys() == kept.keys()
    for path, schema in made.items():
        assert schema == kept[path], f"{path} changed: python -m tests.wiki.probes, and read the difference"


def test_every_reply_fits_its_model(answered: list[Observation]) -> None:
    found = [
        (one["version"], one["probe"], *finding)
        for one in answered
        for finding in findings(PACKAGE, one["module"], one["params"], one["reply"])
    ]

    assert found == []
    assert len(answered) > 3_000
