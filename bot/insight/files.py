"""The figures as files: CSV of one table, or all of it. Text that a spreadsheet would take for a formula stays text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from orders.export import safe_cell
from orders.paper.report import Chart, Figures, Grid, Report, Section, Show, written

MARK = "\ufeff"
"""By which Excel knows UTF-8."""
HEADINGS = ("指标", "数值", "单位", "怎么算")


def table_of(section: Section) -> Grid:
    """What a section shows, as a table: of a chart the same numbers, of figures one row each."""
    if isinstance(section.body, Chart):
        return section.body.grid()
    if isinstance(section.body, Figures):
        rows = tuple((one.name, written(one.value, one.show), one.unit, one.explain) for one in section.body.items)
        return Grid(HEADINGS, rows)
    return section.body


def shown(grid: Grid) -> list[list[str]]:
    """The rows as a reader sees them."""
    return [[written(value, grid.show(place)) for place, value in enumerate(row)] for row in grid.rows]


def section_csv(section: Section) -> str:
    """One table."""
    return MARK + _lines(_rows(section))


def report_csv(report: Report) -> str:
    """Every table of the report, each under its title and its note, with an empty line between."""
    head = [[report.title], [report.region, report.period], [report.note], [report.made]]
    parts = [_lines(head)]
    parts += [_lines([[section.title], [section.note], *_rows(section)]) for section in report.sections]
    return MARK + "\r\n".join(parts)


def _rows(section: Section) -> list[list[object]]:
    grid = table_of(section)
    body = [[_plain(value, grid.show(place)) for place, value in enumerate(row)] for row in grid.rows]
    return [list(grid.columns), *body]


def _plain(value: object, show: Show) -> object:
    """Numbers without separators, so that they can be added up; shares as they are read."""
    if isinstance(value, float):
        return written(value, Show.PERCENT) if show is Show.PERCENT else round(value, 2)
    return value


def _lines(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue()
