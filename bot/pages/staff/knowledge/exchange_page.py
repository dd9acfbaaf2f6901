"""/staff/knowledge/exchange: cards out to a table and back in; first the difference, then drafts."""

from __future__ import annotations

import asyncio
from pathlib import PurePath

from nicegui import events, ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge import preview
from bot.pages.staff.knowledge.ways import EDIT, draft_path, heading, ways
from bot.pages.staff.visit import Visit
from config.errors import SheetRefused
from knowledge_base.revisions.importing import Plan, Planned
from knowledge_base.revisions.sheet import FORMATS, Format
from knowledge_base.revisions.sheet_reading import LARGEST

KINDS: dict[str, Format] = {"yml": "yaml", "yaml": "yaml", "csv": "csv", "xlsx": "xlsx"}
NAMES = {"xlsx": "Excel（XLSX）", "csv": "CSV", "yaml": "YAML"}
MOST = 100
"""Rows and problems shown; the counts are of all."""


@page("/knowledge/exchange", EDIT, "导入导出")
async def exchange(visit: Visit) -> None:
    """Out above, in below."""
    ways(visit, "/knowledge/exchange")
    with ui.card().classes("w-full"):
        heading("导出")
        ui.label("现行的全部卡片，一行一张，中文表头；改好可以原样导回来。").classes("text-grey-8 wrap")
        with ui.row().classes("gap-4"):
            for form, name in NAMES.items():
                ui.link(name, f"/knowledge/export.{form}").props("download")
    Exchange(visit).show()


def kind_of(name: str) -> Format:
    """The format by the file's name, of which nothing else is used.

    Raises:
        SheetRefused: it is none that is known.
    """
    found = KINDS.get(PurePath(name).suffix.lower().removeprefix("."))
    if found is None:
        raise SheetRefused(say="只认 .xlsx、.csv 和 .yaml 文件。别的格式请用表格软件另存为 XLSX。")
    return found


class Exchange:
    """One import: a file, what it would do, and drafts of that."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.knowledge = visit.services.knowledge
        self.data, self.kind, self.name = b"", FORMATS[0], ""
        self.planned: Plan | None = None

    def show(self) -> None:
        """The place to drop a file, and room for what comes of it."""
        with ui.card().classes("w-full"):
            heading("导入")
            told = (
                "先选文件看差别，什么也不会存；看过再存成草稿，照样要审核、检查、发布。没有的列不动，空格子就是清空。"
            )
            ui.label(told).classes("text-grey-8 wrap")
            box = ui.upload(
                label="选文件，或拖到这里（XLSX、CSV、YAML，最多 8 MB）", auto_upload=True, max_files=1,
                max_file_size=LARGEST, on_upload=self.take, on_rejected=self.refused,
            )  # fmt: skip
            box.props('accept=".xlsx,.csv,.yaml,.yml" flat bordered').classes("w-full max-w-lg")
            self.box = box
            self.room = ui.column().classes("w-full gap-3").props("data-plan")

    async def refused(self) -> None:
        """The browser would not send it."""
        ui.notify("这个文件不行：只收 XLSX、CSV、YAML，最多 8 MB。", type="warning")

    @action
    async def take(self, event: events.UploadEventArguments) -> None:
        """A file came: what it would do."""
        await self.visit.check(EDIT)
        self.box.reset()
        self.kind, self.name = kind_of(event.file.name), event.file.name
        self.data = await event.file.read()
        self.room.clear()
        with self.room:
            ui.spinner(size="md")
        try:
            self.planned = await asyncio.to_thread(self.knowledge.plan, self.kind, self.data)
        except SheetRefused:
            self.room.clear()
            raise
        self._draw()

    @action
    async def keep(self) -> None:
        """Stores drafts of all that is new or changed, as it is against what answers now."""
        who = (await self.visit.check(EDIT)).name
        planned = await asyncio.to_thread(self.knowledge.plan, self.kind, self.data)
        if planned != self.planned:
            self.planned = planned
            self._draw()
            ui.notify("知识库刚才变了，差别和刚才看的不一样，请再看一遍。", type="warning")
            return
        note = self.visit.noted("cards.import", lambda rows: (self.name, {"revisions": [row.id for row in rows]}))
        rows = await self.knowledge.noting(note).take(planned, who, f"导入 {self.name}"[:200])
        self.room.clear()
        with self.room:
            ui.label(f"存了 {len(rows)} 份草稿。" if rows else "这些都已经有草稿了，没有重复存。").classes("text-lg")
            for row in rows[:MOST]:
                ui.link(f"第 {row.id} 号修订：{row.content.get('title', row.card_id)}", draft_path(row.id))
            ui.link("到“修订”里看", "/knowledge/drafts?view=mine")

    def _draw(self) -> None:
        planned = self.planned
        self.room.clear()
        if planned is None:
            return
        new, changed, same = (planned.of_kind(kind) for kind in ("new", "changed", "unchanged"))
        with self.room:
            counts = f"新 {len(new)} 张，改 {len(changed)} 张，没变 {len(same)} 张，有错 {len(planned.problems)} 处"
            ui.label(f"{self.name}：{counts}").classes("text-weight-medium wrap").props("role=status data-counts")
            if planned.problems:
                self._problems(planned)
            elif new or changed:
                ui.button(f"存成 {len(new) + len(changed)} 份草稿", on_click=self.keep).props("unelevated")
            else:
                ui.label("和现行的一样，不用导入。").classes("text-grey-8")
            for row in [*new, *changed][:MOST]:
                _planned(row)
            if len(new) + len(changed) > MOST:
                ui.label(f"先列 {MOST} 张。").classes("text-grey-8")

    def _problems(self, planned: Plan) -> None:
        with ui.column().classes("w-full gap-1 bg-red-1 rounded p-3").props("role=alert"):
            ui.label("有要改的地方，一张也不会存。改好文件再选一次。").classes("text-weight-medium")
            for one in planned.problems[:MOST]:
                ui.label(one.words).classes("wrap")
            if len(planned.problems) > MOST:
                ui.label(f"……一共 {len(planned.problems)} 处")


def _planned(row: Planned) -> None:
    title = row.content.get("title", row.card_id)
    with ui.expansion(f"{'新' if row.kind == 'new' else '改'}：{title}（第 {row.row} 行）").classes(
        "w-full bg-white rounded border border-gray-300"
    ):
        preview.changes(row.differences)
