"""/staff/orders/cases/{case}: one case beside the orders, what happened, and the steps that lead on."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from nicegui import ui

from bot.accounts.rights import acts_as
from bot.case_open import put_rest
from bot.pages.staff.frame import page
from bot.pages.staff.orders import case_parts
from bot.pages.staff.orders.board_views import path_of
from bot.pages.staff.orders.case_list import CaseList, hidden
from bot.pages.staff.orders.case_steps import CASE, steps_of_case
from bot.pages.staff.orders.doing import Overtaken
from bot.pages.staff.orders.fields import answers
from bot.pages.staff.orders.form import StepForm, within
from bot.pages.staff.orders.steps import Step
from bot.pages.staff.typed import Typed
from bot.pages.staff.visit import Visit
from config.errors import CaseNotFound, MoveNotAllowed
from orders.case_tables import Case, CaseEvent
from orders.cases.book import Cases
from orders.cases.council import Council
from orders.cases.kinds import table
from orders.cases.rows import name_of_state

OBJECTION = "objection"


@page("/orders/cases/{case}", "orders", "旁路事项")
async def one_case(visit: Visit, case: str) -> None:
    """What happened on the left, what may be done on the right; on a telephone one below the other."""
    here = CasePage(visit, case)
    with suppress(TimeoutError):  # whoever only fetches the page, without a browser, needs no more than its frame
        await ui.context.client.connected()
        await here.open()


class CasePage:
    """One open page of one case."""

    def __init__(self, visit: Visit, receipt: str) -> None:
        self.visit = visit
        self.receipt = receipt
        self.seen = 0
        """The steps that the case had when it was shown."""
        self.whole = ui.column().classes("w-full gap-3")

    async def open(self) -> None:
        """Reads the case and draws everything."""
        try:
            await self.show()
        except CaseNotFound as error:
            with self.whole:
                ui.label(error.say).classes("text-lg wrap")
                ui.link("回到旁路事项", "/orders/cases")

    async def show(self) -> None:
        """Draws the case as it is now; what was typed comes from the draft."""
        services = self.visit.services
        async with services.database.reading() as session:
            cases = Cases(session, services.region, services.clock)
            found = await self._found(cases)
            order, events = await cases.order(found), await cases.events(found)
            wrong = await cases.check(found)
            line = CaseList(session, services.region).line(found, order)
        self.draft = Typed(self.visit.me.staff_id, found.receipt)
        typed = await self.draft.read()
        self.seen, self.receipt = len(events), found.receipt
        acts = acts_as(self.visit.me.role)
        steps = [step for step in steps_of_case(found, acts, order.lead_code if order else "") if self._may(step)]
        self.whole.clear()
        with self.whole:
            ui.link("回到旁路事项", "/orders/cases").classes("text-grey-8")
            if order is not None:
                ui.link(f"看工单 {order.number}", path_of(order.number)).classes("text-grey-8")
            case_parts.head(line, len(events), wrong)
            with ui.row().classes("w-full gap-4 items-start max-md:flex-col-reverse no-wrap"):
                with ui.column().classes("flex-1 min-w-0 w-full gap-4"):
                    case_parts.facts(services.region, found, hidden(order))
                    self._card(found)
                    case_parts.story(services.region, found, events, hidden(order))
                with ui.column().classes("w-full md:w-[24rem] shrink-0 gap-3 md:sticky md:top-16"):
                    self._steps(steps, typed)

    def _may(self, step: Step) -> bool:
        return self.visit.may(step.right)

    def _steps(self, steps: list[Step], typed: dict[str, dict[str, Any]]) -> None:
        with ui.card().classes("w-full p-3 gap-2").props('flat bordered role=region aria-label="可以办的步骤"'):
            ui.label("接下来").classes("text-lg").props('role="heading" aria-level="2"')
            if not steps:
                ui.label("从现在这一步，您没有要办的。").classes("text-grey-8")
            for step in steps:
                half = typed.get(step.code, {})
                form = StepForm(step, self.visit.services.region, self.draft, self.make, self.whole)
                form.fold(half, open_=bool(half))

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
        await self.show()
        ui.notify(f"{step.name}：办好了。", type="positive")

    async def _done(self, step: Step, unit: str, said: dict[str, Any]) -> None:
        services, move = self.visit.services, step.code.removeprefix(CASE)
        about = {"unit": unit} if unit else {}
        async with self.visit.acting(step.right, f"case.{move}", self.receipt, **about) as session:
            cases = Cases(session, services.region, services.clock)
            found = await cases.lock(await self._found(cases))
            events = await cases.events(found)
            if len(events) != self.seen:
                raise Overtaken(say=_overtaken(found, events[-1]))
            actor = self.visit.actor(step.roles[:1], unit)
            if actor is None:
                raise MoveNotAllowed(say=f"您的账号现在不能做“{step.name}”。")
            rows = [row for row in table(found.kind).moves if row.move == move]
            await cases.move(found, move, actor, **put_rest(cases, rows, said))

    def _card(self, found: Case) -> None:
        """What the council gets: only what the resident agreed to, shown on request and put down."""
        if found.kind != "council" or not self.visit.may("orders.move"):
            return
        room = ui.column().classes("w-full")

        async def show() -> None:
            await self.visit.check("orders.move")
            async with self.visit.services.database.reading() as session:
                cases = Cases(session, self.visit.services.region, self.visit.services.clock)
                text = Council(cases).card(await self._found(cases)).text
            await self.visit.note("case.card", self.receipt)
            room.clear()
            with room, ui.card().classes("w-full").props('flat bordered role=region aria-label="交接卡"'):
                for told in text.splitlines():
                    ui.label(told).classes("wrap")

        with room:
            ui.button("看群评交接卡（会记下来）", on_click=within(self.whole, show)).props("flat dense")

    async def _found(self, cases: Cases) -> Case:
        found = await cases.get(self.receipt)
        if found.kind == OBJECTION:
            raise CaseNotFound(say=f"{found.receipt} 是边界申诉，请到“学习”里的“边界申诉”看。")
        return found


def _overtaken(found: Case, last: CaseEvent) -> str:
    done = f"{last.actor}在 {last.at:%H:%M} 做了“{table(found.kind).name_of_move(last.move)}”"
    return f"{done}，现在是“{name_of_state(found)}”。页面已经换成最新的，请看过再办；写好的内容还在。"
