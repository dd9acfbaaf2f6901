"""工单处理说明书: every value reaches Word and PDF, no person does."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

import docx
import pypdfium2
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from orders.paper.blocks import day, moment
from orders.paper.line_breaks import NOT_FIRST, NOT_LAST, break_lines
from orders.paper.statement import HIDDEN, Statement, short_name
from orders.paper.statement_blocks import blocks, words
from orders.paper.statement_docx import to_docx
from orders.paper.statement_pdf import to_pdf
from tests.orders.paper.nasty import LONG, NASTY, PLAIN, START


def squeezed(text: str) -> str:
    """`text` without white space: lines are broken elsewhere on every page."""
    return re.sub(r"\s", "", text)


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    told: list[str] = []
    for part in (document.sections[0].header, document, document.sections[0].footer):
        for block in part.iter_inner_content():
            told += _lines(block)
    return squeezed("".join(told))


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return [cell.text for row in block.rows for cell in dict.fromkeys(row.cells)]


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def values(one: Any) -> Iterator[str]:
    """Every value in a statement as the document writes it."""
    if isinstance(one, datetime):
        yield moment(one)
    elif isinstance(one, date):
        yield day(one)
    elif isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        for part in one:
            yield from values(part)
    elif is_dataclass(one):
        for field in fields(one):
            yield from values(getattr(one, field.name))


WRITERS = pytest.mark.parametrize(
    ("write", "read"), [(to_docx, docx_text), (to_pdf, pdf_text)], ids=["docx", "pdf"]
)  # fmt: skip
Write = Callable[[Statement], bytes]
Read = Callable[[bytes], str]


@WRITERS
@pytest.mark.parametrize("statement", [PLAIN, replace(NASTY, matter=LONG)], ids=["plain", "long"])
def test_every_value_is_printed(write: Write, read: Read, statement: Statement) -> None:
    """工单处理说明书 (杭州拱墅, facts 5.1): policy, coordination and each step of the record, nothing left out."""
    told = read(write(statement))
    wanted = list(values(statement.masked()))
    assert len(wanted) > 30
    lost = [value for value in wanted if not all(squeezed(line) in told for line in _pieces(value))]
    assert lost == []


def _pieces(value: str) -> list[str]:
    """Long texts go on over the page, where the heading of the table stands between: sought in pieces of 12."""
    whole = squeezed(value)
    return [whole[start : start + 12] for start in range(0, len(whole), 12)] if len(whole) > 60 else [whole]


@WRITERS
def test_the_same_statement_gives_the_same_bytes(write: Write, read: Read) -> None:
    """Who has the record can print the paper again and compare."""
    assert write(NASTY) == write(NASTY)
    assert write(NASTY) != write(replace(NASTY, result="别的答复"))


@WRITERS
def test_nobody_is_named(write: Write, read: Read) -> None:
    """Telephone and identity numbers are masked and the full name is short everywhere, the record's digits are not."""
    told = read(write(NASTY))
    assert "欧**电话138****5678，身份证3205**" in told
    assert [word for word in ("欧阳清泉", "13812345678", "199001011234") if word in told] == []
    assert NASTY.head in told
    assert "0512-12348000" in told, "the telephone of an office may be read"


@WRITERS
def test_a_confidential_order_shows_nothing_that_identifies(write: Write, read: Read) -> None:
    """济南条例32: who complained cannot be told from the paper, not even from what units wrote of it."""
    secret = replace(
        NASTY, confidential=True, consultations=(replace(NASTY.consultations[0], conclusion="走访举报人欧阳家"),)
    )
    told = read(write(secret))
    private = [NASTY.place, NASTY.demand, NASTY.occurred, NASTY.title, "欧", "头村", "走访举报人"]
    assert [word for word in private if squeezed(word) in told] == []
    assert squeezed(HIDDEN) in told
    assert words()["secret"] in told
    assert "不同意1" not in told
    assert all(step.what in told for step in NASTY.steps)


@WRITERS
def test_empty_sections_are_left_out(write: Write, read: Read) -> None:
    """A short order makes a short paper, numbered without gaps."""
    short = Statement(number="FL2026101200018", title="路灯不亮", region="示例市", requester="匿名", filed_at=START)
    told = read(write(short))
    assert [name for name in words()["sections"].values() if name in told] == ["基本情况"]
    assert [block.title[:2] for block in blocks(NASTY)] == [
        *(f"{number}、" for number in "一二三四五六七八九十"),
        "十一",
    ]


def test_pages_carry_number_and_count() -> None:
    """Each page of the PDF says which one it is of how many, and of which order."""
    document = pypdfium2.PdfDocument(to_pdf(NASTY))
    told = [squeezed(page.get_textpage().get_text_range()) for page in document]
    document.close()
    count = len(told)
    assert 8 <= count <= 16
    for place, text in enumerate(told, 1):
        assert f"第{place}页，共{count}页" in text
        assert f"编号：{NASTY.number}" in text
        assert squeezed(words()["footnote"]) in text


def test_fonts_are_embedded() -> None:
    """The PDF shows Chinese on a machine that has no Chinese font."""
    content = to_pdf(PLAIN)
    assert content.count(b"/FontFile3") == 2
    assert b"/Encoding /UniGB" not in content


def test_rare_characters_are_told_not_boxed() -> None:
    """㙍 is printed; 𠮷, which the font lacks, is told by its number, an emoji as 〔表情〕; Word keeps them all."""
    told = pdf_text(to_pdf(NASTY))
    assert "〔U+20BB7〕" in told
    assert "㙍头村" in told
    assert "带表情〔表情〕和" in told
    kept = docx_text(to_docx(NASTY))
    assert "𠮷" in kept
    assert "😀" in kept
    assert "第二段：控制字符也要去掉。" in kept
    assert "第二段：控制字符也要去掉。" in told


def test_word_repeats_headings_and_counts_pages() -> None:
    """Tables that go on over the page carry their headings, and Word counts the pages itself."""
    document = docx.Document(io.BytesIO(to_docx(NASTY)))
    heads = [table for table in document.tables if table._tbl.xpath(".//w:tblHeader")]
    assert len(heads) == 6
    foot = document.sections[0].footer._element.xpath(".//w:instrText")
    assert [one.text.strip() for one in foot] == ["PAGE", "NUMPAGES"]
    assert document.core_properties.title == f"工单处理说明书 {NASTY.number}"


def test_a_cell_longer_than_a_page_goes_on() -> None:
    """Nothing is cut off at the foot of a page, however long one text is."""
    text = "。".join(f"第{number}句话说完了" for number in range(1200))
    told = pdf_text(to_pdf(replace(PLAIN, result=text)))
    assert [number for number in range(1200) if not re.search(rf"(?<!\d){number}句", told)] == []
    assert "（续）" in told


@pytest.mark.parametrize("width", [6, 11, 20, 37])
def test_lines_break_as_in_print(width: int) -> None:
    """No line begins with 。 or ends with （, none is too wide, no character is lost, words stay whole."""
    text = f"{LONG}（见《生态环境法典》）：“夜间”应安静。See page twelve，谢谢！"
    lines = break_lines(text, width, lambda unit: sum(1 if ord(one) > 0x2000 else 0.5 for one in unit))
    assert squeezed("".join(lines)) == squeezed(text)
    assert [line for line in lines if line[0] in NOT_FIRST or line[-1] in NOT_LAST] == []
    assert max(sum(1 if ord(one) > 0x2000 else 0.5 for one in line) for line in lines) <= width
    assert any("twelve" in line for line in lines)


def test_names_are_short() -> None:
    """A full name keeps its first character; what is none stays."""
    names = ["欧阳清泉", "𠮷田", "张先生", "李女士", "匿名", "张**", ""]
    assert [short_name(name) for name in names] == ["欧**", "𠮷**", "张先生", "李女士", "匿名", "张**", ""]
