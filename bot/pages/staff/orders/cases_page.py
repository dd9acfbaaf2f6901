"""/staff/orders/cases: what runs beside the orders (群评、吹哨、剔除、标签……), each with a page of its own."""

from __future__ import annotations

from nicegui import ui
from sqlalchemy.ext.asyncio import AsyncSession

from bot.pages.staff.frame import page
from bot.pages.staff.listing import Cards
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
    ui.link("回到工单", "/orders")
    here.draw()
    await here.show()


class CasesPage(Cards[Asked, Line]):
    """One open list."""

    def filters(self) -> None:
        """Of which kind, and whether under way or ended."""
        box = ui.select(NAMES, label="哪一种", value=self.asked.kind or None, clearable=True)
        box.props("dense outlined options-dense").classes("min-w-[8rem]")
        box.on_value_change(lambda event: self.change(kind=event.value or ""))
        ended = ui.checkbox("看结束了的", value=self.asked.ended)
        ended.on_value_change(lambda event: self.change(ended=bool(event.value)))

    async def read(self, session: AsyncSession, asked: Asked, after: int) -> tuple[list[Line], bool]:
        """As `CaseList.page`."""
        return await CaseList(session, self.visit.services.region).page(asked, after)

    def card(self, one: Line) -> None:
        """A case with the way to its page."""
        with ui.card().classes("w-full p-3 gap-1").props("flat bordered"):
            with ui.row().classes("items-center gap-3 w-full"):
                ui.link(f"{one.kind} {one.receipt}", case_path(one.receipt)).classes("text-weight-medium")
                ui.label(one.state).classes("bg-blue-1 text-primary rounded px-2")
                if one.unit:
                    ui.label(one.unit)
                if one.number:
                    ui.link(f"工单 {one.number}", path_of(one.number))
            if one.title:
                ui.label(one.title).classes("wrap")
            told = [f"{one.since:%m-%d %H:%M} 开始"]
            told += [f"到 {one.until:%m-%d %H:%M} 自己结束"] if one.until else []
            told += [f"等{'、'.join(one.waits_for)}答复"] if one.waits_for else []
            ui.label("　".join(told)).classes("text-grey-8 wrap")

    def nothing(self) -> str:
        """As it is looked for."""
        return NONE_ENDED if self.asked.ended else NOTHING
