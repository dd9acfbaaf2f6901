"""工单处理说明书 as a Word document: the same blocks as in the PDF, to be signed, stamped and kept on file."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

from orders.paper.archive import settled
from orders.paper.blocks import Block, Prose, Rows, clean, day
from orders.paper.docx_parts import SANS, air, page_number, repeat, rule, shade, style, widen
from orders.paper.statement import Statement
from orders.paper.statement_blocks import blocks, issuer, words

WIDTH, LABEL = 17.0, 2.4
"""Of the text and of a label, in centimetres."""
NEVER = datetime(2000, 1, 1)
PLAIN, HEADING, TITLE, SMALL, CELL, NAME, GRID = "Normal", "Heading 1", "Title", "小字", "表格", "表头", "Table Grid"


def to_docx(statement: Statement) -> bytes:
    """The document; the same statement gives the same bytes."""
    document = docx.Document()
    _styles(document)
    _page(document, statement)
    said = words()
    _line(document, said["title"], TITLE, WD_ALIGN_PARAGRAPH.CENTER)
    number = said["number"].format(number=statement.number)
    _line(document, f"{issuer(statement)}　{number}", SMALL, WD_ALIGN_PARAGRAPH.CENTER)
    if statement.confidential:
        _line(document, said["secret"], SMALL)
    for block in blocks(statement):
        _line(document, block.title, HEADING)
        _print(document, block)
    _sign(document, statement)
    _properties(document, statement)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _styles(document: Document) -> None:
    style(document, PLAIN, size=10.5).paragraph_format.line_spacing = 1.3
    heading = style(document, HEADING, font=SANS, size=12.5).paragraph_format
    heading.space_before, heading.space_after, heading.keep_with_next = Pt(12), Pt(4), True
    title = style(document, TITLE, font=SANS, size=22)
    title.paragraph_format.space_after = Pt(6)
    for spare in (*title.element.xpath(".//w:pBdr"), *document.styles[GRID].element.xpath("./w:pPr")):
        spare.getparent().remove(spare)  # a line under the title; lines set close in tables
    style(document, SMALL, size=9, gray=True)
    style(document, CELL, size=9.5).paragraph_format.line_spacing = 1.25
    style(document, NAME, font=SANS, size=9.5).paragraph_format.line_spacing = 1.25


def _page(document: Document, statement: Statement) -> None:
    """A4, the number above every page, the footnote and the number of the page below."""
    said, section = words(), document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1.1)
    head = section.header.paragraphs[0]
    head.style = document.styles[SMALL]
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head.add_run(f"{said['title']}　{said['number'].format(number=statement.number)}")
    rule(head, "bottom")
    foot = section.footer.paragraphs[0]
    foot.style = document.styles[SMALL]
    foot.add_run(said["footnote"])
    rule(foot, "top")
    numbers = section.footer.add_paragraph(style=SMALL)
    numbers.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(numbers, said["page"])


def _line(document: Document, text: str, name: str, align: WD_ALIGN_PARAGRAPH | None = None) -> None:
    paragraph = document.add_paragraph(text, style=name)
    if align is not None:
        paragraph.alignment = align


def _print(document: Document, block: Block) -> None:
    if isinstance(block, Prose):
        for paragraph in block.paragraphs:
            _line(document, paragraph, PLAIN)
    elif isinstance(block, Rows):
        table = _table(document, len(block.rows) + 1, len(block.columns))
        for cell, name in zip(table.rows[0].cells, block.columns, strict=True):
            _label(cell, name)
        repeat(table.rows[0])
        for row, texts in zip(table.rows[1:], block.rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                _fill(cell, text, CELL)
        widen(table, [WIDTH * width / sum(block.widths) for width in block.widths])
    else:
        _facts(_table(document, len(block.rows), 4), block.rows)


def _facts(table: Table, rows: tuple[tuple[tuple[str, str], ...], ...]) -> None:
    """Four columns: a long value takes what two short pairs would."""
    widen(table, [LABEL, WIDTH / 2 - LABEL] * 2)
    for line, pairs in zip(table.rows, rows, strict=True):
        cells = line.cells
        if len(pairs) == 1:
            cells[1].merge(cells[3])
        for place, (name, text) in enumerate(pairs):
            _label(cells[2 * place], name)
            _fill(cells[2 * place + 1], text, CELL)


def _table(document: Document, rows: int, columns: int) -> Table:
    table: Table = document.add_table(rows, columns, style=GRID)
    air(table)
    return table


def _label(cell: _Cell, name: str) -> None:
    _fill(cell, name, NAME)
    shade(cell)


def _fill(cell: _Cell, text: str, name: str) -> None:
    """Each line of the text as a paragraph of its own."""
    first, *others = text.split("\n")
    paragraph = cell.paragraphs[0]
    for spare in cell.paragraphs[1:]:
        cell._tc.remove(spare._p)
    paragraph.text, paragraph.style = first, name
    for other in others:
        cell.add_paragraph(other, style=name)


def _sign(document: Document, statement: Statement) -> None:
    said = words()
    lines = [(said["check"], SMALL, None)] if statement.head else []
    _line(document, "", SMALL)
    for text, name, align in lines:
        _line(document, text, name, align)
    _line(document, "", PLAIN)
    _line(document, issuer(statement), PLAIN, WD_ALIGN_PARAGRAPH.RIGHT)
    if statement.printed_at:
        _line(document, day(statement.printed_at), PLAIN, WD_ALIGN_PARAGRAPH.RIGHT)


def _properties(document: Document, statement: Statement) -> None:
    told = document.core_properties
    told.title, told.author = f"{words()['title']} {clean(statement.number)}", issuer(statement)
    told.comments, told.language, told.last_modified_by = "", "zh-CN", ""
    told.created = told.modified = (statement.printed_at or NEVER).replace(tzinfo=None)
