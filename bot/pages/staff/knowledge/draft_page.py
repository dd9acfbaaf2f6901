"""/staff/knowledge/drafts/{revision}: one revision of a card, edited, reviewed by another person, sent to the gate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.pages.staff.frame import action, page
from bot.pages.staff.knowledge import conflict, preview, trial_box
from bot.pages.staff.knowledge.checking import begin_check
from bot.pages.staff.knowledge.claims import claims
from bot.pages.staff.knowledge.editor import Editor
from bot.pages.staff.knowledge.ways import EDIT, REVIEW, desk_of, draft_path, heading, number_of, titled, ways
from bot.pages.staff.visit import Visit
from config.errors import DraftChanged, RevisionNotFound
from knowledge_base.revisions.book import EDITABLE
from knowledge_base.revisions.content import read_content
from knowledge_base.revisions.differences import Difference
from knowledge_base.revisions.people import same
from knowledge_base.revisions.tables import STATES_ZH, CardRevision

Work = Callable[[], Awaitable[object]]


@page("/knowledge/drafts/{revision}", EDIT, "修订")
async def draft(visit: Visit, revision: str) -> None:
    """What it is and what can be done; then the editor, or what it says."""
    ways(visit, "")
    try:
        row, changed, _ = await visit.services.knowledge.revision(number_of(revision))
    except RevisionNotFound as error:
        ui.label(error.say).classes("text-lg")
        ui.link("看看有哪些修订", "/knowledge/drafts")
        return
    known = {*visit.services.knowledge.served.library.cards}
    known |= await visit.services.knowledge.drafted()
    await DraftPage(visit, row, changed, Editor(visit, row, known)).show()


class DraftPage:
    """One open page."""

    def __init__(self, visit: Visit, row: CardRevision, changed: list[Difference], editor: Editor) -> None:
        self.visit, self.row, self.changed, self.editor = visit, row, changed, editor
        self.knowledge = visit.services.knowledge
        self.number = row.id or 0
        self.editable = row.state in EDITABLE and not row.retires

    async def show(self) -> None:
        """Head and body."""
        with ui.card().classes("w-full gap-2 p-3 z-10 md:sticky md:top-[3.2rem]"):
            self._head()
            with ui.row().classes("gap-2 items-center"):
                self._buttons()
        if self.editable:
            self.editor.show(self._beside)
            ui.keyboard(self._key, ignore=[])
        else:
            self._read()

    def _head(self) -> None:
        row = self.row
        with ui.row().classes("items-center gap-3"):
            heading(titled(row))
            ui.label(STATES_ZH[row.state]).classes("bg-blue-1 text-primary rounded px-2").props("data-state")
        who = f"第 {row.id} 号修订，{row.author} 起草，{row.saved_by} {row.saved_at:%m-%d %H:%M} 存过"
        with ui.row().classes("items-center gap-3 text-grey-8 text-sm"):
            self.told = ui.label(who)
            if row.card_id in self.knowledge.served.library.cards:
                ui.link("现行的卡片", f"/knowledge/{row.card_id}")
            ui.label(row.card_id)
        if row.note and not self.editable:
            ui.label(f"为什么改：{row.note}").classes("wrap")
        if row.reviewer:
            verdict = "退回" if row.state == "rejected" else "审核通过"
            ui.label(f"{row.reviewer} {verdict}：{row.review_note}".rstrip("：")).classes("wrap text-weight-medium")

    def _buttons(self) -> None:
        state, own = self.row.state, self._own()
        if state in EDITABLE:
            if self.editable:
                self._button("保存（Ctrl+S）", self.save, "unelevated")
            self._button("提交审核", self.submit, "outline")
        if state == "in_review" and not own and self.visit.may(REVIEW):
            self._button("审核通过", self._stepping("approve"), "unelevated color=green-9")
            self._button("退回修改", self._reject, "outline")
        elif state == "in_review":
            ui.label("等另一个人审核。").classes("text-grey-8")
        if state == "approved":
            self._button("发布检查", self._check, "unelevated")
        if state in ("in_review", "approved"):
            self._button("收回来改", self._stepping("reopen"), "flat")
        if state in ("draft", "rejected", "in_review", "approved"):
            if state != "approved":
                self._button("先检查看看", self._check, "flat")
            self._button("放弃", self._discard, "flat color=grey-8")
        else:
            self._button("照这一份再起草", self.beside, "outline")

    def _button(self, name: str, work: Callable[[], Awaitable[None]], look: str) -> None:
        ui.button(name, on_click=work).props(look)

    def _own(self) -> bool:
        return any(same(self.visit.me.name, one) for one in (self.row.author, *self.row.editors))

    def _beside(self) -> None:
        claims(self.visit, self.editor)
        fold = ui.expansion("和现行的比，改了什么").classes("w-full bg-white rounded border border-gray-300")
        with fold.props("data-diff"):
            room = ui.column().classes("w-full")

        @action
        async def compare() -> None:
            await self.visit.check(EDIT)
            room.clear()
            with room:
                if self.editor.changed:
                    ui.label("还没存的改动不在里面。").classes("text-grey-8")
                preview.changes((await self.knowledge.revision(self.number))[1])

        fold.on_value_change(lambda event: compare() if event.value else None)
        trial_box.trial_box(self.visit, "试一句（按现行的知识库答；这份改动要先检查才试得到）")

    def _read(self) -> None:
        with ui.row().classes("w-full gap-4 items-start no-wrap max-md:flex-wrap"):
            with ui.card().classes("grow min-w-0"):
                heading("改了什么")
                if self.row.retires:
                    ui.label("这张卡片要退下：发布以后，热线不再用它答复。").classes("wrap")
                else:
                    preview.changes(self.changed)
            with ui.column().classes("w-[26rem] max-w-full shrink-0"):
                card, _ = read_content(self.row.content, self.knowledge.served.laws)
                if card is not None and not self.row.retires:
                    heading("居民会看到")
                    preview.as_resident(desk_of(self.visit), card)

    @action
    async def save(self) -> None:
        """Stores what is typed; what cannot be read stays in its box."""
        await self._save()

    async def _save(self) -> bool:
        who, written = (await self.visit.check(EDIT)).name, self.editor.written()
        if written.faults:
            ui.notify(
                "还有看不懂的地方，改好再存：" + "；".join(fault.words for fault in written.faults), type="warning"
            )
            return False
        try:
            note = self.visit.noted("card.save", lambda row: (row.card_id, {"revision": row.id, "saves": row.saves}))
            row = await self.knowledge.noting(note).save(self.number, self.editor.seen, who, **written.fields())
        except DraftChanged as error:
            conflict.ask(self.editor, (await self.knowledge.revision(self.number))[0], error.say, self._apart)
            return False
        self.editor.saved(row)
        self.told.text = f"第 {row.id} 号修订，{row.author} 起草，{row.saved_by} {row.saved_at:%m-%d %H:%M} 存过"
        ui.notify("存好了。", type="positive")
        return True

    @action
    async def submit(self) -> None:
        """Stores what is typed and gives it to another person."""
        if self.editable and self.editor.changed and not await self._save():
            return
        await self._step("submit")

    @action
    async def beside(self) -> None:
        """A new draft with what this one says."""
        await self._apart()

    async def _apart(self) -> None:
        who = (await self.visit.check(EDIT)).name
        written = self.editor.written() if self.editable else self.editor.stored
        note = self.visit.noted("card.draft", lambda row: (row.card_id, {"revision": row.id}))
        row = await self.knowledge.noting(note).save_beside(self.row.card_id, who, **written.fields())
        self.editor.typed.forget("card")
        ui.navigate.to(draft_path(row.id))

    def _stepping(self, step: str) -> Callable[[], Awaitable[None]]:
        return action(lambda: self._step(step))

    async def _step(self, step: str, note: str = "") -> None:
        right = REVIEW if step in ("approve", "reject") else EDIT
        who = (await self.visit.check(right)).name
        more = (note,) if step in ("approve", "reject") else ()
        told = {"note": note} if note else {}
        row = self.visit.noted(f"card.{step}", lambda made: (made.card_id, {"revision": made.id, **told}))
        await getattr(self.knowledge.noting(row), step)(self.number, who, *more)
        ui.navigate.to(draft_path(self.number))

    @action
    async def _reject(self) -> None:
        with ui.dialog().props('aria-label="退回修改"') as dialog, ui.card().classes("w-full max-w-md"):
            ui.label("哪里要改").classes("text-lg")
            why = ui.textarea("写给起草的人").props("outlined autogrow autofocus maxlength=500").classes("w-full")
            with ui.row():
                ui.button("退回修改", on_click=action(lambda: self._step("reject", why.value or ""))).props(
                    "unelevated"
                )
                ui.button("再看看", on_click=dialog.close).props("flat")
        dialog.open()

    @action
    async def _discard(self) -> None:
        await self._step("discard")

    @action
    async def _check(self) -> None:
        await self.visit.check(EDIT)
        if not self.editable or not self.editor.changed or await self._save():
            await begin_check(self.visit, [self.number])

    async def _key(self, event: object) -> None:
        key, modifiers, act = (getattr(event, name) for name in ("key", "modifiers", "action"))
        if act.keydown and (modifiers.ctrl or modifiers.meta) and key == "s":
            await self.save()
