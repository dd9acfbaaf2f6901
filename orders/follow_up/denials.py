"""“没有解决” reaches the owner and reopens; where it cannot, a person decides: nothing ends by itself (济南条例27)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import MoveIncomplete
from config.region import Region
from orders.actor import RESIDENT, Actor
from orders.case_tables import Alert, Rating
from orders.closures import closures
from orders.follow_up.alerts import Alerts, end
from orders.follow_up.conditions import held
from orders.life import Life
from orders.status import OPEN
from orders.tables import Order

REOPENS = frozenset({"solved", "explained", "ended"})
"""Closures that say it is done. 转法定途径 and 暂无法解决 say that it is not: there a person looks again."""
UNSAID = "诉求人说没有解决，没有写原因"


class Denials:
    """What comes of "not solved", within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.life = Life(session, region, clock)
        self.alerts = Alerts(session, clock, region.calendar)

    async def take(self, order: Order, lead: Order, rating: Rating) -> bool:
        """Reopens the matter at once, or tells who has to decide; whether it was reopened.

        After `redo_to_problem` times (巴彦淖尔, facts 1.3) redoing by itself ends and a supervisor has it.
        """
        said = {"reason": rating.reason or UNSAID}
        if lead.status in OPEN:  # another voice was faster
            return False
        if lead.status == "closed":
            return await self._tell("not_solved_late", order, lead, said)
        if lead.closure_type not in REOPENS:
            return await self._tell("not_solved", order, lead, said)
        if lead.redo_count >= self.region.limits.redo_to_problem:
            return await self._tell("not_solved_again", order, lead, said)
        await self.life.move(lead, "redo", RESIDENT, **said)
        await self.alerts.raise_("reopened", f"reopened:{lead.id}:{lead.sequence}", order=lead, data=said)
        return True

    async def changed(self, lead: Order, rating: Rating, reason: str) -> None:
        """Said yes first, and no later: nobody guesses which is meant."""
        key = f"rating_changed:{rating.id}"
        await self.alerts.raise_("rating_changed", key, order=lead, data={"reason": reason or UNSAID})

    async def undecided(self, lead: Order) -> bool:
        """Whether a person still has to decide about a "not solved"."""
        found = await self.session.execute(select(col(Order.id)).where(col(Order.id) == lead.id, held(Order)))
        return found.first() is not None

    async def decide(self, lead: Order, actor: Actor, *, redo: bool, basis: str) -> None:
        """A reviewer or supervisor decides: once more, or the answer stands, on this basis.

        Raises:
            MoveIncomplete: no basis.
            MoveNotAllowed: not in this role, or not now; `say` tells.
        """
        if not basis.strip():
            raise MoveIncomplete(say="请写明依据：为什么重办，或者为什么维持原答复。")
        await self.life.lock(lead)
        if redo:
            await self.life.move(lead, "redo", actor, reason=basis)
        else:
            await self.life.move(lead, "uphold", actor, basis=basis)
            if lead.status == "resolved":
                await self.life.move(lead, "follow_up", actor, reason=basis)
        open_ = await self.alerts.open_(order=lead)
        mine = [alert.id or 0 for alert in open_ if alert.kind in DENIED]
        await end(self.session, mine, actor.name, self.clock.now())

    async def _tell(self, kind: str, order: Order, lead: Order, said: dict[str, Any]) -> bool:
        """One open alert for a matter; a further voice is added to it."""
        closure = closures().get(lead.closure_type)
        open_ = [alert for alert in await self.alerts.open_(kind=kind, order=lead) if alert.data]
        if open_:
            await self._add(open_[0], order, said["reason"])
            return False
        told = {**said, "closure": closure.name if closure else "", "numbers": [order.number]}
        await self.alerts.raise_(kind, f"{kind}:{lead.id}:{lead.sequence}:{order.id}", order=lead, data=told)
        return False

    async def _add(self, alert: Alert, order: Order, reason: str) -> None:
        numbers = [*alert.data.get("numbers", ()), order.number]
        reasons = [*alert.data.get("more", ()), reason]
        alert.data = {**alert.data, "numbers": list(dict.fromkeys(numbers)), "more": reasons}
        await self.session.flush()


DENIED = frozenset({"not_solved", "not_solved_again", "not_solved_late", "rating_changed"})
"""Alerts that a decision ends."""
