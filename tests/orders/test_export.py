"""What leaves as a file runs nothing in a spreadsheet and exposes nobody."""

from __future__ import annotations

import csv
import io
import json

import pytest

from orders.book import OrderBook
from orders.export import COLUMNS, export_row, safe_cell, to_csv, to_json
from tests.orders.drafts import draft

SECRETS = ("王芳", "13812345678", "138****5678", "幸福路8号", "visitor-1", "photo-1.jpg", "31.3", "120.6")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1", "\0=1", "=HYPERLINK('http://x')"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"), [("正常", "正常"), (None, ""), (True, "是"), (False, "否"), (["a", "b"], "a；b"), (-0.5, "-0.5")]
)
def test_other_values_stay_readable(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


async def test_csv_opens_in_a_spreadsheet(book: OrderBook) -> None:
    """It begins with the UTF-8 mark, has one heading per column, and survives quotes and line breaks."""
    await book.file(draft(title='=cmd|"/c calc"!A1', content='第一行\n第二行，“引号”"'), key="k1")
    text = to_csv(await book.list())
    assert text.startswith("\ufeff工单编号,状态,")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(rows[0]) == list(COLUMNS.values())
    assert rows[0]["标题"] == '\'=cmd|"/c calc"!A1'
    assert rows[0]["诉求内容"] == '第一行\n第二行，“引号”"'
    assert (rows[0]["状态"], rows[0]["诉求类型"], rows[0]["承办层级"]) == ("已受理", "投诉", "部门")


async def test_phones_are_masked_unless_asked(book: OrderBook) -> None:
    """In the field and in free text."""
    order = await book.file(draft(), key="k1")
    assert "13812345678" not in to_json([order]) + to_csv([order])
    row = export_row(order)
    assert row["contact_phone"] == "138****5678"
    assert row["content"].endswith("联系我138****5678")
    assert export_row(order, unmasked=True)["contact_phone"] == "13812345678"
    assert "query_code" not in row


async def test_a_resident_is_not_shown_unless_asked(book: OrderBook) -> None:
    """Name and account veiled, the address without its door, also in the story; `unmasked` shows all of it."""
    order = await book.file(
        draft(
            incident_address="幸福路8号3栋502",
            content="我叫王芳，住幸福路8号3栋502，电话一三八一二三四五六七八",
            lat=31.3,
        ),
        key="k1",
    )
    row = export_row(order)
    shown = {name: row[name] for name in ("requester_name", "account", "incident_address", "lat")}
    assert shown == {"requester_name": "王***", "account": "***", "incident_address": "幸福路***", "lat": None}
    assert row["content"] == "我叫王***，住幸福路***，电话一三八****五六七八"
    told = export_row(order, unmasked=True)
    assert (told["requester_name"], told["account"], told["lat"]) == ("王芳", "visitor-1", 31.3)
    assert told["content"] == order.content


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("阳光小区三栋五零二", "阳光小区***"),
        ("三里屯路１２号", "三里屯路***"),
        ("八一路口", "八一路口"),
        ("", ""),
    ],
)
async def test_an_address_ends_where_a_door_begins(book: OrderBook, address: str, shown: str) -> None:
    order = await book.file(draft(incident_address=address, required=("content",)), key="k1")
    assert export_row(order)["incident_address"] == shown


@pytest.mark.parametrize("unmasked", [False, True])
async def test_the_story_of_a_confidential_order_stays_in_the_house(book: OrderBook, unmasked: bool) -> None:
    """Who handles it reads it in `orders show`, without name and number; no export has it."""
    order = await book.file(
        draft(appeal_type="report", content="我是3栋的老王，我叫王芳", detail="我在门卫上班"), key="k1"
    )
    told = to_json([order], unmasked=unmasked) + to_csv([order], unmasked=unmasked)
    assert "老王" not in told
    assert "门卫" not in told
    assert export_row(order, unmasked=unmasked, at_work=True)["content"] == "我是3栋的老王，我叫***"


@pytest.mark.parametrize("unmasked", [False, True])
async def test_a_confidential_order_never_shows_its_resident(book: OrderBook, unmasked: bool) -> None:
    """Whatever is asked for, in its fields and in its free text."""
    secret = draft(
        appeal_type="report",
        content="我叫王芳，住示例街道幸福路8号工地旁，电话13812345678",
        attachments=["photo-1.jpg"],
        lat=31.3,
        lng=120.6,
    )
    order = await book.file(secret, key="k1")
    told = to_json([order], unmasked=unmasked) + to_csv([order], unmasked=unmasked)
    row = export_row(order, unmasked=unmasked)
    assert not [word for word in SECRETS if word in told.replace(row["respondent"], "")]
    assert json.loads(to_json([order]))[0]["title"] == "工地夜间施工噪声扰民"
