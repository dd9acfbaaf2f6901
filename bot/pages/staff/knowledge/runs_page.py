"""/staff/knowledge/runs: the last checks of the gate, and a way to take up what came with the program."""

from __future__ import annotations

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.checking import begin_check
from bot.pages.staff.knowledge.ways import EDIT, run_path, ways
from bot.pages.staff.visit import Visit
from knowledge_base.revisions.tables import GateRun

STATES = {"running": "正在检查", "ready": "检查完了", "broken": "没有做完", "published": "已发布"}


@page("/knowledge/runs", EDIT, "发布检查")
async def runs(visit: Visit) -> None:
    """A row a check, the newest first."""
    ways(visit, "/knowledge/runs")
    found = await visit.services.knowledge.runs()
    if not found:
        ui.label("还没有做过发布检查。").classes("text-lg")
        ui.label("到“修订”里勾上要发布的，点“检查选中的”。").classes("text-grey-8")
    for run in found:
        _row(visit, run)
    with ui.expansion("取用随程序更新的卡片").classes("w-full bg-white rounded border border-gray-300"):
        told = "发布过一次之后，升级程序带来的新卡片要检查、发布才生效。改过的卡片盖在上面，不会被冲掉。"
        ui.label(told).classes("wrap text-grey-8")

        @action
        async def check() -> None:
            await visit.check(EDIT)
            await begin_check(visit, [])

        ui.button("检查随程序来的卡片", on_click=check).props("outline")


def _row(visit: Visit, run: GateRun) -> None:
    work = visit.services.gate_works.of(run)
    state = "没有做完" if work.ended and run.state == "running" else STATES[run.state]
    with ui.card().classes("w-full"), ui.row().classes("w-full items-center gap-3"):
        ui.link(f"第 {run.id} 次检查", run_path(run.id)).classes("text-weight-medium")
        ui.label(state).classes("bg-blue-1 text-primary rounded px-2")
        what = f"退回第 {run.back_to} 版" if run.back_to is not None else f"{len(run.revisions)} 份修订"
        ui.label(f"{what}，{run.made_by} {run.made_at:%m-%d %H:%M}").classes("text-grey-8")
        if run.failures:
            ui.label(f"必过的没过 {len(run.failures)} 句").classes("text-negative")
        if run.edition:
            ui.link(f"成了第 {run.edition} 版", "/knowledge/editions")
