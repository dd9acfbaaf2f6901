"""Cards out to tables and back: nothing is lost, nothing runs, and every mistake is pointed at by row and column."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from config.errors import SheetRefused
from config.region import load_region
from knowledge_base.engine import Engine
from knowledge_base.revisions import sheet, sheet_reading
from knowledge_base.revisions.content import FIELDS
from knowledge_base.revisions.importing import Plan, plan, rows_of
from knowledge_base.revisions.served import Served
from knowledge_base.revisions.sheet import FORMATS, Format

CARD = "private-loan"
FEW = 60


@pytest.fixture(scope="session")
def served(engine: Engine) -> Served:
    return Served(engine.library, load_region("sample"))


@pytest.fixture(scope="session")
def rows(served: Served) -> list[dict[str, Any]]:
    """Some cards of every topic, with the one that tests change."""
    every = rows_of(served)
    return [row for at, row in enumerate(every) if at % (len(every) // FEW) == 0 or row["id"] == CARD]


def as_csv(*lines: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode()


def planned(served: Served, kind: Format, data: bytes) -> Plan:
    return plan(sheet_reading.read(kind, data), served)


@pytest.mark.parametrize("kind", FORMATS)
def test_out_and_back_changes_nothing(served: Served, rows: list[dict[str, Any]], kind: Format) -> None:
    """Laws, order fields, clarifying questions, dates: every card of every format comes back as it was."""
    found = planned(served, kind, sheet.write(kind, rows))
    assert found.problems == ()
    assert {row.kind for row in found.rows} == {"unchanged"}
    assert len(found.rows) == len(rows) > FEW


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", " =", "\r", "\n"])
def test_no_cell_is_a_formula(served: Served, rows: list[dict[str, Any]], kind: Format, start: str) -> None:
    """What begins like a formula is text in a spreadsheet; a file that comes back has the words as they were."""
    evil = f'{start}HYPERLINK("http://evil","点我")'
    row = {**next(row for row in rows if row["id"] == CARD), "cost": evil}
    data = sheet.write(kind, [row])
    if kind == "csv":
        cells = [cell for line in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in line]
        assert not any(sheet.FORMULA.match(cell) for cell in cells)
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert all(cell.data_type in ("s", "n") for line in book.worksheets[0] for cell in line)
        assert all(not sheet.FORMULA.match(str(cell.value or "")) for line in book.worksheets[0] for cell in line)
    (found,) = planned(served, kind, data).rows
    assert [one.field for one in found.differences] == ["cost"]
    assert found.content["cost"].strip() == evil.strip()


def test_the_difference_of_an_import(served: Served, rows: list[dict[str, Any]]) -> None:
    """New, changed field by field, unchanged; a column that is missing leaves its field, an empty cell empties it."""
    old = next(row for row in rows if row["id"] == CARD)
    assert old["contacts"]
    same = {
        "复核日": "2026/11/22",
        "主题": "money",
        "去向": "法院诉讼",
        "编号": CARD,
        "标题": "借款不还",
        "联系方式": "",
    }
    same |= {"居民说法": "\n".join(old["phrases"]), "为什么": old["why"], "下一步": "\n".join(old["next_steps"])}
    same |= {"测试问句": "\n".join(one["text"] for one in old["questions"]), "没有依据": ""}
    new = {"复核日": "2026-11-22", "主题": "money", "去向": "市场服务", "编号": "brand-new", "标题": "新卡片"}
    new |= {"居民说法": "\n".join(f"新事情的第{n}种说法" for n in "一二三四五六七八九十甲乙"), "没有依据": "是"}
    new |= {"为什么": "市场上有人专门做这件事。", "下一步": "先比一比价钱", "联系方式": ""}
    new |= {"测试问句": "甲问句子\n乙问句子\n丙问句子\n丁问句子（不必过）"}
    data = as_csv(list(same), list(same.values()), [new[name] for name in same])
    found = planned(served, "csv", data)
    assert found.problems == ()
    changed, fresh = found.rows
    assert (changed.kind, {one.field for one in changed.differences}) == ("changed", {"title", "contacts"})
    assert changed.content["law"] == old["law"]
    assert "contacts" not in changed.content
    assert (fresh.kind, fresh.content["destination"], fresh.content["no_law"]) == ("new", "private", True)
    assert [one["must_pass"] for one in fresh.questions] == [True, True, True, False]


def test_mistakes_are_pointed_at(served: Served) -> None:
    """Row, column by letter and heading, and what to do; every row has its own, and all are told at once."""
    data = as_csv(
        ["编号", "去向", "复核日", "没有依据", "追问", "主题"],
        [CARD, "去法院", "去年", "大概", "问什么\nprivate-loan", "money"],
        ["Bad Id", "法院诉讼", "2026-11-22", "", "", "no-topic"],
        [CARD, "", "", "", "", ""],
        ["", "法院诉讼", "", "", "", ""],
    )
    found = planned(served, "csv", data)
    said = [problem.words for problem in found.problems]
    assert {row.kind for row in found.rows} == {"error"}
    for part in (
        "第 2 行，C 列“复核日”：日期写成 2026-11-22 这样（现在是“去年”）",
        "第 2 行，D 列“没有依据”：填“是”或“否”",
        "第 2 行，E 列“追问”：“private-loan”应当写成“卡片编号 | 居民点的话”",
        "第 2 行，A 列“编号”：private-loan 在文件里有 2 行，留一行",
        "第 3 行，A 列“编号”：应当符合",
        "第 3 行，“居民说法”：这一项必须填写",
        "第 3 行，F 列“主题”：应当是",
        "第 5 行，A 列“编号”：每张卡片都要有编号",
    ):
        assert any(one.startswith(part) for one in said), (part, said)


def test_a_mistake_in_a_code_names_what_there_is(served: Served) -> None:
    """A destination nobody knows."""
    (problem,) = planned(served, "csv", as_csv(["编号", "去向"], [CARD, "去法院"])).problems
    assert (problem.row, problem.column) == (2, "B 列“去向”")
    assert "去法院" in problem.say


def test_yaml_mistakes_have_their_line(served: Served) -> None:
    """One card or a list of cards."""
    data = "- id: private-loan\n  cost: 不收费\n- id: bride-price\n  wrong: 1\n  destination: kourt\n".encode()
    said = [one.words for one in planned(served, "yaml", data).problems]
    assert any("wrong" in one and "第 4 行" in one for one in said), said
    assert any("第 5 行" in one for one in said), said
    (one,) = planned(served, "yaml", "id: private-loan\ncost: 不收费\n".encode()).rows
    assert one.kind == "changed"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04 half",
        b"\xff\xfe\x00",
        '编号\n"没有收尾'.encode(),
        b"[" * 3000,
        b"a: b: c",
        b"5",
    ],
)
def test_rubbish_is_refused_with_a_sentence(kind: Format, data: bytes) -> None:
    """No traceback, whatever is sent."""
    with pytest.raises(SheetRefused) as refused:
        sheet_reading.read(kind, data)
    assert len(refused.value.say) > 5


@pytest.mark.parametrize(
    ("heads", "say"),
    [
        (["编号", "标提"], "第 1 行 B 列：没有“标提”这一列，是不是“标题”？"),
        (["编号", "标题", "标题"], "第 1 行 C 列：“标题”有两列"),
        (["标题"], "缺少“编号”这一列"),
        (["编号", "完全不认识的东西"], "可用的列：编号、标题"),
    ],
)
def test_wrong_headings(heads: list[str], say: str) -> None:
    """Told with the letter of the column."""
    with pytest.raises(SheetRefused) as refused:
        sheet_reading.read("csv", as_csv(heads, ["a"] * len(heads)))
    assert say in refused.value.say


def test_what_chinese_windows_writes_is_read(served: Served) -> None:
    """GB18030 without any mark, and semicolons left alone."""
    data = "编号,费用\r\nprivate-loan,不收费\r\n".encode("gb18030")
    (row,) = planned(served, "csv", data).rows
    assert [(one.field, one.after) for one in row.differences] == [("cost", "不收费")]


def test_spreadsheet_dates_numbers_and_formulas(served: Served) -> None:
    """Real dates and truth values are understood; a formula is pointed at, never computed."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["编号", "失效日", "没有依据", "费用"])
        page.write_string(1, 0, CARD)
        page.write_datetime(
            1, 1, __import__("datetime").datetime(2027, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"})
        )
        page.write_boolean(1, 2, False)
        page.write_formula(1, 3, "=1+1", None, 2)
    found = planned(served, "xlsx", out.getvalue())
    assert [problem.words for problem in found.problems] == [
        "第 2 行，D 列“费用”：这里是公式，请改成文字（复制后“粘贴为数值”）"
    ]
    read = sheet_reading.read("xlsx", out.getvalue())
    assert (read[0].given["valid_to"], read[0].given["no_law"]) == ("2027-01-02", False)


def test_too_much_is_refused() -> None:
    """A large file, a zip that swells, too many rows: before anything is unpacked or read."""
    with pytest.raises(SheetRefused, match="文件太大"):
        sheet_reading.read("csv", b"x" * (sheet_reading.LARGEST + 1))
    with pytest.raises(SheetRefused, match=f"最多 {sheet_reading.MOST_ROWS} 张"):
        sheet_reading.read("csv", b"id\n" + b"a\n" * (sheet_reading.MOST_ROWS + 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (sheet_reading.UNPACKED + 1))
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(SheetRefused, match="展开后太大"):
        sheet_reading.read("xlsx", out.getvalue())


def test_every_field_of_a_card_has_a_column(served: Served) -> None:
    """A field that is added to cards and not to the table turns this red."""
    known = set(next(iter(served.library)).model_dump())
    assert known | {"topic", "questions"} == set(FIELDS)
