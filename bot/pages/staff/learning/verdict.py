"""The form of the verdict: a reason that the resident reads, and the way on; asked once more, as it is told at once."""

from __future__ import annotations

from nicegui import ui

from bot.learning.verdicts import LONGEST, Verdict, Verdicts
from bot.pages.staff.frame import action
from bot.pages.staff.knowledge.ways import desk_of, heading
from bot.pages.staff.learning.choice import CardChoice
from bot.pages.staff.learning.ways import RIGHT, appeal_path, forget, kept
from bot.pages.staff.visit import Visit
from config.errors import BadInput
from orders.case_tables import Case
from orders.cases.state import CARD


class VerdictForm:
    """What a supervisor fills in; either button asks before it tells the resident."""

    def __init__(self, visit: Visit, case: Case) -> None:
        self.visit = visit
        self.case = case
        self.name = f"appeal.{case.receipt}"
        decision = case.data.get(CARD, {}).get("decision") or {}
        near = [str(one["card"]) for one in decision.get("candidates", ()) if one["card"] != case.data.get("about")]
        with ui.card().classes("w-full gap-2").props("flat bordered data-verdict"):
            heading("怎么答复")
            self.reason = ui.textarea("理由（居民会读到）").props(
                f"outlined dense autogrow maxlength={LONGEST} counter"
            )
            self.reason.classes("w-full")
            kept(f"{self.name}.reason", self.reason)
            with ui.card().classes("w-full p-3 gap-2 bg-green-1").props("flat"):
                ui.label("居民说得对").classes("text-weight-medium")
                self.choice = CardChoice(visit, near, "该是哪张卡片的事（知道就选）", preselect=False)
                ui.label("马上转给工作人员接着办，居民不用再讲一遍。").classes("text-grey-8 text-sm wrap")
                ui.button("该由热线受理", on_click=self._uphold).props("unelevated")
            with ui.card().classes("w-full p-3 gap-2 bg-grey-2").props("flat"):
                ui.label("原来的答复没有错").classes("text-weight-medium")
                self.next_step = ui.textarea("下一步：去哪里、怎么走（居民会读到）", value=self._step())
                self.next_step.props(f"outlined dense autogrow maxlength={LONGEST} counter").classes("w-full")
                kept(f"{self.name}.next_step", self.next_step)
                ui.button("维持原答复", on_click=self._keep).props("outline")

    def _step(self) -> str:
        """What the card says to do next, to begin with."""
        desk = desk_of(self.visit)
        card = desk.engine.whole.cards.get(str(self.case.data.get("about")))
        return desk.region.fill(card.next_steps[0])[:LONGEST] if card else ""

    @action
    async def _uphold(self) -> None:
        await self._ask(Verdict("uphold", str(self.reason.value or ""), right_card=self.choice.value))

    @action
    async def _keep(self) -> None:
        await self._ask(Verdict("keep", str(self.reason.value or ""), next_step=str(self.next_step.value or "")))

    async def _ask(self, verdict: Verdict) -> None:
        if not verdict.reason.strip():
            raise BadInput(say="写一句理由：居民会读到，写给他看。")
        with ui.dialog() as dialog, ui.card():
            told = "由热线接着办，马上转给工作人员" if verdict.way == "uphold" else "还是走原来说的路"
            ui.label(f"会马上告诉居民：{told}。理由：“{verdict.reason.strip()}”。说出去就收不回来。").classes("wrap")
            with ui.row():
                ui.button("告诉居民", on_click=lambda: dialog.submit("yes")).props("unelevated autofocus")
                ui.button("再想想", on_click=lambda: dialog.submit("no")).props("flat")
        if await dialog == "yes":
            await self._give(verdict)

    async def _give(self, verdict: Verdict) -> None:
        visit, services, receipt = self.visit, self.visit.services, self.case.receipt
        signed = await visit.check(RIGHT)
        actor = visit.actor(("supervisor",))
        if actor is None:
            raise BadInput(say=f"{signed.name} 不是主管，不能答复边界申诉。")
        async with visit.acting(RIGHT, f"appeal.{verdict.way}", receipt, right_card=verdict.right_card) as session:
            verdicts = Verdicts(session, services.region, services.clock, keep_days=services.settings.keep_days)
            await verdicts.give(receipt, actor, verdict, services.wake)
        services.wake.ring("handoff")
        forget(f"{self.name}.reason")
        forget(f"{self.name}.next_step")
        ui.navigate.to(appeal_path(receipt))
