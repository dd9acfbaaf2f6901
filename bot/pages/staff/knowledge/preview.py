"""A card as a resident reads it, also one that nobody has published yet; and what a revision changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from config.errors import FenliuError
from config.vocabulary import name_of
from handlers.desk import Desk
from handlers.message import Reply
from knowledge_base.card import Card
from knowledge_base.revisions.content import GROUPS, Fault
from knowledge_base.revisions.differences import Difference

SHORT = 200
"""Lines of one list that are shown of a difference; the rest is counted."""


def bubble(reply: Reply) -> None:
    """A reply as the resident's page shows it."""
    with ui.element("div").classes("bg-blue-1 rounded-lg p-3 w-full"):
        ui.label(reply.text).classes("wrap")
        for name, value in reply.rows:
            ui.label(f"{name}：{value}").classes("wrap text-sm")
        for name, value in reply.folded:
            with ui.expansion(name).props("dense"):
                ui.label(value).classes("wrap text-sm")
        with ui.row().classes("gap-1"):
            for option in reply.options:
                ui.chip(option.label).props("outline dense")


def as_resident(desk: Desk, card: Card) -> None:
    """All that a resident reads first; where a draft's words do not fit together yet, that."""
    try:
        replies = desk.preview(card)
    except (FenliuError, KeyError, ValueError) as error:
        ui.label(getattr(error, "say", "") or "这样还显示不出来，请看看“还差”的几项。").classes("text-negative wrap")
        return
    for reply in replies:
        bubble(reply)


def missing(faults: Sequence[Fault]) -> None:
    """What is not there yet, a line each."""
    with ui.column().classes("w-full gap-1 bg-orange-1 rounded p-3").props("role=status data-faults"):
        ui.label(f"还差 {len(faults)} 处，补好才能提交").classes("text-weight-medium")
        for fault in faults:
            ui.label(fault.words).classes("wrap text-sm")


def changes(found: Sequence[Difference]) -> None:
    """A difference, field by field: what went is struck through, what came stands below."""
    if not found:
        ui.label("没有改动。").classes("text-grey-8")
    for one in found:
        with ui.column().classes("w-full gap-1 border-b border-gray-300 pb-2"):
            ui.label(one.name).classes("text-weight-medium")
            if not one.listed:
                _gone([said(one.field, one.before)] if one.before is not None else [])
                _came([said(one.field, one.after)] if one.after is not None else [])
            elif not one.added and not one.removed:
                ui.label("只是次序变了").classes("text-grey-8")
            else:
                _gone([said(one.field, text) for text in one.removed])
                _came([said(one.field, text) for text in one.added])


def said(field: str, value: Any) -> str:
    """A value in words."""
    if field in GROUPS:
        return name_of(GROUPS[field], str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "　".join(f"{said('', one)}" for one in value.values())
    if isinstance(value, list):
        return "；".join(said("", one) for one in value)
    return str(value)


def _gone(texts: Sequence[str]) -> None:
    for text in texts[:SHORT]:
        with ui.row().classes("items-start gap-2 no-wrap w-full bg-red-1 rounded px-2"):
            ui.label("去掉").classes("text-red-10 shrink-0 text-sm")
            ui.label(text).classes("wrap line-through min-w-0")
    _rest(texts)


def _came(texts: Sequence[str]) -> None:
    for text in texts[:SHORT]:
        with ui.row().classes("items-start gap-2 no-wrap w-full bg-green-1 rounded px-2"):
            ui.label("加上").classes("text-green-10 shrink-0 text-sm")
            ui.label(text).classes("wrap min-w-0")
    _rest(texts)


def _rest(texts: Sequence[str]) -> None:
    if len(texts) > SHORT:
        ui.label(f"……一共 {len(texts)} 行").classes("text-grey-8")
