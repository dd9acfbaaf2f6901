"""The table of moves (orders/moves.yaml): what may happen to an order, by whom, and what must be said with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "moves.yaml"
BACK = "=before_merge"
"""As `to`: the state that the order had before it was merged."""


@dataclass(frozen=True)
class Move:
    """One row of the table. `to` is empty where the state stays as it is."""

    move: str
    name: str
    sources: frozenset[str]
    to: str
    by: frozenset[str]
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    when: str = ""
    decision: bool = False
    say: str = ""
    source: str = ""

    @property
    def words(self) -> frozenset[str]:
        """All that can be said with it."""
        return frozenset((*self.needs, *self.may))

    def target(self, status: str, before_merge: str) -> str:
        """The state after it."""
        return before_merge if self.to == BACK else self.to or status


@dataclass(frozen=True)
class State:
    """A state of an order: its name for workers, and for residents where that differs."""

    code: str
    name: str
    resident: str

    @classmethod
    def read(cls, code: str, raw: dict[str, str]) -> State:
        """From one entry of the table."""
        return cls(code, raw["name"], raw.get("resident", raw["name"]))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, State], tuple[Move, ...]]:
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    states = {code: State.read(code, entry) for code, entry in raw["states"].items()}
    return states, tuple(_move(entry) for entry in raw["moves"])


def _move(entry: dict[str, Any]) -> Move:
    lists = {name: tuple(entry.get(name, ())) for name in ("needs", "may", "guards")}
    rest = {name: entry[name] for name in ("when", "decision", "say", "source") if name in entry}
    return Move(
        move=entry["move"],
        name=entry["name"],
        sources=frozenset(entry["from"]),
        to=entry.get("to", ""),
        by=frozenset(entry["by"]),
        **lists,
        **rest,
    )


def states() -> dict[str, State]:
    """Every state of an order by its code, in the order of its life."""
    return _table()[0]


def moves() -> tuple[Move, ...]:
    """Every row of the table."""
    return _table()[1]


@lru_cache(maxsize=512)
def rows(code: str, status: str) -> tuple[Move, ...]:
    """The rows of that move that lead on from that state; empty where none does."""
    return tuple(move for move in moves() if move.move == code and status in move.sources)


def known(code: str) -> bool:
    """Whether there is such a move at all."""
    return any(move.move == code for move in moves())


def name_of_move(code: str) -> str:
    """The Chinese name of a move; the code itself where there is none."""
    return next((move.name for move in reversed(moves()) if move.move == code), code)
