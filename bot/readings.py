"""What the database tells about the state of the service, in one cheap round of counting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database
from bot.tables import Inbox, Outbox, Pulse
from config.clock import Clock
from orders.status import WAITING
from orders.tables import Handoff

FRESH = 2.0
"""Seconds for which a reading is good: however many watch, the database is asked no more often."""
WITHIN = 1.0
"""Seconds the database may take; after that it counts as gone."""


@dataclass(frozen=True)
class Waiting:
    """How many wait, and for how many seconds the oldest of them."""

    count: int = 0
    age: float = 0.0


@dataclass(frozen=True)
class Reading:
    """The state at one moment. Where `up` is False everything else is unknown and empty."""

    up: bool = False
    outbox: Waiting = Waiting()
    inbox: Waiting = Waiting()
    unclaimed: Waiting = Waiting()
    dead: int = 0
    channels: Mapping[str, float] = field(default_factory=dict)
    """Channel -> seconds since its last update."""
    connected: Mapping[str, float] = field(default_factory=dict)
    """Channel -> seconds since it last answered at all."""


class Readings:
    """Reads the state, at most every two seconds, whoever asks."""

    def __init__(self, database: Database, clock: Clock, now: Callable[[], float] = time.monotonic) -> None:
        self.database = database
        self.clock = clock
        self._now = now
        self._last = Reading()
        self._at = float("-inf")
        self._reading = asyncio.Lock()

    async def read(self) -> Reading:
        """The state; `up` is False where the database does not answer in time. Never raises."""
        async with self._reading:
            if self._now() - self._at >= FRESH:
                self._last = await self._read()
                self._at = self._now()
        return self._last

    async def _read(self) -> Reading:
        try:
            async with asyncio.timeout(WITHIN), self.database.reading() as session:
                return await self._count(session)
        except Exception:  # noqa: BLE001 - whatever it is, the answer is: the database is not there
            return Reading()

    async def _count(self, session: AsyncSession) -> Reading:
        now = self.clock.now()
        unsent = col(Outbox.try_at).is_not(None)
        untaken = col(Inbox.done_at).is_(None)
        dead = select(func.count()).select_from(Outbox).where(col(Outbox.dead_at).is_not(None))
        pulses = (await session.execute(select(Pulse))).scalars().all()
        return Reading(
            up=True,
            outbox=await _waiting(session, now, col(Outbox.created_at), unsent),
            inbox=await _waiting(session, now, col(Inbox.received_at), untaken),
            unclaimed=await _waiting(session, now, col(Handoff.created_at), col(Handoff.status) == WAITING),
            dead=(await session.execute(dead)).scalar_one(),
            channels={one.channel: _since(now, one.update_at) for one in pulses if one.update_at},
            connected={one.channel: _since(now, one.polled_at) for one in pulses if one.polled_at},
        )


async def _waiting(session: AsyncSession, now: datetime, since: Any, which: Any) -> Waiting:
    count, oldest = (await session.execute(select(func.count(), func.min(since)).where(which))).one()
    return Waiting(count, _since(now, oldest) if oldest else 0.0)


def _since(now: datetime, then: datetime) -> float:
    return max(0.0, (now - then).total_seconds())
