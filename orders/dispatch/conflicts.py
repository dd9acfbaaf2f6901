"""Opposing demands at one place (对立诉求: 减速带装/拆, 灯亮/暗): paired, and talked about before anybody is sent out.

Source: facts 5.5. Neither side is put off: both orders stay open and are answered; who deliberates is proposed.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.actor import SYSTEM, Actor
from orders.case_tables import Conflict
from orders.dispatch.dispatcher import Dispatcher
from orders.dispatch.way import REASONS, Lead, units
from orders.follow_up.alerts import Alerts
from orders.life import Life
from orders.matter import spot_of
from orders.status import OPEN
from orders.tables import Order

NOTE = "同一个地方有相反的诉求，建议先商议再办"
COUNCIL = ("street", "community")
"""Who invites both sides (下交群评), beside the unit that has the power."""


class Conflicts:
    """Pairs of opposing orders, within one database session."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.session = life.session

    async def pair(self, order: Order, other: Order, what: str = "") -> Conflict:
        """Pairs two open orders; the one that was not dispatched yet waits for the deliberation as a hard case."""
        one, two = sorted((order.id or 0, other.id or 0))
        found = (await self.session.execute(select(Conflict).where(_pair(one, two)))).scalar_one_or_none()
        if found is not None:
            return found
        now = self.life.clock.now()
        conflict = Conflict(one_id=one, other_id=two, what=what or order.title, found_at=now)
        self.session.add(conflict)
        for mine, theirs in ((order, other), (other, order)):
            if mine.status in OPEN - {"returning"}:
                await self.life.move(mine, "pair", SYSTEM, order=theirs.number, note=NOTE)
        await self._deliberate(order)
        alerts = Alerts(self.session, self.life.clock, self.life.region.calendar)
        await alerts.raise_("conflict", f"conflict:{one}:{two}", order=order, data={"other": other.number})
        await self.session.flush()
        return conflict

    async def end(self, conflict: Conflict, actor: Actor, outcome: str) -> None:
        """Writes down what both sides came to; the orders go their way with it.

        Raises:
            MoveNotAllowed: no outcome was said, or it has ended.
        """
        if not outcome.strip() or conflict.ended_at is not None:
            raise MoveNotAllowed(say="请写明商议的结果；已经结束的不用再写。")
        conflict.status, conflict.outcome = "ended", outcome
        conflict.ended_by, conflict.ended_at = actor.name, self.life.clock.now()
        for number in (conflict.one_id, conflict.other_id):
            order = await self.session.get(Order, number)
            if order is not None and order.conflict_with and order.status != "merged":
                await self.life.move(order, "unpair", actor, reason=outcome)

    async def open(self) -> Sequence[Conflict]:
        """Pairs that wait for a deliberation, oldest first."""
        wanted = select(Conflict).where(col(Conflict.ended_at).is_(None)).order_by(col(Conflict.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def of(self, order: Order) -> Sequence[Conflict]:
        """The pairs that an order is part of."""
        mine = or_(col(Conflict.one_id) == order.id, col(Conflict.other_id) == order.id)
        return (await self.session.execute(select(Conflict).where(mine).order_by(col(Conflict.id)))).scalars().all()

    async def _deliberate(self, order: Order) -> None:
        """The newer order waits; whoever has the power is the first candidate, street and community invite."""
        if order.status != "filed":
            return
        way = await Dispatcher(self.life).way(order)
        first = (way.lead, *way.co) if isinstance(way, Lead) else way.candidates
        invite = units(self.life.region, COUNCIL, spot_of(order))
        candidates = list(dict.fromkeys((*first, *invite)))
        await self.life.move(order, "queue_hard", SYSTEM, reason=REASONS["opposing"], candidates=candidates)


def _pair(one: int, two: int) -> ColumnElement[bool]:
    return (col(Conflict.one_id) == one) & (col(Conflict.other_id) == two)
