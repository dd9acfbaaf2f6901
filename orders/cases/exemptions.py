"""申诉-剔除: asked for by the unit, decided by somebody else; it touches scores only (facts 5.5), never the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.tables import Order


@dataclass(frozen=True)
class ExemptionRate:
    """剔除率 of a period: orders received in it, and requests made in it by what became of them."""

    orders: int
    """Received in the period, and with a unit."""
    exempted: int
    """Of these."""
    by_state: dict[str, int]

    @property
    def rate(self) -> float:
        """Exempted orders among all, 0–1; 0 where there were none."""
        return self.exempted / self.orders if self.orders else 0.0

    @property
    def requests(self) -> int:
        """Requests made in the period."""
        return sum(self.by_state.values())

    @property
    def granted(self) -> float:
        """Granted among the decided requests, 0–1, also where it was revoked later; 0 where none was decided."""
        yes = self.by_state.get("granted", 0) + self.by_state.get("revoked", 0)
        decided = yes + self.by_state.get("refused", 0)
        return yes / decided if decided else 0.0


class Exemptions:
    """The requests, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def request(self, order: Order, actor: Actor, *, key: str, text: str, basis: str) -> Case:
        """A request of the lead unit, in writing.

        Raises:
            MoveNotAllowed: not the lead unit, or there is one already.
            MoveIncomplete: text or basis is missing.
        """
        title = f"剔除考核 {order.number}"
        return await self.cases.open(
            "exemption", key=key, actor=actor, order=order, title=title, text=text, basis=basis
        )

    async def grant(self, case: Case, actor: Actor, basis: str) -> Case:
        """Leaves the order out of the score. An open one stays open and is still due.

        Raises:
            MoveNotAllowed: the same person or unit asked for it, or the order cannot be exempted now.
            MoveIncomplete: no basis.
        """
        return await self.cases.move(case, "grant", actor, basis=basis)

    async def refuse(self, case: Case, actor: Actor, basis: str) -> Case:
        """Keeps it in the score; errors as for `grant`."""
        return await self.cases.move(case, "refuse", actor, basis=basis)

    async def retract(self, case: Case, actor: Actor, reason: str = "") -> Case:
        """The unit takes its request back."""
        return await self.cases.move(case, "retract", actor, reason=reason)

    async def revoke(self, case: Case, actor: Actor, basis: str) -> Case:
        """Takes back what was granted: the order counts again."""
        return await self.cases.move(case, "revoke", actor, basis=basis)


async def exemption_rate(session: AsyncSession, since: datetime, until: datetime) -> ExemptionRate:
    """The figures of [since, until) (facts 5.5: 报表列剔除率防滥用)."""
    received = (col(Order.received_at) >= since) & (col(Order.received_at) < until) & (col(Order.lead_code) != "")
    orders = (await session.execute(select(func.count(col(Order.id))).where(received))).scalar_one()
    exempted = select(func.count(col(Order.id))).where(received, col(Order.exempted).is_(True))
    asked = select(col(Case.state), func.count(col(Case.id))).where(col(Case.kind) == "exemption")
    asked = asked.where(col(Case.opened_at) >= since, col(Case.opened_at) < until).group_by(col(Case.state))
    states = {str(row[0]): int(row[1]) for row in (await session.execute(asked)).all()}
    return ExemptionRate(orders, (await session.execute(exempted)).scalar_one(), states)
