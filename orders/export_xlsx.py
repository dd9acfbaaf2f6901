"""The export of orders as an Excel file: every cell is text, so that none is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter

from orders.export import COLUMNS, cells
from orders.tables import Order

WIDTH = 18
"""Characters of a column."""


def to_xlsx(orders: Iterable[Order], *, unmasked: bool = False) -> bytes:
    """All orders as one sheet with Chinese headings, masked as the CSV is."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False})
    sheet = book.add_worksheet("工单")
    bold = book.add_format({"bold": True})
    for place, heading in enumerate(COLUMNS.values()):
        sheet.write_string(0, place, heading, bold)
    for line, order in enumerate(orders, start=1):
        for place, value in enumerate(cells(order, unmasked=unmasked)):
            sheet.write_string(line, place, value)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, WIDTH)
    book.close()
    return out.getvalue()
