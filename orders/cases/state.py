"""The state of a case as its steps add up to it. Pure: the log rebuilds it, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from orders.cases.kinds import table
from orders.life_state import Step, moment

BESIDE = frozenset({"by_unit", "key", "unit", "expires_at"})
"""What of a step does not go into the material of the case: it has a column, or only the step needs it."""
CARD = "card"
"""Where in `Case.data` stands what the resident let go along; not in the log, so that it can be removed."""


@dataclass(frozen=True)
class CaseState:
    """What the steps of a case came to."""

    kind: str
    state: str = ""
    unit: str = ""
    opened_by: str = ""
    opener_unit: str = ""
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    sequence: int = 0
    data: dict[str, Any] = field(default_factory=dict)


Change = Callable[[dict[str, Any], Step], dict[str, Any]]


def advance(state: CaseState, step: Step) -> CaseState:
    """The state after one step."""
    said = {name: value for name, value in step.data.items() if name not in BESIDE}
    change = CHANGES.get((state.kind, step.move))
    first = step.sequence == 1
    return replace(
        state,
        state=step.status,
        unit=str(step.data.get("unit", state.unit)),
        opened_by=step.actor if first else state.opened_by,
        opener_unit=str(step.data.get("by_unit", "")) if first else state.opener_unit,
        expires_at=moment(step.data.get("expires_at")) or state.expires_at,
        ended_at=step.at if table(state.kind).states[step.status].end else None,
        sequence=step.sequence,
        data=state.data | (change(state.data, step) if change else said),
    )


def replay(kind: str, steps: Iterable[Step]) -> CaseState:
    """The state to which these steps lead, from nothing."""
    state = CaseState(kind)
    for step in steps:
        state = advance(state, step)
    return state


def _round(data: dict[str, Any], step: Step) -> dict[str, Any]:
    held = {name: step.data[name] for name in ("participants", "minutes")}
    rounds = [*data.get("rounds", ()), {"at": step.at.isoformat(), **held}]
    return {"rounds": rounds, "next_meeting": step.data.get("next_meeting", "")}


def _called(data: dict[str, Any], step: Step) -> dict[str, Any]:
    """Every unit called owes an answer, also one that declined before and is called from a level above."""
    said = {name: value for name, value in step.data.items() if name not in BESIDE | {"units", "answer_by"}}
    answers = {unit: {"by": step.data["answer_by"]} for unit in step.data["units"]}
    return said | {"answers": dict(data.get("answers", {})) | answers}


def _reported(data: dict[str, Any], step: Step) -> dict[str, Any]:
    return _answer(data, step, {"reported_at": step.at.isoformat()})


def _declined(data: dict[str, Any], step: Step) -> dict[str, Any]:
    """Whoever cannot come sends the call one level up (facts 5.2); at the top it stays there."""
    given = {"declined_at": step.at.isoformat(), "basis": step.data["basis"]}
    levels = list(table("joint_help").head["levels"])
    above = levels[min(levels.index(data["level"]) + 1, len(levels) - 1)]
    return _answer(data, step, given) | {"level": above}


def _answer(data: dict[str, Any], step: Step, given: dict[str, Any]) -> dict[str, Any]:
    unit = str(step.data["by_unit"])
    return {"answers": {**data["answers"], unit: {**data["answers"][unit], **given}}}


CHANGES: Mapping[tuple[str, str], Change] = {
    ("council", "discuss"): _round,
    ("joint_help", "open"): _called,
    ("joint_help", "call_more"): _called,
    ("joint_help", "report"): _reported,
    ("joint_help", "decline"): _declined,
    ("restraint", "hand_over"): lambda _data, step: {
        "handed_over": {"at": step.at.isoformat(), "by": step.actor, **_without(step)}
    },
}
"""Of every other move what was said stands under its name, the latest last."""


def _without(step: Step) -> dict[str, Any]:
    return {name: value for name, value in step.data.items() if name not in BESIDE}
