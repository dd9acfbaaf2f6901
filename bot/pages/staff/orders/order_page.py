"""/staff/orders/{number}: one order with its whole story, and every step that may be made from here."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from nicegui import ui

from bot.pages.staff.frame import page
from bot.pages.staff.orders import parts
from bot.pages.staff.orders.doing import Doing, Overtaken
from bot.pages.staff.orders.dossier import Dossier, Dossiers
from bot.pages.staff.orders.fields import answers
from bot.pages.staff.orders.form import StepForm, within
from bot.pages.staff.orders.offers import beside, offers
from bot.pages.staff.orders.parts import part
from bot.pages.staff.orders.sides import Sides
from bot.pages.staff.orders.steps import Step, undo_of
from bot.pages.staff.typed import Typed
from bot.pages.staff.visit import Visit
from config.errors import MoveNotAllowed, OrderNotFound
from orders.book import OrderBook
from orders.moves import name_of_move

UNDO_SECONDS = 15


@page("/orders/{number}", "orders", "工单")
async def order(visit: Visit, number: str) -> None:
    """The story on the left, what may be done on the right; on a telephone one below the other."""
    here = OrderPage(visit, number)
    with suppress(TimeoutError):  # whoever only fetches the page, without a browser, needs no more than its frame
        await ui.context.client.connected()
        await here.open()


class OrderPage:
    """One open page of one order."""

    def __init__(self, visit: Visit, number: str) -> None:
        self.visit = visit
        self.number = number
        self.draft = Typed(visit.me.staff_id, number)
        self.unmasked = False
        self.seen = 0
        """The steps that the order had when it was shown."""
        self.chosen = ""
        self.whole = ui.column().classes("w-full gap-3")

    async def open(self) -> None:
        """Reads the order and draws everything."""
        try:
            await self.show()
        except OrderNotFound as error:
            with self.whole:
                ui.label(error.say).classes("text-lg wrap")
                ui.link("回到工单", "/orders")

    async def show(self) -> None:
        """Draws the order as it is now; what was typed comes from the draft."""
        services = self.visit.services
        async with services.database.reading() as session:
            book = OrderBook(session, services.region, services.clock)
            dossier = await Dossiers(book).read(self.number, unmasked=self.unmasked)
            steps = await offers(book, dossier, self.visit)
            more = beside(book, dossier, self.visit)
        typed = await self.draft.read()
        self.seen, self.number = dossier.order.sequence, dossier.order.number
        self.whole.clear()
        with self.whole:
            parts.head(dossier, self.visit)
            with ui.row().classes("w-full gap-4 items-start max-md:flex-col-reverse no-wrap"):
                with ui.column().classes("flex-1 min-w-0 w-full gap-4"):
                    self._told(dossier)
                with ui.column().classes("w-full md:w-[24rem] shrink-0 gap-3 md:sticky md:top-16"):
                    first = self._first([*steps, *more], typed)
                    self._steps(steps, typed, first)
                    self._beside(more, typed, first)

    def _told(self, dossier: Dossier) -> None:
        parts.words(dossier, self.visit, None if self.unmasked else within(self.whole, self.unmask))
        sides = Sides(self.visit, dossier, self.show, self.whole)
        sides.alerts()
        parts.timeline(dossier)
        parts.facts(dossier)
        parts.returns(dossier)
        parts.consultation(dossier, self.visit.services.region)
        parts.voices(dossier)
        parts.added(dossier)
        sides.ratings()
        sides.refs()
        parts.pairs(dossier)
        parts.cases(dossier)
        parts.elsewhere(dossier)
        parts.why_order(dossier)
        sides.alike()

    def _first(self, steps: list[Step], typed: dict[str, dict[str, Any]]) -> str:
        """The step that stands open: the one that was opened last, or one that is half written."""
        half = next((step.code for step in steps if typed.get(step.code)), "")
        return self.chosen if any(step.code == self.chosen for step in steps) else half

    def _steps(self, steps: list[Step], typed: dict[str, dict[str, Any]], first: str) -> None:
        with ui.card().classes("w-full p-3 gap-2").props('flat bordered role=region aria-label="可以办的步骤"'):
            ui.label("接下来").classes("text-lg").props('role="heading" aria-level="2"')
            if not steps:
                ui.label("从现在这个状态，您没有要办的步骤。").classes("text-grey-8")
            for step in steps:
                self._step(step, typed.get(step.code, {}), open_=step.code == first)

    def _beside(self, steps: list[Step], typed: dict[str, dict[str, Any]], first: str) -> None:
        """What may be opened beside the order, folded: it is seldom needed."""
        if steps:
            with part("开群评、吹哨、标签……", open_=any(step.code == first for step in steps)):
                for step in steps:
                    self._step(step, typed.get(step.code, {}), open_=step.code == first)

    def _step(self, step: Step, typed: dict[str, Any], *, open_: bool) -> None:
        """One step, folded; which one is open is remembered while the page is drawn anew."""

        def turned(now_open: bool) -> None:  # noqa: FBT001 - as the form tells it
            self.chosen = step.code if now_open else "" if self.chosen == step.code else self.chosen

        form = StepForm(step, self.visit.services.region, self.draft, self.make, self.whole)
        form.fold(typed, open_=open_, heard=turned)

    async def make(self, step: Step, unit: str, typed: dict[str, Any]) -> None:
        """Makes a step with what was typed, and shows what came of it.

        Raises:
            FenliuError: it was refused; `say` tells why, and everything typed is still there.
        """
        services = self.visit.services
        if step.units and unit not in step.units:
            raise MoveNotAllowed(say="请选代表哪个单位。")
        said = answers(services.region, step.fields, typed)
        try:
            await self._done(step, unit, said)
        except Overtaken:
            await self.show()
            raise
        self.draft.forget(step.code)
        self.chosen = ""
        await self.show()
        self._say(step, unit)

    async def _done(self, step: Step, unit: str, said: dict[str, Any]) -> None:
        services, subject = self.visit.services, self.number
        about = {"unit": unit} if unit else {}
        async with self.visit.acting(step.right, f"order.{step.code}", subject, **about) as session:
            book = OrderBook(session, services.region, services.clock)
            order = await book.get(self.number)
            actor = self.visit.actor((step.role(order, unit),), unit)
            if actor is None:
                raise MoveNotAllowed(say=f"您的账号现在不能做“{step.name}”。")
            await Doing(book).make(self.number, self.seen, step.code, actor, said)

    def _say(self, step: Step, unit: str) -> None:
        back = undo_of(step.code)
        if back is None:
            ui.notify(f"{step.name}：办好了。", type="positive")
            return
        code, said = back
        with ui.row().classes("items-center gap-3 bg-green-1 rounded px-3 py-2 w-full") as bar:
            ui.label(f"{step.name}：办好了。").props("role=status")

            async def undo() -> None:
                await self._done(_undoing(code, step), unit, dict(said))
                bar.delete()
                await self.show()
                ui.notify(f"{step.name}撤销了。", type="positive")

            ui.button("撤销", on_click=within(self.whole, undo)).props("flat dense")
        bar.move(self.whole, target_index=0)
        ui.timer(UNDO_SECONDS, lambda: bar.set_visibility(False), once=True)

    async def unmask(self) -> None:
        """Shows name, telephone and door: needed to get in touch, and put down."""
        await self.visit.check("orders.move")
        await self.visit.note("order.unmask", self.number)
        self.unmasked = True
        await self.show()


def _undoing(code: str, step: Step) -> Step:
    return Step(code, name_of_move(code), step.roles, units=step.units)
