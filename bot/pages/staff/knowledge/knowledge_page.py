"""/staff/knowledge and /staff/knowledge/{card_id}: the cards, what a resident reads, and a box to try words."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from bot.pages.guide.look import topic_name
from bot.pages.staff.frame import TABLE, action, page
from bot.pages.staff.knowledge.catalogue import MOST, line, listed
from bot.pages.staff.knowledge.trial import Trial, tried
from bot.pages.staff.visit import Visit
from config.vocabulary import vocabulary
from handlers.card_words import goes, law_line
from handlers.desk import Desk
from handlers.message import Reply
from knowledge_base.card import Card

NAMES = {"title": "事项", "topic": "主题", "destination": "归哪里", "handler": "承办", "state": "状态"}
COLUMNS = [{"name": name, "label": label, "field": name, "align": "left"} for name, label in NAMES.items()]
LONGEST = 500


def desk_of(visit: Visit) -> Desk:
    """The desk as it answers residents now; its engine may be another one a minute later."""
    desk = visit.services.turns.desk
    if not isinstance(desk, Desk):
        msg = "no knowledge base in this process"
        raise TypeError(msg)
    return desk


@page("/knowledge", "knowledge", "知识库")
async def knowledge(visit: Visit) -> None:
    """A list with search on the left, the box to try words on the right; below each other on a phone."""
    library = desk_of(visit).engine.library
    topics = {"": "全部主题"} | {topic: topic_name(topic) for topic in sorted({*library.topics.values()})}
    with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
        with ui.column().classes("grow gap-2 min-w-0"):
            with ui.row().classes("w-full items-end gap-2"):
                words = ui.input("居民会怎么说，或事项名称").props("outlined dense clearable").classes("w-64")
                topic = ui.select(topics, value="", label="主题").props("outlined dense").classes("w-40")
                places = {"": "全部去向"} | dict(vocabulary()["destinations"])
                place = ui.select(places, value="", label="归哪里").props("outlined dense").classes("w-40")
            count = ui.label().classes("text-grey-8")
            table = ui.table(columns=COLUMNS, rows=[], row_key="id").props(TABLE).classes("w-full")
            table.classes("cursor-pointer")
        with ui.column().classes("w-96 max-w-full shrink-0"):
            trial_box(visit)

    @action
    async def fill() -> None:
        engine, today = desk_of(visit).engine, visit.services.clock.today()
        fits = listed(engine, words=words.value or "", topic=topic.value, destination=place.value, today=today)
        table.rows = [{"id": one.card_id, **{name: getattr(one, name) for name in NAMES}} for one in fits]
        more = f"，先列 {MOST} 张，请再缩小范围" if len(fits) == MOST else ""
        count.text = f"{len(fits)} 张{more}" if fits else "没有这样的卡片。换个说法，或清空条件。"

    table.on("rowClick", lambda event: ui.navigate.to(f"/knowledge/{event.args[1]['id']}"))
    for field in (words, topic, place):
        field.on_value_change(fill)
    await fill()


@page("/knowledge/{card_id}", "knowledge", "卡片")
async def one_card(visit: Visit, card_id: str) -> None:
    """Everything a card says, beside what a resident reads first."""
    desk = desk_of(visit)
    card = desk.engine.library.cards.get(card_id)
    if card is None:
        ui.label("没有这张卡片，可能已经停用或改了名。").classes("text-lg")
        ui.link("回到知识库", "/knowledge")
        return
    topic = desk.engine.library.topics.get(card_id, "")
    ui.link("← 知识库", "/knowledge").classes("no-underline")
    with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
        with ui.card().classes("grow min-w-0"):
            row = line(card, topic, visit.services.clock.today())
            ui.label(card.title).classes("text-xl")
            ui.label("　".join(filter(None, (row.topic, row.destination, row.handler, row.state)))).classes(
                "text-grey-8"
            )
            _facts(desk, card, desk.engine.library.questions.get(card_id, ()))
        with ui.column().classes("w-96 max-w-full shrink-0"):
            ui.label("居民先看到").classes("text-lg")
            for reply in desk.preview(card):
                bubble(reply)
            trial_box(visit)


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


def trial_box(visit: Visit) -> None:
    """Words in, what the engine makes of them out."""
    with ui.card().classes("w-full"):
        ui.label("试一句").classes("text-lg")
        words = ui.textarea("居民的原话").props(f"outlined autogrow maxlength={LONGEST}").classes("w-full")
        shown = ui.column().classes("w-full gap-2")

        @action
        async def look() -> None:
            await visit.check("knowledge")
            shown.clear()
            text = (words.value or "").strip()[:LONGEST]
            with shown:
                for one in tried(desk_of(visit).engine, text) if text else ():
                    _trial(one)

        words.on("keydown.ctrl.enter", look)
        ui.button("看看怎么答", on_click=look).props("outline")


def _trial(one: Trial) -> None:
    ui.label(f"{one.outcome}：{one.text}").classes("text-weight-medium wrap")
    if one.signals:
        ui.label(f"先看到的信号：{one.signals}").classes("text-negative")
    columns: list[dict[str, Any]] = [
        {"name": name, "label": label, "field": name, "align": "left"}
        for name, label in {"title": "卡片", "where": "归哪里", "score": "把握"}.items()
    ]
    rows = [{"id": card, "title": title, "where": where, "score": score} for card, title, where, score in one.rows]
    if rows:
        ui.table(columns=columns, rows=rows, row_key="id").props("flat dense wrap-cells").classes("w-full")
        ui.label(one.margin).classes("text-sm text-grey-8")
    if one.words:
        ui.label(f"起作用的词：{one.words}").classes("text-sm text-grey-8 wrap")
