"""After the result: three questions to every resident of the matter, then patience, then the file (潍坊25; 济南27)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.actor import SYSTEM
from orders.case_tables import Rating
from orders.follow_up.conditions import answered, asked, held, in_review
from orders.follow_up.sweep import Round, Rows, Sweep
from orders.follow_up.times import by_day
from orders.notices import values_of
from orders.tables import Order

VOICE, LEAD = aliased(Order), aliased(Order)
QUESTIONS = "follow_up"
"""The notice that asks: contacted, solved, satisfied."""


def _to_ask(round_: Round) -> Rows:
    """Everybody of a matter that was resolved so many hours ago, who was not asked and did not tell by themselves."""
    before = round_.now - timedelta(hours=round_.region.limits.follow_up_hours)
    joined = and_(VOICE.main_id == LEAD.id, VOICE.status == "merged")  # type: ignore[arg-type]
    whose = or_(and_(VOICE.id == LEAD.id, LEAD.status == "resolved"), joined)  # type: ignore[arg-type]
    open_ = col(LEAD.status).in_(("resolved", "followed_up")) & (col(LEAD.resolved_at) <= before)
    return select(VOICE, LEAD).join(LEAD, whose).where(open_, ~asked(VOICE, LEAD), ~answered(VOICE, LEAD))


async def _ask(round_: Round, row: Any) -> None:
    voice, lead = row
    round_.life.notices.write(voice, QUESTIONS, values_of(lead, voice), by_day(round_.now, round_.numbers))


def _silent(round_: Round) -> Rows:
    """Asked long ago and nothing was said, or what was said has been dealt with by a person."""
    before = round_.now - timedelta(days=round_.region.limits.follow_up_wait_days)
    waited = or_(asked(Order, Order, before), answered(Order, Order, before))
    return select(Order).where(col(Order.status) == "resolved", waited, ~held(Order))


async def _note_silence(round_: Round, row: Any) -> None:
    """The order is followed up by the clock; what was said of it stands with it, and so does that nothing was."""
    order = row[0]
    told = (col(Rating.order_id) == order.id) & (col(Rating.at) >= order.resolved_at)
    rating = (await round_.session.execute(select(Rating).where(told).limit(1))).scalar_one_or_none()
    said: dict[str, Any] = {"unanswered": rating is None or not rating.solved}
    if rating is not None:
        said |= {"contacted": rating.contacted, "satisfied": rating.satisfied, "reason": rating.reason}
    await round_.life.move(order, "follow_up", SYSTEM, **said)


def _settled(round_: Round) -> Rows:
    """Followed up so many days ago, and nobody has to look at it any more."""
    before = round_.now - timedelta(days=round_.numbers.settle_days)
    done = (col(Order.status) == "followed_up") & (col(Order.followed_up_at) <= before) & (col(Order.solved) != "no")
    return select(Order).where(done, ~held(Order), ~in_review(Order))


async def _close(round_: Round, row: Any) -> None:
    await round_.life.move(row[0], "close", SYSTEM)


SWEEPS = (
    Sweep("ask", _to_ask, _ask, entity=VOICE),
    Sweep("silence", _silent, _note_silence),
    Sweep("close", _settled, _close),
)
