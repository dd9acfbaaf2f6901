"""Alerts whose cause is over end by themselves, so that the list shows what there is to do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import col

from orders.actor import SYSTEM
from orders.case_tables import Alert
from orders.follow_up.alerts import end, kinds
from orders.follow_up.sweep import Round, Rows, Sweep
from orders.tables import Order


def _over(_round: Round) -> Rows:
    """Open alerts whose order has left the states in which they stand."""
    left = [
        and_(col(Alert.kind) == kind.code, col(Order.status).not_in(kind.stands))
        for kind in kinds().values()
        if kind.stands
    ]
    moved_on = select(Alert).join(Order, col(Order.id) == col(Alert.order_id))
    return moved_on.where(col(Alert.ended_at).is_(None), or_(*left))


async def _end(round_: Round, row: Any) -> None:
    await end(round_.session, [row[0].id], SYSTEM.name, round_.now)


SWEEPS = (Sweep("over", _over, _end, entity=Alert),)
