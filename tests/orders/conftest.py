"""A book over a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database import Database
from config.clock import Clock
from config.region import Region
from orders.book import OrderBook


@pytest.fixture
async def book(database: Database, region: Region, clock: Clock) -> AsyncIterator[OrderBook]:
    async with database.writing() as session, session.begin():
        yield OrderBook(session, region, clock)
