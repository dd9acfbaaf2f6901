"""One desk over all cards, and one office, for all tests of the conversation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.region import load_region
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.dialogue import Office, office
from tests.shared import INDEX


@pytest.fixture(scope="session")
def desk() -> Desk:
    region = load_region("sample")
    return Desk(Engine.load(region, INDEX), region)


@pytest.fixture(scope="session")
def open_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("office"), load_region("sample")) as opened:
        yield opened
