"""Moments that the follow-up counts with: by day, so many working days ago, so many months ago."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

from config.clock import CHINA
from config.working_time import WorkCalendar
from orders.follow_up.numbers import Numbers

DAY = timedelta(days=1)


def by_day(moment: datetime, numbers: Numbers) -> datetime:
    """`moment` itself where residents may be written to then, else the next morning; holidays are days too."""
    here = moment.astimezone(CHINA)
    if here.timetz().replace(tzinfo=None) < numbers.say_from:
        return datetime.combine(here.date(), numbers.say_from, CHINA)
    if here.timetz().replace(tzinfo=None) >= numbers.say_until:
        return datetime.combine(here.date() + DAY, numbers.say_from, CHINA)
    return here


def is_by_day(moment: datetime, numbers: Numbers) -> bool:
    """Whether residents may be written to at that moment."""
    return by_day(moment, numbers) == moment


def working_days_ago(moment: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The start of the day that lies so many working days back: what began before it lasts longer than that."""
    day, left = moment.astimezone(CHINA).date(), days
    while left > 0:
        left -= calendar.is_working_day(day)
        day -= DAY
    return datetime.combine(day, datetime.min.time(), CHINA)


def months_ago(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last day of that month."""
    month = moment.month - 1 - months
    year, month = moment.year + month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
