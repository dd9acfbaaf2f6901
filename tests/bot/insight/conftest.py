"""Days at the desk, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from tests.bot.insight.desk_days import DeskDays
from tests.conftest import StandingClock


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.writing() as session, session.begin():
        yield session


@pytest.fixture
def desk(database: Database, clock: StandingClock) -> DeskDays:
    return DeskDays(database, clock)
