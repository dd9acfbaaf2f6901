"""The same matter again: what the last conclusion was, shown for half a year (facts 5.2: 半年内再诉显示上次结论)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.closures import closures
from orders.follow_up.conditions import ANSWERED
from orders.follow_up.times import months_ago
from orders.life import Life
from orders.tables import Order


@dataclass(frozen=True)
class Conclusion:
    """What was answered the last time. `number` is the resident's own, `how` the way it was closed in plain words."""

    number: str
    title: str
    unit: str
    how: str
    result: str
    basis: str
    resolved_at: datetime
    revisit_on: date | None


async def last_conclusion(life: Life, channel: str, account: str, **about: str) -> Conclusion | None:
    """The last answer that this person got within `look_back_months`; None where there is none.

    `about`: card_id, topic, street, community; what is empty or left out may be any. It is shown, and blocks nothing.
    """
    voice, lead = aliased(Order), aliased(Order)
    since = months_ago(life.clock.now(), life.region.limits.look_back_months)
    wanted = select(voice, lead).join(lead, col(lead.id) == func.coalesce(voice.main_id, voice.id))
    wanted = wanted.where(col(voice.channel) == channel, col(voice.account) == account)
    wanted = wanted.where(col(lead.status).in_(ANSWERED), col(lead.resolved_at) >= since)
    for name in ("card_id", "topic", "street", "community"):
        if value := about.pop(name, ""):
            wanted = wanted.where(getattr(voice, name) == value)
    if about:
        raise TypeError(sorted(about))
    row = (await life.session.execute(wanted.order_by(col(lead.resolved_at).desc()).limit(1))).first()
    return _conclusion(row[0], row[1]) if row else None


def _conclusion(voice: Order, lead: Order) -> Conclusion:
    closure = closures()[lead.closure_type]
    return Conclusion(
        number=voice.number,
        title=voice.title,
        unit=lead.lead_unit,
        how=closure.resident,
        result=lead.result,
        basis=lead.policy_basis,
        resolved_at=lead.resolved_at or lead.received_at,
        revisit_on=lead.revisit_on,
    )
