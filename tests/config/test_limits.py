"""The numbers of the facts file are the defaults, and urgency decides how soon."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import pytest

from config.clock import CHINA
from config.limits import Limits
from config.region import Region, load_region

FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=CHINA)


def test_the_defaults_are_those_of_the_facts() -> None:
    """天津 signs within 15 and 30 minutes and a working day, 巴彦淖尔 counts three, 72 hours mark doubt."""
    limits = asdict(Limits())
    wanted = {
        "accept_critical_minutes": 15, "accept_urgent_minutes": 30, "accept_working_days": 1, "critical_hours": 2,
        "urgent_hours": 24, "return_working_days": 1, "returns_to_consultation": 3, "redo_to_problem": 3,
        "dispatches_to_problem": 3, "follow_up_hours": 24, "doubtful_hours": 72, "durable_days": 7,
        "look_back_months": 6, "hot_voices": 3, "hot_days": 3,
    }  # fmt: skip
    assert {name: limits[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("urgency", "signed", "answered"),
    [
        ("critical", datetime(2026, 11, 20, 22, 15, tzinfo=CHINA), datetime(2026, 11, 21, 0, 0, tzinfo=CHINA)),
        ("urgent", datetime(2026, 11, 20, 22, 30, tzinfo=CHINA), datetime(2026, 11, 21, 22, 0, tzinfo=CHINA)),
        ("normal", datetime(2026, 11, 23, 17, 30, tzinfo=CHINA), datetime(2026, 11, 27, 17, 30, tzinfo=CHINA)),
    ],
)
def test_urgency_decides_how_soon(urgency: str, signed: datetime, answered: datetime, region: Region) -> None:
    """Danger and water, power, gas and heat count by the clock, day and night; the rest in working time."""
    assert region.accept_by(FRIDAY_NIGHT, urgency) == signed
    assert region.due(FRIDAY_NIGHT, "help", urgency) == answered


def test_another_city_signs_later() -> None:
    """The second region has two working days, and closes at five."""
    assert load_region("second").accept_by(FRIDAY_NIGHT) == datetime(2026, 11, 24, 17, 0, tzinfo=CHINA)
