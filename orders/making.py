"""Making a move: the table and the guards say whether it is allowed, and the step says what was done. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import ROLES_ZH, Actor
from orders.guards import CONDITIONS, GUARDS, WORDS_ZH, Asked, Rules
from orders.life_state import LifeState, Step, day
from orders.moves import Move, known, name_of_move, rows, states

COMPUTED = frozenset({"lead_unit", "accept_by", "return_by", "due_at", "stopped", "lead_number"})
"""What the order layer itself puts beside what was said: names and moments as they were then."""

NUMBERS = frozenset({"days", "stopped", "voices", "into"})
DAYS = frozenset({"revisit_on"})


def make(
    state: LifeState, code: str, actor: Actor, said: Mapping[str, Any], at: datetime, rules: Rules
) -> tuple[Move, Step]:
    """The row of the table and the step, if `actor` may do this now; `said` in plain JSON, or moments and days.

    Raises:
        MoveNotAllowed: no such move from this state, not in this role, or a guard refuses; `say` tells why.
        MoveIncomplete: something that the move needs was not said.
    """
    said = {name: _read(name, value) for name, value in said.items()}
    asked = Asked(state, said, actor, at, rules)
    row = _row(asked, code)
    if missing := [name for name in row.needs if said.get(name) in (None, "", [], ())]:
        names = "、".join(WORDS_ZH.get(name, name) for name in missing)
        raise MoveIncomplete(f"{code}: missing {missing}", say=f"{row.name}还要写明：{names}。")
    if unknown := set(said) - row.words - COMPUTED:
        raise MoveIncomplete(f"{code}: unknown {unknown}", say=f"{row.name}用不到：{'、'.join(sorted(unknown))}。")
    for guard in row.guards:
        if refusal := GUARDS[guard](asked):
            raise MoveNotAllowed(f"{code}: {guard}", say=refusal)
    data = {name: _plain(value) for name, value in said.items() if value not in (None, "")}
    status = row.target(state.status, state.before_merge)
    return row, Step(state.sequence_after, code, status, at, actor.name, actor.role, actor.unit, data)


def _row(asked: Asked, code: str) -> Move:
    """The first row of that move whose state, role and condition fit."""
    fitting = [row for row in rows(code, asked.state.status) if not row.when or CONDITIONS[row.when](asked)]
    for row in fitting:
        if asked.actor.role in row.by:
            return row
    _refuse(asked, code, fitting)


def _refuse(asked: Asked, code: str, fitting: list[Move]) -> NoReturn:
    name, state = name_of_move(code), states().get(asked.state.status)
    if not known(code):
        raise MoveNotAllowed(f"unknown move {code}", say=f"没有“{code}”这一步。")
    if not fitting:
        now = state.name if state else "新的"
        raise MoveNotAllowed(f"{code} from {asked.state.status}", say=f"工单现在是“{now}”，不能“{name}”。")
    roles = "、".join(ROLES_ZH[role] for role in ROLES_ZH if role in fitting[0].by)
    raise MoveNotAllowed(f"{code} by {asked.actor.role}", say=f"“{name}”要由{roles}来做。")


def _read(name: str, value: Any) -> Any:
    """A number or a day that somebody typed."""
    try:
        if name in NUMBERS and isinstance(value, str) and value.strip():
            return int(value)
        return day(value) if name in DAYS else value
    except ValueError:
        wanted = "整数，例如 3" if name in NUMBERS else "日期，例如 2026-12-31"
        raise MoveIncomplete(f"{name}: {value!r}", say=f"{WORDS_ZH.get(name, name)}要写成{wanted}。") from None


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
