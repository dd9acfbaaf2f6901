"""Days as people in China count them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from config.clock import CHINA
from orders.reports.periods import Period


def midnight(day: date) -> datetime:
    """When the day begins."""
    return datetime.combine(day, time(), tzinfo=CHINA)


def days_of(period: Period) -> list[date]:
    """Its days, the oldest first."""
    first, last = period.since.date(), period.last
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
