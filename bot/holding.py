"""Who has a resident's conversation, and whose turn it is next."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import Talk
from config.clock import Clock
from orders.status import CLAIMED
from orders.tables import Handoff, Staff


class Holding:
    """Looks at the claimed handoffs of one resident."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def somebody_else(self, talk: Talk, handoff: Handoff, staff: Staff) -> str | None:
        """A sentence naming who talks to this resident about another handoff; None where nobody else does."""
        for other in await self._claimed(talk):
            if other.id != handoff.id and other.staff_id != staff.id:
                holder = await self.session.get(Staff, other.staff_id)
                name = holder.name if holder else "同事"
                since = f"{other.claimed_at:%m-%d %H:%M}" if other.claimed_at else ""
                return f"这位居民正由{name}接待（{other.receipt}，从 {since} 开始），请先和{name}说一声，或请他转交。"
        return None

    async def next_of(self, talk: Talk, ended: Handoff) -> int | None:
        """The handoff that holds the conversation once this one does not; None: the bot has it."""
        return next((other.id for other in await self._claimed(talk) if other.id != ended.id), None)

    async def _claimed(self, talk: Talk) -> Sequence[Handoff]:
        mine = (col(Handoff.channel) == talk.channel) & (col(Handoff.account) == talk.account)
        wanted = select(Handoff).where(mine, col(Handoff.status) == CLAIMED).order_by(col(Handoff.id))
        return (await self.session.execute(wanted)).scalars().all()
