"""Service time follows the State Council's calendar of 2026: weekends, National Day and make-up days."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pytest

from config.clock import CHINA
from config.errors import RegionError
from config.region import load_region
from config.service_hours import Hours, after_service_minutes, is_open, opens_next, service_minutes

HOURS = Hours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "minutes", "moment"),
    [
        ("2026-11-23 09:00", 10, "2026-11-23 09:10"),
        ("2026-11-20 19:55", 10, "2026-11-23 08:35"),  # Friday evening -> Monday morning
        ("2026-11-20 19:55", 5, "2026-11-20 20:00"),
        ("2026-11-21 11:00", 10, "2026-11-23 08:40"),  # a Saturday
        ("2026-11-23 03:00", 0, "2026-11-23 08:30"),
        ("2026-09-30 19:55", 10, "2026-10-08 08:35"),  # National Day, seven days
        ("2026-10-09 19:55", 10, "2026-10-10 08:35"),  # Friday -> the make-up Saturday
        ("2026-10-10 19:55", 10, "2026-10-12 08:35"),  # the make-up Saturday -> Monday
        ("2026-09-19 12:00", 10, "2026-09-20 08:40"),  # a make-up Sunday
        ("2026-02-14 19:55", 10, "2026-02-24 08:35"),  # Spring Festival, nine days
        ("2026-11-23 08:30", 690 * 2, "2026-11-24 20:00"),
    ],
)
def test_minutes_run_only_while_people_answer(start: str, minutes: float, moment: str) -> None:
    """Both directions agree: so many minutes later, and so many minutes in between."""
    assert after_service_minutes(at(start), minutes, HOURS) == at(moment)
    assert service_minutes(at(start), at(moment), HOURS) == minutes


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    assert opens_next(datetime.fromisoformat("2026-11-22T23:00+00:00"), HOURS) == at("2026-11-23 08:30")
    assert service_minutes(datetime.fromisoformat("2026-11-23T00:00+00:00"), at("2026-11-23 09:00"), HOURS) == 30


def test_nothing_passes_backwards_or_at_night() -> None:
    assert service_minutes(at("2026-11-24 09:00"), at("2026-11-23 09:00"), HOURS) == 0
    assert service_minutes(at("2026-11-23 20:00"), at("2026-11-24 08:30"), HOURS) == 0
    assert [is_open(at(f"2026-11-23 {hour}"), HOURS) for hour in ("08:29", "08:30", "19:59", "20:00")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_region_says_how_it_is_staffed(tmp_path: Path) -> None:
    """What a file leaves out stays as in the file it extends; without any, the defaults count."""
    (tmp_path / "base.yaml").write_text('staffing: {opens: "09:00", lease_minutes: 40}\n', encoding="utf-8")
    (tmp_path / "own.yaml").write_text('extends: base\nstaffing: {digest: "07:45"}\n', encoding="utf-8")
    own = load_region("own", tmp_path).staffing
    assert (own.opens, own.closes, own.digest) == (time(9), time(20), time(7, 45))
    assert (own.lease_minutes, own.silent_minutes) == (40, 15)
    assert load_region("sample").staffing.unclaimed_minutes == 10


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("staffing: {opens: 20:00}", "staffing.opens: .*引号"),
        ('staffing: {opens: "8:30"}', "staffing.opens: .*08:30"),
        ('staffing: {opens: "21:00"}', "staffing.closes: .*比 opens"),
        ("staffing: {lease_minutes: 0}", "staffing.lease_minutes: .*分钟"),
        ("staffing: {silent_minutes: null}", "staffing.silent_minutes: "),
        ("staffing: {pause: 5}", "staffing.pause: .*lease_minutes"),
        ("staffing: 5", "staffing: "),
    ],
)
def test_a_wrong_staffing_is_told_with_its_place(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(RegionError, match=rf"own\.yaml: {told}"):
        load_region("own", tmp_path)
