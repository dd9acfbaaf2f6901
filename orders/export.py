"""Exports: CSV that a spreadsheet opens safely, and JSON; nobody is exposed by either.

Telephone numbers are masked unless the caller asks otherwise. Of a confidential order neither name, phone, address
nor account ever leaves, also not inside its free text, whatever the caller asks.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
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
IDENTIFYING = ("requester_name", "contact_phone", "incident_address", "account", "attachments", "lng", "lat")
FREE_TEXT = ("title", "content", "demand", "occurred_at", "respondent", "detail", "prior_contact", "worker_reason")
MIN_WORD = 2
"""Single characters are not searched for in free text: 王 would black out half of it."""
FORMULA_START = re.compile(r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]")


def export_row(order: Order, *, unmasked: bool = False) -> dict[str, Any]:
    """The order as it may leave, keys in English."""
    row = {name: getattr(order, name) for name in COLUMNS}
    for name, value in row.items():
        if isinstance(value, datetime):
            row[name] = value.isoformat(timespec="seconds")
    if order.confidential:
        _hide_person(row)
    if order.confidential or not unmasked:
        row["contact_phone"] = mask_phone(row["contact_phone"] or "") if not order.confidential else ""
        row |= {name: mask(row[name]) for name in (*FREE_TEXT, "incident_address") if row[name]}
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
        row = export_row(order, unmasked=unmasked)
        row["status"] = STATUS_ZH.get(order.status, order.status)
        row["appeal_type"] = name_of("appeal_types", order.appeal_type)
        row["handler"] = name_of("handlers", order.handler)
        row["level"] = name_of("levels", order.level)
        writer.writerow(safe_cell(row[name]) for name in COLUMNS)
    return "\ufeff" + out.getvalue()


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
    words = [str(row[name]) for name in IDENTIFYING if isinstance(row[name], str) and len(row[name]) >= MIN_WORD]
    words.sort(key=len, reverse=True)
    for name in FREE_TEXT:
        for word in words:
            row[name] = (row[name] or "").replace(word, HIDDEN)
    for name in IDENTIFYING:
        row[name] = [] if name == "attachments" else None if name in {"lng", "lat"} else ""
