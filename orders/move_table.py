"""A table of moves as a YAML file: states, and rows that say from where to where, by whom, and what must be said.

The life of an order is one (orders/moves.yaml); each kind of side process is another (orders/cases/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import ROLES_ZH, Actor

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

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Move:
        """From one row of the file."""
        lists: dict[str, Any] = {name: tuple(entry.get(name, ())) for name in ("needs", "may", "guards")}
        rest = {name: entry[name] for name in ("when", "decision", "say", "source") if name in entry}
        return cls(
            move=entry["move"],
            name=entry["name"],
            sources=frozenset(entry["from"]),
            to=entry.get("to", ""),
            by=frozenset(entry["by"]),
            **lists,
            **rest,
        )

    @property
    def words(self) -> frozenset[str]:
        """All that can be said with it."""
        return frozenset((*self.needs, *self.may))

    def target(self, status: str, before_merge: str = "") -> str:
        """The state after it."""
        return before_merge if self.to == BACK else self.to or status

    def check_said(self, said: Mapping[str, Any], names: Mapping[str, str], computed: Iterable[str] = ()) -> None:
        """That everything needed was said, and nothing that this move has no place for.

        Raises:
            MoveIncomplete: `say` names what is missing, in the words of `names`, or what is too much.
        """
        if missing := [name for name in self.needs if said.get(name) in (None, "", [], ())]:
            told = "、".join(names.get(name, name) for name in missing)
            msg = f"{self.move}: missing {missing}"
            raise MoveIncomplete(msg, say=f"{self.name}还要写明：{told}。")
        if unknown := set(said) - self.words - set(computed):
            msg = f"{self.move}: unknown {unknown}"
            raise MoveIncomplete(msg, say=f"{self.name}用不到：{'、'.join(sorted(unknown))}。")


@dataclass(frozen=True)
class State:
    """A state: its name for workers, and for residents where that differs. `end`: nothing is under way any more."""

    code: str
    name: str
    resident: str
    end: bool = False

    @classmethod
    def read(cls, code: str, raw: dict[str, Any]) -> State:
        """From one entry of the table."""
        return cls(code, raw["name"], raw.get("resident", raw["name"]), raw.get("end", False))


@dataclass(frozen=True)
class MoveTable:
    """The states and moves of one file. `what` is what moves, as it stands in a refusal: 工单."""

    what: str
    states: Mapping[str, State]
    moves: tuple[Move, ...]
    head: Mapping[str, Any] = field(default_factory=dict)
    """Everything else that stands in the file."""

    @classmethod
    def read(cls, file: Path, what: str = "") -> MoveTable:
        """From a file; `what` by default its own `name`."""
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
        states = {code: State.read(code, entry) for code, entry in raw.pop("states").items()}
        rows = tuple(Move.read(entry) for entry in raw.pop("moves"))
        return cls(what or raw["name"], states, rows, raw)

    def rows(self, code: str, status: str) -> tuple[Move, ...]:
        """The rows of that move that lead on from that state; empty where none does."""
        return tuple(move for move in self.moves if move.move == code and status in move.sources)

    def known(self, code: str) -> bool:
        """Whether there is such a move at all."""
        return any(move.move == code for move in self.moves)

    def name_of_move(self, code: str) -> str:
        """The Chinese name of a move; the code itself where there is none."""
        return next((move.name for move in reversed(self.moves) if move.move == code), code)

    def choose(self, code: str, status: str, actor: Actor, fits: Callable[[Move], bool] = bool) -> Move:
        """The first row of that move whose state and role fit, and for which `fits` holds.

        Raises:
            MoveNotAllowed: there is none; `say` tells whether the move, the state or the role is wrong.
        """
        fitting = [row for row in self.rows(code, status) if fits(row)]
        for row in fitting:
            if actor.role in row.by:
                return row
        raise self._refusal(code, status, actor, fitting)

    def _refusal(self, code: str, status: str, actor: Actor, fitting: list[Move]) -> MoveNotAllowed:
        name, state = self.name_of_move(code), self.states.get(status)
        if not self.known(code):
            return MoveNotAllowed(f"unknown move {code}", say=f"没有“{code}”这一步。")
        if not fitting:
            now = state.name if state else "新的"
            return MoveNotAllowed(f"{code} from {status}", say=f"{self.what}现在是“{now}”，不能“{name}”。")
        roles = "、".join(ROLES_ZH[role] for role in ROLES_ZH if any(role in row.by for row in fitting))
        return MoveNotAllowed(f"{code} by {actor.role}", say=f"“{name}”要由{roles}来做。")
