"""A4 pages in Chinese: embedded fonts, header and footer, text and tables that go on over the page.

Headings are set in a sans face (黑体) and text in a serif one (宋体), as official papers are. fpdf2's own tables cannot
break a row over two pages and its lines break words and begin with 。, so both are done here. Lengths are millimetres.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import pylopdf_fonts_zh_cn as fonts
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from orders.paper.line_breaks import break_lines

SERIF, SANS = "serif", "sans"
MARGIN, TOP, BOTTOM = 20.0, 24.0, 24.0
TEXT_SIZE, SMALL, HEADING_SIZE, TITLE_SIZE = 10.5, 8.5, 12.5, 22.0
LINE = 5.6
"""Height of a line of text."""
PAD = 1.6
"""Between the border of a cell and its text."""
LEAST_LINES = 3
"""A row is begun at the foot of a page only where so many lines of it fit."""
GRAY, SHADE, BLACK, RULE = (95, 95, 95), (241, 243, 245), (0, 0, 0), (120, 120, 120)
NO_PICTURE = "〔表情〕"
REPEATED = re.compile(f"(?:{NO_PICTURE} ?){{2,}}")
VARIANTS = frozenset("\ufe0e\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Only change how the sign before them looks."""


class PdfPage(FPDF):
    """A document whose every page carries `head` above and `foot` with the number of the page below."""

    def __init__(self, *, head: str, foot: str, numbered: str) -> None:
        """`numbered` says 第 {page} 页 共 {pages} 页."""
        super().__init__(format="A4")
        self.head, self.foot, self.numbered = head, foot, numbered
        self.add_font(SERIF, "", str(fonts.serif_path()))
        self.add_font(SANS, "", str(fonts.sans_path()))
        self.known = frozenset(self.fonts[SERIF].cmap) & frozenset(self.fonts[SANS].cmap)  # type: ignore[union-attr]
        self._width = lru_cache(maxsize=None)(self._measured)
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(auto=False)
        self.set_lang("zh-CN")

    def header(self) -> None:
        """The head, with a rule under it."""
        self.face(SANS, SMALL, GRAY)
        self.set_xy(MARGIN, 12)
        self.cell(self.epw, 5, self.legible(self.head), align="R")
        self._rule(18)
        self.set_xy(MARGIN, TOP)

    def footer(self) -> None:
        """The foot and the number of the page; fpdf2 puts in how many there are when all are done."""
        self._rule(self.h - BOTTOM + 3)
        self.face(SANS, SMALL - 1, GRAY)
        y = self.h - BOTTOM + 4.5
        for line in self.lines(self.foot, self.epw):
            self.set_xy(MARGIN, y)
            self.cell(self.epw, 4, line, align="L")
            y += 4
        self.set_xy(MARGIN, y)
        self.cell(self.epw, 4, self.numbered.format(page=self.page_no(), pages=self.str_alias_nb_pages), align="C")

    def face(self, family: str, size: float, colour: tuple[int, int, int] = BLACK) -> None:
        """Font and colour of what is written next."""
        self.set_font(family, size=size)
        self.set_text_color(*colour)

    def legible(self, text: str) -> str:
        """`text` in characters the fonts have: a rare one is told by its number, 〔U+20BB7〕, an emoji as 〔表情〕."""
        return REPEATED.sub(NO_PICTURE, "".join(self._shown(one) for one in text))

    def lines(self, text: str, width: float) -> list[str]:
        """`text` broken into lines of the font in use."""
        family, size = self.font_family, self.font_size_pt
        return break_lines(self.legible(text), width, lambda unit: self._width(unit, family, size))

    @property
    def left(self) -> float:
        """How much of the page is left above its foot."""
        return float(self.h - BOTTOM - self.y)

    def masthead(self, text: str, beneath: str) -> None:
        """The title in the middle, and a line beneath it."""
        self.face(SANS, TITLE_SIZE)
        self.set_y(28)
        self.cell(self.epw, 12, self.legible(text), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.face(SERIF, TEXT_SIZE, GRAY)
        self.cell(self.epw, 7, self.legible(beneath), align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str, follows: float = 4 * LINE) -> None:
        """A heading; never alone at the foot of a page: `follows` must fit under it."""
        if self.left < 11 + follows:
            self.add_page()
        else:
            self.set_y(self.y + 4)
        self.face(SANS, HEADING_SIZE)
        self.cell(self.epw, 7, self.legible(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_y(self.y + 0.8)

    def prose(self, text: str, size: float = TEXT_SIZE, colour: tuple[int, int, int] = BLACK, align: str = "L") -> None:
        """A paragraph."""
        self.face(SERIF, size, colour)
        for line in self.lines(text, self.epw):
            if self.left < LINE:
                self.add_page()
                self.face(SERIF, size, colour)
            self.set_x(MARGIN)
            self.cell(self.epw, LINE, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _shown(self, character: str) -> str:
        if ord(character) in self.known or character == "\n":
            return character
        if character in VARIANTS:
            return ""
        picture = unicodedata.category(character) == "So"
        return NO_PICTURE if picture else f"〔U+{ord(character):04X}〕"

    def _measured(self, unit: str, _family: str, _size: float) -> float:
        return float(self.get_string_width(unit))

    def _rule(self, y: float) -> None:
        self.set_draw_color(*RULE)
        self.set_line_width(0.2)
        self.line(MARGIN, y, self.w - MARGIN, y)


def shares(widths: Sequence[float], whole: float) -> list[float]:
    """Widths of columns that fill `whole`."""
    total = sum(widths)
    return [whole * width / total for width in widths]
