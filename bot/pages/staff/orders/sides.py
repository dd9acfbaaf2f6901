"""The parts of an order's page where something is done beside its steps: alerts, ratings, numbers of other platforms,
and orders that look alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from nicegui import ui

from bot.cli_detail import veil
from bot.cli_match import VERDICTS_ZH
from bot.cli_said import SOLVED_ZH
from bot.pages.staff.orders.alerts import AlertList
from bot.pages.staff.orders.alerts_page import alert_row
from bot.pages.staff.orders.alike import Alikes, LooksAlike
from bot.pages.staff.orders.board_views import path_of
from bot.pages.staff.orders.dossier import Dossier
from bot.pages.staff.orders.form import within
from bot.pages.staff.orders.parts import lines, part
from bot.pages.staff.visit import Visit
from config.errors import MoveNotAllowed
from orders.book import OrderBook
from orders.case_tables import Rating
from orders.external import LONGEST, ExternalRefs
from orders.follow_up.conditions import PENDING
from orders.follow_up.doubts import reasons
from orders.follow_up.reviews import JUDGES, UPHELD, VOID, Reviews
from orders.status import OPEN

CONTACTED_ZH = {True: "联系了", False: "没联系", None: "没说"}
REVIEWED_ZH = {PENDING: "等核实", UPHELD: "真实有效", VOID: "不计入统计"}


class Sides:
    """They draw themselves; `again` shows the whole page anew."""

    def __init__(self, visit: Visit, dossier: Dossier, again: Callable[[], Awaitable[None]], home: ui.element) -> None:
        """`home` is the part of the page that stays when everything is drawn anew."""
        self.visit = visit
        self.dossier = dossier
        self.again = again
        self.home = home

    def alerts(self) -> None:
        """What of this order waits for somebody."""
        if self.dossier.alerts:
            number = self.dossier.order.number
            with part("提醒", count=len(self.dossier.alerts)):
                for alert in self.dossier.alerts:
                    alert_row(self.visit, AlertList(self._book(None)).shown(alert, ""), number)

    def ratings(self) -> None:
        """What residents answered to the follow-up; doubtful answers are judged here."""
        if not self.dossier.ratings:
            return
        hide = veil(self.dossier.order, unmasked=False)
        with part("回访评价", count=len(self.dossier.ratings)):
            for rating in self.dossier.ratings:
                doubts = "；".join(reasons().get(code, code) for code in rating.doubts)
                satisfied = f"{rating.satisfied} 分" if rating.satisfied is not None else "没说"
                told = [
                    ("时间", f"{rating.at:%Y-%m-%d %H:%M}"), ("联系", CONTACTED_ZH[rating.contacted]),
                    ("解决", SOLVED_ZH.get(rating.solved, rating.solved)), ("满意", satisfied),
                    ("诉求人的话", hide(rating.reason)), ("可疑之处", doubts),
                    ("核实", REVIEWED_ZH.get(rating.review, rating.review)), ("核实依据", rating.review_basis),
                ]  # fmt: skip
                lines([(name, content) for name, content in told if content])
                if rating.review == PENDING and self.visit.may("orders.judge"):
                    self._judge(rating)

    def _judge(self, rating: Rating) -> None:
        basis = ui.textarea("核实的依据：问过谁、看了什么 ＊").props("outlined dense autogrow maxlength=500")
        basis.classes("w-full")

        async def judge(verdict: str) -> None:
            async with self._acting("orders.judge", "rating.review", rating=rating.id, verdict=verdict) as book:
                actor = self.visit.actor(JUDGES)
                held = await book.session.get(Rating, rating.id)
                if actor is None or held is None:
                    raise MoveNotAllowed
                await Reviews(book.session, book.clock).review(held, actor, verdict, basis.value or "")
            await self.again()

        with ui.row().classes("gap-2"):
            ui.button("真实有效", on_click=within(self.home, lambda: judge(UPHELD))).props("outline")
            ui.button("不计入统计", on_click=within(self.home, lambda: judge(VOID))).props("outline")

    def refs(self) -> None:
        """The numbers of other platforms."""
        refs = self.dossier.refs
        if not refs and not self.visit.may("orders.move"):
            return
        with part("别的平台的编号", count=len(refs), open_=bool(refs)):
            for one in refs:
                ui.label(f"{one.system}　{one.ref}").classes("wrap")
            with ui.row().classes("items-center gap-2"):
                system = ui.input("平台，例如 省平台").props(f"outlined dense maxlength={LONGEST['system']}")
                ref = ui.input("那边的编号").props(f"outlined dense maxlength={LONGEST['ref']}")

                async def add() -> None:
                    async with self._acting("orders.move", "order.ref", system=system.value, ref=ref.value) as book:
                        order = await book.get(self.dossier.order.number)
                        await ExternalRefs(book).add(order, system.value or "", ref.value or "")
                    await self.again()

                ui.button("登记", on_click=within(self.home, add)).props("outline")

    def alike(self) -> None:
        """Orders that look like this one: looked for only when somebody asks, for it is dearer than the rest."""
        with part("像不像同一件事", open_=False):
            found = ui.column().classes("w-full gap-2")

            async def look() -> None:
                await self.visit.check("orders")
                async with self.visit.services.database.reading() as session:
                    rows = await Alikes(self._book(session)).of(self.dossier.order.number)
                found.clear()
                with found:
                    for row in rows:
                        self._alike_row(row)
                    if not rows:
                        ui.label("没有找到像同一件事的在办工单。").classes("text-grey-8")

            ui.button("找一找", on_click=within(self.home, look)).props("outline")

    def _alike_row(self, row: LooksAlike) -> None:
        number, seen = self.dossier.order.number, self.dossier.order.sequence
        with ui.row().classes("items-center gap-3 w-full"):
            ui.link(row.number, path_of(row.number), new_tab=True)
            ui.label(f"{VERDICTS_ZH.get(row.verdict, row.verdict)} {row.score:.2f}　{row.state}")
            ui.label(f"{row.title}（{row.why}）").classes("wrap flex-1 min-w-[12rem]")

            async def merge() -> None:
                async with self._acting("orders.move", "order.merge", into=row.number) as book:
                    actor = self.visit.actor(("dispatcher", "supervisor"))
                    if actor is None:
                        raise MoveNotAllowed
                    await Alikes(book).merge(number, seen, row.number, actor, f"看过，是同一件：{row.why}")
                await self.again()
                ui.notify(f"并到 {row.number} 了。并错了可以“拆单”。", type="positive")

            mergeable = self.dossier.order.status in OPEN - {"returning"} and row.verdict != "opposing"
            if mergeable and self.visit.may("orders.move"):
                ui.button("并单", on_click=within(self.home, merge)).props("outline dense")

    @asynccontextmanager
    async def _acting(self, right: str, what: str, **data: Any) -> Any:
        number = self.dossier.order.number
        async with self.visit.acting(right, what, number, **data) as session:
            yield self._book(session)

    def _book(self, session: Any) -> OrderBook:
        return OrderBook(session, self.visit.services.region, self.visit.services.clock)
