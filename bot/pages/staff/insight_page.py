"""/staff/insight: what came, what became of it, where it went wrong; by time and street, with tables and files."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Query
from nicegui import ui

from bot.insight.files import report_csv, section_csv
from bot.insight.parts import PARTS, TALKS, Insight
from bot.insight.view import View, chosen, last_month, this_month, usual
from bot.insight.words import words
from bot.pages.staff.frame import action, page, told
from bot.pages.staff.gate import ROOT
from bot.pages.staff.insight_sections import draw
from bot.pages.staff.visit import Visit
from config.errors import BadInput
from orders.paper.report import Section
from orders.paper.report_xlsx import to_xlsx

RIGHT = "insight"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
WEEK = 7
LOOK = 0.2
"""Seconds between two looks whether the browser of a page is there again."""


@page("/insight", RIGHT, "数据")
async def insight(
    visit: Visit, since: Annotated[str, Query(alias="from")] = "", to: str = "", street: str = ""
) -> None:
    """The filter, and below it the parts, one after the other as they are counted."""
    board = Board(visit)
    try:
        board.view = chosen(since, to, street, visit.services.region, visit.services.clock.now())
    except BadInput as error:
        ui.notify(error.say, type="warning")
    if not await board.insight.anything():
        ui.label(words.said("nothing_at_all")).classes("text-lg")
        ui.link("打开聊天页看看", "/", new_tab=True)
        return
    board.build()
    ui.timer(0.05, board.show, once=True)


@dataclass
class Board:
    """One open page of figures."""

    visit: Visit
    view: View = field(init=False)
    turn: int = 0
    """Counts how often something else was asked for, so that late answers to an earlier question are dropped."""

    def __post_init__(self) -> None:
        services = self.visit.services
        self.insight = Insight(services.database, services.region, services.clock, _titles(self.visit))
        self.view = usual(services.clock.now())

    def build(self) -> None:
        """The filter and the room below it."""
        with ui.card().classes("w-full"), ui.row().classes("items-end gap-3 w-full"):
            self._presets()
            self.first = ui.input("从哪天").props("type=date dense outlined stack-label").classes("w-36")
            self.last = ui.input("到哪天").props("type=date dense outlined stack-label").classes("w-36")
            streets = {code: one.name for code, one in self.visit.services.region.places.streets.items()}
            every = {"": words.said("everywhere")} | streets
            self.street = ui.select(every, label="街道", value=self.view.street).props("dense outlined").classes("w-40")
            ui.button("查看", icon="search", on_click=self._typed)
            ui.space()
            ui.button("XLSX", icon="download", on_click=self._save_xlsx).props('outline aria-label="全部导出为 XLSX"')
            ui.button("CSV", icon="download", on_click=self._save_csv).props('outline aria-label="全部导出为 CSV"')
        self.title = ui.label().classes("text-lg")
        self.wait = ui.row().classes("items-center w-full")
        self.room = ui.column().classes("w-full gap-4")
        for one in (self.first, self.last):
            one.on("keydown.enter", self._typed)

    def _presets(self) -> None:
        now = self.visit.services.clock.now
        ways = (
            ("近 7 天", lambda: usual(now(), WEEK)), ("近 30 天", lambda: usual(now())),
            ("本月", lambda: this_month(now())), ("上月", lambda: last_month(now())),
        )  # fmt: skip
        with ui.row().classes("gap-1"):
            for name, view in ways:
                chosen_one = ui.button(name, on_click=lambda view=view: self._preset(view()))
                chosen_one.props("outline dense padding='4px 10px'")

    @action
    async def _preset(self, view: View) -> None:
        await self._change(View(view.period, self.street.value or ""))

    @action
    async def _typed(self) -> None:
        services = self.visit.services
        typed = (self.first.value or "", self.last.value or "", self.street.value or "")
        await self._change(chosen(*typed, services.region, services.clock.now()))

    async def _change(self, view: View) -> None:
        self.view = view
        ui.navigate.history.replace(f"{ROOT}/insight?{view.query}")
        await self.show()

    @action
    async def show(self) -> None:
        """Counts and shows part after part; at last the days that nobody had counted yet."""
        await self.visit.check(RIGHT)
        self.turn += 1
        turn, view = self.turn, self.view
        self.first.value, self.last.value, self.street.value = view.first, view.last, view.street
        where = self.visit.services.region.places.streets[view.street].name if view.street else words.said("everywhere")
        self.title.text = f"{view.period.as_of(self.visit.services.clock.now())} · {where}"
        rooms = self._rooms()
        missing = await self.insight.days.missing(view.period)
        if await self._gone(turn):
            return
        bar = self._progress(len(missing)) if missing else None
        for name in PARTS:
            found = await self._counted(name, view)
            if await self._gone(turn):
                return
            self._fill(rooms[name], name, found, view)
        if bar is not None and await self._made(missing, turn, bar):
            self._fill(rooms[TALKS], TALKS, await self._counted(TALKS, view), view)

    async def _gone(self, turn: int) -> bool:
        """Whether something else was asked for meanwhile, or nobody looks any more.

        While the line to the browser is lost nothing more is counted: who left for another page never comes back to
        this one, and the next page should not wait for its figures. The library deletes a page that stays away.
        """
        client = self.room.client
        while not client.has_socket_connection and not self.room.is_deleted:  # noqa: ASYNC110 -- no event tells of both
            await asyncio.sleep(LOOK)
        return turn != self.turn or self.room.is_deleted

    async def _counted(self, name: str, view: View) -> list[Section] | None:
        """The sections of a part; None where it could not be counted, which is told."""
        async with told():
            return await self.insight.part(name, view)
        return None

    async def _made(self, missing: list[date], turn: int, bar: ui.linear_progress) -> bool:
        """Counts the days one by one; False where it came to no end."""
        async with told():
            for done, day in enumerate(missing, 1):
                await self.insight.days.make(day)
                if await self._gone(turn):
                    return False
                bar.value = done / len(missing)
        self.wait.clear()
        return True

    def _rooms(self) -> dict[str, ui.column]:
        """A place for each part, with a sign that it is being counted."""
        self.room.clear()
        self.wait.clear()
        rooms = {}
        with self.room:
            for name in PARTS:
                ui.label(words()["parts"][name]).classes("text-lg font-bold").props('role="heading" aria-level="2"')
                rooms[name] = ui.column().classes("w-full gap-4")
                with rooms[name], ui.row().classes("items-center"):
                    ui.spinner(size="sm")
                    ui.label("正在统计……").classes("text-grey-8")
        return rooms

    def _fill(self, room: ui.column, name: str, found: list[Section] | None, view: View) -> None:
        """`found`: None where it could not be counted; the other parts are there all the same."""
        room.clear()
        with room:
            if found is None:
                ui.label(words.said("not_counted")).classes("text-negative")
                return
            if name == TALKS and view.street:
                ui.label(words.said("not_by_street")).classes("text-grey-9")
            for one in found:
                draw(one, self._save_table)

    def _progress(self, days: int) -> ui.linear_progress:
        with self.wait:
            told = (
                f"还有 {days} 天的对话没有统计过，正在补；补完之前“{words()['parts'][TALKS]}”里的数不全，别的可以先看。"
            )
            ui.label(told).classes("text-grey-9").props("role=status")
            return ui.linear_progress(0, show_value=False).classes("w-full").props('aria-label="补统计的进度"')

    @action
    async def _save_xlsx(self) -> None:
        await self.visit.check(RIGHT)
        report = await self.insight.report(self.view)
        ui.download.content(await asyncio.to_thread(to_xlsx, report), self._name("xlsx"), XLSX)
        await self.visit.note("insight.export", f"{self.view.first}—{self.view.last}", kind="xlsx")

    @action
    async def _save_csv(self) -> None:
        await self.visit.check(RIGHT)
        report = await self.insight.report(self.view)
        ui.download.content(report_csv(report).encode(), self._name("csv"), CSV)
        await self.visit.note("insight.export", f"{self.view.first}—{self.view.last}", kind="csv")

    @action
    async def _save_table(self, section: Section) -> None:
        await self.visit.check(RIGHT)
        ui.download.content(section_csv(section).encode(), self._name("csv", section.title), CSV)
        await self.visit.note("insight.export", section.title, kind="csv")

    def _name(self, kind: str, title: str = "") -> str:
        days = f"{self.view.first}-{self.view.last}".replace("-", "")
        return f"分流数据{'-' + title if title else ''}-{days[:8]}-{days[8:]}.{kind}"


def _titles(visit: Visit) -> dict[str, str]:
    """Card -> title, as the desk knows the cards now."""
    engine = getattr(visit.services.turns.desk, "engine", None)
    return {card.id: card.title for card in engine.library} if engine else {}
