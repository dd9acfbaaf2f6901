"""/staff/knowledge/drafts: revisions of cards, whoever's, and the way to the gate for those that are ready."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from bot.pages.staff.frame import TABLE, action, page
from bot.pages.staff.knowledge.checking import begin_check
from bot.pages.staff.knowledge.ways import EDIT, draft_path, titled, ways
from bot.pages.staff.visit import Visit
from config.errors import BadInput
from knowledge_base.revisions.book import OPEN
from knowledge_base.revisions.people import same
from knowledge_base.revisions.tables import STATES_ZH, CardRevision

NAMES = {
    "id": "修订", "title": "卡片", "state": "状态", "author": "起草", "saved": "最近谁存", "note": "说明",
}  # fmt: skip
COLUMNS = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in NAMES.items()]
VIEWS = {"open": "没发布的", "review": "等我审核的", "approved": "可以发布的", "mine": "我写的", "all": "全部"}
STATES = {"review": ("in_review",), "approved": ("approved",), "all": tuple(STATES_ZH)}
EMPTY = {
    "open": "没有没发布的修订。到“卡片”里找一张，点“改这张”；或写一张新卡片。",
    "review": "没有等您审核的。",
    "approved": "没有审核通过、等着发布的。",
    "mine": "您没有没发布的修订。",
    "all": "还没有人改过卡片。",
}


@page("/knowledge/drafts", EDIT, "修订")
async def drafts(visit: Visit, view: str = "open") -> None:
    """A table to choose from; a click opens a revision."""
    ways(visit, "/knowledge/drafts")
    await Drafts(visit, view if view in VIEWS else "open").show()


class Drafts:
    """One open list."""

    def __init__(self, visit: Visit, view: str) -> None:
        self.visit = visit
        self.view = view

    async def show(self) -> None:
        """Filter, table, and what can be done with those that are chosen."""
        with ui.row().classes("w-full items-center gap-3"):
            ui.toggle(VIEWS, value=self.view, on_change=lambda event: self.change(event.value)).props("no-caps dense")
            ui.space()
            ui.link("写一张新卡片", "/knowledge/new")
        self.empty = ui.label().classes("text-lg").props("role=status")
        self.table = ui.table(columns=COLUMNS, rows=[], row_key="id", selection="multiple", pagination=50)
        self.table.props(TABLE).classes("w-full cursor-pointer")
        self.table.on("rowClick", lambda event: ui.navigate.to(draft_path(event.args[1]["id"])))
        with ui.row().classes("items-center gap-3"):
            ui.button("检查选中的", on_click=self.check).props("unelevated")
            ui.label("检查约一分钟，做完才能发布；正在答复的不受影响。").classes("text-grey-8")
        await self.fill()

    async def change(self, view: str) -> None:
        """Another view."""
        self.view = view
        await self.fill()

    @action
    async def fill(self) -> None:
        """Reads the list anew."""
        await self.visit.check(EDIT)
        rows = await self.visit.services.knowledge.drafts(STATES.get(self.view, OPEN))
        if self.view == "mine":
            rows = [row for row in rows if self._own(row)]
        if self.view == "review":
            rows = [row for row in rows if not self._own(row)]
        self.table.selected = []
        self.table.rows = [_row(row) for row in rows]
        self.table.set_visibility(bool(rows))
        self.empty.text = EMPTY[self.view] if not rows else ""
        self.empty.set_visibility(not rows)

    @action
    async def check(self) -> None:
        """Begins a check of those that are chosen."""
        await self.visit.check(EDIT)
        numbers = [int(row["id"]) for row in self.table.selected]
        if not numbers:
            raise BadInput(say="先在左边勾上要一起发布的修订。")
        await begin_check(self.visit, numbers)

    def _own(self, row: CardRevision) -> bool:
        return any(same(self.visit.me.name, one) for one in (row.author, *row.editors))


def _row(row: CardRevision) -> dict[str, Any]:
    return {
        "id": row.id, "title": titled(row), "state": STATES_ZH[row.state], "author": row.author,
        "saved": f"{row.saved_by} {row.saved_at:%m-%d %H:%M}",
        "note": row.review_note if row.state == "rejected" else row.note,
    }  # fmt: skip
