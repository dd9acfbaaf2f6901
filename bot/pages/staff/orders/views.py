"""Saved views: what waits for somebody, with how many (views.yaml)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.pages.staff.orders.board import Board
from bot.pages.staff.orders.filters import Filters

FILE = Path(__file__).with_name("views.yaml")
MOST = 100
"""Beyond it the number is not told."""


@dataclass(frozen=True)
class View:
    """A view and the right of those for whom it is."""

    name: str
    right: str
    filters: Filters


@dataclass(frozen=True)
class Waiting:
    """How many there are in a view: 99+ where there are many."""

    view: View
    count: int

    @property
    def words(self) -> str:
        """The name with the number."""
        return f"{self.view.name} {self.count if self.count < MOST else f'{MOST - 1}+'}"


@lru_cache(maxsize=1)
def views() -> tuple[View, ...]:
    """Every view, in the order of the file."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(View(entry["name"], entry["right"], Filters.read(entry["filters"])) for entry in raw)


async def waiting(board: Board, may: Callable[[str], bool]) -> list[Waiting]:
    """The views of somebody with these rights, and how many orders each holds."""
    return [Waiting(view, await board.count(view.filters, MOST)) for view in views() if may(view.right)]
