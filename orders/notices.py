"""What a resident is told of a step: written in the same transaction as the step, pushed by the bot afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.case_tables import Case, Notice
from orders.life_state import LifeState
from orders.moves import Move
from orders.tables import Order
from orders.terms import shown

JUST_FILED = timedelta(minutes=10)
"""Whoever has just filed has read the unit with the order number."""
OWN = frozenset({"merged", "unmerged"})
"""Notices that concern only the order's own resident, not the voices that joined it."""


class Notices:
    """Writes notices, within one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def say(self, order: Order, before: LifeState, row: Move, now: datetime) -> None:
        """The notice of a move, to the order's resident and to every voice that joined."""
        if row.say == "dispatched" and not before.dispatches and now - order.received_at < JUST_FILED:
            return
        key = f"resolved_{order.closure_type}" if row.say == "resolved" else row.say
        for voice in [order] if key in OWN else await self.voices(order):
            self.write(voice, key, values_of(order, voice), now)

    async def voices(self, order: Order) -> Sequence[Order]:
        """The order and all that joined it, also by way of others."""
        if order.voices == 1:
            return [order]
        whole = select(Order).where(or_(col(Order.id) == order.id, col(Order.main_id) == order.id))
        return (await self.session.execute(whole.order_by(col(Order.id)))).scalars().all()

    def write(self, order: Order, key: str, values: dict[str, Any], due_at: datetime) -> None:
        """A notice to one resident, to be said at `due_at`."""
        to = {"order_id": order.id, "channel": order.channel, "account": order.account}
        self._add(key, values, due_at, to)

    def of_case(self, case: Case, key: str, values: dict[str, Any], due_at: datetime) -> None:
        """A notice about a side process to the resident who opened it; it may concern no order."""
        to = {"order_id": case.order_id, "channel": case.channel, "account": case.account}
        self._add(key, values | {"number": case.receipt}, due_at, to)

    def _add(self, key: str, values: dict[str, Any], due_at: datetime, to: dict[str, Any]) -> None:
        told = {name: value for name, value in values.items() if value}
        self.session.add(Notice(key=key, values=told, created_at=due_at, due_at=due_at, **to))


def values_of(order: Order, voice: Order) -> dict[str, Any]:
    """What the sentences may name: nothing that the complained-of unit, or another resident, said of a person."""
    return {
        "number": voice.number,
        "title": voice.title,
        "unit": order.lead_unit,
        "due": shown(order.due_at),
        "result": order.result,
        "basis": order.policy_basis,
        "channel": order.legal_channel,
        "revisit_on": shown(order.revisit_on) if order.revisit_on else "",
        "needs": order.paused_for,
        "lead": order.number if order.id != voice.id else "",
    }
