"""Joint consultation (会商): units talk about who leads; it ends in an assignment, minutes and a rule for next time.

潍坊条例22: who was assigned after a dispute may not return it; 江苏 (facts 5.3): the owner is fixed in the meeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.actor import Actor
from orders.case_tables import Consultation, DispatchRule
from orders.dispatch.way import units
from orders.life import Life
from orders.matter import item_of, spot_of
from orders.tables import Order
from orders.worker_draft import BY_HAND


class Consultations:
    """The queue of hard cases, within one database session."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.session = life.session

    async def open(self) -> Sequence[tuple[Consultation, Order]]:
        """Every consultation that has not ended, oldest first, with its order."""
        wanted = select(Consultation, Order).join(Order, col(Order.id) == col(Consultation.order_id))
        wanted = wanted.where(col(Consultation.decided_at).is_(None)).order_by(col(Consultation.id))
        return [(row[0], row[1]) for row in (await self.session.execute(wanted)).all()]

    async def of(self, order: Order) -> Consultation:
        """The consultation that an order waits for.

        Raises:
            MoveNotAllowed: it waits for none.
        """
        wanted = select(Consultation).where(col(Consultation.order_id) == order.id)
        wanted = wanted.where(col(Consultation.decided_at).is_(None)).order_by(col(Consultation.id).desc()).limit(1)
        found = (await self.session.execute(wanted)).scalar_one_or_none()
        if found is None:
            raise MoveNotAllowed(say="这张工单没有在会商。")
        return found

    async def assign(
        self,
        order: Order,
        chair: Actor,
        *,
        lead: str,
        minutes: str,
        participants: Sequence[str],
        basis: str,
        co: Sequence[str] = (),
        as_rule: bool = False,
    ) -> Order:
        """Ends a consultation: who leads from now on, what was said, and whether it holds for the next such matter.

        Raises:
            MoveNotAllowed: the order is not in consultation, a community would lead what its list does not give it, or
                a rule was wanted for an order without a card.
            MoveIncomplete: no minutes, participants or basis.
            RegionError: there is no such unit.
        """
        if as_rule and order.card_id in ("", BY_HAND):
            raise MoveNotAllowed(say="这张单是人工立的，没有对应的卡片，形不成以后的规则；请先定责，再请管理员加卡片。")
        held = await self.of(order)
        region = self.life.region
        unit = region.unit_by_code(lead)
        level = unit.handler if unit.handler in ("street", "community") else "department"
        item = item_of(order, region, self.life.clock)
        said: dict[str, Any] = (
            {"item": item.code, "community_class": item.community_class, "bundle": item.bundle} if item else {}
        )
        said |= {"rule": True} if as_rule else {}
        await self.life.move(
            order, "assign", chair, lead=lead, level="joint" if co and level != "community" else level, basis=basis,
            minutes=minutes, participants=list(participants), co=list(co), **said,
        )  # fmt: skip
        held.minutes, held.participants, held.lead = minutes, list(participants), lead
        held.decided_by, held.decided_at = chair.name, self.life.clock.now()
        if as_rule:
            held.rule_id = (await self._rule(order, chair, lead, list(co), basis)).id
        await self.session.flush()
        return order

    def proposed(self, order: Order) -> tuple[str, ...]:
        """Candidates for the lead, by the catalogue and the order's own handler."""
        item = item_of(order, self.life.region, self.life.clock)
        handlers = (*(item.candidates if item else ()), order.handler or "")
        return units(self.life.region, handlers, spot_of(order))

    async def _rule(self, order: Order, chair: Actor, lead: str, co: list[str], basis: str) -> DispatchRule:
        """The rule for the next time, as handlers: another street's matter goes to its own street office."""
        region = self.life.region
        rule = DispatchRule(
            card_id=order.card_id,
            item=order.catalogue_item,
            level=order.level or "department",
            lead=region.unit_by_code(lead).handler,
            co=[region.unit_by_code(code).handler for code in co],
            basis=f"会商定责（工单 {order.number}）：{basis}",
            valid_from=self.life.clock.today(),
            made_by=chair.name,
        )
        self.session.add(rule)
        await self.session.flush()
        return rule
