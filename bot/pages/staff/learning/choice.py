"""Choosing a card: the likely ones to tap, and a search for any other."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.catalogue import listed
from bot.pages.staff.knowledge.ways import desk_of
from bot.pages.staff.learning.ways import card_name
from bot.pages.staff.visit import Visit
from config.errors import BadInput

MOST = 5
FOUND = 8


class CardChoice:
    """Radio buttons of cards; `value` is the code of the one that is chosen."""

    def __init__(self, visit: Visit, likely: Sequence[str], label: str, *, preselect: bool = True) -> None:
        self.visit = visit
        library = desk_of(visit).engine.whole
        known = [card for card in likely if card in library.cards][:MOST]
        self.options = {card: card_name(library, card) for card in known}
        with ui.column().classes("w-full gap-1"):
            ui.label(label).classes("text-grey-8 text-sm")
            first = known[0] if known and preselect else None
            self.radio = ui.radio(self.options, value=first).props("dense").classes("wrap")
            with ui.row().classes("items-center gap-2 w-full"):
                self.words = (
                    ui.input("找别的卡片（居民的说法或名称）").props("outlined dense clearable").classes("w-72")
                )
                self.words.on("keydown.enter", self._search)
                ui.button("找", on_click=self._search).props("flat dense")
            self.note = ui.label().classes("text-grey-8 text-sm")
            self.note.set_visibility(False)

    @property
    def value(self) -> str:
        """The card that is chosen; empty where none is."""
        return str(self.radio.value or "")

    def needed(self) -> str:
        """The card that is chosen.

        Raises:
            BadInput: none is.
        """
        if not self.value:
            raise BadInput(say="先选一张卡片；都不合适就点“写一张新卡片”。")
        return self.value

    @action
    async def _search(self) -> None:
        await self.visit.check("learning")
        text = str(self.words.value or "").strip()
        if not text:
            return
        engine, today = desk_of(self.visit).engine, self.visit.services.clock.today()
        rows = listed(engine, words=text, topic="", destination="", today=today)[:FOUND]
        self.options |= {row.card_id: f"{row.title}（{row.destination}）" for row in rows}
        self.radio.set_options(dict(self.options), value=rows[0].card_id if rows else self.radio.value)
        self.note.text = f"找到 {len(rows)} 张，已选第一张。" if rows else "没有这样的卡片，换个说法再找。"
        self.note.set_visibility(True)
