"""A town for each test."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.conftest import StandingClock
from tests.orders.reports.town import Town


@pytest.fixture
def town(session: AsyncSession, clock: StandingClock) -> Town:
    return Town(session, clock)
