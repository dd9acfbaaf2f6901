"""The ways between the pages of learning, and small parts that they share."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from bot.learning.queue import KINDS
from bot.pages.staff.desk.drafts import ask_browser
from config.vocabulary import name_of
from knowledge_base.library import Library

APPEALS = "/learning/appeals"
RIGHT = "learning"
DONE = "done"
ALL = "all"
COLOURS = {"unmatched": "blue-1", "low_margin": "amber-1", "disputed": "red-1", "rerouted": "purple-1"}


def ways(here: str, counts: dict[str, int], waiting: int) -> None:
    """The row at the top: kinds with how many are open, what was done, objections with how many wait."""
    everything = sum(counts.values())
    rows = [(ALL, "/learning", f"全部 {everything}")]
    rows += [(kind, f"/learning?kind={kind}", f"{name} {counts.get(kind, 0)}") for kind, name in KINDS.items()]
    rows += [(DONE, f"/learning?kind={DONE}", "已处理"), (APPEALS, APPEALS, f"边界申诉 {waiting}")]
    with ui.row().classes("w-full items-center gap-1").props('role=navigation aria-label="学习"'):
        for name, way, label in rows:
            look = "bg-primary text-white" if name == here else "text-grey-9 bg-white"
            link = ui.link(label, way).classes(f"no-underline rounded px-3 py-1 {look}")
            if name == here:
                link.props("aria-current=page")


def appeal_path(receipt: str) -> str:
    """The page of one objection."""
    return f"{APPEALS}/{receipt}"


def new_card_path(words: str) -> str:
    """Where a card is begun with these words."""
    return f"/knowledge/new?words={quote(words, safe='')}"


def card_name(library: Library, card_id: str) -> str:
    """A card by title and destination; one that is gone by its code."""
    card = library.cards.get(card_id)
    return f"{card.title}（{name_of('destinations', card.destination)}）" if card else f"{card_id}（已不在用）"


def kept(name: str, box: ValueElement[Any]) -> None:
    """What is typed into a box stays in this tab of the browser until `forget`, whatever happens to the page."""
    key = json.dumps(f"fenliu.{name}")
    box.on("update:model-value", js_handler=f"(typed) => sessionStorage.setItem({key}, typed ?? '')")

    async def restore() -> None:
        found = await ask_browser(f"return sessionStorage.getItem({key})")
        if isinstance(found, str) and found:
            box.value = found

    ui.timer(0.1, restore, once=True)


def forget(name: str) -> None:
    """What was typed was sent."""
    ui.run_javascript(f"sessionStorage.removeItem({json.dumps(f'fenliu.{name}')})")
