"""What each move changes in the state of an order. Pure: the steps in the log rebuild the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from orders.life_state import LifeState, Step, day, moment

Change = Callable[[LifeState, Step], dict[str, Any]]
AFRESH: dict[str, Any] = {
    "accepted_at": None, "first_contact_at": None, "paused_at": None, "paused_for": "", "return_refused": False,
    "extension_asked": 0, "extension_by": "",
}  # fmt: skip
"""What a dispatch begins anew."""
OPENED: dict[str, Any] = AFRESH | {
    "closure_type": "", "result": "", "policy_basis": "", "legal_channel": "", "resolved_at": None, "resolved_by": "",
    "revisit_on": None, "solved": "", "followed_up_at": None, "closed_at": None,
}  # fmt: skip
"""What reopening takes back; how it was closed before stays in the log."""


def advance(state: LifeState, step: Step) -> LifeState:
    """The state after one step."""
    change = CHANGES.get(step.move)
    values = change(state, step) if change else {}
    return replace(state, status=step.status, sequence=step.sequence, **values)


def replay(steps: Iterable[Step]) -> LifeState:
    """The state to which these steps lead, from nothing."""
    state = LifeState()
    for step in steps:
        state = advance(state, step)
    return state


def _filed(_state: LifeState, step: Step) -> dict[str, Any]:
    told = step.data
    return {"due_at": moment(told["due_at"]), "lead_unit": told.get("lead_unit", ""), "level": told.get("level")}


def _dispatched(state: LifeState, step: Step) -> dict[str, Any]:
    told = step.data
    return AFRESH | {
        "level": told["level"],
        "lead_code": told["lead"],
        "lead_unit": told.get("lead_unit", ""),
        "co_units": list(told.get("co", ())),
        "catalogue_item": told.get("item", ""),
        "bundle": told.get("bundle", ""),
        "dispatch_basis": told["basis"],
        "direct": bool(told.get("direct")),
        "transferred": bool(told.get("transferred")),
        "hard": False,
        "dispatched_at": step.at,
        "dispatched_by": step.actor,
        "dispatches": state.dispatches + 1,
        "accept_by": moment(told.get("accept_by")),
        "return_by": moment(told.get("return_by")),
    }


def _assigned(state: LifeState, step: Step) -> dict[str, Any]:
    return _dispatched(state, step) | {"designated": True}


def _returned(state: LifeState, step: Step) -> dict[str, Any]:
    return {"returns": state.returns + 1, "returned_by": step.actor, "hard": step.status == "consulting"}


def _refused(_state: LifeState, step: Step) -> dict[str, Any]:
    return AFRESH | {"return_refused": True, "accept_by": moment(step.data.get("accept_by"))}


def _resumed(state: LifeState, step: Step) -> dict[str, Any]:
    minutes = state.paused_minutes + int(step.data["stopped"])
    return {"paused_at": None, "paused_for": "", "paused_minutes": minutes, "due_at": moment(step.data["due_at"])}


def _extended(state: LifeState, step: Step) -> dict[str, Any]:
    days = state.extension_days + state.extension_asked
    return {"extension_days": days, "extension_asked": 0, "extension_by": "", "due_at": moment(step.data["due_at"])}


def _resolved(_state: LifeState, step: Step) -> dict[str, Any]:
    told = step.data
    return {
        "closure_type": told["closure_type"],
        "result": told["result"],
        "policy_basis": told.get("policy_basis", ""),
        "legal_channel": told.get("channel", ""),
        "revisit_on": day(told.get("revisit_on")),
        "resolved_at": step.at,
        "resolved_by": step.actor,
        "paused_at": None,
        "paused_for": "",
    }


def _withdrawn(_state: LifeState, step: Step) -> dict[str, Any]:
    result = step.data.get("note") or "诉求人撤回"
    return {"closure_type": "ended", "result": result, "closed_at": step.at, "merged_into": None}


def _reopened(state: LifeState, step: Step) -> dict[str, Any]:
    times = {"due_at": moment(step.data["due_at"]), "accept_by": moment(step.data["accept_by"])}
    return OPENED | times | {"redo_count": state.redo_count + (step.move == "redo")}


def _followed_up(_state: LifeState, step: Step) -> dict[str, Any]:
    return {"solved": step.data.get("solved", ""), "followed_up_at": step.at}


def _merged(state: LifeState, step: Step) -> dict[str, Any]:
    return {"merged_into": int(step.data["into"]), "before_merge": state.status}


CHANGES: Mapping[str, Change] = {
    "file": _filed,
    "dispatch": _dispatched,
    "assign": _assigned,
    "queue_hard": lambda _state, _step: {"hard": True},
    "raise_return": lambda _state, _step: {"hard": True},
    "accept": lambda _state, step: {"accepted_at": step.at},
    "contact": lambda state, step: {"first_contact_at": state.first_contact_at or step.at},
    "coordinate": lambda state, _step: {"coordinations": state.coordinations + 1},
    "add_co_unit": lambda state, step: {"co_units": [*state.co_units, step.data["co"]]},
    "pause": lambda _state, step: {"paused_at": step.at, "paused_for": step.data["note"]},
    "resume": _resumed,
    "request_extension": lambda _state, step: {
        "extension_asked": int(step.data["days"]),
        "extension_by": step.actor,
    },
    "grant_extension": _extended,
    "refuse_extension": lambda _state, _step: {"extension_asked": 0, "extension_by": ""},
    "return": _returned,
    "uphold_return": lambda _state, _step: AFRESH,
    "refuse_return": _refused,
    "supervise": lambda state, _step: {"supervised": state.supervised + 1},
    "resolve": _resolved,
    "withdraw": _withdrawn,
    "redo": _reopened,
    "wake": _reopened,
    "follow_up": _followed_up,
    "close": lambda _state, step: {"closed_at": step.at},
    "merge": _merged,
    "unmerge": lambda _state, _step: {"merged_into": None, "before_merge": ""},
    "join": lambda state, step: {"voices": state.voices + int(step.data["voices"])},
    "part": lambda state, step: {"voices": state.voices - int(step.data["voices"])},
    "pair": lambda _state, step: {"conflict_with": step.data["order"]},
    "unpair": lambda _state, _step: {"conflict_with": ""},
    "mark_doubtful": lambda _state, _step: {"doubtful": True},
    "clear_doubtful": lambda _state, _step: {"doubtful": False},
    "exempt": lambda _state, _step: {"exempted": True},
    "unexempt": lambda _state, _step: {"exempted": False},
}
"""A move that is not here only leaves its words in the log."""
