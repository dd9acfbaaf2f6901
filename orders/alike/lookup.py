"""Stand-in until the lookup over traces lands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.alike.judge import judge
from orders.alike.told import Told
from orders.status import OPEN
from orders.tables import Order


@dataclass
class Found:
    """Earlier orders that look like the matter."""

    own: list[Order] = field(default_factory=list)
    same: list[Order] = field(default_factory=list)


class Alike:
    """Looks for the same matter."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def remember(self, order: Order, told: Told) -> None:
        """Keeps it for later lookups."""

    async def suggest(self, told: Told, *, account: tuple[str, str], now: datetime) -> Found:
        """Earlier orders of this person, and of others."""
        found = Found()
        for order in await self._near(told, now):
            if judge(told, Told.of(order)).verdict == "same":
                (found.own if (order.channel, order.account) == account else found.same).append(order)
        return found

    async def opposed(self, order: Order, told: Told) -> Order | None:
        """An open order that wants the contrary at the same place."""
        for other in await self._near(told, order.received_at):
            if other.id != order.id and judge(told, Told.of(other)).verdict == "opposing":
                return other
        return None

    async def _near(self, told: Told, now: datetime) -> list[Order]:
        since = now - timedelta(days=60)
        wanted = select(Order).where(col(Order.received_at) >= since, col(Order.status).in_(OPEN))
        wanted = wanted.where(col(Order.card_id) == told.card_id).order_by(col(Order.id).desc()).limit(200)
        return list((await self.session.execute(wanted)).scalars().all())
