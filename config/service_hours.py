"""Service time: the hours of working days, with the holidays and make-up days of config.clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.clock import CHINA, is_working_day

MINUTE = timedelta(minutes=1)
LONGEST_HOLIDAY = 31
"""Days; no holiday is longer, so that looking for the next opening always ends."""


@dataclass(frozen=True)
class Hours:
    """From when to when people answer on a working day, in China's time."""

    opens: time = time(8, 30)
    closes: time = time(20, 0)

    def on(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of that day; None where nobody works."""
        if not is_working_day(day):
            return None
        return datetime.combine(day, self.opens, CHINA), datetime.combine(day, self.closes, CHINA)


def is_open(now: datetime, hours: Hours) -> bool:
    """Whether people answer at that moment; the moment of closing is too late."""
    window = hours.on(now.astimezone(CHINA).date())
    return window is not None and window[0] <= now < window[1]


def service_minutes(start: datetime, end: datetime, hours: Hours) -> float:
    """Minutes of service time between two moments; 0 where `end` is not after `start`."""
    day, last = start.astimezone(CHINA).date(), end.astimezone(CHINA).date()
    total = timedelta()
    while day <= last:
        if window := hours.on(day):
            total += max(min(end, window[1]) - max(start, window[0]), timedelta())
        day += timedelta(days=1)
    return total / MINUTE


def after_service_minutes(start: datetime, minutes: float, hours: Hours) -> datetime:
    """The moment at which so many minutes of service time have passed since `start`."""
    left = timedelta(minutes=minutes)
    moment = opens_next(start, hours)
    while True:
        closes = datetime.combine(moment.date(), hours.closes, CHINA)
        if moment + left <= closes:
            return moment + left
        left -= closes - moment
        moment = opens_next(closes, hours)


def opens_next(now: datetime, hours: Hours) -> datetime:
    """`now` where people answer at this moment, else the next opening."""
    here = now.astimezone(CHINA)
    if is_open(here, hours):
        return here
    for days in range(LONGEST_HOLIDAY):
        window = hours.on(here.date() + timedelta(days=days))
        if window and window[0] > here:
            return window[0]
    msg = f"no working day within {LONGEST_HOLIDAY} days"
    raise ValueError(msg)
