"""Working days follow the calendar of the State Council."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from config.clock import CHINA, Clock, due_after, is_working_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday that makes up for the holiday week
        (date(2031, 5, 5), True),  # beyond the announced years: Monday to Friday
        (date(2031, 5, 4), False),
    ],
)
def test_working_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_the_day_of_filing_does_not_count() -> None:
    """Five working days from a Friday end on the next Friday, at the end of the day."""
    friday = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
    assert due_after(friday, 5) == datetime(2026, 11, 27, 23, 59, 59, tzinfo=CHINA)


def test_a_deadline_jumps_over_the_holiday_week() -> None:
    """Three working days from 30 September 2026 pass the National Day holidays."""
    assert due_after(datetime(2026, 9, 30, 17, 0, tzinfo=CHINA), 3).date() == date(2026, 10, 10)


def test_the_clock_tells_chinese_time() -> None:
    """An evening in UTC is already the next day in China."""
    clock = Clock(lambda: datetime(2026, 11, 21, 17, 0, tzinfo=UTC))
    assert clock.today() == date(2026, 11, 22)
    assert clock.now().tzinfo is CHINA
    assert Clock().now().tzinfo is CHINA
