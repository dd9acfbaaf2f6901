"""The box to try words in: what the engine makes of them, with scores and what came near."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.trial import Trial, tried
from bot.pages.staff.knowledge.ways import desk_of, heading
from bot.pages.staff.visit import Visit
from knowledge_base.engine import Engine

LONGEST = 500
COLUMNS: list[dict[str, Any]] = [
    {"name": name, "label": label, "field": name, "align": "left"}
    for name, label in {"title": "卡片", "where": "归哪里", "score": "把握"}.items()
]
Engines = Callable[[], Awaitable[dict[str, Engine]]]
"""Heading -> engine that the words are put to."""


def trial_box(visit: Visit, title: str = "试一句", engines: Engines | None = None) -> None:
    """Words in, what the engine makes of them out; of several engines below each other."""
    with ui.card().classes("w-full"):
        heading(title)
        words = ui.textarea("居民的原话").props(f"outlined autogrow maxlength={LONGEST}").classes("w-full")
        shown = ui.column().classes("w-full gap-2").props("data-trial")

        async def now() -> dict[str, Engine]:
            return {"": desk_of(visit).engine}

        @action
        async def look() -> None:
            await visit.check("knowledge")
            text = (words.value or "").strip()[:LONGEST]
            found = {name: tried(engine, text) for name, engine in (await (engines or now)()).items()} if text else {}
            shown.clear()
            with shown:
                for name, trials in found.items():
                    if name:
                        ui.label(name).classes("text-weight-bold")
                    for one in trials:
                        _trial(one)

        words.on("keydown.ctrl.enter", look)
        ui.button("看看怎么答", on_click=look).props("outline")


def _trial(one: Trial) -> None:
    ui.label(f"{one.outcome}：{one.text}").classes("text-weight-medium wrap")
    if one.signals:
        ui.label(f"先看到的信号：{one.signals}").classes("text-negative")
    rows = [{"id": card, "title": title, "where": where, "score": score} for card, title, where, score in one.rows]
    if rows:
        ui.table(columns=COLUMNS, rows=rows, row_key="id").props("flat dense wrap-cells").classes("w-full")
        ui.label(one.margin).classes("text-sm text-grey-8")
    if one.words:
        ui.label(f"起作用的词：{one.words}").classes("text-sm text-grey-8 wrap")
