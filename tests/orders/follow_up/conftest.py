"""Somebody who makes the rounds."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from config.region import Region
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import Watch


@pytest.fixture
def watch(session: AsyncSession, region: Region, clock: StandingClock) -> Watch:
    return Watch(session, region, clock)
