"""Judging a doubtful rating: a person who had no hand in the order, on a stated basis (江苏草案: 满意度甄别核实)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.case_tables import Alert, Rating
from orders.follow_up.alerts import end
from orders.follow_up.conditions import PENDING
from orders.follow_up.leads import lead_of
from orders.tables import Order, OrderEvent

UPHELD: Final = "upheld"
VOID: Final = "void"
"""It counts in no rate; the resident's words stay where they are."""
JUDGES = ("reviewer", "supervisor")


class Reviews:
    """The ratings that wait for a person, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def pending(self, limit: int = 100) -> Sequence[Rating]:
        """What waits, oldest first."""
        wanted = select(Rating).where(col(Rating.review) == PENDING).order_by(col(Rating.id)).limit(limit)
        return (await self.session.execute(wanted)).scalars().all()

    async def review(self, rating: Rating, reviewer: Actor, verdict: str, basis: str) -> Rating:
        """Upholds a rating, or says that it counts for nothing. `verdict` is `upheld` or `void`.

        Raises:
            MoveNotAllowed: not in this role, a hand in the order, or somebody else was faster.
            MoveIncomplete: no basis, or another verdict.
        """
        if verdict not in (UPHELD, VOID):
            raise MoveIncomplete(say="核实的结论只能是：真实有效，或者不计入统计。")
        if not basis.strip():
            raise MoveIncomplete(say="请写明核实的依据：问过谁、看了什么。")
        if reviewer.role not in JUDGES:
            raise MoveNotAllowed(say="评价要由审核员或主管来核实。")
        if reviewer.name in await self._hands(rating):
            raise MoveNotAllowed(say="这张工单您经办过，评价要由别人来核实。")
        values = {"review": verdict, "reviewed_by": reviewer.name, "review_basis": basis.strip()}
        waits = (col(Rating.id) == rating.id) & (col(Rating.review) == PENDING)
        statement = update(Rating).where(waits).values(values).execution_options(synchronize_session=False)
        if not (await self.session.execute(statement)).rowcount:  # type: ignore[attr-defined]
            raise MoveNotAllowed(say="这个评价不用核实，或者已经有人核实过了。")
        await self._end_alert(rating, reviewer.name)
        await self.session.refresh(rating)
        return rating

    async def _hands(self, rating: Rating) -> set[str]:
        """Everybody of a unit who had to do with the matter."""
        order = await self.session.get(Order, rating.order_id)
        lead = await lead_of(self.session, order) if order else None
        mine = (col(OrderEvent.order_id) == (lead.id if lead else 0)) & col(OrderEvent.role).in_(("unit", "co_unit"))
        return set((await self.session.execute(select(col(OrderEvent.actor)).where(mine).distinct())).scalars())

    async def _end_alert(self, rating: Rating, by: str) -> None:
        mine = select(col(Alert.id)).where(col(Alert.once) == f"rating_doubtful:{rating.id}")
        numbers = [number or 0 for number in (await self.session.execute(mine)).scalars()]
        await end(self.session, numbers, by, self.clock.now())
