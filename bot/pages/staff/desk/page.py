"""/staff/desk and /staff/desk/{handoff id}: the list at the left, a handoff beside it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from nicegui import ui

from bot.accounts.sessions import Sessions
from bot.pages.staff.desk.actions import Desk
from bot.pages.staff.desk.chime import chime
from bot.pages.staff.desk.drafts import ask_browser
from bot.pages.staff.desk.lookout import Seat, lookout_of
from bot.pages.staff.desk.queue_view import QueueView
from bot.pages.staff.desk.story import Stories, Story
from bot.pages.staff.desk.talk_view import TalkView
from bot.pages.staff.frame import page, told
from bot.pages.staff.gate import ROOT
from bot.pages.staff.visit import SignedOut, Visit
from config.errors import HandoffNotFound

SCRIPT = Path(__file__).parents[1] / "look" / "desk.js"
CHOOSE = "从左边选一件，或按 Alt+↓。"
GONE = "没有这件转接单，可能网址抄错了。请从左边选一件。"
MUTED = "浏览器拦住了声音，请再点一下“声音”打开。"
HELP = "Ctrl+Enter 发送；Alt+↑ / Alt+↓ 换一件；/ 找快捷回复。写到一半的话存在这台电脑的浏览器里，刷新也不丢。"
LOST = "这件退回等候了：过了时限没有回话，或者主管退回的。您写好的还在，再点“受理”就能接着写。"
SIGNED_EVERY = timedelta(seconds=10)
"""So often a page that is only looked at asks whether its session still lasts."""
MOST_DIGITS = 9


@page("/desk", "desk", "接待")
async def desk(visit: Visit) -> None:
    """The list, and nothing chosen."""
    await Workplace(visit).build(None)


@page("/desk/{handoff}", "desk", "接待")
async def one(visit: Visit, handoff: str) -> None:
    """One handoff."""
    known = handoff.isascii() and handoff.isdecimal() and len(handoff) <= MOST_DIGITS
    await Workplace(visit).build(int(handoff) if known else 0)


class Workplace:
    """One open page of the desk."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.desk = Desk(visit)
        self.lookout = lookout_of(visit.services.database, visit.services.clock)
        self.seat = Seat(self._changed)
        self.talk: TalkView | None = None
        self._sound_on = False
        self._signed_at = visit.services.clock.now()

    async def build(self, handoff_id: int | None) -> None:
        """Draws the page; what only the browser knows comes once it is there."""
        ui.add_body_html(f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>")
        begin = f"fenliuDesk.begin({json.dumps(str(self.visit.me.staff_id))}, {json.dumps(chime())})"
        ui.add_body_html(f"<script>window.fenliuSound = {begin}</script>")
        ui.context.client.on_delete(lambda: self.lookout.leave(self.seat))
        with ui.row().classes("w-full no-wrap gap-3 h-[calc(100dvh-90px)]") as self.root:
            with ui.column().classes("w-full lg:w-[320px] shrink-0 h-full no-wrap gap-2") as self._left:
                self._tools()
                self.queue = QueueView(self.visit, self.lookout, self._open, self._look_again)
            self._middle = ui.row().classes("grow min-w-0 h-full no-wrap gap-3 max-xl:flex-col")
        ui.on("desk_move", lambda event: self._move(int(event.args.get("by", 1))))
        ui.on("desk_canned", lambda: self.talk.canned() if self.talk else None)
        ui.on("desk_typing", lambda event: self._typing(event.args.get("handoff")))
        ui.on("desk_mute", lambda: ui.notify(MUTED, type="warning"))
        self.seat.handoff = handoff_id
        self.lookout.sit(self.seat)
        await self._show(handoff_id)
        await self.queue.begin(handoff_id, mine=self.talk is not None and self.talk.story.mine)
        ui.timer(0.01, self._browser_is_there, once=True)

    async def act(self, work: Callable[[], Awaitable[Any]], told_: str = "") -> bool:
        """Does something; an error is told, and every page of this process sees at once what came of it."""
        done = False
        with self.root:
            async with told():
                await work()
                done = True
            async with told():
                await self.lookout.look(self.seat)
            if done and told_:
                ui.notify(told_, type="positive", position="top")
        return done

    async def close(self) -> None:
        """Back to the list, on a narrow screen."""
        with self.root:
            async with told():
                await self._show(None)
                ui.navigate.history.replace(f"{ROOT}/desk")
                await self.queue.refresh(self.seat.handoff)

    async def _open(self, handoff_id: int) -> None:
        with self.root:
            async with told():
                await self.visit.check("desk")
                await self._show(handoff_id)
                ui.navigate.history.replace(f"{ROOT}/desk/{handoff_id}")
                await self.queue.refresh(self.seat.handoff)
                if self.talk is not None:
                    await self.talk.begin()

    async def _show(self, handoff_id: int | None) -> None:
        self.seat.handoff, self.talk = handoff_id, None
        story = await self._story(handoff_id) if handoff_id is not None else None
        self._middle.clear()
        chosen = handoff_id is not None
        self._left.classes(**({"add": "max-lg:hidden"} if chosen else {"remove": "max-lg:hidden"}))
        self._middle.classes(**({"remove": "max-lg:hidden"} if chosen else {"add": "max-lg:hidden"}))
        with self._middle:
            if story is not None:
                self.talk = TalkView(self, story)
            else:
                ui.label(GONE if chosen else CHOOSE).classes("text-grey-8 p-8")
                if chosen:
                    ui.button("回到队列", on_click=self.close).props("flat")

    async def _story(self, handoff_id: int) -> Story | None:
        async with self.visit.services.database.reading() as session:
            try:
                return await Stories(session, self.visit.services.cards).read(handoff_id, self.visit.me.staff_id)
            except HandoffNotFound:
                return None

    async def _changed(self, queue: bool, talk: bool) -> None:  # noqa: FBT001 - what the lookout saw
        with self.root:
            if not await self._still_in():
                return
            if talk and self.talk is not None and (story := await self._story(self.talk.story.id)) is not None:
                if self.talk.story.mine and story.waits:
                    ui.notify(LOST, type="warning", timeout=0, multi_line=True, close_button="知道了")
                self.talk.draw(story)
            elif self.talk is not None:
                self.talk.age()
            if queue:
                await self.queue.refresh(self.seat.handoff)

    async def _still_in(self) -> bool:
        """Whether this person may go on looking; a page that lies open is no use of the session."""
        now = self.visit.services.clock.now()
        if now - self._signed_at < SIGNED_EVERY:
            return True
        async with self.visit.services.database.reading() as session:
            signed = await Sessions(session, self.visit.services.clock).find(self.visit.token)
        if signed is not None and signed.may("desk") and signed.works_in(self.visit.services.settings.region):
            self._signed_at, self.visit.me = now, signed
            return True
        self.lookout.leave(self.seat)
        self._middle.clear()
        with self._middle:
            ui.label(SignedOut.say).classes("text-lg p-8")
            ui.link("登录", "/sign-in").classes("p-8")
        return False

    async def _look_again(self) -> None:
        with self.root:
            async with told():
                await self.visit.check("desk")
                await self.queue.refresh(self.seat.handoff)

    async def _typing(self, handoff: object) -> None:
        if self.talk is not None and self.talk.story.mine and handoff == self.talk.story.id:
            await self.desk.typing(self.talk.story.id)

    async def _move(self, by: int) -> None:
        beside = self.queue.list.beside(self.seat.handoff, by)
        if beside is not None:
            await self._open(beside)

    def _tools(self) -> None:
        with ui.row().classes("w-full items-center no-wrap gap-1"):
            self._sound = ui.switch("声音", on_change=self._set_sound).props("dense")
            ui.space()
            keys = ui.button(icon="keyboard", on_click=lambda: ui.notify(HELP, timeout=10000, close_button="知道了"))
            with keys.props('flat round dense aria-label="快捷键"'):
                ui.tooltip(HELP).classes("text-sm max-w-xs")

    async def _set_sound(self) -> None:
        if self._sound.value == self._sound_on:  # as the browser remembered it
            return
        self._sound_on = bool(self._sound.value)
        if not await ask_browser(f"return fenliuDesk.sound({json.dumps(bool(self._sound.value))})"):
            ui.notify(MUTED, type="warning")

    async def _browser_is_there(self) -> None:
        with self.root:
            self._sound_on = bool(await ask_browser("return window.fenliuSound"))
            self._sound.set_value(self._sound_on)
            if self.talk is not None:
                await self.talk.begin()
