"""How a section of figures looks: tiles, or a chart with the same numbers as a table beneath it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from bot.insight.echart import height, options
from bot.insight.files import shown, table_of
from bot.insight.parts import is_empty
from bot.insight.words import words
from orders.paper.report import Chart, Figure, Figures, Section, Show, written

ROWS = 12
"""Rows of a table before it is paged."""
Save = Callable[[Section], Awaitable[None]]


def draw(section: Section, save: Save) -> None:
    """One section as a card. `save` gives its table as a file."""
    with ui.card().classes("w-full gap-2").props(f'role=region aria-label="{_plain(section.title)}"'):
        with ui.row().classes("items-center w-full no-wrap"):
            ui.label(section.title).classes("text-base font-bold").props('role="heading" aria-level="3"')
            ui.space()
            if not isinstance(section.body, Figures) and not is_empty(section):
                saving = ui.button("CSV", icon="download", on_click=lambda: save(section))
                saving.props(f'flat dense no-caps aria-label="下载“{_plain(section.title)}”的表 CSV"')
        if section.note:
            ui.label(section.note).classes("text-sm text-grey-8 wrap")
        if isinstance(section.body, Figures):
            _tiles(section.body)
        elif is_empty(section):
            ui.label(words.said("nothing_in_section")).classes("text-grey-8")
        else:
            if isinstance(section.body, Chart):
                ui.echart(options(section.body)).classes("w-full").style(f"height:{height(section.body)}px")
            _table(section)


def _tiles(figures: Figures) -> None:
    with ui.element("div").classes("grid grid-cols-1 sm:grid-cols-2 lg:grid-cols-4 gap-2 w-full"):
        for one in figures.items:
            _tile(one)


def _tile(one: Figure) -> None:
    with ui.element("div").classes("rounded p-3").style("border: 1px solid #dde3ea"):
        ui.label(one.name).classes("text-sm text-grey-9")
        value = written(one.value, one.show)
        with ui.row().classes("items-baseline gap-1"):
            ui.label(value).classes("text-2xl text-primary")
            if one.unit and value != "—":
                ui.label(one.unit).classes("text-sm text-grey-8")
        if one.explain:
            ui.label(one.explain).classes("text-xs text-grey-8 wrap")


def _table(section: Section) -> None:
    grid = table_of(section)
    columns: list[dict[str, Any]] = [
        {"name": str(place), "label": name, "field": str(place), **_look(grid.show(place))}
        for place, name in enumerate(grid.columns)
    ]
    rows = [
        {"id": number} | {str(place): text for place, text in enumerate(row)} for number, row in enumerate(shown(grid))
    ]
    table = ui.table(columns=columns, rows=rows, row_key="id", pagination={"rowsPerPage": ROWS}).classes("w-full")
    table.props("flat dense bordered" if len(rows) > ROWS else "flat dense bordered hide-bottom")


def _look(show: Show) -> dict[str, str]:
    """Words break, numbers and headings do not; what is too wide for a telephone scrolls."""
    if show is Show.TEXT:
        return {"align": "left", "style": "white-space: normal; min-width: 6em"}
    return {"align": "left" if show is Show.DAY else "right"}


def _plain(title: str) -> str:
    """A title as it may stand in an attribute."""
    return title.replace('"', "").replace("\\", "")
