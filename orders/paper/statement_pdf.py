"""工单处理说明书 as PDF: the same blocks as in Word, with fonts embedded, so that it looks the same everywhere."""

from __future__ import annotations

from datetime import datetime

from orders.paper.blocks import Block, Prose, Rows, day
from orders.paper.pdf_page import GRAY, LINE, SMALL, PdfPage, shares
from orders.paper.pdf_table import Cell, draw_rows
from orders.paper.statement import Statement
from orders.paper.statement_blocks import blocks, issuer, words

LABEL = 24.0
"""Width of a label in millimetres."""
NEVER = datetime(2000, 1, 1)


def to_pdf(statement: Statement) -> bytes:
    """The document; the same statement gives the same bytes."""
    said = words()
    number = said["number"].format(number=statement.number)
    page = PdfPage(head=f"{said['title']}　{number}", foot=said["footnote"], numbered=said["page"])
    page.set_creation_date(statement.printed_at or NEVER)
    page.set_title(f"{said['title']} {statement.number}")
    page.set_author(issuer(statement))
    page.set_producer("Fenliu")
    page.add_page()
    page.masthead(said["title"], f"{issuer(statement)}　{number}")
    if statement.confidential:
        page.prose(said["secret"], SMALL + 1, GRAY)
    for block in blocks(statement):
        page.heading(block.title)
        _print(page, block)
    _sign(page, statement)
    return bytes(page.output())


def _print(page: PdfPage, block: Block) -> None:
    whole = page.epw
    if isinstance(block, Prose):
        for paragraph in block.paragraphs:
            page.prose(paragraph)
    elif isinstance(block, Rows):
        widths = shares(block.widths, whole)
        headings = [Cell(name, width, label=True) for name, width in zip(block.columns, widths, strict=True)]
        rows = [[Cell(text, width) for text, width in zip(row, widths, strict=True)] for row in block.rows]
        draw_rows(page, rows, headings)
    else:
        draw_rows(page, [_fact_row(row, whole) for row in block.rows])


def _fact_row(row: tuple[tuple[str, str], ...], whole: float) -> list[Cell]:
    """Labels of one width; the values share the rest."""
    value = whole / len(row) - LABEL
    return [cell for name, text in row for cell in (Cell(name, LABEL, label=True), Cell(text, value))]


def _sign(page: PdfPage, statement: Statement) -> None:
    """How to check it, who issues it and when, together on one page."""
    if page.left < 7 * LINE:
        page.add_page()
    page.set_y(page.y + 3)
    if statement.head:
        page.prose(words()["check"], SMALL, GRAY)
    page.set_y(page.y + LINE)
    page.prose(issuer(statement), align="R")
    if statement.printed_at:
        page.prose(day(statement.printed_at), align="R")
