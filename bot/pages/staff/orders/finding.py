"""The filters as conditions of the database. Each is answered from an index, or by a walk that ends early."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, literal_column, or_
from sqlmodel import col

from bot.pages.staff.orders.filters import Filters
from config.clock import CHINA
from config.working_time import WorkCalendar
from orders.number import read_number
from orders.status import OPEN
from orders.tables import Order

Condition = ColumnElement[bool]
SOON_WORKING_DAYS = 2
DAY_DIGITS = 8
"""Digits of an order number that are its day: 20261122-00017-4."""
MOST_WORDS = 4
IS_OPEN = col(Order.status).in_(sorted(OPEN))
RUNNING = IS_OPEN & col(Order.paused_at).is_(None)
"""The time to answer is running."""
NOTHING: ColumnElement[int] = literal_column("0")
MARKED: dict[str, Condition] = {
    "hot": col(Order.cluster_id).is_not(None),
    "supervised": col(Order.supervised) > NOTHING,
    "returned": col(Order.returns) > NOTHING,
    "hard": (col(Order.status) == "consulting") & col(Order.hard).is_(True),
    "doubtful": literal_column("doubtful"),
    "extension": col(Order.status).in_(("accepted", "handling")) & (col(Order.extension_asked) > 0),
    "paused": col(Order.status).in_(("accepted", "handling")) & col(Order.paused_at).is_not(None),
}
TEXTS = (Order.title, Order.incident_address, Order.content, Order.demand, Order.respondent)
"""Where words are looked for."""


def conditions(filters: Filters, now: datetime, calendar: WorkCalendar) -> list[Condition]:
    """All that must hold."""
    return [*_of_state(filters), *_of_place(filters), *_of_time(filters, now, calendar), *_of_words(filters.q)]


def _of_state(filters: Filters) -> Iterator[Condition]:
    if filters.state:
        yield IS_OPEN if filters.state == "open" else col(Order.status) == filters.state
    if filters.urgency:
        yield col(Order.urgency) != literal_column("'normal'")
        yield col(Order.urgency) == filters.urgency
    yield from (MARKED[mark] for mark in filters.marks)


def _of_place(filters: Filters) -> Iterator[Condition]:
    if filters.unit:
        yield col(Order.lead_code) == filters.unit
    kind, _, code = filters.place.partition(":")
    if kind in ("street", "community") and code:
        yield (col(Order.street) if kind == "street" else col(Order.community)) == code


def _of_time(filters: Filters, now: datetime, calendar: WorkCalendar) -> Iterator[Condition]:
    until = {
        "late": now,
        "today": datetime.combine(now.astimezone(CHINA).date(), time.max, CHINA),
        "soon": calendar.due(now, SOON_WORKING_DAYS),
    }
    if filters.due:
        yield RUNNING
        yield col(Order.due_at) <= until[filters.due]
        if filters.due != "late":
            yield col(Order.due_at) > now


def _of_words(words: str) -> Iterator[Condition]:
    """A whole number, the beginning of one, or words that stand somewhere in the order."""
    if not words:
        return
    number = read_number(words)
    if number is not None:
        yield col(Order.number) == number
        return
    if (day := _day(words)) is not None:
        yield and_(col(Order.received_at) >= day, col(Order.received_at) < day + timedelta(days=1))
        yield col(Order.number).startswith(words, autoescape=True)
        return
    for word in words.split()[:MOST_WORDS]:
        yield or_(*(col(text).contains(word, autoescape=True) for text in TEXTS))


def _day(words: str) -> datetime | None:
    if not words.replace("-", "").isascii() or not words[:DAY_DIGITS].isdigit() or len(words) < DAY_DIGITS:
        return None
    try:
        return datetime.strptime(words[:DAY_DIGITS], "%Y%m%d").replace(tzinfo=CHINA)
    except ValueError:
        return None
