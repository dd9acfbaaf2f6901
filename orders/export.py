"""Exports: CSV that a spreadsheet opens safely, and JSON; nobody is exposed by either.

Unless the caller asks otherwise, telephone numbers, names and accounts are masked and addresses are cut. Of a
confidential order neither name, phone, address, account nor the resident's own words ever leave, whatever is asked.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from config.masking import HIDDEN, mask, mask_phone
from config.vocabulary import name_of
from orders.status import STATUS_ZH
from orders.tables import Order

COLUMNS: dict[str, str] = {
    "number": "工单编号", "status": "状态", "received_at": "受理时间", "due_at": "办理时限", "channel": "受理渠道",
    "title": "标题", "appeal_type": "诉求类型", "handler": "承办类别", "lead_unit": "主办单位", "level": "承办层级",
    "content": "诉求内容", "demand": "具体诉求", "occurred_at": "发生时间", "incident_address": "事发地址",
    "respondent": "被反映对象", "detail": "补充信息", "prior_contact": "是否已反映", "requester_name": "称呼",
    "contact_phone": "联系电话", "account": "渠道账号", "anonymous": "是否匿名", "confidential": "是否保密",
    "attachments": "附件", "lng": "经度", "lat": "纬度", "card_id": "依据的卡片", "card_version": "卡片版本",
    "library_version": "知识库版本", "confidence": "判断置信度", "scope_reason": "范围判断理由",
    "worker": "立单工作人员", "worker_reason": "立单理由",
}  # fmt: skip
OWN_WORDS = ("content", "demand", "detail", "prior_contact")
"""What the resident told: of a confidential order it says who told it."""
IDENTIFYING = ("requester_name", "contact_phone", "incident_address", "account", "attachments", "lng", "lat")
FREE_TEXT = ("title", "content", "demand", "occurred_at", "respondent", "detail", "prior_contact", "worker_reason")
MIN_WORD = 2
"""Single characters are not searched for in free text: 王 would black out half of it."""
HOUSE_NUMBER = re.compile(
    r"[\d０-９].*|[零〇一二三四五六七八九十百]+(?:号|弄|幢|栋|座|单元|室|楼|层|户|组|村民小组).*", re.DOTALL
)
"""Where an address begins to lead to one door."""
FORMULA_START = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")


def export_row(order: Order, *, unmasked: bool = False, at_work: bool = False) -> dict[str, Any]:
    """The order as it may leave, keys in English. `at_work`: for who handles it, the story of a confidential one too,
    without the words that name the resident."""
    row = {name: getattr(order, name) for name in COLUMNS}
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = value.isoformat(timespec="seconds")
    if order.confidential:
        _hide_person(row)
        row |= {name: HIDDEN for name in OWN_WORDS if row[name] and not at_work}
    elif not unmasked:
        _veil_person(row)
    if order.confidential or not unmasked:
        row |= {name: mask(row[name]) for name in FREE_TEXT if row[name]}
    return row


def to_json(orders: Iterable[Order], *, unmasked: bool = False) -> str:
    """All orders as one JSON list."""
    return json.dumps([export_row(order, unmasked=unmasked) for order in orders], ensure_ascii=False, indent=2)


def to_csv(orders: Iterable[Order], *, unmasked: bool = False) -> str:
    """All orders as CSV with Chinese headings; begins with the mark by which Excel knows UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for order in orders:
        writer.writerow(cells(order, unmasked=unmasked))
    return "\ufeff" + out.getvalue()


def cells(order: Order, *, unmasked: bool = False) -> list[str]:
    """The row of an order in a table, with Chinese names for codes; no cell can be taken for a formula."""
    row = export_row(order, unmasked=unmasked)
    row["status"] = STATUS_ZH.get(order.status, order.status)
    row["appeal_type"] = name_of("appeal_types", order.appeal_type)
    row["handler"] = name_of("handlers", order.handler)
    row["level"] = name_of("levels", order.level)
    return [safe_cell(row[name]) for name in COLUMNS]


def safe_cell(value: Any) -> str:
    """The value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(str(one) for one in value)
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\0", "")
    return f"'{text}" if FORMULA_START.match(text) else text


def _hide_person(row: dict[str, Any]) -> None:
    """Empties what points to the resident, and blacks out the same words wherever they stand in free text."""
    _replace(row, {str(row[name]): HIDDEN for name in IDENTIFYING if isinstance(row[name], str)})
    for name in IDENTIFYING:
        row[name] = [] if name == "attachments" else None if name in {"lng", "lat"} else ""


def _veil_person(row: dict[str, Any]) -> None:
    """Leaves of name, phone, address and account what shows which is meant, not who; also in free text."""
    name, address = row["requester_name"] or "", row["incident_address"] or ""
    veiled = {
        "requester_name": name[:1] + HIDDEN if name else "",
        "contact_phone": mask_phone(row["contact_phone"] or ""),
        "incident_address": HOUSE_NUMBER.sub(HIDDEN, address),
        "account": HIDDEN if row["account"] else "",
    }
    _replace(row, {str(row[part]): shown for part, shown in veiled.items()})
    row |= veiled | {"lng": None, "lat": None}


def _replace(row: dict[str, Any], words: Mapping[str, str]) -> None:
    """Puts the other words for these wherever they stand in free text, long ones first."""
    for name in FREE_TEXT:
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= MIN_WORD and row[name]:
                row[name] = row[name].replace(word, words[word])
