"""New handoffs are shown to everybody on duty, once, as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database
from bot.staff_post import StaffPost
from bot.wake import Wake
from config.clock import Clock
from handlers.message import Reply
from orders.staff import StaffBook
from orders.status import WAITING
from orders.tables import Handoff

Show = Callable[[Handoff], Reply]


class Announcer:
    """Puts the cards of new handoffs into the conversations of staff."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, card: Show) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self.card = card

    async def announce(self) -> int:
        """Announces all that is new; returns how many. Safe in any number of processes at the same time."""
        count = 0
        while await self._announce_one():
            count += 1
        return count

    async def _announce_one(self) -> bool:
        fresh = (col(Handoff.announced_at).is_(None)) & (col(Handoff.status) == WAITING)
        oldest = select(Handoff).where(fresh).order_by(col(Handoff.id)).limit(1).with_for_update(skip_locked=True)
        async with self.database.writing() as session, session.begin():
            handoff = (await session.execute(oldest)).scalar_one_or_none()
            if handoff is None:
                return False
            handoff.announced_at = self.clock.now()
            await session.flush()
            await self._tell(session, handoff)
            await self.wake.tell(session, "outbox")
        self.wake.ring("outbox")
        return True

    async def _tell(self, session: AsyncSession, handoff: Handoff) -> None:
        staff = StaffBook(session, self.clock)
        people = await staff.on_duty() or await staff.chiefs()
        card = self.card(handoff)
        await StaffPost(session, self.clock).tell_all([(one.id, card) for one in people if one.id is not None])
