"""Tables on A4 pages: a row that does not fit goes on over the page, under the headings again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orders.paper.pdf_page import BLACK, LEAST_LINES, LINE, MARGIN, PAD, RULE, SANS, SERIF, SHADE, PdfPage

GOES_ON = "（续）"
"""Stands in the first cell of a row that began on the page before."""


@dataclass(frozen=True)
class Cell:
    """A text and how wide it stands, in millimetres; a label is set in sans on grey."""

    text: str
    width: float
    label: bool = False


def draw_rows(page: PdfPage, rows: Sequence[Sequence[Cell]], headings: Sequence[Cell] = (), size: float = 9.5) -> None:
    """Draws the rows; `headings` stand above the first and again on every new page."""
    if headings:
        needed = _height(_broken(page, headings, size)) + LEAST_LINES * LINE
        if page.left < needed:
            page.add_page()
        _draw(page, headings, _broken(page, headings, size), size)
    for row in rows:
        lines = _broken(page, row, size)
        while lines:
            lines = _next(page, row, lines, headings, size)


def _next(
    page: PdfPage, row: Sequence[Cell], lines: list[list[str]], headings: Sequence[Cell], size: float
) -> list[list[str]]:
    """Draws of a row what fits on this page; the lines that are left."""
    fits = int((page.left - 2 * PAD) / LINE)
    longest = max(map(len, lines))
    if fits < longest and (fits < LEAST_LINES or longest < 2 * LEAST_LINES):
        page.add_page()
        if headings:
            _draw(page, headings, _broken(page, headings, size), size)
        return lines
    if fits < longest:
        fits = min(fits, longest - LEAST_LINES)  # no line is left alone on the next page
    _draw(page, row, [cell[:fits] for cell in lines], size)
    rest = [cell[fits:] for cell in lines]
    if any(rest) and not rest[0]:
        rest[0] = [GOES_ON]
    return rest if any(rest) else []


def _broken(page: PdfPage, row: Sequence[Cell], size: float) -> list[list[str]]:
    found = []
    for cell in row:
        page.face(SANS if cell.label else SERIF, size)
        found.append(page.lines(cell.text, cell.width - 2 * PAD))
    return found


def _height(lines: Sequence[Sequence[str]]) -> float:
    return max(map(len, lines)) * LINE + 2 * PAD


def _draw(page: PdfPage, row: Sequence[Cell], lines: Sequence[Sequence[str]], size: float) -> None:
    height, x, y = _height(lines), MARGIN, page.y
    page.set_draw_color(*RULE)
    page.set_fill_color(*SHADE)
    page.set_line_width(0.2)
    for cell, told in zip(row, lines, strict=True):
        page.rect(x, y, cell.width, height, style="DF" if cell.label else "D")
        page.face(SANS if cell.label else SERIF, size, BLACK)
        for place, line in enumerate(told):
            page.set_xy(x + PAD, y + PAD + place * LINE)
            page.cell(cell.width - 2 * PAD, LINE, line, align="L")
        x += cell.width
    page.set_xy(MARGIN, y + height)
