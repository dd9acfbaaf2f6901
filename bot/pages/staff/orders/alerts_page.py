"""/staff/orders/alerts: what waits for somebody, with 知道了."""

from __future__ import annotations

from nicegui import ui
from sqlalchemy.ext.asyncio import AsyncSession

from bot.pages.staff.frame import action, page
from bot.pages.staff.learning.ways import RIGHT, appeal_path
from bot.pages.staff.listing import Cards
from bot.pages.staff.orders.alerts import AlertList, Asked, Shown, groups
from bot.pages.staff.orders.board_views import path_of
from bot.pages.staff.orders.case_list import NAMES
from bot.pages.staff.orders.cases_page import case_path
from bot.pages.staff.visit import Visit
from orders.book import OrderBook

NOTHING = "没有等着处理的提醒。"
NOT_FOUND = "没有符合条件的提醒。少选一个条件，或换个词。"
MANY = 12
"""With more choices than this one types to find one."""


@page("/orders/alerts", "orders", "提醒")
async def alerts(visit: Visit, group: str = "", unit: str = "", q: str = "") -> None:
    """A list, oldest first, narrowed by what stands in the address, and more on request."""
    here = AlertsPage(visit, Asked.read(group, unit, q))
    ui.link("回到工单", "/orders")
    here.draw()
    await here.show()


class AlertsPage(Cards[Asked, Shown]):
    """One open list."""

    def filters(self) -> None:
        """Words, what it is about, whose it is."""
        units = {unit.code: unit.name for unit in self.visit.services.region.owners.all()}
        box = ui.input("工单编号、提醒里的词", value=self.asked.q)
        box.props("dense outlined clearable debounce=120 type=search maxlength=60").classes("w-full sm:w-64")
        box.on_value_change(lambda event: self.change(q=(event.value or "").strip()))
        self._pick("哪一类", {code: one.name for code, one in groups().items()}, self.asked.group, "group")
        self._pick("哪个单位", units, self.asked.unit if self.asked.unit in units else "", "unit")

    async def read(self, session: AsyncSession, asked: Asked, after: int) -> tuple[list[Shown], bool]:
        """As `AlertList.page`."""
        book = OrderBook(session, self.visit.services.region, self.visit.services.clock)
        return await AlertList(book).page(after, asked)

    def card(self, one: Shown) -> None:
        """An alert with its way out."""
        alert_row(self.visit, one)

    def nothing(self) -> str:
        """As it is looked for."""
        return NOT_FOUND if self.asked != Asked() else NOTHING

    def _pick(self, label: str, choices: dict[str, str], value: str, name: str) -> None:
        box = ui.select(choices, label=label, value=value or None, with_input=len(choices) > MANY, clearable=True)
        box.props("dense outlined clearable options-dense").classes("min-w-[8rem] flex-1 sm:flex-none sm:w-44")
        box.on_value_change(lambda event: self.change(**{name: event.value or ""}))


def alert_row(visit: Visit, one: Shown, order: str = "") -> None:
    """One alert with its way out. `order`: the number of the order on whose page it stands."""
    with ui.card().classes("w-full p-3").props("flat bordered") as card, ui.row().classes("items-center gap-3 w-full"):
        with ui.column().classes("gap-0 flex-1 min-w-[14rem]"):
            ui.label(one.text).classes("wrap")
            ui.label(f"{one.since}　等{one.who}").classes("text-caption text-grey-8")
        if one.number:
            ui.link("打开工单", path_of(one.number))
        if one.case:
            _way_to_case(visit, one)

        @action
        async def seen() -> None:
            async with visit.acting("orders.move", "order.alert_done", one.number or order, alert=one.id) as session:
                book = OrderBook(session, visit.services.region, visit.services.clock)
                await AlertList(book).end(one.id, visit.me.name)
            ui.notify("记下了，这条提醒由您处理。", type="positive")
            card.delete()

        if one.by_decision:
            ui.label("要有人拿主意").classes("text-grey-8")
        elif visit.may("orders.move"):
            ui.button("知道了", on_click=seen).props("outline")


def _way_to_case(visit: Visit, one: Shown) -> None:
    """Objections have a page of their own, for those who may judge them."""
    if one.case_kind in NAMES:
        ui.link("打开旁路事项", case_path(one.case))
    elif visit.may(RIGHT):
        ui.link("打开边界申诉", appeal_path(one.case))
