"""/staff/orders/cases: what runs beside the orders (群评、吹哨、剔除、标签……), each with a page of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.gate import ROOT
from bot.pages.staff.orders.board_views import path_of
from bot.pages.staff.orders.case_list import NAMES, Asked, CaseList, Line
from bot.pages.staff.visit import Visit

NOTHING = "没有还没结束的旁路事项。群评、吹哨、标签、剔除从工单页上开。"
NONE_ENDED = "还没有结束的。"


def case_path(receipt: str) -> str:
    """The page of one case."""
    return f"/orders/cases/{receipt}"


@page("/orders/cases", "orders", "旁路事项")
async def cases(visit: Visit, kind: str = "", ended: str = "") -> None:
    """A list, narrowed by what stands in the address, and more on request."""
    here = CasesPage(visit, Asked.read(kind, ended))
    here.draw()
    await here.show()


class CasesPage:
    """One open list."""

    def __init__(self, visit: Visit, asked: Asked) -> None:
        self.visit = visit
        self.asked = asked
        self._last = 0

    def draw(self) -> None:
        """The filters, and place for the list."""
        ui.link("回到工单", "/orders")
        with ui.row().classes("items-center gap-3 w-full").props('role=search aria-label="挑着看"'):
            box = ui.select(NAMES, label="哪一种", value=self.asked.kind or None, clearable=True)
            box.props("dense outlined options-dense").classes("min-w-[8rem]")
            box.on_value_change(lambda event: self.change(kind=event.value or ""))
            ended = ui.checkbox("看结束了的", value=self.asked.ended)
            ended.on_value_change(lambda event: self.change(ended=bool(event.value)))
        self.rows = ui.column().classes("w-full gap-2")
        self.nothing = ui.label().classes("text-lg text-grey-8").props("data-ready role=status")
        self.button = ui.button("再看一些", on_click=action(self.more)).props("flat")

    async def change(self, **said: Any) -> None:
        """Another filter: shows what fits, and the address with it."""
        after = replace(self.asked, **said)
        if after != self.asked:
            self.asked = after
            ui.navigate.history.replace(f"{ROOT}{after.address()}")
            await self.show()

    async def show(self) -> None:
        """From the first one."""
        self._last = 0
        await action(self.more)()

    async def more(self) -> None:
        """The next ones."""
        await self.visit.check("orders")
        asked, after = self.asked, self._last
        async with self.visit.services.database.reading() as session:
            found, left = await CaseList(session, self.visit.services.region).page(asked, after)
        if (asked, after) != (self.asked, self._last):  # somebody chose on meanwhile
            return
        if not after:
            self.rows.clear()
        with self.rows:
            for line in found:
                _row(line)
        self._last = found[-1].id if found else after
        self.nothing.set_text(NONE_ENDED if asked.ended else NOTHING)
        self.nothing.set_visibility(not self._last)
        self.button.set_visibility(left)


def _row(line: Line) -> None:
    with ui.card().classes("w-full p-3 gap-1").props("flat bordered"):
        with ui.row().classes("items-center gap-3 w-full"):
            ui.link(f"{line.kind} {line.receipt}", case_path(line.receipt)).classes("text-weight-medium")
            ui.label(line.state).classes("bg-blue-1 text-primary rounded px-2")
            if line.unit:
                ui.label(line.unit)
            if line.number:
                ui.link(f"工单 {line.number}", path_of(line.number))
        if line.title:
            ui.label(line.title).classes("wrap")
        told = [f"{line.since:%m-%d %H:%M} 开始"]
        told += [f"到 {line.until:%m-%d %H:%M} 自己结束"] if line.until else []
        told += [f"等{'、'.join(line.waits_for)}答复"] if line.waits_for else []
        ui.label("　".join(told)).classes("text-grey-8 wrap")
