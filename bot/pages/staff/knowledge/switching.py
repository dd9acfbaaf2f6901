"""Stopping a card or topic from answering, and letting it answer again: the question why, and the way back."""

from __future__ import annotations

from nicegui import ui

from bot.pages.guide.look import topic_name
from bot.pages.staff.frame import action, reload
from bot.pages.staff.knowledge.ways import PUBLISH, desk_of
from bot.pages.staff.visit import Visit
from knowledge_base.revisions.switches import KINDS_ZH, Target


def named(visit: Visit, target: Target) -> str:
    """What is switched, in words."""
    if target.kind == "topic":
        return f"主题“{topic_name(target.name)}”"
    card = desk_of(visit).engine.whole.cards.get(target.name)
    return f"卡片“{card.title if card else target.name}”"


async def switch(visit: Visit, target: Target, *, off: bool, reason: str) -> None:
    """Does it, and puts it down."""
    who = (await visit.check(PUBLISH)).name
    note = visit.noted(f"{target.kind}.{'off' if off else 'on'}", lambda _switch: (target.name, {"reason": reason}))
    await visit.services.knowledge.noting(note).switch(target, who, off=off, reason=reason)


def ask(visit: Visit, target: Target, *, off: bool) -> None:
    """Asks why; then it is live within two seconds."""
    with ui.dialog().props('aria-label="停用、恢复"') as dialog, ui.card().classes("w-full max-w-md"):
        ui.label(f"{'停用' if off else '恢复'}{named(visit, target)}").classes("text-lg wrap")
        told = "马上生效：不再用它答复，问到的转给人。随时可以恢复。" if off else "马上生效：又会用它答复居民。"
        ui.label(told).classes("wrap text-grey-8")
        why = ui.input("为什么（别人要看得懂）").props("outlined dense autofocus maxlength=200").classes("w-full")

        @action
        async def go() -> None:
            await switch(visit, target, off=off, reason=why.value or "")
            dialog.close()
            reload(f"{KINDS_ZH[target.kind]}{'停用' if off else '恢复'}了。")

        why.on("keydown.enter", go)
        with ui.row():
            ui.button("停用" if off else "恢复", on_click=go).props("unelevated" + (" color=negative" if off else ""))
            ui.button("再看看", on_click=dialog.close).props("flat")
    dialog.open()
