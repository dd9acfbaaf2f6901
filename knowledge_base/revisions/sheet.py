"""Cards as files: YAML, CSV and XLSX, one row a card. Written so that no spreadsheet runs anything in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import yaml

from knowledge_base.revisions.cells import to_cell
from knowledge_base.revisions.content import FIELDS

Format = Literal["yaml", "csv", "xlsx"]
FORMATS: Final[tuple[Format, ...]] = ("yaml", "csv", "xlsx")
MARK: Final = "'"
"""Before a cell that a spreadsheet would take for a formula; taken off again when the file comes back."""
FORMULA: Final = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")
WIDE: Final = {"phrases": 40, "questions": 40, "why": 40, "next_steps": 40, "clarify": 30, "fields": 30}
USUAL: Final = 14
"""Width of a column in characters."""
Row = Mapping[str, Any]
"""A card's fields as in its YAML, with `topic` and `questions`."""


def to_yaml(rows: Iterable[Row]) -> bytes:
    """A list of cards, each as in its own file with topic and questions."""
    listed = [{name: row[name] for name in FIELDS if row.get(name) not in (None, [], "")} for row in rows]
    return yaml.safe_dump(listed, allow_unicode=True, sort_keys=False, width=200).encode()


def to_csv(rows: Iterable[Row]) -> bytes:
    """With Chinese headings; begins with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS.values())
    for row in rows:
        writer.writerow([safe(text) for text in _cells(row)])
    return ("\ufeff" + out.getvalue()).encode()


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """One sheet with Chinese headings that stay in view; every cell is text."""
    import xlsxwriter  # noqa: PLC0415 - only for who exports

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("卡片")
        head, body = book.add_format({"bold": True, "bg_color": "#DDE8F0"}), book.add_format({"text_wrap": True})
        body.set_align("top")
        for at, (name, title) in enumerate(FIELDS.items()):
            sheet.set_column(at, at, WIDE.get(name, USUAL))
            sheet.write_string(0, at, title, head)
        for line, row in enumerate(rows, 1):
            for at, text in enumerate(_cells(row)):
                sheet.write_string(line, at, safe(text), body)
        sheet.freeze_panes(1, 2)
    return out.getvalue()


def safe(text: str) -> str:
    """The text of a cell, no formula in any spreadsheet."""
    return MARK + text if FORMULA.match(text) else text


def unsafe(text: str) -> str:
    """The text as it was before `safe`."""
    return text[1:] if text.startswith(MARK) and FORMULA.match(text[1:]) else text


def write(kind: Format, rows: Sequence[Row]) -> bytes:
    """The file."""
    return {"yaml": to_yaml, "csv": to_csv, "xlsx": to_xlsx}[kind](rows)


def _cells(row: Row) -> list[str]:
    return [to_cell(name, row.get(name)) for name in FIELDS]
