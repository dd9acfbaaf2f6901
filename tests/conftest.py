"""What every test may use: a fresh database with all migrations, the sample region, a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.database import Database
from config.clock import CHINA, Clock
from config.region import Region, load_region

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)


class StandingClock(Clock):
    """A clock that moves only when a test says so."""

    def __init__(self, start: datetime = NOON) -> None:
        super().__init__(lambda: self.at)
        self.at = start

    def forward(self, **by: float) -> None:
        """Moves the time on by a timedelta's arguments."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def region() -> Region:
    return load_region("sample")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A real SQLite file in its newest shape."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite3'}")
    await database.migrate()
    yield database
    await database.close()
