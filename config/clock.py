"""Time: aware moments in China's one time zone, and the working days that deadlines count.

Working days come from `chinesecalendar`, which carries the yearly notices of the State Council with holidays and
make-up Saturdays; it covers the years announced so far. For a later year, Monday to Friday count: a deadline can then
only fall earlier than the law asks, never later, but for make-up days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
END_OF_DAY = time(23, 59, 59)


def _system_time() -> datetime:
    return datetime.now(UTC)


class Clock:
    """The time as the rest of the project sees it; a test gives its own `tell`."""

    def __init__(self, tell: Callable[[], datetime] = _system_time) -> None:
        self._tell = tell

    def now(self) -> datetime:
        """This moment, in China's time zone."""
        return self._tell().astimezone(CHINA)

    def today(self) -> date:
        """Today in China."""
        return self.now().date()


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """True for a day on which offices work, make-up Saturdays and Sundays included."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def due_after(start: datetime, working_days: int) -> datetime:
    """The end of the last of so many working days; the day of `start` itself does not count (民法典第二百零一条)."""
    day = start.astimezone(CHINA).date()
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, END_OF_DAY, tzinfo=CHINA)
