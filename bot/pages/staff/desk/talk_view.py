"""One handoff on the page: its head with what may be done, the conversation, the reply, and the packet beside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from nicegui import ui

from bot.pages.staff.desk import forms
from bot.pages.staff.desk.actions import Desk
from bot.pages.staff.desk.canned import entries
from bot.pages.staff.desk.canned_view import CannedView
from bot.pages.staff.desk.conversation import Bubble
from bot.pages.staff.desk.drafts import Drafts
from bot.pages.staff.desk.filing_form import FilingForm
from bot.pages.staff.desk.log_view import LogView
from bot.pages.staff.desk.packet_view import draw_packet
from bot.pages.staff.desk.reply_view import ReplyView
from bot.pages.staff.desk.story import Stories, Story, aged
from bot.pages.staff.frame import action
from bot.pages.staff.visit import Visit
from bot.quick_replies import known_values

HEADS = {"urgent": "bg-red-1 border-red-700", "late": "bg-orange-1 border-amber-600"}
CALM = "bg-white border-blue-300"
Done = Callable[[Callable[[], Awaitable[Any]], str], Awaitable[bool]]


class Place(Protocol):
    """What the view needs of the page around it."""

    visit: Visit
    desk: Desk

    async def act(self, work: Callable[[], Awaitable[Any]], told: str = "") -> bool:
        """Does something, tells an error, refreshes all pages."""

    def close(self) -> Awaitable[None]:
        """Back to the list."""


class TalkView:
    """Draws a story, and draws anew what changed of it."""

    def __init__(self, place: Place, story: Story) -> None:
        self.place, self.story = place, story
        self.drafts = Drafts(story.id)
        self._offered: object = None
        self._packet_drawn: object = None
        with ui.column().classes("grow min-w-0 h-full no-wrap gap-2 w-full"):
            self._make_head()
            self.log = LogView(story.id, self._earlier)
            self._foot = ui.column().classes("w-full shrink-0")
        self._side = ui.column().classes("w-full xl:w-[380px] shrink-0 h-full overflow-y-auto no-wrap gap-2")
        self._side.classes("max-xl:hidden").props('aria-label="材料" role=complementary tabindex=0')
        self._windows = ui.element("div").classes("hidden")
        with self._foot:
            self.reply = ReplyView(self.drafts, self._send, self.canned)
        self.draw(story)

    async def begin(self) -> None:
        """Once the browser is there: what was typed before."""
        await self.reply.restore()
        ui.run_javascript("fenliuDesk.bottom(true)")

    def draw(self, story: Story) -> None:
        """Shows the story as it is now."""
        self.story = story
        self._draw_head()
        self._foot.set_visibility(story.mine)
        if self.log.draw(story.bubbles, files=story.mine):
            ui.run_javascript("fenliuDesk.bottom(false)")
        if story.packet != self._packet_drawn:
            self._packet_drawn = story.packet
            self._side.clear()
            with self._side:
                draw_packet(story.packet)

    def canned(self) -> None:
        """Opens the canned replies; they are for whoever holds it."""
        if not self.story.mine:
            ui.notify("受理以后才能用快捷回复。")
            return
        visit = self.place.visit
        values = known_values(self.story.handoff, visit.me.name, visit.services.region)
        with self._windows:
            view = CannedView(
                entries(self.story.packet.judgement), values, self.drafts, self.reply.send_text, self.reply.put
            )
        view.dialog.on("hide", view.dialog.delete)
        view.open()

    def age(self) -> None:
        """Time went by: how long somebody waits is told anew."""
        self.story = aged(self.story, self.place.visit.services.cards)
        self._draw_head()

    def _make_head(self) -> None:
        with ui.column().classes("w-full gap-1 rounded border-l-4 p-2 shrink-0") as self._head:
            with ui.row().classes("w-full items-center gap-2 no-wrap"):
                back = ui.button(icon="arrow_back", on_click=self.place.close).classes("lg:hidden")
                back.props('flat dense round aria-label="回到队列"')
                self._title = ui.label().classes("font-medium wrap grow").props('role=heading aria-level="2"')
                more = ui.button("材料", on_click=self._toggle).classes("xl:hidden shrink-0")
                more.props("outline dense no-caps")
            self._said = ui.label().classes("text-sm wrap").props("role=status data-standing")
            self._actions = ui.row().classes("gap-2")

    def _draw_head(self) -> None:
        story = self.story
        self._head.classes(remove=" ".join([*HEADS.values(), CALM]), add=HEADS.get(story.risk.grade, CALM))
        self._title.set_text(story.head)
        self._said.set_text(f"{story.standing}　{story.risk.why}" if story.risk.why else story.standing)
        if self._offered != (offered := (story.waits, story.mine, story.held_by_other)):
            self._offered = offered
            self._actions.clear()
            with self._actions:
                self._buttons()

    def _buttons(self) -> None:
        story, may_take = self.story, self.place.visit.may("desk.others")
        if story.waits:
            ui.button("受理", on_click=self._claim)
        elif story.mine:
            for label, work in (
                ("立单", self._file), ("转交", self._transfer), ("办结", self._end), ("退回机器人", self._give_back)
            ):  # fmt: skip
                ui.button(label, on_click=work).props("outline dense no-caps").classes("px-3")
        elif story.held_by_other and may_take:
            ui.button("接过来", on_click=self._take_over).props("outline dense no-caps").classes("px-3")
            ui.button("退回等候", on_click=self._put_back).props("outline dense no-caps").classes("px-3")

    def _toggle(self) -> None:
        """On a narrow screen: packet or conversation."""
        shown = "max-xl:hidden" not in self._side.classes
        self._side.classes(**({"add": "max-xl:hidden"} if shown else {"remove": "max-xl:hidden"}))
        for part in (self.log.box, self._foot):
            part.classes(**({"remove": "max-xl:hidden"} if shown else {"add": "max-xl:hidden"}))

    async def _earlier(self, before: int) -> Sequence[Bubble]:
        visit = self.place.visit
        me = await visit.check("desk")
        async with visit.services.database.reading() as session:
            return await Stories(session, visit.services.cards).earlier(self.story.id, me.staff_id, before)

    async def _send(self, text: str, token: str, canned: str) -> bool:
        return await self.place.act(lambda: self.place.desk.say(self.story.id, text, token, canned=canned))

    async def _claim(self) -> None:
        if await self.place.act(lambda: self.place.desk.claim(self.story.id), "已受理，接下来由您和居民说"):
            self.reply.box.run_method("focus")

    async def _take_over(self) -> None:
        seen = self.story.handoff.staff_id
        await self.place.act(lambda: self.place.desk.take_over(self.story.id, seen), "接过来了，接下来由您和居民说")

    @action
    async def _file(self) -> None:
        async def go(values: Any) -> bool:
            return await self._over(lambda: self.place.desk.file(self.story.id, values), "已立单")

        visit = self.place.visit
        with self._windows:
            form = FilingForm(self.drafts, self.story.handoff, visit.me.name, visit.services.region, go)
            await form.show()

    @action
    async def _transfer(self) -> None:
        async def go(to: int, note: str) -> bool:
            return await self._over(lambda: self.place.desk.transfer(self.story.id, to, note), "已转交")

        colleagues = await self.place.desk.colleagues()
        with self._windows:
            await forms.transfer_form(self.drafts, colleagues, go)

    @action
    async def _end(self) -> None:
        async def go(kind: str, note: str) -> bool:
            return await self._over(lambda: self.place.desk.end(self.story.id, kind, note), "已办结")

        with self._windows:
            await forms.end_form(self.drafts, self.story.handoff.receipt, go)

    @action
    async def _give_back(self) -> None:
        async def go(note: str) -> bool:
            return await self._over(lambda: self.place.desk.give_back(self.story.id, note), "已退回机器人")

        with self._windows:
            await forms.note_form(self.drafts, "退回机器人", forms.GIVE_BACK, go)

    @action
    async def _put_back(self) -> None:
        seen = self.story.handoff.staff_id

        async def go(note: str) -> bool:
            return await self.place.act(lambda: self.place.desk.put_back(self.story.id, seen, note), "已退回等候")

        with self._windows:
            await forms.note_form(self.drafts, "退回等候", forms.PUT_BACK, go)

    async def _over(self, work: Callable[[], Awaitable[Any]], told: str) -> bool:
        """Something after which it is not this person's any more: nothing typed is needed then."""
        done = await self.place.act(work, told)
        if done:
            self.drafts.over()
        return done
