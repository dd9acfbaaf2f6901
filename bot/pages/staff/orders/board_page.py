"""/staff/orders: the orders by state, as a table or on a map, with filters that stand in the address."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.gate import ROOT
from bot.pages.staff.orders import board_views
from bot.pages.staff.orders.board import MOST, ROWS, Board
from bot.pages.staff.orders.filters import DUE, MARKS, SORTS, STATES, URGENCY, VIEWS, Filters
from bot.pages.staff.orders.views import waiting
from bot.pages.staff.retry import Retry
from bot.pages.staff.visit import Visit

PICK = "dense outlined clearable options-dense"


@page("/orders", "orders", "工单")
async def orders(  # noqa: PLR0917 - each stands in the address
    visit: Visit, view: str = "", state: str = "", unit: str = "", place: str = "", due: str = "", urgency: str = "",
    marks: str = "", q: str = "", sort: str = "", page: str = "",
) -> None:  # fmt: skip
    """Saved views, filters, and what was found."""
    asked = {"view": view, "state": state, "unit": unit, "place": place, "due": due, "urgency": urgency}
    here = BoardPage(visit, Filters.read(asked | {"marks": marks, "q": q, "sort": sort, "page": page}))
    await here.saved()
    here.form()
    here.retry = Retry(here.show)
    here.found = ui.column().classes("w-full gap-3")
    await here.show()


class BoardPage:
    """One open board."""

    def __init__(self, visit: Visit, filters: Filters) -> None:
        self.visit = visit
        self.filters = filters
        self.found: ui.column
        self.retry: Retry
        self._asked = 0

    async def saved(self) -> None:
        """What waits, as links with numbers."""
        async with self.visit.services.database.reading() as session:
            lists = await waiting(self._board(session), self.visit.may)
        with ui.row().classes("gap-2 w-full").props('role=navigation aria-label="等着办的"'):
            for one in lists:
                here = one.view.filters == self.filters
                look = "bg-primary text-white" if here else "bg-white text-grey-9" if one.count else "text-grey-8"
                ui.link(one.words, one.view.filters.address()).classes(
                    f"no-underline rounded px-3 py-1 border border-gray-300 {look}"
                )
            for name, way in (("提醒", "/orders/alerts"), ("旁路事项", "/orders/cases")):
                ui.link(name, way).classes("no-underline rounded px-3 py-1 border border-gray-300 bg-white text-grey-9")

    def form(self) -> None:
        """The filters."""
        region, now = self.visit.services.region, self.filters
        units = {unit.code: unit.name for unit in region.owners.all()}
        places = {f"street:{code}": street.name for code, street in region.places.streets.items()}
        places |= {f"community:{code}": one.name for code, one in region.places.communities.items()}
        with ui.row().classes("items-center gap-2 w-full"):
            box = ui.input(
                "编号、标题、地址、词", value=now.q, on_change=lambda event: self.change(q=event.value or "")
            )
            box.props('dense outlined clearable debounce=120 type=search maxlength=60 aria-label="查找"')
            box.classes("w-full sm:w-64")
            ui.keyboard(lambda event: self._slash(event, box))
            self._pick("状态", STATES, now.state, "state")
            self._pick("主办单位", units, now.unit if now.unit in units else "", "unit", find=True)
            self._pick("街道、社区", places, now.place if now.place in places else "", "place", find=True)
            self._pick("时限", DUE, now.due, "due")
            self._pick("紧急程度", URGENCY, now.urgency, "urgency")
            many = ui.select(MARKS, label="标记", value=list(now.marks), multiple=True)
            many.props(f"{PICK} use-chips").classes("min-w-[8rem]")
            many.on_value_change(lambda event: self.change(marks=tuple(m for m in MARKS if m in (event.value or ()))))
            ui.link("清空", Filters(view=now.view).address()).classes("text-grey-8")
        with ui.row().classes("items-center gap-2 w-full"):
            ui.toggle(VIEWS, value=now.view, on_change=lambda event: self.change(view=event.value)).props(
                "no-caps dense"
            )
            ui.space()
            sort = ui.select(SORTS, value=now.sort, label="排序", on_change=lambda event: self.change(sort=event.value))
            sort.props("dense outlined options-dense").classes("min-w-[9rem]")

    def _slash(self, event: Any, box: ui.input) -> None:
        """/ goes to the search, as on other desks."""
        if event.key == "/" and event.action.keydown:
            box.run_method("focus")

    async def change(self, **changes: Any) -> None:
        """Other filters: shows what fits, and the address with them."""
        after = self.filters.but(**changes)
        if after == self.filters:
            return
        self.filters = after
        ui.navigate.history.replace(f"{ROOT}{after.address()}")
        await self.show()

    async def turn(self, page: int) -> None:
        """To another page of the table."""
        await self.change(page=page)
        ui.run_javascript("window.scrollTo(0, 0)")

    @property
    def show(self) -> Callable[[], Any]:
        """Reads and shows; an error is told."""
        return action(self._show)

    async def _show(self) -> None:
        self._asked += 1
        mine, filters = self._asked, self.filters
        async with self.retry.instead_of(self.found):
            await self.visit.check("orders")
            async with self.visit.services.database.reading() as session:
                board = self._board(session)
                draw, count = await _drawn(self, board, filters)
        if mine != self._asked:  # somebody typed on meanwhile
            return
        self.found.clear()
        with self.found:
            self._head(count)
            draw()

    def _head(self, count: int) -> None:
        with ui.row().classes("items-center gap-4 w-full"):
            number = f"{count} 张" if count < MOST else f"{MOST} 张以上"
            ui.label(f"符合条件的 {number}").classes("text-grey-9").props('role=status aria-live="polite" data-ready')
            if self.visit.may("orders.export"):
                for form, name in (("xlsx", "导出 Excel"), ("csv", "导出 CSV")):
                    ui.link(name, self.filters.address(f"/orders/export.{form}")).props("download")
        if not count:
            empty = "没有符合条件的工单。少选一个条件，或清空再看。" if self.filters.narrowed else "还没有工单。"
            ui.label(empty).classes("text-lg text-grey-8")

    def _pick(self, label: str, choices: dict[str, str], value: str, name: str, *, find: bool = False) -> None:
        box = ui.select(choices, label=label, value=value or None, with_input=find, clearable=True)
        box.props(PICK).classes("min-w-[8rem] flex-1 sm:flex-none sm:w-40")
        box.on_value_change(lambda event: self.change(**{name: event.value or ""}))

    def _board(self, session: Any) -> Board:
        return Board(session, self.visit.services.region, self.visit.services.clock.now())


async def _drawn(page_: BoardPage, board: Board, filters: Filters) -> tuple[Callable[[], None], int]:
    """What draws the orders, once they are read, and how many there are: counted only where nothing else tells."""
    if filters.view == "map":
        places, points = await board.places(filters), await board.points(filters)
        town = partial(board_views.town, page_.visit.services.region, filters, places, points)
        return town, await board.count(filters)
    if filters.view == "table":
        rows, more = await board.rows(filters)
        table = partial(board_views.table, rows, filters.page, more=more, turn=page_.turn)
        last = not more and (rows or filters.page == 1)
        return table, (filters.page - 1) * ROWS + len(rows) if last else await board.count(filters)
    columns = await board.columns(filters)
    return partial(board_views.board, columns, filters), await board.count(filters)
