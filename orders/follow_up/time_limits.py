"""Limits that passed, or soon will: each is told once, to whom it concerns."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import col

from orders.follow_up.sweep import Round, Rows, Sweep, not_raised, once, seconds
from orders.follow_up.times import working_days_ago
from orders.status import OPEN
from orders.tables import Order, OrderEvent

ID, STATUS = col(Order.id), col(Order.status)
RUNNING = STATUS.in_(sorted(OPEN)) & col(Order.paused_at).is_(None)
"""The time to answer is running."""
BACK = ("uphold_return", "unmerge")
"""What brings an order back to where it waits to be dispatched."""
INTO = ("queue_hard", "return", "raise_return")
"""What leads into the hands of those who judge who is competent."""


def _since(*moves: str) -> ColumnElement[datetime]:
    """When one of these moves was last made with the order."""
    mine = (col(OrderEvent.order_id) == ID) & col(OrderEvent.move).in_(moves)
    return select(func.max(col(OrderEvent.at))).where(mine).correlate(Order).scalar_subquery()


def _accept_late(round_: Round) -> Rows:
    key = once("accept_late", ID, seconds(col(Order.accept_by)))
    return select(Order, key).where(STATUS == "dispatched", col(Order.accept_by) < round_.now, not_raised(key))


def _due_near(round_: Round) -> Rows:
    """Within a working day; an urgent order's time counts by the clock."""
    due, now, numbers = col(Order.due_at), round_.now, round_.numbers
    key, normal = once("due_near", ID, seconds(due)), col(Order.urgency) == "normal"
    near = or_(
        and_(normal, due <= round_.region.calendar.due(now, numbers.near_working_days)),
        and_(~normal, due <= now + timedelta(minutes=numbers.near_minutes)),
    )
    return select(Order, key).where(RUNNING, due > now, near, not_raised(key))


def _due_late(round_: Round) -> Rows:
    key = once("due_late", ID, seconds(col(Order.due_at)))
    return select(Order, key).where(RUNNING, col(Order.due_at) <= round_.now, not_raised(key))


def _undispatched(_round: Round) -> Rows:
    key = once("undispatched", ID, col(Order.returns))
    since = func.coalesce(_since(*BACK), col(Order.received_at))
    return select(Order, key, since).where(STATUS == "filed", not_raised(key))


def _unjudged(_round: Round) -> Rows:
    key = once("return_unjudged", ID, col(Order.returns))
    return select(Order, key, _since("return")).where(STATUS == "returning", not_raised(key))


def _unsettled(_round: Round) -> Rows:
    key = once("consultation_long", ID, col(Order.dispatches), col(Order.returns))
    return select(Order, key, _since(*INTO)).where(STATUS == "consulting", not_raised(key))


def _paused(round_: Round) -> Rows:
    """Waiting for the resident for longer than the setting."""
    key = once("paused_long", ID, seconds(col(Order.paused_at)))
    before = working_days_ago(round_.now, round_.numbers.pause_working_days, round_.region.calendar)
    waits = STATUS.in_(("accepted", "handling")) & (col(Order.paused_at) < before)
    return select(Order, key).where(waits, not_raised(key))


async def _tell(round_: Round, row: Any) -> None:
    """The kind of the alert stands before its key."""
    await round_.alerts.raise_(row[1].partition(":")[0], row[1], order=row[0])


async def _tell_undispatched(round_: Round, row: Any) -> None:
    if round_.region.accept_by(row[2], row[0].urgency) < round_.now:
        await _tell(round_, row)


async def _tell_unjudged(round_: Round, row: Any) -> None:
    await _tell_after(round_, row, round_.region.limits.review_return_working_days)


async def _tell_unsettled(round_: Round, row: Any) -> None:
    await _tell_after(round_, row, round_.region.limits.consultation_working_days)


async def _tell_after(round_: Round, row: Any, working_days: int) -> None:
    since = row[2] or row[0].received_at
    if round_.region.calendar.due(since, working_days) < round_.now:
        await _tell(round_, row)


SWEEPS = (
    Sweep("undispatched", _undispatched, _tell_undispatched),
    Sweep("accept_late", _accept_late, _tell),
    Sweep("return_unjudged", _unjudged, _tell_unjudged),
    Sweep("consultation_long", _unsettled, _tell_unsettled),
    Sweep("due_near", _due_near, _tell),
    Sweep("due_late", _due_late, _tell),
    Sweep("paused_long", _paused, _tell),
)
