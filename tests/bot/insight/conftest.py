"""Days at the desk, on either database."""

from __future__ import annotations

import pytest

from bot.database import Database
from tests.bot.insight.desk_days import DeskDays
from tests.conftest import StandingClock


@pytest.fixture
def desk(database: Database, clock: StandingClock) -> DeskDays:
    return DeskDays(database, clock)
