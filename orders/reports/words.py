"""The words of a report (orders/reports/words.yaml): titles, notes, and how each figure is counted."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orders.paper.report import Body, Cell, Figure, Grid, Section, Show

FILE = Path(__file__).with_name("words.yaml")


@cache
def words() -> dict[str, Any]:
    """All words."""
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def said(name: str, /, **values: object) -> str:
    """One of the sentences, filled in."""
    return str(words()["sentences"][name]).format(**values)


def section(name: str, body: Body, /, **values: object) -> Section:
    """A section under its title, with its note."""
    known = words()["sections"][name]
    return Section(known["title"].format(**values), body, known.get("note", "").format(**values))


def figure(name: str, value: float | None, *, compared: str = "", counted: str = "", **values: object) -> Figure:
    """One figure by its name; `counted` (12 / 48) comes before how it is counted."""
    known = words()["figures"][name]
    explain = "；".join(part for part in (counted, known.get("explain", "").format(**values)) if part)
    show = Show[known.get("show", "COUNT")]
    return Figure(known["name"].format(**values), value, show, known.get("unit", ""), compared, explain)


def grid(name: str, rows: list[tuple[Cell, ...]]) -> Grid:
    """A table by its name; each column says how its numbers are shown."""
    columns: dict[str, str] = words()["columns"][name]
    return Grid(tuple(columns), tuple(rows), tuple(Show[show] for show in columns.values()))


def topic(code: str) -> str:
    """The name of a card's topic."""
    return str(words()["topics"].get(code, code) or words()["unknown"])
