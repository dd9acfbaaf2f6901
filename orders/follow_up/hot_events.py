"""A hot event is over when nobody has told of it for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import col

from orders.case_tables import Cluster
from orders.follow_up.sweep import Round, Rows, Sweep
from orders.tables import Order


def _quiet(round_: Round) -> Rows:
    """No new voice for so many days."""
    since = round_.now - timedelta(days=round_.numbers.hot_quiet_days)
    new = select(col(Order.id)).where(col(Order.cluster_id) == col(Cluster.id), col(Order.received_at) >= since)
    return select(Cluster).where(col(Cluster.ended_at).is_(None), ~exists(new.correlate(Cluster)))


async def _end(round_: Round, row: Any) -> None:
    row[0].ended_at = round_.now
    await round_.session.flush()


SWEEPS = (Sweep("hot_event_over", _quiet, _end, entity=Cluster),)
