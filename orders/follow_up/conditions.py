"""What the sweeps ask of an order, as conditions for the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.case_tables import Alert, Notice, Rating
from orders.follow_up.alerts import kinds
from orders.tables import Order

ANSWERED = ("resolved", "followed_up", "closed")
"""States in which an answer was given."""
PENDING = "pending"
"""A rating that a person still has to look at."""


def held(order: Any) -> ColumnElement[bool]:
    """A person still has to decide something about it: the clock does not go on by itself."""
    holding = sorted(code for code, kind in kinds().items() if kind.holds)
    still_open = col(Alert.ended_at).is_(None) & col(Alert.kind).in_(holding)
    return exists(select(col(Alert.id)).where(col(Alert.order_id) == order.id, still_open).correlate(order))


def asked(voice: Any, lead: Any, before: datetime | None = None) -> ColumnElement[bool]:
    """The three questions were put to this resident since the matter was resolved, and before the moment told."""
    mine = (col(Notice.order_id) == voice.id) & (col(Notice.key) == "follow_up")
    since = col(Notice.created_at) >= lead.resolved_at
    since &= col(Notice.created_at) <= before if before else since
    return exists(select(col(Notice.id)).where(mine, since).correlate(voice, lead))


def answered(voice: Any, lead: Any, before: datetime | None = None) -> ColumnElement[bool]:
    """This resident has said since then whether it is solved."""
    mine = (col(Rating.order_id) == voice.id) & (col(Rating.solved) != "")
    since = col(Rating.at) >= lead.resolved_at
    since &= col(Rating.at) <= before if before else since
    return exists(select(col(Rating.id)).where(mine, since).correlate(voice, lead))


def in_review(order: Any) -> ColumnElement[bool]:
    """A rating of the order, or of a voice that joined it, is still being looked at."""
    rated = aliased(Order)
    whose = or_(rated.id == order.id, rated.main_id == order.id)
    pending = select(col(Rating.id)).join(rated, col(rated.id) == col(Rating.order_id))
    return exists(pending.where(whose, col(Rating.review) == PENDING).correlate(order))
