"""Which orders still owe an answer, and which of them nobody has been told of: there must be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import CHINA
from orders.case_tables import Alert
from orders.follow_up.conditions import ANSWERED, held
from orders.follow_up.leads import lead_of
from orders.status import OPEN
from orders.tables import Order


@dataclass(frozen=True)
class Owed:
    """One order that owes an answer. `why`: open, merged (its lead does), revisit (on a day), denied (not solved)."""

    number: str
    why: str
    due: datetime | None = None
    revisit_on: date | None = None
    late: bool = False
    told: bool = False
    """Staff has been told of what is late."""


async def owed(session: AsyncSession, now: datetime) -> list[Owed]:
    """Every order that still owes an answer, by number. Exempted ones too: that touches scores only (facts 5.1)."""
    put_off = (col(Order.closure_type) == "unsolvable_now") & col(Order.status).in_(ANSWERED)
    waits = or_(col(Order.status).in_([*sorted(OPEN), "merged"]), put_off, held(Order))
    told = exists(select(col(Alert.id)).where(col(Alert.order_id) == col(Order.id)).correlate(Order))
    rows = (await session.execute(select(Order, told).where(waits).order_by(col(Order.number)))).all()
    found = [await _owed(session, order, now, told=told) for order, told in rows]
    return [one for one in found if one is not None]


def forgotten(entries: Sequence[Owed]) -> list[Owed]:
    """What is late without anybody having been told."""
    return [one for one in entries if one.late and not one.told]


async def _owed(session: AsyncSession, order: Order, now: datetime, *, told: bool) -> Owed | None:
    if order.status == "merged":
        lead = await lead_of(session, order)
        return None if lead.status in ANSWERED else Owed(order.number, "merged", lead.due_at)
    if order.status in OPEN:
        late = order.paused_at is None and order.due_at <= now
        return Owed(order.number, "open", order.due_at, late=late, told=told)
    if order.closure_type == "unsolvable_now":
        day = order.revisit_on
        return Owed(order.number, "revisit", None, day, late=day is None or day < now.astimezone(CHINA).date())
    return Owed(order.number, "denied", told=True)
