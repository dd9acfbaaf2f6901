"""How cells of a spreadsheet look: fonts, colours and formats of numbers, the same on every sheet."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from orders.export import FORMULA_START
from orders.paper.report import Cell, Show

FONT = "微软雅黑"
INK, SOFT, LINE, SHADE, LINK = "#1d2733", "#66727f", "#d9e0e7", "#eef3f1", "#1b7f5c"


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        cell = {"border": 1, "border_color": LINE, "valign": "top"}
        self.title = self._format(font_size=18, bold=True)
        self.heading = self._format(font_size=14, bold=True)
        self.note = self._format(font_color=SOFT)
        self.link = self._format(font_color=LINK, underline=1)
        self.head = self._format(bold=True, bg_color=SHADE, text_wrap=True, **cell)
        self.text = self._format(text_wrap=True, **cell)
        self._quoted = self._format(text_wrap=True, quote_prefix=True, **cell)
        self._numbers = {
            show: self._format(num_format=show.value if show is not Show.TEXT else "General", **cell) for show in Show
        }

    def of(self, value: Cell, show: Show) -> Format:
        """The format of a value; text that looks like a formula keeps its quote when it is edited."""
        if isinstance(value, str):
            return self._quoted if FORMULA_START.match(value) else self.text
        return self.text if isinstance(value, bool) else self._numbers[show]

    def _format(self, **form: Any) -> Format:
        return self._book.add_format({"font_name": FONT, "font_size": 10, "font_color": INK, **form})
