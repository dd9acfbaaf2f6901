"""The numbers that the life of an order counts with, as settings of the region; sources are marks of the facts file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config.region_checks import WHOLE, Sourced, check, wrong
from config.working_time import WorkCalendar


@dataclass(frozen=True)
class Limits:
    """`minutes` and `hours` count by the clock, day and night; `working_days` by the calendar; `days` are plain."""

    accept_critical_minutes: int = 15
    """To sign an order of danger to life and property, holidays too (天津细则, facts 1.3)."""
    accept_urgent_minutes: int = 30
    """To sign an order of water, power, gas or heat, holidays too (天津细则, facts 1.3)."""
    accept_working_days: int = 1
    """To sign any other order (天津细则, facts 1.3)."""
    critical_hours: int = 2
    """To answer an urgent matter (北京征求意见, facts 1.4: 紧急2小时)."""
    urgent_hours: int = 24
    """To answer on water, power, gas and heat (北京条例19, facts 1.3: 民生24小时)."""
    return_working_days: int = 1
    """To return an order, with reason, basis and proposed unit; later it is taken (天津征求意见稿, facts 1.4)."""
    review_return_working_days: int = 1
    """To judge a return (own setting)."""
    returns_to_consultation: int = 3
    """Returns after which the owner is settled in a joint consultation (facts 1.4)."""
    redo_to_problem: int = 3
    """Redone so often, an order is a problem order and goes up a level (巴彦淖尔, facts 1.3)."""
    dispatches_to_problem: int = 3
    """Sent on to so many units without an owner: the same (巴彦淖尔, facts 1.3)."""
    extensions: int = 1
    """How often the time may be extended (own setting; 北京条例15 asks for reasons)."""
    extension_working_days: int = 10
    """The most that one extension adds (own setting)."""
    follow_up_hours: int = 24
    """After the result the three questions are sent (facts 1.4)."""
    follow_up_wait_days: int = 7
    """Without an answer to them, the order is filed away (own setting)."""
    doubtful_hours: int = 72
    """The same cause again within this time marks a doubtful closing (facts 2.2: 疑似虚假办结)."""
    durable_days: int = 7
    """Not back within this time counts as durably resolved (issue 5)."""
    look_back_months: int = 6
    """An earlier answer on the same matter is shown that long; explained matters come back by then (facts 5.2)."""
    revisit_most_months: int = 6
    """The longest time until 暂无法解决 is looked at again (facts 5.2)."""
    hot_voices: int = 3
    """So many different people within `hot_days` make a hot event (issue 5: 未诉先办)."""
    hot_days: int = 3
    council_step_days: int = 7
    """A village or community council that has not moved for so long is reminded (own setting; 平谷, facts 5.5)."""
    exemption_working_days: int = 5
    """To decide a request to be left out of the score (own setting; 平谷, facts 5.5)."""
    objection_working_days: int = 3
    """To answer a resident who does not agree that a matter belongs elsewhere (own setting; as 咨询, facts 1.4)."""
    contacts_to_hint: int = 10
    """Contacts of one person in a day after which a friendly hint is shown (own setting; facts 1.4: 限频提示)."""
    contacts_to_person: int = 20
    """... and after which a person looks at it. Never a refusal (facts 1.4: 永不自动拒收)."""
    restraint_days: int = 30
    """A soft limit ends by itself after so many days (own setting)."""
    result_characters: int = 15
    """The shortest result that may close an order (own setting, against empty phrases: facts 5.1)."""
    consultation_working_days: int = 3
    """A joint consultation that lasts longer is reported to the supervisors (own setting)."""

    def accept_by(self, start: datetime, urgency: str, calendar: WorkCalendar) -> datetime:
        """Until when an order must be signed for. `urgency` is critical, urgent or normal (facts 2.2)."""
        minutes = {"critical": self.accept_critical_minutes, "urgent": self.accept_urgent_minutes}.get(urgency)
        if minutes is not None:
            return start + timedelta(minutes=minutes)
        return calendar.due(start, self.accept_working_days)

    def answer_hours(self, urgency: str) -> int | None:
        """Hours to answer an order of that urgency; None where the type of the appeal decides."""
        return {"critical": self.critical_hours, "urgent": self.urgent_hours}.get(urgency)


NAMES = tuple(field.name for field in fields(Limits))


def check_limit(path: Path, name: Any, value: Any) -> None:
    """One entry under `limits`.

    Raises:
        RegionError: an unknown limit, or one that is not a positive number.
    """
    if name not in NAMES:
        raise wrong(path, f"limits.{name}", f"这些字段之一：{'、'.join(NAMES)}", name)
    check(path, f"limits.{name}", value, WHOLE, empty=False)


def read_limits(entries: Mapping[str, Sourced]) -> Limits:
    """The limits of checked entries, the rest by default.

    Raises:
        RegionError: the hint comes after the person.
    """
    limits = Limits(**{name: entry.value for name, entry in entries.items()})
    if limits.contacts_to_hint > limits.contacts_to_person:
        entry = entries.get("contacts_to_hint") or entries["contacts_to_person"]
        wanted = f"不超过 contacts_to_person（{limits.contacts_to_person}）的正整数"
        raise wrong(entry.path, "limits.contacts_to_hint", wanted, limits.contacts_to_hint)
    return limits
