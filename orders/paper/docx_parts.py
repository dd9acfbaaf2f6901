"""What python-docx does not do by itself: fonts for Chinese, numbers of pages, headings of tables on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

SERIF, SANS, LATIN = "宋体", "黑体", "Times New Roman"
"""Fonts of official papers; Word and WPS in Chinese have them, others take their own in place."""
THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme", "themeColor", "themeTint", "themeShade")
"""What the template takes from its theme, and what would win over our own."""
SHADE = "F1F3F5"
AIR = "70"
"""Above and below the text of a cell, in twentieths of a point."""
GRAY = RGBColor(95, 95, 95)


def style(document: Document, name: str, *, font: str = SERIF, size: float, gray: bool = False) -> ParagraphStyle:
    """A style of paragraphs with its font for Latin and for Chinese, without space around it."""
    styles = document.styles
    known = name in styles
    found = cast("ParagraphStyle", styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    found.font.name, found.font.size, found.font.bold = LATIN, Pt(size), False
    found.font.color.rgb = GRAY if gray else RGBColor(0, 0, 0)
    form = found.element.get_or_add_rPr()
    for part in (form.get_or_add_rFonts(), form.find(qn("w:color"))):
        for kind in THEMED:
            part.attrib.pop(qn(f"w:{kind}"), None)
    form.rFonts.set(qn("w:eastAsia"), font)
    for spare in found.element.xpath("./w:link | ./w:rPr/w:bCs | ./w:rPr/w:lang"):
        spare.getparent().remove(spare)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    form.append(language)
    found.paragraph_format.space_before = found.paragraph_format.space_after = Pt(0)
    return found


def page_number(paragraph: Paragraph, said: str) -> None:
    """Writes 第 {page} 页，共 {pages} 页 with fields that Word fills in."""
    before, rest = said.split("{page}")
    between, after = rest.split("{pages}")
    paragraph.add_run(before)
    _field(paragraph, "PAGE")
    paragraph.add_run(between)
    _field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _field(paragraph: Paragraph, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "text":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = f" {text} "
        run._element.append(part)


def rule(paragraph: Paragraph, side: str) -> None:
    """A line along one side (top, bottom) of a paragraph."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", "787878")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def repeat(row: _Row) -> None:
    """The row stands again on top of every page the table goes on to."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


def shade(cell: _Cell) -> None:
    """A grey ground."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def air(table: Table) -> None:
    """Room above and below the text of every cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "bottom"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), AIR)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def widen(table: Table, widths: Sequence[float]) -> None:
    """Fixed widths of the columns in centimetres; Word reads them from the cells, others from the grid."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
