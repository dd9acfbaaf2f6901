"""A report as an Excel file: figures on the first sheet, then a sheet a section, with charts that Excel itself draws.

Nothing that is written can become a formula: text is written as text, and marked so that it stays text when edited.
"""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from orders.paper.archive import settled
from orders.paper.blocks import clean
from orders.paper.report import Cell, Chart, Figure, Figures, Grid, Report, Section, Show
from orders.paper.xlsx_charts import colour, draw
from orders.paper.xlsx_looks import Looks

OVERVIEW = "概览"
LONGEST_TEXT = 32_767
"""Characters that Excel takes in one cell."""
LONGEST_NAME = 31
"""Characters of the name of a sheet."""
NARROW, WIDE = 8, 60
"""Widths of a column, in Latin characters; beyond it text wraps."""
HEAD = 3
"""The row of a section's headings; the title, the note and an empty row stand above."""
NEVER = datetime(2000, 1, 1)
"""So that the same report gives the same bytes."""


def to_xlsx(report: Report) -> bytes:
    """The file; the same report gives the same bytes."""
    out = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, safe)
    book.set_properties({"title": report.title, "author": report.region, "created": NEVER})
    looks = Looks(book)
    cover = _sheet(book, OVERVIEW, report)
    sheets: list[tuple[str, Section]] = []
    for section in report.sections:
        if not isinstance(section.body, Figures):
            name = _name(section.title, {OVERVIEW, *(taken for taken, _ in sheets)})
            sheets.append((name, section))
            _section(book, _sheet(book, name, report), section, looks)
    _cover(cover, report, sheets, looks)
    book.close()
    return settled(out.getvalue())


def _sheet(book: Workbook, name: str, report: Report) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    told = f"{report.region} {report.title}（{report.period}）".replace("&", "&&")[:200]
    sheet.set_footer(f"&L{told}&R第 &P 页，共 &N 页")
    return sheet


def _cover(sheet: Worksheet, report: Report, sheets: list[tuple[str, Section]], looks: Looks) -> None:
    _write(sheet, 0, 0, report.title, looks.title)
    _write(sheet, 1, 0, f"{report.region}　{report.period}", looks.note)
    row = 2
    if report.note:
        _write(sheet, row, 0, report.note, looks.note)
        row += 1
    for section in report.sections:
        if isinstance(section.body, Figures):
            row = _figures(sheet, row + 1, section, section.body.items, looks)
    row += 1
    for name, section in sheets:
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", looks.link, string=clean(section.title)[:255])
        _write(sheet, row, 4, section.note, looks.text)
        row += 1
    if report.made:
        _write(sheet, row + 1, 0, report.made, looks.note)
    for column, width in enumerate((34, 14, 10, 26, 60)):
        sheet.set_column(column, column, width)


def _figures(sheet: Worksheet, row: int, section: Section, items: tuple[Figure, ...], looks: Looks) -> int:
    """A section of figures as a table; the row after it."""
    _write(sheet, row, 0, section.title, looks.heading)
    _write(sheet, row, 1, section.note, looks.note)
    for column, name in enumerate(("指标", "数值", "单位", "对比", "说明")):
        _write(sheet, row + 1, column, name, looks.head)
    for place, one in enumerate(items, row + 2):
        _write(sheet, place, 0, one.name, looks.text)
        _write(sheet, place, 1, one.value, looks.of(one.value, one.show))
        for column, text in enumerate((one.unit, one.compared, one.explain), 2):
            _write(sheet, place, column, text, looks.text)
    return row + 2 + len(items)


def _section(book: Workbook, sheet: Worksheet, section: Section, looks: Looks) -> None:
    _write(sheet, 0, 0, section.title, looks.heading)
    _write(sheet, 1, 0, section.note, looks.note)
    grid = section.body.grid() if isinstance(section.body, Chart) else section.body
    if not isinstance(grid, Grid):
        return
    for column, name in enumerate(grid.columns):
        _write(sheet, HEAD, column, name, looks.head)
        sheet.set_column(column, column, _column_width(grid, column))
    for place, row in enumerate(grid.rows, HEAD + 1):
        for column, value in enumerate(row):
            _write(sheet, place, column, value, looks.of(value, grid.show(column)))
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)
    if isinstance(section.body, Chart) and grid.rows:
        colour(sheet, section.body, HEAD)
        draw(book, sheet, section.body, HEAD)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, look: object) -> None:
    """Writes a value as what it is: a number, a day, or text that never becomes a formula."""
    if isinstance(value, bool):
        value = "是" if value else "否"
    if value is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        text = clean(value)
        shown = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
        sheet.write_string(row, column, shown, look)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _name(title: str, taken: set[str]) -> str:
    """A name for a sheet that Excel accepts and no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip(" '\n")[:LONGEST_NAME] or "表"
    name, count = plain, 1
    while name.lower() in {one.lower() for one in taken}:
        count += 1
        name = f"{plain[: LONGEST_NAME - 4]}（{count}）"
    return name


def _column_width(grid: Grid, column: int) -> int:
    """Wide enough for the widest value; a Chinese character takes two places."""
    shown = [grid.columns[column], *(_shown(row[column], grid.show(column)) for row in grid.rows)]
    return min(WIDE, max(NARROW, max(map(_places, shown)) + 2))


def _shown(value: Cell, show: Show) -> str:
    return f"{value:,.2f}" if isinstance(value, float) and show is not Show.PERCENT else str(value or "")[:WIDE]


def _places(text: str) -> int:
    return max(sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line) for line in text.split("\n"))
