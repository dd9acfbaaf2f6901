"""One engine for all knowledge tests; it keeps nothing between calls."""

from __future__ import annotations

import pytest

from config.region import load_region
from knowledge_base.engine import Engine
from tests.shared import INDEX


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load(load_region("sample"), INDEX)
