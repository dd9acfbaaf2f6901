"""/staff/orders/alerts: what waits for somebody, with 知道了."""

from __future__ import annotations

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.orders.alerts import AlertList, Shown
from bot.pages.staff.orders.board_views import path_of
from bot.pages.staff.visit import Visit
from orders.book import OrderBook


@page("/orders/alerts", "orders", "提醒")
async def alerts(visit: Visit) -> None:
    """A list, oldest first, and more on request."""
    ui.link("回到工单", "/orders")
    rows = ui.column().classes("w-full gap-2")
    nothing = ui.label("没有等着处理的提醒。").classes("text-lg text-grey-8").props("data-ready")
    last = 0

    @action
    async def more() -> None:
        nonlocal last
        await visit.check("orders")
        async with visit.services.database.reading() as session:
            book = OrderBook(session, visit.services.region, visit.services.clock)
            found, left = await AlertList(book).page(last)
        with rows:
            for one in found:
                alert_row(visit, one)
        last = found[-1].id if found else last
        nothing.set_visibility(not last)
        button.set_visibility(left)

    button = ui.button("再看一些", on_click=more).props("flat")
    await more()


def alert_row(visit: Visit, one: Shown, order: str = "") -> None:
    """One alert with its way out. `order`: the number of the order on whose page it stands."""
    with ui.card().classes("w-full p-3").props("flat bordered") as card, ui.row().classes("items-center gap-3 w-full"):
        with ui.column().classes("gap-0 flex-1 min-w-[14rem]"):
            ui.label(one.text).classes("wrap")
            ui.label(f"{one.since}　等{one.who}").classes("text-caption text-grey-8")
        if one.number:
            ui.link("打开工单", path_of(one.number))

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
