"""Counts one day of contacts in the database. A conversation is what one account said on one day (in China)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.insight.china import midnight
from orders.reports.question import tally
from orders.tables import ContactRecord, Handoff, Order

ABOUT_A_MATTER = ("route", "ask", "human")
"""Outcomes that say something of a matter; thanks or a look at an order afterwards change nothing of how it ended."""
HOURS = 24
NONE = "[]"
"""An empty list, as both databases write it."""
Counts = Counter[tuple[str, str]]
"""(name, key) -> how many."""


async def count_day(session: AsyncSession, day: date) -> Counts:
    """What came on that day: contacts by hour, decisions by outcome and destination, conversations by their end."""
    read = _read(midnight(day), midnight(day + timedelta(days=1)))
    counts: Counts = Counter()
    for outcome, way, unmatched, times in (await session.execute(_decisions(read))).all():
        counts["outcome", outcome] += times
        counts["unmatched", "yes" if unmatched else "no"] += times if outcome in ABOUT_A_MATTER else 0
        counts["destination", way or "none"] += times if outcome == "route" else 0
    for ended, times in (await session.execute(_endings(day, read))).all():
        counts["ending", ended] += times
    hours = (await session.execute(_hours(day))).one()
    counts.update({("hour", f"{hour:02}"): int(times) for hour, times in enumerate(hours) if times})
    return +counts


async def count_durable(session: AsyncSession, day: date, days: int) -> Counts:
    """Of the conversations of that day that ended with an answer: whether the same account came back with the same card
    within so many days after it."""
    until = midnight(day + timedelta(days=1))
    last = _last(day, _read(midnight(day), until))
    later = aliased(ContactRecord)
    same = and_(col(later.channel) == last.c.channel, col(later.account) == last.c.account)
    soon = and_(col(later.at) >= until, col(later.at) < until + timedelta(days=days))
    came = exists().where(same, soon, col(later.decision)["card"].as_string() == last.c.card)
    each = select(case((came, "back"), else_="held").label("what")).where(_ending(last) == "told").subquery()
    asked = select(each.c.what, func.count()).group_by(each.c.what)
    found: Mapping[str, int] = {row[0]: row[1] for row in (await session.execute(asked)).all()}
    return Counter({("durable", what): times for what, times in found.items()})


def _read(since: datetime, until: datetime) -> CTE:
    """The contacts of a time with what was decided."""
    decision = col(ContactRecord.decision)
    names = ("outcome", "destination", "card", "candidates", "signals")
    told = [decision[name].as_string().label(name) for name in names]
    who = (col(ContactRecord.id), col(ContactRecord.channel), col(ContactRecord.account))
    return select(*who, *told).where(col(ContactRecord.at) >= since, col(ContactRecord.at) < until).cte()


def _decisions(read: CTE) -> Any:
    """(outcome, destination, whether nothing fitted, how many)."""
    nothing = and_(read.c.outcome == "ask", read.c.candidates == NONE)
    given_up = and_(read.c.outcome == "human", read.c.signals == NONE)
    called = and_(read.c.outcome == "human", read.c.signals != NONE)
    outcome = case((called, "called"), else_=read.c.outcome).label("outcome")
    unmatched = case((nothing | given_up, 1), else_=0).label("unmatched")
    each = select(outcome, read.c.destination, unmatched).where(read.c.outcome.is_not(None)).subquery()
    columns = tuple(each.c)
    return select(*columns, func.count()).group_by(*columns)


def _last(day: date, read: CTE) -> CTE:
    """Each account of the day with the last thing decided about a matter of theirs, and whether an order or a person
    took it."""
    matters = case((read.c.outcome.in_(ABOUT_A_MATTER), 0), (read.c.outcome.is_not(None), 1), else_=2)
    newest = (
        func.row_number().over(partition_by=(read.c.channel, read.c.account), order_by=(matters, read.c.id.desc()))
    ).label("place")
    placed = select(*read.c, newest).cte()
    filed, handed = _people(Order.received_at, Order, day), _people(Handoff.created_at, Handoff, day)
    asked = select(*placed.c, filed.c.account.label("filed"), handed.c.account.label("handed"))
    for other in (filed, handed):
        asked = asked.outerjoin(other, and_(other.c.channel == placed.c.channel, other.c.account == placed.c.account))
    return asked.where(placed.c.place == 1).cte()


def _people(moment: Any, kind: type[Order | Handoff], day: date) -> CTE:
    """The accounts that have such a row of that day."""
    during = and_(col(moment) >= midnight(day), col(moment) < midnight(day + timedelta(days=1)))
    return select(col(kind.channel), col(kind.account)).where(during).distinct().cte()


def _ending(last: CTE) -> ColumnElement[str]:
    """How a conversation ended; an order comes before a person, both before what was said."""
    routed = last.c.outcome == "route"
    return case(
        (last.c.filed.is_not(None), "order"),
        (last.c.handed.is_not(None), "person"),
        (and_(routed, last.c.destination == "emergency"), "emergency"),
        (and_(routed, last.c.destination != "order"), "told"),
        (last.c.outcome.in_(ABOUT_A_MATTER), "unfinished"),
        else_="small",
    )


def _endings(day: date, read: CTE) -> Any:
    each = select(_ending(_last(day, read)).label("ended")).subquery()
    return select(each.c.ended, func.count()).group_by(each.c.ended)


def _hours(day: date) -> Any:
    """One row: contacts of each hour of the day."""
    at, start = col(ContactRecord.at), midnight(day)
    edges = [start + timedelta(hours=hour) for hour in range(HOURS + 1)]
    parts = [tally(and_(at >= edges[hour], at < edges[hour + 1])) for hour in range(HOURS)]
    return select(*parts).where(at >= edges[0], at < edges[-1])
