"""What somebody wants to see: from which day to which, and of which street. It stands in the address of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from bot.insight.china import midnight
from config.errors import BadInput
from config.region import Region
from orders.reports.periods import Period, between

USUAL_DAYS = 30
LONGEST_DAYS = 366


@dataclass(frozen=True)
class View:
    """`street`: the code of one street; empty for all."""

    period: Period
    street: str = ""

    @property
    def first(self) -> str:
        """Its first day, 2026-11-01."""
        return self.period.since.date().isoformat()

    @property
    def last(self) -> str:
        """Its last day."""
        return self.period.last.isoformat()

    @property
    def query(self) -> str:
        """As it stands in the address."""
        named = {"from": self.first, "to": self.last} | ({"street": self.street} if self.street else {})
        return urlencode(named)


def usual(now: datetime, days: int = USUAL_DAYS) -> View:
    """The last days, today with them."""
    return View(_ending(now.date(), days))


def this_month(now: datetime) -> View:
    """From the first of the month to today."""
    return View(_ending(now.date(), now.day))


def last_month(now: datetime) -> View:
    """The whole month before."""
    last = now.date().replace(day=1) - timedelta(days=1)
    return View(_ending(last, last.day))


def chosen(first: str, last: str, street: str, region: Region, now: datetime) -> View:
    """What was typed into the filter, or stands in the address; nothing at all means the usual.

    Raises:
        BadInput: no days, or too many, or a street that the region does not have.
    """
    if street and street not in region.places.streets:
        raise BadInput(say="没有这个街道了，请重新选一个，或选“全部街道”。")
    if not first and not last:
        return View(usual(now).period, street)
    if not (first and last):
        raise BadInput(say="开始和结束两个日期都要填，写成 2026-11-03 这样。")
    period = between(first, last, now)
    if (period.until - period.since).days > LONGEST_DAYS:
        raise BadInput(say=f"一次最多看 {LONGEST_DAYS} 天，请把日期缩短一些。")
    return View(period, street)


def _ending(last: date, days: int) -> Period:
    return Period(midnight(last - timedelta(days=days - 1)), midnight(last + timedelta(days=1)))
