"""The words of a report (orders/reports/words.yaml): titles, notes, and how each figure is counted."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from orders.paper.report import Body, Cell, Figure, Grid, Section, Show


class Words:
    """The words in one file. Read when first asked for."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> dict[str, Any]:
        """All words."""
        return self._all

    def said(self, name: str, /, **values: object) -> str:
        """One of the sentences, filled in."""
        return str(self()["sentences"][name]).format(**values)

    def section(self, name: str, body: Body, /, **values: object) -> Section:
        """A section under its title, with its note."""
        known = self()["sections"][name]
        return Section(known["title"].format(**values), body, known.get("note", "").format(**values))

    def figure(
        self, name: str, value: float | None, *, compared: str = "", counted: str = "", **values: object
    ) -> Figure:
        """One figure by its name; `counted` (12 / 48) comes before how it is counted."""
        known = self()["figures"][name]
        explain = "；".join(part for part in (counted, known.get("explain", "").format(**values)) if part)
        show = Show[known.get("show", "COUNT")]
        return Figure(known["name"].format(**values), value, show, known.get("unit", ""), compared, explain)

    def grid(self, name: str, rows: list[tuple[Cell, ...]]) -> Grid:
        """A table by its name; each column says how its numbers are shown."""
        columns: dict[str, str] = self()["columns"][name]
        return Grid(tuple(columns), tuple(rows), tuple(Show[show] for show in columns.values()))

    @cached_property
    def _all(self) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        return loaded


words: Final = Words(Path(__file__).with_name("words.yaml"))
said, section, figure, grid = words.said, words.section, words.figure, words.grid


def topic(code: str) -> str:
    """The name of a card's topic."""
    return str(words()["topics"].get(code, code) or words()["unknown"])
