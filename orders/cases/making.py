"""Making a move of a case: its table and the guards say whether it is allowed. Pure, like orders/making.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from config.errors import MoveIncomplete, MoveNotAllowed
from config.masking import mask
from orders.actor import Actor
from orders.cases.guards import GUARDS, WORDS_ZH, Asked, Facts
from orders.cases.kinds import private, table
from orders.cases.state import CaseState
from orders.life_state import Step, day, moment
from orders.move_table import Move

COMPUTED = frozenset({"by_unit", "key", "unit", "expires_at"})
"""What the machine itself puts beside what was said."""
MOMENTS: Mapping[str, Any] = {"expires_at": moment, "answer_by": moment, "consent_at": moment, "look_again_on": day}
LISTS = frozenset({"units", "goes_along"})


def make(
    state: CaseState, code: str, actor: Actor, said: Mapping[str, Any], at: datetime, *, facts: Facts | None = None
) -> tuple[Move, Step, dict[str, Any]]:
    """The row of the table, the step, and what was told of persons, which stands beside the log.

    Raises:
        MoveNotAllowed: no such move from this state, not in this role, or a guard refuses; `say` tells why.
        MoveIncomplete: something that the move needs was not said, or cannot be read.
    """
    said = {name: _read(name, value) for name, value in said.items()}
    row = table(state.kind).choose(code, state.state, actor)
    row.check_said(said, WORDS_ZH, COMPUTED)
    asked = Asked(state, said, actor, at, facts or Facts())
    for guard in row.guards:
        if refusal := GUARDS[guard](asked):
            msg = f"{code}: {guard}"
            raise MoveNotAllowed(msg, say=refusal)
    told = {name: plain(value) for name, value in said.items() if value not in (None, "", [], ())}
    if actor.unit:
        told["by_unit"] = actor.unit
    persons = {name: told.pop(name) for name in private(state.kind) if name in told}
    masked = {name: mask(value) if isinstance(value, str) else value for name, value in told.items()}
    step = Step(state.sequence + 1, code, row.target(state.state), at, actor.name, actor.role, data=masked)
    return row, step, persons


def plain(value: Any) -> Any:
    """The value as JSON keeps it."""
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return list(value) if isinstance(value, tuple | list | set | frozenset) else value


def _read(name: str, value: Any) -> Any:
    """A moment, a day or a list that somebody typed."""
    if name in LISTS and isinstance(value, str):
        raise MoveIncomplete(say=f"{WORDS_ZH.get(name, name)}要一项一项列出来。")
    try:
        return MOMENTS[name](value) if name in MOMENTS else value
    except ValueError:
        raise MoveIncomplete(say=f"{WORDS_ZH.get(name, name)}要写成日期，例如 2026-12-31。") from None
