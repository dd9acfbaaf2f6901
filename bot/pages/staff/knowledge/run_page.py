"""/staff/knowledge/runs/{run}: one check of the gate, how far it is, what it found, and the way to publish it."""

from __future__ import annotations

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge.checking import begin_check
from bot.pages.staff.knowledge.run_parts import changes, failures, notes
from bot.pages.staff.knowledge.trial_box import trial_box
from bot.pages.staff.knowledge.ways import (
    EDIT,
    PUBLISH,
    REVIEW,
    desk_of,
    draft_path,
    heading,
    number_of,
    titled,
    ways,
)
from bot.pages.staff.visit import Visit
from config.errors import RevisionNotFound
from knowledge_base.engine import Engine
from knowledge_base.revisions.tables import GateChange, GateRun

LOOK_SECONDS = 0.7
"""How often a page asks how far a check is."""


@page("/knowledge/runs/{run}", EDIT, "发布检查")
async def one_run(visit: Visit, run: str) -> None:
    """The head, and below it progress or result."""
    ways(visit, "")
    shown = RunPage(visit, number_of(run))
    try:
        await shown.read()
    except RevisionNotFound as error:
        ui.label(error.say).classes("text-lg")
        ui.link("看看有哪些检查", "/knowledge/runs")
        return
    shown.room = ui.column().classes("w-full gap-4")
    await shown.show()
    shown.timer = ui.timer(LOOK_SECONDS, shown.tick)


class RunPage:
    """One open page."""

    run: GateRun
    room: ui.column
    bar: ui.linear_progress | None = None
    timer: ui.timer

    def __init__(self, visit: Visit, number: int) -> None:
        self.visit = visit
        self.number = number
        self.knowledge = visit.services.knowledge
        self.changes: list[GateChange] = []
        self.reasons: list[str] = []
        self._tried: Engine | None = None

    async def read(self) -> None:
        """What the database says now.

        Raises:
            RevisionNotFound: there is no such check.
        """
        self.run, self.changes, self.reasons = await self.knowledge.run(self.number)

    @action
    async def show(self) -> None:
        """Draws everything anew."""
        await self.visit.check(EDIT)
        await self.read()
        self.room.clear()
        with self.room:
            await self._head()
            if not self.visit.services.gate_works.of(self.run).ended:
                self._progress()
            elif self.run.state == "published":
                ui.label(f"已经发布成第 {self.run.edition} 版。").classes("text-lg text-green-10").props(
                    "data-published"
                )
                ui.link("看各版", "/knowledge/editions")
                self._found()
            elif self.run.state == "ready":
                self._result()
            else:
                self._broken()

    async def _head(self) -> None:
        run = self.run
        with ui.card().classes("w-full gap-1"):
            what = f"退回第 {run.back_to} 版" if run.back_to is not None else "发布检查"
            heading(f"第 {run.id} 次：{what}")
            ui.label(f"{run.made_by} {run.made_at:%Y-%m-%d %H:%M} 发起").classes("text-grey-8")
            for one in run.revisions:
                row, _, _ = await self.knowledge.revision(int(one))
                ui.link(f"第 {row.id} 号修订：{titled(row)}", draft_path(row.id))
            if run.state == "ready" or run.edition:
                ui.label(f"问了 {run.asked} 句测试问句，重放了 {run.heard} 条最近的来话。")

    def _progress(self) -> None:
        with ui.card().classes("w-full").props("role=status"):
            self.told = ui.label("正在检查……")
            ui.label("约一分钟。可以离开这一页，做完在“发布检查”里看；居民照常得到答复。").classes("text-grey-8 wrap")
            self.bar = ui.linear_progress(0, show_value=False).classes("w-full").props('aria-label="检查的进度"')

    async def tick(self) -> None:
        """How far it is; the result once there is one."""
        if self.bar is None:
            self.timer.cancel()
            return
        await self.read()
        work = self.visit.services.gate_works.of(self.run)
        if work.ended:
            self.timer.cancel()
            self.bar = None
            await self.show()
            return
        self.bar.value = work.part
        self.told.text = "前面还有一次检查，排着队……" if work.waiting else f"正在检查……{work.part:.0%}"

    def _broken(self) -> None:
        problem = self.visit.services.gate_works.of(self.run).problem or "没有做完，请再检查一次。"
        with ui.card().classes("w-full bg-red-1").props("role=alert"):
            ui.label("没有做完").classes("text-lg")
            for line in problem.splitlines():
                ui.label(line).classes("wrap")
        self._again()

    def _result(self) -> None:
        problem = self.visit.services.gate_works.of(self.run).problem
        if problem:
            ui.label(problem).classes("wrap bg-red-1 rounded p-3 w-full").props("role=alert")
        with ui.card().classes("w-full").props("data-verdict"):
            if self.reasons:
                ui.label("还不能发布").classes("text-lg text-negative")
                for reason in self.reasons:
                    ui.label(reason).classes("wrap")
            else:
                ui.label("可以发布").classes("text-lg text-green-10")
            self._publish()
        self._found()
        if self.run.edition is None:
            title = "试一句：发布前、发布后各怎么答"
            trial_box(self.visit, title, self._engines)

    def _publish(self) -> None:
        if not self.reasons and self.visit.may(PUBLISH):
            note = ui.input("这一版改了什么").props("outlined dense maxlength=200").classes("w-full max-w-lg")

            @action
            async def publish() -> None:
                who = (await self.visit.check(PUBLISH)).name
                row = self.visit.noted(
                    "knowledge.publish",
                    lambda made: (f"第 {made.number} 版", {"run": self.number, "note": made.note}),
                )
                made = await self.knowledge.noting(row).publish(self.number, who, note.value or "")
                ui.notify(f"第 {made.number} 版发布了，两秒内生效。不对可以在“版次”里退回。", type="positive")
                await self.show()

            ui.button("发布", on_click=publish).props("unelevated color=green-9")
        elif not self.reasons:
            ui.label("请管理员来发布。").classes("text-grey-8")
        self._again()

    def _again(self) -> None:
        @action
        async def again() -> None:
            await self.visit.check(EDIT)
            await begin_check(self.visit, [int(one) for one in self.run.revisions])

        if self.run.back_to is None and self.run.edition is None:
            ui.button("再检查一次", on_click=again).props("outline")

    def _found(self) -> None:
        failures(self.run)
        may = self.run.state == "ready" and self.visit.may(REVIEW)
        changes(self.changes, self._accept if may else None)
        notes(self.run)

    async def _accept(self, change: GateChange, *, wanted: bool) -> None:
        who = (await self.visit.check(REVIEW)).name
        told = {"change": change.id, "before": change.before.get("titles"), "after": change.after.get("titles")}
        note = self.visit.noted("gate.accept" if wanted else "gate.take_back", lambda _: (f"检查 {self.number}", told))
        knowledge = self.knowledge.noting(note)
        if wanted:
            await knowledge.accept(change.id or 0, who)
        else:
            await knowledge.take_back(change.id or 0)
        await self.show()

    async def _engines(self) -> dict[str, Engine]:
        if self._tried is None:
            self._tried = await self.knowledge.tried(self.run)
        return {"现在的答复": desk_of(self.visit).engine, "发布以后的答复": self._tried}
