"""立单 from the desk: what the form begins with, what is missing, and what it will look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.worker_units import decided_unit, units_in_question
from config.region import Region
from config.vocabulary import vocabulary
from orders.tables import Handoff
from orders.worker_draft import worker_draft

FIELDS: Final = {
    "reason": "为什么立单（会记进工单）",
    "title": "标题",
    "content": "发生了什么",
    "incident_address": "在哪里",
    "demand": "居民想怎么解决",
    "handler": "派给哪一类单位",
}
"""The form, in the order in which it is filled in: name -> label."""
NEEDED: Final = ("reason", "content", "handler")
LONGEST: Final = {"reason": 300, "title": 60, "content": 4000, "incident_address": 200, "demand": 1000}
"""Characters."""
Values = Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """What will be filed, to be looked at first. `missing` are the labels of what is still to be written."""

    rows: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def begin(handoff: Handoff, staff_name: str) -> dict[str, str]:
    """The form as the conversation filled it."""
    draft = worker_draft(handoff, staff_name, "", {})
    handler = decided_unit(handoff)
    return {
        "reason": "", "title": draft.title, "content": draft.content, "incident_address": draft.incident_address,
        "demand": draft.demand, "handler": handler if handler in vocabulary()["handlers"] else "",
    }  # fmt: skip


def given(values: Values) -> dict[str, str]:
    """The values that go into the order as `People.file_order` takes them."""
    return {name: _clean(values, name) for name in FIELDS if name != "reason" and _clean(values, name)}


def look(values: Values, region: Region) -> Look:
    """The preview."""
    shown = {name: _clean(values, name) for name in FIELDS}
    shown["handler"] = region.unit(shown["handler"]) if shown["handler"] in vocabulary()["handlers"] else ""
    rows = tuple((label, shown[name]) for name, label in FIELDS.items() if shown[name])
    return Look(rows, tuple(FIELDS[name] for name in NEEDED if not shown[name]))


def unit_choices(handoff: Handoff, region: Region) -> dict[str, str]:
    """Every handler with the name of its unit here; those that came into question first."""
    names = vocabulary()["handlers"]
    first = units_in_question(handoff)
    return {code: _unit(region, code) for code in (*first, *(one for one in names if one not in first))}


def _unit(region: Region, code: str) -> str:
    own, kind = region.unit(code), vocabulary()["handlers"][code]
    return own if kind in own or not own else f"{own}（{kind}）"


def _clean(values: Values, name: str) -> str:
    return values.get(name, "").strip()[: LONGEST.get(name, 100)]
