"""Fixtures of the generator's tests."""

from pathlib import Path

import pytest

from mwtyped_codegen.capture import Capture, load
from mwtyped_codegen.overlay import Overlay, stock_overlay

from .wikis import STOCK


@pytest.fixture(scope="session")
def stock() -> Capture:
    return load(STOCK)


@pytest.fixture(scope="session")
def overlay() -> Overlay:
    return stock_overlay()


@pytest.fixture(scope="session")
def repository() -> Path:
    return STOCK.parents[2]
