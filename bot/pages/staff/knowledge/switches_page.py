"""/staff/knowledge/switches: what is switched off now, and a way to switch a card or a whole topic."""

from __future__ import annotations

from nicegui import ui

from bot.pages.guide.look import topic_name
from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge import switching
from bot.pages.staff.knowledge.boxes import when_opened
from bot.pages.staff.knowledge.ways import EDIT, PUBLISH, heading, ways
from bot.pages.staff.visit import Visit
from config.errors import BadInput
from knowledge_base.revisions.switches import Target
from knowledge_base.revisions.tables import CardSwitch


@page("/knowledge/switches", EDIT, "停用")
async def switches(visit: Visit) -> None:
    """What is off, a row each; below it the way to switch."""
    ways(visit, "/knowledge/switches")
    rows = await visit.services.knowledge.switched()
    if not rows:
        ui.label("没有停用的，所有卡片都在答复。").classes("text-lg")
        ui.label("法条刚改、内容发现有错，先停用再慢慢改：停用马上生效，问到的转给人。").classes("text-grey-8 wrap")
    for row in rows:
        _row(visit, row)
    if visit.may(PUBLISH):
        _new(visit)
    with ui.expansion("以前的停用和恢复", value=False).classes("w-full bg-white rounded border border-gray-300"):
        for row in await visit.services.knowledge.switch_history():
            ui.label(
                f"{row.at:%Y-%m-%d %H:%M} {row.by} {'停用' if row.off else '恢复'} {_named(visit, row)}：{row.reason}"
            )


def _row(visit: Visit, row: CardSwitch) -> None:
    with ui.card().classes("w-full").props("data-off"), ui.row().classes("w-full items-center gap-3"):
        ui.label(_named(visit, row)).classes("text-weight-medium wrap")
        ui.label(f"{row.reason}（{row.by} {row.at:%m-%d %H:%M}）").classes("text-grey-8 wrap")
        if row.kind == "card":
            ui.link("看卡片", f"/knowledge/{row.name}")
        if visit.may(PUBLISH):
            ui.button("恢复", on_click=lambda: switching.ask(visit, _target(row), off=False)).props("outline")


def _target(row: CardSwitch) -> Target:
    return Target("topic" if row.kind == "topic" else "card", row.name)


def _named(visit: Visit, row: CardSwitch) -> str:
    return switching.named(visit, _target(row))


def _new(visit: Visit) -> None:
    library = visit.services.knowledge.served.library
    topics = sorted(set(library.topics.values()))
    counts = {topic: sum(one == topic for one in library.topics.values()) for topic in topics}
    choices = {f"topic:{topic}": f"整个主题：{topic_name(topic)}（{counts[topic]} 张）" for topic in topics}

    def cards() -> dict[str, str]:
        return {f"card:{card.id}": f"{card.title}（{card.id}）" for card in library}

    with ui.card().classes("w-full max-w-2xl"):
        heading("停用一张卡片或一个主题")
        box = ui.select(choices, label="卡片或主题（打字查找）", with_input=True, clearable=True)
        box.props("outlined dense").classes("w-full")
        when_opened(box, cards)

        @action
        async def go() -> None:
            await visit.check(PUBLISH)
            kind, _, name = str(box.value or "").partition(":")
            if not name:
                raise BadInput(say="先选一张卡片或一个主题。")
            switching.ask(visit, Target("topic" if kind == "topic" else "card", name), off=True)

        ui.button("停用……", on_click=go).props("outline color=negative")
