"""Working time: deadlines counted in working days and in minutes of office hours, with pauses.

Working days are those of `config.clock` (holidays and make-up days as announced by the State Council; for a year not
announced yet, Monday to Friday), changed by the holidays and working days that a region adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from config.clock import CHINA, is_working_day
from config.region_checks import CLOCK, DATES, Check, Sourced, check, wrong

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONGEST_REST = 60
"""Days; no rest is longer, so that looking for the next working day always ends."""
Shift = tuple[time, time]


@dataclass(frozen=True)
class WorkCalendar:
    """When offices work, in China's time. A moment of office time is in (open, close] of one of the shifts."""

    shifts: tuple[Shift, ...] = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
    """Opening and closing of each part of the day, in order, without the lunch break."""
    holidays: frozenset[date] = frozenset()
    """Further days off of this place."""
    working_days: frozenset[date] = frozenset()
    """Further working days of this place."""

    def is_working_day(self, day: date) -> bool:
        """True for a day on which this region's offices work."""
        return day in self.working_days or (day not in self.holidays and is_working_day(day))

    def due(self, start: datetime, days: int) -> datetime:
        """The close of business of the last of so many working days.

        The day of `start` does not count (民法典第二百零一条), and where there are office hours a period ends with
        them (第二百零三条). 0 days end on the day itself, or on the next working day.

        Raises:
            ValueError: fewer than no days.
        """
        if days < 0:
            msg = f"a deadline of {days} working days"
            raise ValueError(msg)
        day = start.astimezone(CHINA).date()
        if days == 0:
            return self._closes(self._working_day_from(day))
        for _ in range(days):
            day = self._working_day_from(day + DAY)
        return self._closes(day)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment at which so many minutes of office time have passed since `start`.

        0 minutes give `start` itself, or the next opening where the office is closed then.

        Raises:
            ValueError: fewer than no minutes.
        """
        if minutes < 0:
            msg = f"{minutes} minutes of office time"
            raise ValueError(msg)
        left, here = timedelta(minutes=minutes), start.astimezone(CHINA)
        for opens, closes in self._from(here.date()):
            begin = max(opens, here)
            if begin < closes or (begin == closes and not left):
                if begin + left <= closes:
                    return begin + left
                left -= closes - begin
        raise AssertionError  # the calendar has no end

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of office time from `start` to `end`; negative where `end` is earlier."""
        if end < start:
            return -self.minutes_between(end, start)
        return self._worked(start, end) // MINUTE

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start` up to the day of `end`; negative where `end` is earlier."""
        day, last = start.astimezone(CHINA).date(), end.astimezone(CHINA).date()
        if last < day:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(day + DAY * number) for number in range(1, (last - day).days + 1))

    def extended(self, due: datetime, paused_from: datetime, paused_to: datetime) -> datetime:
        """The deadline after a pause (waiting for the resident): later by the office time that the pause took.

        A pause that began after the deadline moves nothing: what was late stays late.

        Raises:
            ValueError: the pause ends before it begins.
        """
        if paused_to < paused_from:
            msg = "the pause ends before it begins"
            raise ValueError(msg)
        minutes = self.minutes_between(paused_from, paused_to)
        return due if not minutes or paused_from >= due else self.add_minutes(due, minutes)

    def _worked(self, start: datetime, end: datetime) -> timedelta:
        total = timedelta()
        for opens, closes in self._from(start.astimezone(CHINA).date(), end.astimezone(CHINA).date()):
            total += max(min(end, closes) - max(start, opens), timedelta())
        return total

    def _from(self, day: date, last: date | None = None) -> Iterator[tuple[datetime, datetime]]:
        """The shifts of all working days from that day on."""
        while last is None or day <= last:
            if self.is_working_day(day):
                for opens, closes in self.shifts:
                    yield datetime.combine(day, opens, CHINA), datetime.combine(day, closes, CHINA)
            day += DAY

    def _working_day_from(self, day: date) -> date:
        for number in range(LONGEST_REST):
            if self.is_working_day(day + DAY * number):
                return day + DAY * number
        msg = f"no working day within {LONGEST_REST} days of {day}"
        raise ValueError(msg)

    def _closes(self, day: date) -> datetime:
        return datetime.combine(day, self.shifts[-1][1], CHINA)


def _is_shifts(value: Any) -> bool:
    """Pairs of times like ["08:30", "12:00"], each opening before it closes, one after the other."""
    if not isinstance(value, list) or not value or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):  # noqa: PLR2004
        return False
    times = [moment for pair in value for moment in pair]
    return all(isinstance(moment, str) and CLOCK.fullmatch(moment) for moment in times) and all(
        earlier < later for earlier, later in pairwise(times)
    )


SHIFTS: Check = (_is_shifts, '从早到晚的上下班时间，例如 [["08:30", "12:00"], ["14:00", "17:30"]]')
FIELDS: Mapping[str, Check] = {"office_hours": SHIFTS, "holidays": DATES, "working_days": DATES}


def check_calendar(path: Path, name: Any, value: Any) -> None:
    """One entry under `calendar`.

    Raises:
        RegionError: an unknown field, or one of the wrong kind.
    """
    if name not in FIELDS:
        raise wrong(path, f"calendar.{name}", f"这些字段之一：{'、'.join(FIELDS)}", name)
    check(path, f"calendar.{name}", value, FIELDS[name])


def read_calendar(entries: Mapping[str, Sourced]) -> WorkCalendar:
    """The calendar of checked entries, the rest by default.

    Raises:
        RegionError: a day that is both a holiday and a working day.
    """
    raw = {name: entry.value for name, entry in entries.items() if entry.value}
    shifts = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in raw.get("office_hours") or ())
    off, on = frozenset(raw.get("holidays") or ()), frozenset(raw.get("working_days") or ())
    if both := off & on:
        wanted = "不在 working_days 里的日期"
        raise wrong(entries["holidays"].path, "calendar.holidays", wanted, min(both).isoformat())
    return WorkCalendar(shifts or WorkCalendar().shifts, off, on)
