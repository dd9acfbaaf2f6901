"""What somebody may do with an order now: the moves of its table that their roles may make, as forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.pages.staff.orders.fields import Field, described, field_of
from config.region import Region
from orders.actor import Actor, Role
from orders.guards import GUARDS, Asked
from orders.life import rules_of
from orders.life_state import state_of
from orders.making import COMPUTED
from orders.move_table import Move
from orders.moves import moves
from orders.tables import Order

LEFT_OUT = frozenset({"file", "join", "part", "exempt", "unexempt"})
"""Filing has a way of its own; the others are made by merging and by cases."""
BY_LISTS = frozenset({"item", "community_class", "bundle", "direct", "transferred", "lead_number"})
TOGGLES = frozenset({
    "is_paused", "not_paused", "is_doubtful", "is_paired", "extension_asked", "was_handled", "revisit_is_due",
    "return_was_refused",
})  # fmt: skip
"""Guards that ask the order alone, whether a step means anything at all now: what they refuse is not offered.
Everything else is offered, and refused with its sentence."""
UNIT_ROLES = ("unit", "co_unit")
JUDGING = ("reviewer", "supervisor")
LISTED = "listed"
"""Dispatching to where the lists send it."""


@dataclass(frozen=True)
class Step:
    """A step that may be made. `roles`: those of the person in which it may be, the first is taken; `units`: for which
    one of these it may be made, empty where none is asked."""

    code: str
    name: str
    roles: tuple[Role, ...]
    fields: tuple[Field, ...] = ()
    units: tuple[str, ...] = ()
    confirm: str = ""
    hint: str = ""
    case: str = ""
    """The receipt of the case that it moves."""

    @property
    def right(self) -> str:
        """What somebody needs for it."""
        return "orders.judge" if self.roles[0] in JUDGING else "orders.move"

    def role(self, order: Order, unit: str) -> Role:
        """In which role it is made for that unit: a unit that only helps acts as one."""
        helps = unit != order.lead_code and "co_unit" in self.roles
        return "co_unit" if self.roles[0] in UNIT_ROLES and helps else self.roles[0]


def steps_of(order: Order, acts: Sequence[Role], region: Region, now: datetime) -> list[Step]:
    """The steps that lead on from where the order stands, those that are looked for first in front."""
    found: dict[str, Step] = {}
    for row in moves():
        roles = tuple(role for role in acts if role in row.by)
        offered = roles and order.status in row.sources and row.move not in LEFT_OUT and row.move not in found
        if offered and _means_something(order, row, region, now):
            found[row.move] = _step(order, row, roles)
    first: list[str] = described()["order"]
    return sorted(found.values(), key=lambda step: first.index(step.code) if step.code in first else len(first))


def undo_of(code: str) -> tuple[str, dict[str, str]] | None:
    """The step that takes that one back, and what is said with it."""
    entry = described()["undo"].get(code)
    return (entry["step"], dict(entry["said"])) if entry else None


def _step(order: Order, row: Move, roles: tuple[Role, ...]) -> Step:
    own = described()["ask"].get(row.move)
    needs = own.get("needs", ()) if own else row.needs
    may = own.get("may", ()) if own else row.may
    fields = [field_of(name, needed=True) for name in needs if name not in COMPUTED | BY_LISTS]
    fields += [field_of(name, needed=False) for name in may if name not in COMPUTED | BY_LISTS]
    units = tuple(dict.fromkeys((order.lead_code, *order.co_units))) if roles[0] in UNIT_ROLES else ()
    if "co_unit" not in row.by:
        units = units[:1]
    name = "退单" if row.move == "return" else row.name
    return Step(row.move, name, roles, tuple(fields), units, described()["confirm"].get(row.move, ""))


def _means_something(order: Order, row: Move, region: Region, now: datetime) -> bool:
    asked = Asked(state_of(order), {}, Actor("", "system"), now, rules_of(region))
    return not any(GUARDS[guard](asked) for guard in row.guards if guard in TOGGLES)
