"""Logins over a real database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.book import LoginBook
from bot.accounts.sign_in import SignIn
from bot.database import Database
from tests.conftest import StandingClock

PASSWORD = "今天也要早点下班回家吃饭"


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """A transaction that writes."""
    async with database.writing() as session, session.begin():
        yield session


@pytest.fixture
def book(session: AsyncSession, clock: StandingClock) -> LoginBook:
    return LoginBook(session, clock)


@pytest.fixture
def door(session: AsyncSession, clock: StandingClock) -> SignIn:
    return SignIn(session, clock)
