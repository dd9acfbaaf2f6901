"""The kinds of side processes and their tables (orders/cases/*.yaml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from config.errors import CaseNotFound
from orders.move_table import MoveTable

FOLDER = Path(__file__).parent
KINDS = ("council", "exemption", "joint_help", "restraint", "warning", "label", "three_step", "objection")


@lru_cache(maxsize=16)
def table(kind: str) -> MoveTable:
    """The states and moves of one kind.

    Raises:
        CaseNotFound: there is no such kind.
    """
    if kind not in KINDS:
        raise CaseNotFound(say=f"没有“{kind}”这种事项。")
    return MoveTable.read(FOLDER / f"{kind}.yaml")


def open_states(kind: str) -> tuple[str, ...]:
    """The states of a kind in which something is still under way."""
    return tuple(code for code, state in table(kind).states.items() if not state.end)


def for_residents(kind: str) -> bool:
    """Whether the resident may look it up; all other kinds are between workers."""
    return bool(table(kind).head["resident"])


def private(kind: str) -> frozenset[str]:
    """What is told of persons: it stands beside the log, where it can be removed, never in it."""
    return frozenset(table(kind).head.get("ask", ()))
