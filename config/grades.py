"""Grades of a report: units are put into steps, never into a ranking (平谷松绑, facts 5.5; 66号文, facts 1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.region_checks import TEXT, WHOLE, WHOLE_OR_ZERO, Check, Sourced, check, check_entry, wrong

STEP: Mapping[str, Check] = {"name": TEXT, "from": WHOLE_OR_ZERO}
STEPS: Check = (
    lambda value: isinstance(value, list) and bool(value),
    "几档，例如 [{name: 好, from: 90}, {name: 一般, from: 0}]",
)
RATES = ("contacted", "solved", "satisfied", "durable")
"""What may be graded: 响应, 解决, 满意, 稳定解决. Finishing in time is none of them (江苏取消按时办结率考核, facts
5.3)."""
SOME: Check = (
    lambda value: isinstance(value, list) and set(map(str, value)) <= set(RATES),
    f"这些率里的几个，可以一个也不要：{'、'.join(RATES)}",
)
FIELDS: Mapping[str, Check] = {"period_months": WHOLE, "steps": STEPS, "rates": SOME}


@dataclass(frozen=True)
class Grades:
    """`steps` are names with the lowest percentage each, from the best down to 0."""

    period_months: int = 2
    """Months of one period (双月, facts 5.5)."""
    steps: tuple[tuple[str, int], ...] = (("好", 90), ("较好", 80), ("一般", 60), ("需改进", 0))

    rates: tuple[str, ...] = RATES
    """Which rates are graded at all; the others are only counted (取消部分考核, facts 5.3)."""

    def of(self, percentage: float) -> str:
        """The name of the step of a percentage from 0 to 100."""
        return next((name for name, lowest in self.steps if percentage >= lowest), self.steps[-1][0])


def check_grades(path: Path, name: Any, value: Any) -> None:
    """One entry under `grades`.

    Raises:
        RegionError: an unknown field, one of the wrong kind, or steps that do not go down to 0.
    """
    if name not in FIELDS:
        raise wrong(path, f"grades.{name}", f"这些字段之一：{'、'.join(FIELDS)}", name)
    check(path, f"grades.{name}", value, FIELDS[name], empty=False)
    if name == "steps":
        for number, step in enumerate(value, start=1):
            check_entry(path, f"grades.steps.{number}", step, STEP, needed=("name", "from"))
        lowest = [step["from"] for step in value]
        if lowest != sorted(set(lowest), reverse=True) or lowest[-1] != 0:
            raise wrong(path, "grades.steps", "从高到低、最后一档从 0 开始的几档", lowest)


def read_grades(entries: Mapping[str, Sourced]) -> Grades:
    """The grades of checked entries, the rest by default."""
    raw: dict[str, Any] = {name: entry.value for name, entry in entries.items()}
    if "steps" in raw:
        raw["steps"] = tuple((step["name"], step["from"]) for step in raw["steps"])
    if "rates" in raw:
        raw["rates"] = tuple(raw["rates"])
    return Grades(**raw)
