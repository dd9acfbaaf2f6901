"""Which days a report is about."""

from __future__ import annotations

from datetime import datetime

import pytest

from config.clock import CHINA
from config.errors import BadInput
from orders.reports.periods import between, graded, month, months_back

NOW = datetime(2026, 12, 3, 10, tzinfo=CHINA)


def test_a_month_and_the_one_before() -> None:
    november = month("2026-11", NOW)
    assert (november.name, november.before().name) == ("2026年11月", "2026年10月")
    assert november.until == datetime(2026, 12, 1, tzinfo=CHINA)
    assert month("2026-01", NOW).before().name == "2025年12月"
    assert november.as_of(NOW) == "2026年11月"
    assert month("2026-12", NOW).as_of(NOW) == "2026年12月（到12月3日为止）"


def test_days() -> None:
    """Both days belong to it; the period before is as long."""
    days = between("2026-11-03", "2026-11-20", NOW)
    assert days.name == "2026年11月3日—2026年11月20日"
    assert days.before().name == "2026年10月16日—2026年11月2日"
    assert between("2026-11-03", "2026-11-03", NOW).name == "2026年11月3日"
    assert between("2026-09-01", "2026-10-31", NOW).name == "2026年9月—10月"
    assert between("2025-12-01", "2026-01-31", NOW).name == "2025年12月—2026年1月"


def test_two_months_of_grades() -> None:
    """松绑：月考→双月（facts 5.5）: the last pair of months that is over."""
    assert graded(2, NOW).name == "2026年9月—10月"
    assert graded(2, datetime(2027, 1, 1, tzinfo=CHINA)).name == "2026年11月—12月"
    assert graded(1, NOW).name == "2026年11月"
    assert graded(12, NOW).name == "2025年1月—12月"


def test_months_back() -> None:
    names = [one.name for one in months_back(month("2026-02", NOW), 3)]
    assert names == ["2025年12月", "2026年1月", "2026年2月"]


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "11月", "2026", "", "0000-01", "9999-12", "２０２６-1x"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        month(text, NOW)
    assert "不是月份" in caught.value.say


def test_what_has_not_come() -> None:
    with pytest.raises(BadInput) as caught:
        month("2027-01", NOW)
    assert caught.value.say == "2027年1月还没到（今天是 2026-12-03），只能看已经开始的时间"


@pytest.mark.parametrize(
    ("first", "last", "line"),
    [
        ("2026-11-31", "2026-12-01", "不是日期"),
        ("2026-11-20", "2026-11-03", "对调"),
        ("2027-11-03", "2027-11-04", "还没到"),
        ("0001-01-01", "2026-11-03", "太早"),
        ("2026-11-03", "9999-12-31", "太晚"),
    ],
)
def test_days_that_are_none(first: str, last: str, line: str) -> None:
    with pytest.raises(BadInput) as caught:
        between(first, last, NOW)
    assert line in caught.value.say
