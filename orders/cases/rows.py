"""The rows of a case and of its log, as the machine reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from orders.case_tables import Case, CaseEvent
from orders.cases.kinds import table
from orders.cases.state import CARD, CaseState
from orders.life_state import Step

LONGEST_KEY = 100


def state_of(case: Case, events: Sequence[CaseEvent]) -> CaseState:
    """The state of a case by its columns; who opened it for which unit stands in its first step."""
    opener = str(events[0].data.get("by_unit", ""))
    data = {name: value for name, value in case.data.items() if name != CARD}
    told = CaseState(case.kind, case.state, case.unit, case.opened_by, opener)
    return replace(told, expires_at=case.expires_at, ended_at=case.ended_at, sequence=events[-1].sequence, data=data)


def key_of(kind: str, key: str) -> str:
    """Kinds do not meet in their keys, and a long key fits the column."""
    return f"{kind}:{key}" if len(key) <= LONGEST_KEY else f"{kind}:{sha256(key.encode()).hexdigest()}"


def step_of(event: CaseEvent) -> Step:
    """The step in a row of the log."""
    return Step(event.sequence, event.move, event.state, event.at, event.actor, event.role, data=event.data)


def name_of_state(case: Case, *, resident: bool = False) -> str:
    """Where a case is, for workers or for the resident."""
    state = table(case.kind).states[case.state]
    return state.resident if resident else state.name
