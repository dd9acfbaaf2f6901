"""The time a report is about: a month, several months, or days from one to another. `until` itself is not in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from config.clock import CHINA
from config.errors import BadInput

MONTH = re.compile(r"(\d{4})-(\d{1,2})")
MONTHS = 12
LATEST_YEAR = 9998
"""The calendar ends with the year after."""


@dataclass(frozen=True)
class Period:
    """[since, until), both at midnight in China."""

    since: datetime
    until: datetime

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.until - timedelta(days=1)).date()

    @property
    def months(self) -> int:
        """How many whole months it is; 0 where it is not made of whole ones."""
        if self.since.day != 1 or self.until.day != 1:
            return 0
        return (self.until.year - self.since.year) * MONTHS + self.until.month - self.since.month

    @property
    def name(self) -> str:
        """2026年11月; 2026年9月—10月; 2026年11月3日—2026年11月20日."""
        first, last = self.since.date(), self.last
        if self.months == 1:
            return f"{first.year}年{first.month}月"
        if self.months:
            year = "" if first.year == last.year else f"{last.year}年"
            return f"{first.year}年{first.month}月—{year}{last.month}月"
        if first == last:
            return _day(first)
        return f"{_day(first)}—{_day(last)}"

    def as_of(self, now: datetime) -> str:
        """Its name, and until when is known where it is not over."""
        return self.name if now >= self.until else f"{self.name}（到{now.month}月{now.day}日为止）"

    def before(self) -> Period:
        """The period of the same length that ended when this one began."""
        if self.months:
            return Period(_midnight(_shifted(self.since.date(), -self.months)), self.since)
        return Period(self.since - (self.until - self.since), self.since)


def month(text: str, now: datetime) -> Period:
    """The month written as 2026-11.

    Raises:
        BadInput: it is no month, or one that has not begun.
    """
    found = MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= MONTHS or not 1 <= int(found[1]) <= LATEST_YEAR:
        raise BadInput(say=f"--month 后面的“{text}”不是月份，写成 2026-11 这样")
    first = date(int(found[1]), int(found[2]), 1)
    return _begun(Period(_midnight(first), _midnight(_shifted(first, 1))), now)


def between(first: str, last: str, now: datetime) -> Period:
    """From one day to another, both included, written as 2026-11-03.

    Raises:
        BadInput: one of them is no day, the last is before the first, or the first has not come.
    """
    days = [_read(text) for text in (first, last)]
    if days[1] < days[0]:
        raise BadInput(say=f"结束日期 {last} 在开始日期 {first} 之前，请对调一下")
    return _begun(Period(_midnight(days[0]), _midnight(days[1] + timedelta(days=1))), now)


def graded(length: int, until: datetime) -> Period:
    """The last whole period of grades that was over by then; periods are counted from January (松绑：月考→双月)."""
    index = until.year * MONTHS + until.month - 1
    end = _midnight(_from_index(index - index % length))
    return Period(_midnight(_shifted(end.date(), -length)), end)


def months_back(period: Period, count: int) -> list[Period]:
    """The month in which the period ends and those before it, the oldest first."""
    first = period.last.replace(day=1)
    starts = [_shifted(first, -back) for back in reversed(range(count))]
    return [Period(_midnight(start), _midnight(_shifted(start, 1))) for start in starts]


def _begun(period: Period, now: datetime) -> Period:
    if period.since > now:
        raise BadInput(say=f"{period.name}还没到（今天是 {now:%Y-%m-%d}），只能看已经开始的时间")
    return period


def _read(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(say=f"“{text}”不是日期，写成 2026-11-03 这样") from error
    if not 1 < day.year <= LATEST_YEAR:
        raise BadInput(say=f"“{text}”太早或太晚了，写成 2026-11-03 这样")
    return day


def _shifted(first: date, months: int) -> date:
    return _from_index(first.year * MONTHS + first.month - 1 + months)


def _from_index(index: int) -> date:
    return date(index // MONTHS, index % MONTHS + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
