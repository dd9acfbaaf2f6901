"""The conversation in the middle: what was said is added at the end, nothing is drawn twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from bot.pages.staff.desk.conversation import PAGE, Bubble
from bot.pages.staff.desk.files import address_of
from bot.pages.staff.frame import action
from bot.pages.staff.gate import ROOT

SIDES = {
    "resident": "self-start bg-white",
    "bot": "self-end bg-grey-2",
    "staff": "self-end bg-blue-1",
}
EMPTY = "这段对话已经按保存期限清除，材料还在旁边。"
Earlier = Callable[[int], Awaitable[Sequence[Bubble]]]


class LogView:
    """Draws bubbles. `files` shows photos and voice notes: for whoever holds the handoff."""

    def __init__(self, handoff_id: int, earlier: Earlier) -> None:
        self._handoff = handoff_id
        self._earlier_of = earlier
        self._states: dict[int, tuple[ui.label, str]] = {}
        self._shown: dict[int, Bubble] = {}
        self.files = False
        with ui.column().classes("w-full grow overflow-y-auto no-wrap gap-2 p-2 rounded bg-grey-1") as self.box:
            self.box.props('data-log role=log aria-live=polite aria-label="对话" tabindex=0')
            self._more = ui.button("更早的", on_click=self._earlier).props("flat dense").classes("self-center")
            self._bubbles = ui.column().classes("w-full gap-2 no-wrap")
            self._empty = ui.label(EMPTY).classes("text-grey-8")

    def draw(self, bubbles: Sequence[Bubble], *, files: bool) -> bool:
        """Shows these; True where something was added."""
        known = [one for one in bubbles if one.seq in self._shown]
        changed = any(_words(one) != _words(self._shown[one.seq]) for one in known)
        if changed or files != self.files:
            self._bubbles.clear()
            self._shown.clear()
            self._states.clear()
        self.files = files
        fresh = [one for one in bubbles if one.seq not in self._shown]
        first = not self._shown
        with self._bubbles:
            for one in fresh:
                self._bubble(one)
        for one in bubbles:
            label, _ = self._states[one.seq]
            label.set_text(_state(one))
        if first:
            self._more.set_visibility(len(bubbles) >= PAGE)
        self._empty.set_visibility(not self._shown)
        return bool(fresh)

    @action
    async def _earlier(self) -> None:
        found = await self._earlier_of(min(self._shown))
        self._more.set_visibility(len(found) >= PAGE)
        with self._bubbles:
            for place, one in enumerate(found):
                self._bubble(one).move(target_index=place)

    def _bubble(self, one: Bubble) -> ui.column:
        with ui.column().classes(f"max-w-[85%] rounded-lg px-3 py-2 gap-1 shadow-sm {SIDES[one.who]}") as bubble:
            bubble.props(f"data-seq={one.seq}")
            with ui.row().classes("items-baseline gap-2 text-xs text-grey-8"):
                ui.label(one.name)
                ui.label(f"{one.at:%m-%d %H:%M}")
                state = ui.label(_state(one)).classes("text-red-9" if "没" in one.state else "")
            if one.text:
                ui.label(one.text).classes("wrap")
            for name, value in one.rows:
                ui.label(f"{name}：{value}").classes("wrap text-sm")
            if one.options:
                ui.label(f"按钮：{' / '.join(one.options)}").classes("text-xs text-grey-8")
            self._attached(one)
        self._states[one.seq] = state, one.state
        self._shown[one.seq] = one
        return bubble

    def _attached(self, one: Bubble) -> None:
        if one.files and not self.files:
            ui.label(f"照片或语音 {len(one.files)} 份，受理后可看").classes("text-sm text-grey-8")
            return
        for place, ref in enumerate(one.files, 1):
            address = address_of(self._handoff, ref)
            if ref.endswith(".ogg"):
                ui.element("audio").props(f'controls src="{address}" preload=none aria-label="语音 {place}"')
            else:
                with ui.link(target=address.removeprefix(ROOT), new_tab=True):
                    ui.element("img").props(f'src="{address}" alt="照片 {place}" loading=lazy').classes(
                        "max-h-48 max-w-full rounded"
                    )


def _words(one: Bubble) -> tuple[object, ...]:
    """What makes a bubble another one; how its delivery stands is written anew in its place."""
    return one.text, one.rows, one.files


def _state(one: Bubble) -> str:
    return f"· {one.state}" if one.state else ""
