"""The desk without its pages: people who are signed in, residents who ask, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.book import LoginBook
from bot.accounts.sessions import Sessions
from bot.accounts.tables import AuditEvent
from bot.pages.staff.desk.actions import Desk
from bot.pages.staff.visit import Visit
from bot.services import Services
from handlers.message import Incoming
from orders.book import OrderBook
from orders.handoffs import HandoffBook
from orders.tables import Handoff

PASSWORD = "three quiet rivers"


class Office:
    """Signs people in and lets residents speak; every call is a transaction."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.clock: Any = services.clock
        self._count = 0

    async def desk(self, name: str, login: str, role: str = "worker") -> Desk:
        """Somebody who is signed in."""
        async with self.services.database.writing() as session, session.begin():
            row = await LoginBook(session, self.clock).create(name, login, role, PASSWORD, given=False)
            token = await Sessions(session, self.clock).open(row.staff_id)
            signed = await Sessions(session, self.clock).find(token)
        assert signed is not None
        return Desk(Visit(self.services, token, signed))

    async def says(self, account: str, text: str) -> list[str]:
        """A resident writes; what they are answered at once."""
        self._count += 1
        said = Incoming("web", account, f"m{self._count}", self.clock.now(), text=text)
        return [one.reply.text for one in await self.services.turns.take(said)]

    async def asks(self, account: str, text: str = "人工 路灯不亮，电话13812345678") -> int:
        """A resident asks for a person; the number of the handoff."""
        await self.says(account, text)
        async with self.services.database.reading() as session:
            mine = select(Handoff).where(col(Handoff.account) == account).order_by(col(Handoff.id).desc())
            handoff = (await session.execute(mine)).scalars().first()
        assert handoff is not None
        return handoff.id or 0

    async def hands(self, key: str, reason: str = "asked", **packet: Any) -> int:
        """A handoff with that packet."""
        async with self.services.database.writing() as session, session.begin():
            book = OrderBook(session, self.services.region, self.clock)
            made = await book.hand_off({"channel": "web", "account": key} | packet, reason, key)
        return made.id or 0

    async def handoff(self, number: int) -> Handoff:
        """As it is now."""
        async with self.services.database.reading() as session:
            return await HandoffBook(session, self.clock).get(number)

    async def audit(self) -> list[tuple[str, str]]:
        """Who did what, oldest first."""
        async with self.services.database.reading() as session:
            rows = (await session.execute(select(AuditEvent).order_by(col(AuditEvent.id)))).scalars()
            return [(row.actor, row.action) for row in rows]


@pytest.fixture
def office(services: Services) -> Office:
    return Office(services)
