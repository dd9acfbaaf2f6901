"""Everything a page shows of one handoff, read at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import Cards
from bot.handoff_card import headline
from bot.pages.staff.desk.conversation import Bubble, Dialogue
from bot.pages.staff.desk.packet import Packet, Packets
from bot.pages.staff.desk.risk import Risk, risk_of
from orders.endings import ending
from orders.handoffs import HandoffBook
from orders.status import CLAIMED, ENDED, WAITING
from orders.tables import Handoff, Staff


@dataclass(frozen=True)
class Story:
    """One handoff as one person may see it now."""

    handoff: Handoff
    holder: str
    mine: bool
    risk: Risk
    head: str
    standing: str
    packet: Packet
    bubbles: tuple[Bubble, ...]

    @property
    def id(self) -> int:
        """Its number."""
        return self.handoff.id or 0

    @property
    def waits(self) -> bool:
        """Whether anybody may claim it."""
        return self.handoff.status == WAITING

    @property
    def held_by_other(self) -> bool:
        """Whether a colleague has it."""
        return self.handoff.status == CLAIMED and not self.mine

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.handoff.status == ENDED


def aged(story: Story, cards: Cards) -> Story:
    """The same story some time later: what tells how long somebody waits is told anew."""
    now = cards.clock.now()
    risk = risk_of(story.handoff, cards.region.staffing, now)
    return replace(story, head=headline(story.handoff, now), risk=risk)


class Stories:
    """Reads stories within one database session."""

    def __init__(self, session: AsyncSession, cards: Cards) -> None:
        self.session = session
        self.cards = cards

    async def read(self, handoff_id: int, staff_id: int) -> Story:
        """The story of a handoff for the person of that number.

        Raises:
            HandoffNotFound: there is none.
        """
        handoff = await HandoffBook(self.session, self.cards.clock).get(handoff_id)
        mine = handoff.status == CLAIMED and handoff.staff_id == staff_id
        holder = await self.session.get(Staff, handoff.staff_id) if handoff.staff_id else None
        name, now = holder.name if holder else "", self.cards.clock.now()
        return Story(
            handoff=handoff,
            holder=name,
            mine=mine,
            risk=risk_of(handoff, self.cards.region.staffing, now),
            head=headline(handoff, now),
            standing=_standing(handoff, name, mine=mine),
            packet=await Packets(self.session, self.cards).read(handoff, staff_id),
            bubbles=tuple(await self.dialogue(handoff, mine=mine).read()),
        )

    async def earlier(self, handoff_id: int, staff_id: int, before: int) -> list[Bubble]:
        """The page of messages before that place, as this person may see them now.

        Raises:
            HandoffNotFound: there is none.
        """
        handoff = await HandoffBook(self.session, self.cards.clock).get(handoff_id)
        mine = handoff.status == CLAIMED and handoff.staff_id == staff_id
        return await self.dialogue(handoff, mine=mine).read(before=before)

    def dialogue(self, handoff: Handoff, *, mine: bool) -> Dialogue:
        """The conversation of a handoff."""
        return Dialogue(self.session, handoff, self.cards.region.numbers, full=mine)


def _standing(handoff: Handoff, holder: str, *, mine: bool) -> str:
    if handoff.status == WAITING:
        return f"等候受理，{handoff.created_at:%m-%d %H:%M} 转来"
    if handoff.status == CLAIMED:
        return f"由{'您' if mine else holder or '同事'}受理，从 {handoff.claimed_at:%m-%d %H:%M} 开始"
    order = f"，工单 {handoff.order_number}" if handoff.order_number else ""
    by = f"由{holder}" if holder else ""
    return f"已{by}在 {handoff.ended_at:%m-%d %H:%M} 办结：{ending(handoff.ended_as).name}{order}"
