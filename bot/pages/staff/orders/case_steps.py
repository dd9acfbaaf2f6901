"""What somebody may do with the cases beside an order (群评、吹哨、剔除、标签……): open one, and lead it on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.pages.staff.orders.fields import Field, case_field, described
from bot.pages.staff.orders.steps import UNIT_ROLES, Step
from orders.actor import Role
from orders.case_tables import Case
from orders.cases.kinds import open_states, table
from orders.move_table import Move
from orders.status import OPEN
from orders.tables import Order

OPEN_CASE, CASE = "open:", "case:"
"""Before the kind of what is opened, and before the step of one that there is."""
KINDS = ("joint_help", "council", "label", "restraint", "three_step", "exemption")
"""What is opened beside an order, what is looked for first in front."""
MANY = frozenset({"joint_help"})
"""Kinds of which several may be open beside one order."""
PUT = frozenset({"answer_by", "contacts", "hint", "key", "order", "unit"})
"""What the program itself puts beside what was said; a unit is asked for only where steps.yaml says so."""
ANSWERED = frozenset({"reported_at", "declined_at"})


def openings(order: Order, cases: Sequence[Case], acts: Sequence[Role]) -> list[Step]:
    """The cases that may be opened beside the order now; `cases` are those that it has, and the limit of its teller."""
    return [step for kind in KINDS for step in _opening(kind, order, cases, acts)]


def steps_of_case(case: Case, acts: Sequence[Role], lead: str = "") -> list[Step]:
    """The steps that lead on from where the case stands. `lead` is the unit that has its order."""
    found: dict[str, Step] = {}
    for row in table(case.kind).moves:
        roles = tuple(role for role in acts if role in row.by)
        units = _units(case, row, lead) if roles and roles[0] in UNIT_ROLES else ()
        nobody = bool(roles) and roles[0] in UNIT_ROLES and not units
        if roles and not nobody and case.state in row.sources and row.move not in found:
            asked = _fields(case.kind, row)
            confirm = described()["case_confirm"].get(f"{case.kind}.{row.move}", "")
            found[row.move] = Step(CASE + row.move, row.name, roles, asked, units, confirm, case=case.receipt)
    return list(found.values())


def _opening(kind: str, order: Order, cases: Sequence[Case], acts: Sequence[Role]) -> Iterable[Step]:
    if not _fits(kind, order) or (kind not in MANY and any(one.kind == kind and _stands(one) for one in cases)):
        return
    for row in table(kind).moves:
        roles = tuple(role for role in acts if role in row.by)
        if row.move == "open" and roles:
            units = (order.lead_code,) if roles[0] in UNIT_ROLES else ()
            confirm = described()["case_confirm"].get(f"{kind}.open", "")
            yield Step(OPEN_CASE + kind, row.name, roles, _fields(kind, row), units, confirm)


def _fits(kind: str, order: Order) -> bool:
    """Whether such a case means anything beside this order."""
    if kind == "exemption":
        return bool(order.lead_code) and order.status not in ("filed", "merged")
    if kind == "three_step":
        return bool(order.worker) and order.status in OPEN
    if kind == "restraint":
        return bool(order.account)
    return kind == "label" or order.status in OPEN


def _stands(case: Case) -> bool:
    """Whether it keeps another of its kind from being opened: an exemption also once it was granted."""
    return case.state in open_states(case.kind) or case.state == "granted"


def _units(case: Case, row: Move, lead: str) -> tuple[str, ...]:
    """For which units the step may be made."""
    if case.kind == "joint_help" and row.move in ("report", "decline"):
        answers = case.data.get("answers", {})
        return tuple(unit for unit, given in answers.items() if not ANSWERED & set(given))
    one = case.unit or lead
    return (one,) if one else ()


def _fields(kind: str, row: Move) -> tuple[Field, ...]:
    """What is asked: the table's own words, or what steps.yaml says instead."""
    own = described()["case_ask"].get(f"{kind}.{row.move}")
    needs, may = (own.get("needs", ()), own.get("may", ())) if own else (_asked(row.needs), _asked(row.may))
    return (*(case_field(name, needed=True) for name in needs), *(case_field(name, needed=False) for name in may))


def _asked(words: Sequence[str]) -> list[str]:
    return [name for name in words if name not in PUT]
