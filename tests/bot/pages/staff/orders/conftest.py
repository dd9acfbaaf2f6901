"""Books and boards over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.pages.staff.orders.board import Board
from config.clock import Clock
from config.region import Region
from orders.book import OrderBook


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.writing() as session, session.begin():
        yield session


@pytest.fixture
def book(session: AsyncSession, region: Region, clock: Clock) -> OrderBook:
    return OrderBook(session, region, clock)


@pytest.fixture
def board(session: AsyncSession, region: Region, clock: Clock) -> Board:
    return Board(session, region, clock.now())
