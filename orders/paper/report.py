"""A report as plain values: sections of figures, tables and charts, for XLSX and HTML alike.

Rates are fractions (0.1174 stands for 11.74 %); how a number is shown is said by its `Show`. Nothing here counts: the
one who fills it in does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Show(StrEnum):
    """How a number is written; the value is its format in a spreadsheet."""

    TEXT = "@"
    COUNT = "#,##0"
    ONE = "#,##0.0"
    TWO = "#,##0.00"
    PERCENT = "0.0%"
    DAY = "yyyy-mm-dd"


class ChartKind(StrEnum):
    """The pictures there are."""

    BAR = "bar"
    LINE = "line"
    STACKED = "stacked"
    HEAT = "heat"
    """A matrix: categories across, one series a row."""


Cell = str | int | float | date | None
"""None is a cell without a value, shown as a dash."""


@dataclass(frozen=True)
class Figure:
    """One number a supervisor looks at first."""

    name: str
    value: float | int | None
    """None: there was nothing to count it from."""
    show: Show = Show.COUNT
    unit: str = ""
    compared: str = ""
    """Against what, in words: 上期 12.4%；上年同期 44.5%."""
    explain: str = ""
    """What it is divided by what, in one line."""

    def __post_init__(self) -> None:
        _finite((self.value,))


@dataclass(frozen=True)
class Figures:
    """A row of numbers."""

    items: tuple[Figure, ...]


@dataclass(frozen=True)
class Grid:
    """A table. `shows` has an entry for each column; all rows are as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shows: tuple[Show, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            msg = f"a row is not {len(self.columns)} cells long"
            raise ValueError(msg)
        if self.shows and len(self.shows) != len(self.columns):
            msg = f"{len(self.shows)} formats for {len(self.columns)} columns"
            raise ValueError(msg)
        for row in self.rows:
            _finite(row)

    def show(self, column: int) -> Show:
        """How the numbers of a column are written."""
        return self.shows[column] if self.shows else Show.TEXT


@dataclass(frozen=True)
class Series:
    """A line, a row of bars or a row of a matrix: one value for each category."""

    name: str
    values: tuple[float | int | None, ...]


@dataclass(frozen=True)
class Chart:
    """A picture and, beneath it, the same as a table (`grid`)."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    show: Show = Show.COUNT
    axis: str = "项目"
    """What the categories are: 月份, 街道, 最终主办."""

    def __post_init__(self) -> None:
        if any(len(one.values) != len(self.categories) for one in self.series):
            msg = f"a series has not {len(self.categories)} values"
            raise ValueError(msg)
        for one in self.series:
            _finite(one.values)

    def grid(self) -> Grid:
        """The values of the picture as a table; of a matrix as it stands, of others one row for each category."""
        if self.kind is ChartKind.HEAT:
            lines: tuple[tuple[Cell, ...], ...] = tuple((one.name, *one.values) for one in self.series)
            return Grid((self.axis, *self.categories), lines, (Show.TEXT, *(self.show for _ in self.categories)))
        rows = zip(self.categories, *(one.values for one in self.series), strict=True)
        return Grid(
            (self.axis, *(one.name for one in self.series)), tuple(rows), (Show.TEXT, *(self.show for _ in self.series))
        )


Body = Figures | Grid | Chart


@dataclass(frozen=True)
class Section:
    """A heading, a sentence on how to read it, and what it shows."""

    title: str
    body: Body
    note: str = ""


@dataclass(frozen=True)
class Report:
    """A finished report."""

    title: str
    period: str
    """2026年9—10月, and so on."""
    region: str
    sections: tuple[Section, ...]
    note: str = ""
    made: str = ""
    """When and by what it was made, for the foot."""


MISSING: Final = "—"
DIGITS: Final[Mapping[Show, str]] = {Show.COUNT: ",.0f", Show.ONE: ",.1f", Show.TWO: ",.2f", Show.PERCENT: ".1%"}


def _finite(values: Iterable[Cell]) -> None:
    """Raises ValueError for what comes of a division by nothing; None says that there is no number."""
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        msg = "a number is not finite; None says that there is none"
        raise ValueError(msg)


def written(value: Cell, show: Show) -> str:
    """A value as a reader sees it: 1,234; 11.7%; — where there is none."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str | date):
        return str(value)
    return format(value, DIGITS[show]) if show in DIGITS else str(value)
