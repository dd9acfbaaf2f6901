"""Making a move: the table and the guards say whether it is allowed, and the step says what was done. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.guards import CONDITIONS, GUARDS, WORDS_ZH, Asked, Rules
from orders.life_state import LifeState, Step, day
from orders.moves import Move, table

COMPUTED = frozenset({"lead_unit", "accept_by", "return_by", "due_at", "stopped", "lead_number"})
"""What the order layer itself puts beside what was said: names and moments as they were then."""

NUMBERS = frozenset({"days", "stopped", "voices", "into"})
DAYS = frozenset({"revisit_on"})


def make(
    state: LifeState, code: str, actor: Actor, said: Mapping[str, Any], *, at: datetime, rules: Rules
) -> tuple[Move, Step]:
    """The row of the table and the step, if `actor` may do this now; `said` in plain JSON, or moments and days.

    Raises:
        MoveNotAllowed: no such move from this state, not in this role, or a guard refuses; `say` tells why.
        MoveIncomplete: something that the move needs was not said.
    """
    said = {name: _read(name, value) for name, value in said.items()}
    asked = Asked(state, said, actor, at, rules)
    row = table().choose(code, state.status, actor, lambda row: not row.when or CONDITIONS[row.when](asked))
    row.check_said(said, WORDS_ZH, COMPUTED)
    for guard in row.guards:
        if refusal := GUARDS[guard](asked):
            msg = f"{code}: {guard}"
            raise MoveNotAllowed(msg, say=refusal)
    data = {name: _plain(value) for name, value in said.items() if value not in (None, "")}
    status = row.target(state.status, state.before_merge)
    return row, Step(state.sequence_after, code, status, at, actor.name, actor.role, actor.unit, data)


def _read(name: str, value: Any) -> Any:
    """A number or a day that somebody typed."""
    try:
        if name in NUMBERS and isinstance(value, str) and value.strip():
            return int(value)
        return day(value) if name in DAYS else value
    except ValueError:
        wanted = "整数，例如 3" if name in NUMBERS else "日期，例如 2026-12-31"
        msg = f"{name}: {value!r}"
        raise MoveIncomplete(msg, say=f"{WORDS_ZH.get(name, name)}要写成{wanted}。") from None


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
