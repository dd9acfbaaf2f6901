"""Books over a real database, and colleagues."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from config.clock import Clock
from config.region import Region
from orders.book import OrderBook
from orders.handoffs import HandoffBook
from orders.staff import StaffBook


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.writing() as session, session.begin():
        yield session


@pytest.fixture
def book(session: AsyncSession, region: Region, clock: Clock) -> OrderBook:
    return OrderBook(session, region, clock)


@pytest.fixture
def staff_book(session: AsyncSession, clock: Clock) -> StaffBook:
    return StaffBook(session, clock)


@pytest.fixture
def handoffs(session: AsyncSession, clock: Clock) -> HandoffBook:
    return HandoffBook(session, clock)
