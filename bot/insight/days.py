"""The counts of days: kept once a day is over, counted anew for today; whoever looks has the missing ones counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database, one_at_a_time
from bot.insight.china import days_of, midnight
from bot.insight.counting import Counts, count_day, count_durable
from bot.insight.tables import InsightDay
from config.clock import Clock
from orders.reports.periods import Period
from orders.tables import ContactRecord

SETTLED = timedelta(hours=1)
"""After midnight: until then a turn that began before may still be writing (own setting)."""
MADE, JUDGED = "made", "judged"
"""Marks of a day: its contacts are counted; it is known who of its conversations came back."""
TABLE: Any = InsightDay.__table__  # type: ignore[attr-defined]


@dataclass
class DayCounts:
    """Counts by day. `young`: answered conversations of days too recent to tell whether somebody came back."""

    days: dict[date, Counts] = field(default_factory=dict)
    young: int = 0

    def total(self, name: str) -> Counter[str]:
        """Key -> how many, over all days."""
        sums: Counter[str] = Counter()
        for counts in self.days.values():
            sums.update({key: times for (other, key), times in counts.items() if other == name})
        return sums

    def sum(self, name: str) -> int:
        """All of that name."""
        return self.total(name).total()


class InsightDays:
    """The counts of one database. `durable_days`: after how many days an answer has held."""

    def __init__(self, database: Database, clock: Clock, durable_days: int) -> None:
        self.database = database
        self.clock = clock
        self.durable_days = durable_days

    async def missing(self, period: Period) -> list[date]:
        """Days of the period that could be kept and are not, or not wholly; the newest first."""
        now = self.clock.now()
        async with self.database.reading() as session:
            first = await _first(session)
            if first is None:
                return []
            known = await _marks(session, period)
        wanted = [day for day in days_of(period) if day >= first and self._over(day, now)]
        return [day for day in reversed(wanted) if known.get(day, set()) < self._due(day, now)]

    async def make(self, day: date) -> None:
        """Counts a day and keeps it. Several may do so at once: each writes the same, one after the other."""
        due = self._due(day, self.clock.now())
        async with self.database.reading() as session:
            counts = await count_day(session, day)
            if JUDGED in due:
                counts += await count_durable(session, day, self.durable_days)
        counts.update({(mark, ""): 1 for mark in due})
        rows = [{"day": day, "name": name, "key": key, "times": times} for (name, key), times in counts.items()]
        async with self.database.writing() as session, session.begin():
            await one_at_a_time(session, "insight days")
            if JUDGED not in due and JUDGED in (await _marks_of(session, [day])).get(day, set()):
                return
            await session.execute(delete(TABLE).where(TABLE.c.day == day))
            await session.execute(insert(TABLE), rows)

    async def read(self, period: Period) -> DayCounts:
        """What is kept of the period, and what came on its days that are not over yet."""
        now, found = self.clock.now(), DayCounts()
        async with self.database.reading() as session:
            asked = select(TABLE).where(TABLE.c.day >= period.since.date(), TABLE.c.day <= period.last)
            for row in (await session.execute(asked)).all():
                found.days.setdefault(row.day, Counter())[row.name, row.key] = row.times
            for day in days_of(period):
                if not self._over(day, now) and midnight(day) <= now:
                    found.days[day] = await count_day(session, day)
        found.young = sum(counts["ending", "told"] for counts in found.days.values() if not counts[JUDGED, ""])
        return found

    def _over(self, day: date, now: datetime) -> bool:
        return midnight(day + timedelta(days=1)) + SETTLED <= now

    def _due(self, day: date, now: datetime) -> set[str]:
        """What can be known of a day by now."""
        return {MADE, JUDGED} if self._over(day + timedelta(days=self.durable_days), now) else {MADE}


async def _first(session: AsyncSession) -> date | None:
    """The day of the first contact."""
    first = (await session.execute(select(func.min(col(ContactRecord.at))))).scalar_one()
    return first.date() if first else None


async def _marks(session: AsyncSession, period: Period) -> dict[date, set[str]]:
    during = (TABLE.c.day >= period.since.date(), TABLE.c.day <= period.last)
    return _sets(await session.execute(select(TABLE.c.day, TABLE.c.name).where(*during, _is_mark())))


async def _marks_of(session: AsyncSession, days: Iterable[date]) -> dict[date, set[str]]:
    asked = select(TABLE.c.day, TABLE.c.name).where(TABLE.c.day.in_(list(days)), _is_mark())
    return _sets(await session.execute(asked))


def _is_mark() -> Any:
    return TABLE.c.name.in_((MADE, JUDGED))


def _sets(rows: Iterable[Any]) -> dict[date, set[str]]:
    found: dict[date, set[str]] = {}
    for day, mark in rows:
        found.setdefault(day, set()).add(mark)
    return found
