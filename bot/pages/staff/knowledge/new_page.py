"""/staff/knowledge/new: the first lines of a card that there is not; the rest is written in the editor."""

from __future__ import annotations

import re

from nicegui import ui

from bot.pages.guide.look import topic_name
from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.trial import tried
from bot.pages.staff.knowledge.ways import EDIT, WAYS, desk_of, draft_path, heading, ways
from bot.pages.staff.visit import Visit
from config.errors import BadInput
from config.vocabulary import vocabulary

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = {way.rpartition("/")[2] for way in WAYS} | {"new"}
"""Names of pages; no card may be called so."""
LONGEST = 500


@page("/knowledge/new", EDIT, "新卡片")
async def new(visit: Visit, words: str = "") -> None:
    """`words`: what a resident said, that no card fits; it becomes the first phrase."""
    ways(visit, "")
    words = visit.hidden(words.strip()[:LONGEST])
    served = visit.services.knowledge.served
    with ui.card().classes("w-full max-w-2xl gap-3"):
        heading("写一张新卡片")
        title = ui.input("标题（居民一看就懂）").props("outlined dense autofocus maxlength=60").classes("w-full")
        code = ui.input("编号").props('outlined dense maxlength=60 hint="小写字母、数字和短横线，例如 pet-boarding"')
        code.classes("w-full")
        topics = {topic: topic_name(topic) for topic in served.topics}
        topic = ui.select(topics, label="主题", with_input=True).props("outlined dense").classes("w-full")
        places = dict(vocabulary()["destinations"])
        place = ui.select(places, label="归哪里").props("outlined dense").classes("w-full")
        said = ui.textarea("居民会怎么说（一行一句，写多少算多少）", value=words)
        said.props("outlined dense autogrow maxlength=5000").classes("w-full")

        @action
        async def begin() -> None:
            who = (await visit.check(EDIT)).name
            card_id = _checked((code.value or "").strip(), set(served.library.cards))
            phrases = [line.strip() for line in (said.value or "").splitlines() if line.strip()]
            content = {"title": (title.value or "").strip(), "destination": place.value, "phrases": phrases}
            content |= {"reviewed_on": visit.services.clock.today().isoformat()}
            filled = {name: value for name, value in content.items() if value}
            note = visit.noted("card.draft", lambda row: (card_id, {"revision": row.id}))
            knowledge = visit.services.knowledge.noting(note)
            row = await knowledge.save_beside(card_id, who, content=filled, topic=topic.value or "")
            ui.navigate.to(draft_path(row.id))

        ui.button("接着写", on_click=begin).props("unelevated")
    if words:
        _near(visit, words)


def _near(visit: Visit, words: str) -> None:
    """What there is already; often a phrase more is all it takes."""
    engine = desk_of(visit).engine
    rows = [row for one in tried(engine, words) for row in one.rows]
    if rows:
        with ui.card().classes("w-full max-w-2xl"):
            ui.label("先看看这些卡片：多半加一句说法就够了").classes("text-lg")
            for card_id, title, where, score in rows:
                ui.link(f"{title}（{where}，把握 {score}）", f"/knowledge/{card_id}", new_tab=True)


def _checked(card_id: str, there: set[str]) -> str:
    if not ID.fullmatch(card_id):
        raise BadInput(say="编号只用小写字母、数字和短横线，例如 pet-boarding。")
    if card_id in there:
        raise BadInput(say=f"已经有一张 {card_id}。换个编号，或到那张卡片上点“改这张”。")
    if card_id in TAKEN:
        raise BadInput(say=f"{card_id} 不能用作编号，换一个。")
    return card_id
