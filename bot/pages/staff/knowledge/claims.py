"""Whose the words of a draft are now: what the knowledge base in service makes of its phrases and test questions."""

from __future__ import annotations

from dataclasses import dataclass

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.editor import Editor
from bot.pages.staff.knowledge.ways import EDIT, desk_of, heading
from bot.pages.staff.visit import Visit
from knowledge_base.engine import Engine

MOST = 120
"""Sentences of a draft that are asked."""


@dataclass(frozen=True)
class Claim:
    """A sentence and the card that it leads to now."""

    text: str
    card_id: str
    title: str
    question: bool


def claimed(engine: Engine, card_id: str, phrases: list[str], questions: list[str]) -> list[Claim]:
    """The sentences that another card answers now, those asked of residents first."""
    found = []
    for text, question in [*((one, True) for one in questions), *((one, False) for one in phrases)][:MOST]:
        decision = engine.decide(text)
        card = decision.candidates[0].card if decision.candidates else ""
        if card and card != card_id:
            found.append(Claim(text, card, engine.whole[card].title, question))
    return found


def claims(visit: Visit, editor: Editor) -> None:
    """A button and what it finds."""
    with ui.card().classes("w-full"):
        heading("这些话现在归谁")
        hint = "说法和测试问句里，现在会答成别的卡片的。发布检查会看改了以后各归谁；抢了别人必过的问句就发布不了。"
        ui.label(hint).classes("text-sm text-grey-8 wrap")
        room = ui.column().classes("w-full gap-1")

        @action
        async def look() -> None:
            await visit.check(EDIT)
            written = editor.written()
            phrases = [str(one) for one in written.content.get("phrases") or ()]
            asked = [str(one["text"]) for one in written.questions]
            found = claimed(desk_of(visit).engine, str(written.content.get("id")), phrases, asked)
            room.clear()
            with room:
                if not found:
                    ui.label("没有：要么已经归这张卡片，要么现在还没有卡片答。").classes("text-green-10")
                for one in found:
                    with ui.row().classes("w-full items-baseline gap-2"):
                        ui.label(f"{'问句' if one.question else '说法'}：{one.text}").classes("wrap")
                        ui.link(f"现在归“{one.title}”", f"/knowledge/{one.card_id}", new_tab=True)

        ui.button("看看", on_click=look).props("outline")
