"""The table of moves (orders/moves.yaml): what may happen to an order, by whom, and what must be said with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from orders.move_table import BACK, Move, MoveTable, State

__all__ = ["BACK", "Move", "State", "known", "moves", "name_of_move", "rows", "states", "table"]
FILE = Path(__file__).parent / "moves.yaml"


@lru_cache(maxsize=1)
def table() -> MoveTable:
    """The life of an order."""
    return MoveTable.read(FILE, "工单")


def states() -> Mapping[str, State]:
    """Every state of an order by its code, in the order of its life."""
    return table().states


def moves() -> tuple[Move, ...]:
    """Every row of the table."""
    return table().moves


@lru_cache(maxsize=512)
def rows(code: str, status: str) -> tuple[Move, ...]:
    """The rows of that move that lead on from that state; empty where none does."""
    return table().rows(code, status)


def known(code: str) -> bool:
    """Whether there is such a move at all."""
    return table().known(code)


def name_of_move(code: str) -> str:
    """The Chinese name of a move; the code itself where there is none."""
    return table().name_of_move(code)
