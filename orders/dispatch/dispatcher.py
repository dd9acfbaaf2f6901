"""Dispatches orders: by the lists where one unit is certain, else into the queue of hard cases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select

from orders.actor import SYSTEM, Actor
from orders.case_tables import DispatchRule
from orders.dispatch.way import REASONS, Hard, Rule, Way, find_way
from orders.life import Life
from orders.matter import item_of, matter_of, spot_of
from orders.tables import Order

RULE = DispatchRule.__table__  # type: ignore[attr-defined]
NEWEST = (
    select(RULE.c.level, RULE.c.lead, RULE.c.basis, RULE.c.co)
    .where(
        RULE.c.card_id == bindparam("card"),
        or_(RULE.c.street == "", RULE.c.street == bindparam("street")),
        RULE.c.valid_from <= bindparam("today"),
        or_(RULE.c.valid_to.is_(None), RULE.c.valid_to >= bindparam("today")),
    )
    .order_by(RULE.c.street.desc(), RULE.c.id.desc())
    .limit(1)
)
"""The rule that holds on a day: of the order's street before that of any street, the newest first."""


class Dispatcher:
    """Sends orders to the unit that has the power, within one database session."""

    def __init__(self, life: Life) -> None:
        self.life = life

    async def dispatch(self, order: Order, actor: Actor = SYSTEM) -> Order:
        """By the lists: to the lead, or to the hard cases with the reason and candidates.

        Raises:
            MoveNotAllowed: the order is not waiting to be dispatched.
        """
        way = await self.way(order)
        if isinstance(way, Hard):
            return await self.queue(order, way, actor)
        return await self.life.move(order, "dispatch", actor, **way.said())

    async def by_hand(self, order: Order, actor: Actor, lead: str, basis: str, **said: Any) -> Order:
        """To the unit that a dispatcher names. A community gets only what its list gives it.

        Raises:
            MoveNotAllowed: the order is not waiting, or the unit may not lead it; `say` tells which may.
            RegionError: there is no such unit.
        """
        unit = self.life.region.unit_by_code(lead)
        item = item_of(order, self.life.region, self.life.clock)
        level = unit.handler if unit.handler in ("street", "community") else "department"
        named = {"item": item.code, "community_class": item.community_class} if item else {}
        return await self.life.move(
            order, "dispatch", actor, lead=lead, basis=basis, **(named | {"level": level} | said)
        )

    async def queue(self, order: Order, way: Hard, actor: Actor = SYSTEM) -> Order:
        """Into the queue of hard cases, which a joint consultation settles."""
        reason = REASONS[way.reason]
        return await self.life.move(
            order, "queue_hard", actor, reason=reason, candidates=list(way.candidates), item=way.item
        )

    async def way(self, order: Order) -> Way:
        """Where the lists send this order today."""
        spot = spot_of(order)
        today = self.life.clock.today()
        rule = await self._rule(order, today)
        return find_way(self.life.region, matter_of(order), spot, today, rule)

    async def _rule(self, order: Order, today: date) -> Rule | None:
        """The newest rule for this card, in this street before any street."""
        asked = {"card": order.card_id, "street": order.street, "today": today}
        rule = (await self.life.session.execute(NEWEST, asked)).one_or_none() if order.card_id else None
        return Rule(rule.level, rule.lead, rule.basis, tuple(rule.co)) if rule else None
