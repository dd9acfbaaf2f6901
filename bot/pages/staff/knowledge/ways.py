"""The ways between the pages of the knowledge base, and what all of them need."""

from __future__ import annotations

from nicegui import ui

from bot.pages.staff.visit import Visit
from handlers.desk import Desk
from knowledge_base.revisions.tables import CardRevision

WAYS = {
    "/knowledge": "卡片",
    "/knowledge/drafts": "修订",
    "/knowledge/runs": "发布检查",
    "/knowledge/editions": "版次",
    "/knowledge/switches": "停用",
    "/knowledge/exchange": "导入导出",
}
"""Address -> name; shown to whoever may edit. Others only read cards."""
LONG = 10
"""Digits of a number that no database takes."""
EDIT, REVIEW, PUBLISH = "knowledge.edit", "knowledge.review", "knowledge.publish"


def ways(visit: Visit, here: str) -> None:
    """The row of ways at the top."""
    if not visit.may(EDIT):
        return
    with ui.row().classes("w-full items-center gap-1 -mb-2").props('role=navigation aria-label="知识库"'):
        for way, name in WAYS.items():
            look = "bg-primary text-white" if way == here else "text-grey-9 bg-white"
            link = ui.link(name, way).classes(f"no-underline rounded px-3 py-1 {look}")
            if way == here:
                link.props("aria-current=page")


def desk_of(visit: Visit) -> Desk:
    """The desk as it answers residents now; its engine may be another one a minute later."""
    desk = visit.services.turns.desk
    if not isinstance(desk, Desk):
        msg = "no knowledge base in this process"
        raise TypeError(msg)
    return desk


def titled(row: CardRevision) -> str:
    """A revision's title as far as there is one, and what it is about."""
    title = str(row.content.get("title") or row.base_content.get("title") or row.card_id)
    return f"{title}（退下）" if row.retires else title


def draft_path(number: int | None) -> str:
    """The page of a revision."""
    return f"/knowledge/drafts/{number}"


def run_path(number: int | None) -> str:
    """The page of a check."""
    return f"/knowledge/runs/{number}"


def heading(text: str, level: int = 2) -> ui.label:
    """A heading, for eyes and for screen readers."""
    label = ui.label(text).classes("text-lg wrap")
    return label.props(f'role="heading" aria-level="{level}"')


def number_of(text: str) -> int:
    """The number in an address; 0, which nothing has, where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONG else 0
