"""Working time: nothing ends outside office hours, and what is added can be counted again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clock import CHINA
from config.region import load_region
from config.working_time import WorkCalendar

CALENDAR = WorkCalendar()
LOCAL = WorkCalendar(
    shifts=((time(9, 0), time(12, 0)), (time(13, 0), time(15, 0)), (time(15, 30), time(17, 0))),
    holidays=frozenset({date(2026, 11, 23)}),
    working_days=frozenset({date(2026, 11, 28)}),
)
calendars = st.sampled_from([CALENDAR, LOCAL])
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31)).map(lambda moment: moment.replace(tzinfo=CHINA))
amounts = st.integers(0, 6000)


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@given(calendars, moments, amounts)
def test_nothing_ends_outside_office_time(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    """Not at night, at lunch, on a Sunday or on a holiday."""
    end = calendar.add_minutes(start, minutes)
    assert calendar.is_working_day(end.date())
    assert any(opens <= end.time() <= closes for opens, closes in calendar.shifts)
    assert end >= start


@given(calendars, moments, amounts)
def test_what_is_added_is_counted_again(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    """Adding and counting are inverse."""
    assert calendar.minutes_between(start, calendar.add_minutes(start, minutes)) == minutes


@given(calendars, moments, moments)
def test_counting_and_adding_never_overshoots(calendar: WorkCalendar, one: datetime, other: datetime) -> None:
    """What was counted, added again, ends at that moment or before; there and back is the same with a minus."""
    start, end = sorted((one, other))
    minutes = calendar.minutes_between(start, end)
    assert minutes >= 0
    assert calendar.minutes_between(end, start) == -minutes
    if minutes:
        assert calendar.add_minutes(start, minutes) <= end
        assert calendar.add_minutes(start, minutes + 1) > end


@given(calendars, moments, amounts, amounts)
def test_minutes_add_up(calendar: WorkCalendar, start: datetime, first: int, second: int) -> None:
    """In two steps or in one."""
    two_steps = calendar.add_minutes(calendar.add_minutes(start, first), second)
    one_step = calendar.add_minutes(start, first + second)
    assert two_steps == one_step or not second


@given(calendars, moments, moments, amounts, amounts)
def test_later_stays_later(calendar: WorkCalendar, one: datetime, other: datetime, few: int, more: int) -> None:
    """Monotone in the start and in the amount, for minutes and for days."""
    (early, late), (few, more) = sorted((one, other)), sorted((few, more))
    assert calendar.add_minutes(early, few) <= calendar.add_minutes(late, few)
    assert calendar.add_minutes(early, few) <= calendar.add_minutes(early, more)
    assert calendar.due(early, few % 30) <= calendar.due(late, few % 30)
    assert calendar.due(early, few % 30) <= calendar.due(early, few % 30 + more % 30)


@given(calendars, moments, st.integers(1, 60))
def test_days_end_with_the_office_and_count_back(calendar: WorkCalendar, start: datetime, days: int) -> None:
    """A period ends at the close of business of a working day (民法典第二百零三条)."""
    due = calendar.due(start, days)
    assert calendar.is_working_day(due.date())
    assert due.time() == calendar.shifts[-1][1]
    assert calendar.working_days_between(start, due) == days
    assert calendar.working_days_between(due, start) <= 0


@given(calendars, moments, moments, st.integers(1, 20))
def test_a_pause_moves_a_deadline_by_what_it_took(
    calendar: WorkCalendar, one: datetime, other: datetime, days: int
) -> None:
    """By its office time, no more and no less; never earlier."""
    begin, end = sorted((one, other))
    due = calendar.due(begin, days)
    extended = calendar.extended(due, begin, end)
    assert calendar.minutes_between(due, extended) == calendar.minutes_between(begin, end)
    assert extended >= due


def test_a_make_up_saturday_counts() -> None:
    """国庆 2026: offices rest from 1 to 7 October and work on Saturday the 10th."""
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert CALENDAR.due(at(30, 9, month=9), 3) == at(10, 17, 30, month=10)
    assert CALENDAR.add_minutes(at(9, 17, month=10), 60) == at(10, 9, 0, month=10)
    assert CALENDAR.working_days_between(at(30, 9, month=9), at(11, 9, month=10)) == 3


def test_lunch_nights_and_weekends_do_not_count() -> None:
    """Friday 11:30 and two hours more: half an hour, lunch, an hour and a half."""
    assert CALENDAR.add_minutes(at(20, 11, 30), 120) == at(20, 15, 30)
    assert CALENDAR.add_minutes(at(20, 17, 0), 60) == at(23, 9, 0)
    assert CALENDAR.add_minutes(at(20, 11, 30), 30) == at(20, 12, 0)
    assert CALENDAR.add_minutes(at(21, 12, 0), 0) == at(23, 8, 30)
    assert CALENDAR.minutes_between(at(20, 17, 0), at(23, 9, 0)) == 60
    assert CALENDAR.minutes_between(at(20, 12, 0), at(20, 14, 0)) == 0


def test_local_days_come_first() -> None:
    """A holiday of this city does not count, a working day of it does."""
    assert LOCAL.due(at(20, 9), 5) == at(28, 17)
    assert LOCAL.due(at(22, 9), 0) == at(24, 17)
    second = load_region("second").calendar
    assert not second.is_working_day(date(2026, 5, 18))
    assert CALENDAR.is_working_day(date(2026, 5, 18))


def test_a_year_not_announced_yet_counts_monday_to_friday() -> None:
    """The rule of config.clock: 1 October 2035 is a Monday and counts until the State Council says otherwise."""
    assert CALENDAR.is_working_day(date(2035, 10, 1))
    assert not CALENDAR.is_working_day(date(2035, 10, 6))
    monday = datetime(2035, 10, 1, 9, 0, tzinfo=CHINA)
    assert CALENDAR.due(monday, 5) == datetime(2035, 10, 8, 17, 30, tzinfo=CHINA)


def test_a_pause_after_the_deadline_moves_nothing() -> None:
    """What was late stays late; a pause at night takes no time."""
    due = at(20, 17, 30)
    assert CALENDAR.extended(due, at(23, 9), at(24, 9)) == due
    assert CALENDAR.extended(due, at(19, 18), at(20, 8)) == due
    assert CALENDAR.extended(due, at(19, 10), at(20, 10)) == at(23, 17, 30)


def test_time_does_not_run_backwards() -> None:
    """A negative amount, or a pause that ends before it begins, is a mistake of the caller."""
    with pytest.raises(ValueError, match="working days"):
        CALENDAR.due(at(20, 9), -1)
    with pytest.raises(ValueError, match="minutes"):
        CALENDAR.add_minutes(at(20, 9), -1)
    with pytest.raises(ValueError, match="before it begins"):
        CALENDAR.extended(at(20, 9), at(20, 9), at(20, 9) - timedelta(minutes=1))
    with pytest.raises(ValueError, match="no working day"):
        WorkCalendar(holidays=frozenset(date(2026, 3, 1) + timedelta(days=n) for n in range(90))).due(
            at(1, 9, month=3), 0
        )
