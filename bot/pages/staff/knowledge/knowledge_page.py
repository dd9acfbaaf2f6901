"""/staff/knowledge: the cards, found in residents' words, and a box to try words."""

from __future__ import annotations

from nicegui import ui

from bot.pages.guide.look import topic_name
from bot.pages.staff.frame import TABLE, action, page
from bot.pages.staff.knowledge.catalogue import MOST, listed
from bot.pages.staff.knowledge.trial_box import trial_box
from bot.pages.staff.knowledge.ways import EDIT, desk_of, ways
from bot.pages.staff.visit import Visit
from config.vocabulary import vocabulary

NOWRAP = "white-space: nowrap"
NAMES = {"title": "事项", "topic": "主题", "destination": "归哪里", "handler": "承办", "state": "状态"}
WHOLE = {"topic", "destination", "state"}
"""Columns of a few characters, which stay in one line."""
COLUMNS = [
    {"name": name, "label": label, "field": name, "align": "left"} | ({"style": NOWRAP} if name in WHOLE else {})
    for name, label in NAMES.items()
]
PAGE = 25
"""Rows of a page of the table."""


@page("/knowledge", "knowledge", "知识库")
async def knowledge(visit: Visit) -> None:
    """A list with search on the left, the box to try words on the right; below each other on a phone."""
    ways(visit, "/knowledge")
    library = desk_of(visit).engine.library
    topics = {"": "全部主题"} | {topic: topic_name(topic) for topic in sorted({*library.topics.values()})}
    with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
        with ui.column().classes("grow gap-2 min-w-0"):
            with ui.row().classes("w-full items-end gap-2"):
                words = (
                    ui.input("居民会怎么说，或事项名称").props("outlined dense clearable debounce=150").classes("w-64")
                )
                topic = ui.select(topics, value="", label="主题").props("outlined dense").classes("w-40")
                places = {"": "全部去向"} | dict(vocabulary()["destinations"])
                place = ui.select(places, value="", label="归哪里").props("outlined dense").classes("w-40")
                if visit.may(EDIT):
                    ui.space()
                    ui.link("写一张新卡片", "/knowledge/new")
            count = ui.label().classes("text-grey-8").props("role=status")
            table = ui.table(columns=COLUMNS, rows=[], row_key="id", pagination=PAGE).props(TABLE)
            table.classes("w-full cursor-pointer")
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
