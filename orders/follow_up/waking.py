"""What wakes by itself: what was put off (no 隐形库存, facts 5.2), and what nobody gets done (巴彦淖尔, facts 1.3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select
from sqlmodel import col

from orders.actor import SYSTEM
from orders.follow_up.conditions import ANSWERED
from orders.follow_up.sweep import Round, Rows, Sweep, not_raised, once
from orders.status import OPEN
from orders.tables import Order

NOBODY_LEADS = ("filed", "dispatched", "returning", "consulting")
"""Sent on, and no unit has taken it."""


def _to_revisit(round_: Round) -> Rows:
    """暂无法解决, whose day has come; whether or not it was filed away since."""
    due = (col(Order.closure_type) == "unsolvable_now") & (col(Order.revisit_on) <= round_.now.date())
    return select(Order).where(due, col(Order.status).in_(ANSWERED))


async def _wake(round_: Round, row: Any) -> None:
    order = row[0]
    once_only = f"woken:{order.id}:{order.revisit_on}:{order.sequence}"
    await round_.life.move(order, "wake", SYSTEM)
    await round_.alerts.raise_("woken", once_only, order=order)


def _problems(round_: Round) -> Rows:
    """Redone too often, or sent to too many without an owner; each further time is a level of its own."""
    limits = round_.region.limits
    redone = col(Order.redo_count) - (limits.redo_to_problem - 1)
    sent = col(Order.dispatches) - (limits.dispatches_to_problem - 1)
    by_redo = case((redone > 0, redone), else_=0)
    by_sending = case(((sent > 0) & col(Order.status).in_(NOBODY_LEADS), sent), else_=0)
    key = once("problem_order", col(Order.id), by_redo, by_sending)
    still = col(Order.status).in_(sorted(OPEN)) & ((by_redo > 0) | (by_sending > 0))
    return select(Order, key).where(still, not_raised(key))


async def _supervise(round_: Round, row: Any) -> None:
    order, key = row
    if await round_.alerts.raise_("problem_order", key, order=order):
        reason = f"问题工单：已重办 {order.redo_count} 次、派单 {order.dispatches} 次，提级督办"
        await round_.life.move(order, "supervise", SYSTEM, reason=reason)


SWEEPS = (
    Sweep("wake", _to_revisit, _wake, by_day=True),
    Sweep("problem", _problems, _supervise, by_day=True),
)
