"""Staff, handoffs and steps in transactions of their own, for tests of what happens while time passes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from config.clock import CHINA
from config.region import Region
from handlers.message import Reply
from orders.book import OrderBook
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff, Staff
from tests.conftest import StandingClock
from tests.orders.colleagues import hire

Given = TypeVar("Given")


def at(text: str) -> datetime:
    """A moment in China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


class Shift:
    """One database and one clock; every call is a transaction."""

    def __init__(self, database: Database, region: Region, clock: StandingClock) -> None:
        self.database, self.region, self.clock = database, region, clock
        self.staffing = region.staffing

    async def do(self, work: Callable[[AsyncSession], Awaitable[Given]]) -> Given:
        """Any work in a transaction."""
        async with self.database.writing() as session, session.begin():
            return await work(session)

    async def hire(self, name: str, role: str = "worker") -> Staff:
        """Somebody on duty."""
        return await self.do(lambda session: hire(StaffBook(session, self.clock), name, role))

    async def hand(self, moment: str, reason: str = "asked", key: str = "h1") -> Handoff:
        """A resident asks for a person at that moment, to which the clock goes."""
        self.clock.at = at(moment)
        return await self.do(
            lambda session: OrderBook(session, self.region, self.clock).hand_off({"words": ["路灯坏了"]}, reason, key)
        )

    async def step(self, work: Callable[[HandoffBook], Awaitable[Given]]) -> Given:
        """A step of the book of handoffs."""
        return await self.do(lambda session: work(HandoffBook(session, self.clock)))

    async def claim(self, handoff: Handoff, staff: Staff) -> Handoff:
        """Somebody takes it."""
        return await self.step(lambda book: book.claim(handoff.id or 0, staff))

    async def told(
        self, function: Callable[..., Awaitable[list[tuple[int, Reply]]]], moment: str = ""
    ) -> list[tuple[int, Reply]]:
        """What is told when the job runs at that moment."""
        if moment:
            self.clock.at = at(moment)
        return await self.do(lambda session: function(session, self.clock, self.staffing))

    async def put_back(self, handoff_id: int, note: str) -> Handoff:
        """As bot.people does it: in a transaction of its own."""
        return await self.step(lambda book: _put_back(book, handoff_id, note))


async def _put_back(book: HandoffBook, handoff_id: int, note: str) -> Handoff:
    return await book.put_back(await book.get(handoff_id), "分流", note)
