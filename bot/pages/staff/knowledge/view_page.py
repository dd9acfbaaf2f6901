"""/staff/knowledge/{card_id}: everything a card says, beside what a resident reads first, and what can be done."""

from __future__ import annotations

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge import preview, switching
from bot.pages.staff.knowledge.catalogue import line
from bot.pages.staff.knowledge.trial_box import trial_box
from bot.pages.staff.knowledge.ways import EDIT, PUBLISH, desk_of, draft_path, heading, ways
from bot.pages.staff.visit import Visit
from handlers.card_words import goes, law_line
from handlers.desk import Desk
from knowledge_base.card import Card
from knowledge_base.revisions.switches import Target
from knowledge_base.revisions.tables import STATES_ZH, CardRevision


@page("/knowledge/{card_id}", "knowledge", "卡片")
async def one_card(visit: Visit, card_id: str) -> None:
    """The card in service, switched off or not."""
    ways(visit, "")
    desk = desk_of(visit)
    card = desk.engine.whole.cards.get(card_id)
    if card is None:
        await _unknown(visit, card_id)
        return
    topic = desk.engine.whole.topics.get(card_id, "")
    ui.link("← 知识库", "/knowledge").classes("no-underline")
    with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
        with ui.card().classes("grow min-w-0"):
            row = line(card, topic, visit.services.clock.today())
            heading(card.title)
            ui.label("　".join(filter(None, (row.topic, row.destination, row.handler, row.state)))).classes(
                "text-grey-8"
            )
            await _doing(visit, card, topic)
            _facts(desk, card, desk.engine.whole.questions.get(card_id, ()))
            if visit.may(EDIT):
                _history(await visit.services.knowledge.drafts(tuple(STATES_ZH), card_id))
        with ui.column().classes("w-96 max-w-full shrink-0"):
            heading("居民先看到")
            preview.as_resident(desk, card)
            trial_box(visit)


async def _unknown(visit: Visit, card_id: str) -> None:
    ui.label("没有这张卡片，可能已经退下或改了名。").classes("text-lg")
    ui.link("回到知识库", "/knowledge")
    if visit.may(EDIT):
        _history(await visit.services.knowledge.drafts(tuple(STATES_ZH), card_id))


async def _doing(visit: Visit, card: Card, topic: str) -> None:
    """Whether it is switched off, and the ways to change it."""
    knowledge = visit.services.knowledge
    off = [row for row in await knowledge.switched() if row.name in (card.id, topic)]
    for row in off:
        target = Target("topic" if row.kind == "topic" else "card", row.name)
        with ui.row().classes("w-full items-center gap-2 bg-orange-1 rounded p-2").props("data-off"):
            what = "整个主题" if row.kind == "topic" else "这张卡片"
            ui.label(f"{what}停用着，问到的转给人：{row.reason}（{row.by} {row.at:%m-%d %H:%M}）").classes("wrap")
            if visit.may(PUBLISH):
                ui.button("恢复", on_click=lambda target=target: switching.ask(visit, target, off=False)).props(
                    "outline"
                )
    if not visit.may(EDIT):
        return

    @action
    async def edit() -> None:
        await _start(visit, card.id)

    @action
    async def retire() -> None:
        await _start(visit, card.id, retires=True)

    with ui.row().classes("gap-2"):
        ui.button("改这张", on_click=edit).props("unelevated")
        ui.button("让它退下", on_click=retire).props("outline")
        if visit.may(PUBLISH) and not off:
            target = Target("card", card.id)
            ui.button("马上停用", on_click=lambda: switching.ask(visit, target, off=True)).props(
                "outline color=negative"
            )


async def _start(visit: Visit, card_id: str, *, retires: bool = False) -> None:
    """Goes on with a draft of one's own, where there is one; else begins one."""
    who, knowledge = (await visit.check(EDIT)).name, visit.services.knowledge
    open_ = await knowledge.drafts(("draft", "rejected"), card_id)
    mine = [one for one in open_ if one.author == who and one.retires == retires]
    if not mine:
        note = visit.noted("card.draft", lambda row: (card_id, {"revision": row.id, "retires": retires}))
        mine = [await knowledge.noting(note).start(card_id, who, retires=retires)]
    ui.navigate.to(draft_path(mine[0].id))


def _history(rows: list[CardRevision]) -> None:
    with ui.expansion(f"历次修订（{len(rows)}）", value=bool(rows)).classes("w-full"):
        if not rows:
            ui.label("还没有人改过，现在用的是随程序来的内容。").classes("text-grey-8")
        for row in rows:
            with ui.row().classes("items-center gap-2"):
                ui.link(f"第 {row.id} 号：{STATES_ZH[row.state]}", draft_path(row.id))
                what = "退下" if row.retires else row.note
                ui.label(f"{row.author} {row.saved_at:%Y-%m-%d %H:%M} {what}").classes("text-grey-8 wrap")


def _facts(desk: Desk, card: Card, questions: tuple[str, ...]) -> None:
    region = desk.region
    parts: list[tuple[str, list[str]]] = [
        ("归哪里", [goes(desk.wording, card)]),
        ("为什么", [region.fill(card.why)]),
        ("下一步", [region.fill(step) for step in card.next_steps]),
        ("要带什么", [region.fill(item) for item in card.bring]),
        ("依据", [law_line(desk.wording, law) for law in card.law]),
        (f"居民的说法（{len(card.phrases)}）", list(card.phrases)),
        (f"测试问句（{len(questions)}，从不用来建索引）", list(questions)),
    ]
    for name, lines in parts:
        if lines:
            with ui.expansion(name, value=len(lines) <= len(card.next_steps) + 1).classes("w-full"):
                for text in lines:
                    ui.label(text).classes("wrap")
    facts = {
        "编号": card.id,
        "时限": card.time_limit,
        "复核日期": card.reviewed_on,
        "别混成": "、".join(card.near_miss_of),
    }
    for name, value in facts.items():
        if value:
            ui.label(f"{name}：{value}").classes("text-grey-8 wrap")
