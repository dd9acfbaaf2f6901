"""/staff/knowledge/editions: what answered from when to when, what each changed, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.ways import EDIT, PUBLISH, draft_path, run_path, ways
from bot.pages.staff.visit import Visit
from knowledge_base.revisions.tables import Edition

SHOWN = 12
"""Changed cards of an edition that are named."""


@page("/knowledge/editions", EDIT, "版次")
async def editions(visit: Visit) -> None:
    """A card an edition, the one in service first."""
    ways(visit, "/knowledge/editions")
    found = await visit.services.knowledge.editions()
    if not found:
        ui.label("还没有发布过，现在用的是随程序来的卡片（第 0 版）。").classes("text-lg")
        return
    before = {one.number: older.cards for one, older in pairwise(found)}
    for place, one in enumerate(found):
        _edition(visit, one, before.get(one.number, {}), now=place == 0)
    with ui.card().classes("w-full"), ui.row().classes("w-full items-center gap-3"):
        ui.label("第 0 版：随程序来的卡片").classes("text-weight-medium")
        _back(visit, 0)


def changed(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """Card, revision, and what happened to it from one edition to the next; without a revision the shipped card is
    back."""
    came = [
        (card, number, "改" if card in before else "新盖上")
        for card, number in after.items()
        if before.get(card) != number
    ]
    return [*came, *((card, 0, "回到随程序来的") for card in before if card not in after)]


def _edition(visit: Visit, one: Edition, before: Mapping[str, int], *, now: bool) -> None:
    with ui.card().classes("w-full gap-1").props("data-edition"):
        with ui.row().classes("w-full items-center gap-3"):
            ui.label(f"第 {one.number} 版").classes("text-lg text-weight-medium")
            if now:
                ui.label("现在用着").classes("bg-green-1 text-green-10 rounded px-2")
            ui.label(f"{one.published_by} {one.at:%Y-%m-%d %H:%M} 发布，{one.size} 张卡片").classes("text-grey-8")
            ui.link("检查的结果", run_path(one.run_id))
            if not now:
                _back(visit, one.number)
        if one.note:
            ui.label(one.note).classes("wrap")
        rows = changed(before, one.cards)
        for card, number, what in rows[:SHOWN]:
            with ui.row().classes("gap-2"):
                ui.label(what).classes("text-grey-8")
                known = visit.services.knowledge.served.library.cards.get(card)
                ui.link(known.title if known else card, draft_path(number) if number else f"/knowledge/{card}")
        if len(rows) > SHOWN:
            ui.label(f"……一共 {len(rows)} 张").classes("text-grey-8")


def _back(visit: Visit, number: int) -> None:
    if not visit.may(PUBLISH):
        return

    async def ask() -> None:
        with ui.dialog().props('aria-label="退回"') as dialog, ui.card().classes("w-full max-w-md"):
            ui.label(f"退回到第 {number} 版").classes("text-lg")
            told = "同样过一遍检查，约一分钟，做完就生效。会成为新的一版，要回来也一样退。"
            ui.label(told).classes("wrap text-grey-8")
            why = ui.input("为什么").props("outlined dense autofocus maxlength=200").classes("w-full")

            @action
            async def go() -> None:
                who = (await visit.check(PUBLISH)).name
                reason = why.value or ""
                told = {"reason": reason}
                note = visit.noted("knowledge.rollback", lambda begun: (f"第 {number} 版", {"run": begun.run, **told}))
                run = await visit.services.gate_works.back(number, who, reason, note)
                ui.navigate.to(run_path(run))

            with ui.row():
                ui.button("退回", on_click=go).props("unelevated")
                ui.button("再看看", on_click=dialog.close).props("flat")
        dialog.open()

    ui.button("退回到这一版", on_click=ask).props("outline dense").props(f'aria-label="退回到第 {number} 版"')
