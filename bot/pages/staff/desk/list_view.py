"""The list at the left: tabs with their numbers, and a line for each handoff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from nicegui import ui

from bot.pages.staff.desk.queue import CHIEFS, PAGE, TABS, Counts, Line, Tab
from bot.pages.staff.desk.search import LONGEST

EDGES = {"urgent": "border-red-700", "late": "border-amber-600", "waits": "border-blue-300", "calm": "border-gray-200"}
RISKS = {"urgent": "text-red-800 font-bold", "late": "text-amber-900", "waits": "text-grey-8", "calm": "text-grey-8"}
EMPTY: dict[Tab, str] = {
    "overdue": "没有超过时限的。没人受理的、居民等太久的，会先出现在这里。",
    "waiting": "现在没有人在等。有人转来，这里马上就有；打开声音，不看屏幕也听得到。",
    "mine": "您手里没有在办的。到“等候”里点一件，再点“受理”。",
    "others": "同事手里现在没有。",
}
NOT_FOUND = "没有找到在办的。换个词试试，按 Esc 清空；办结了的到“工单”里找。"
Open = Callable[[int], Awaitable[None]]
Look = Callable[[], Awaitable[None]]


class ListView:
    """Draws the list; it is drawn anew only where more than a time changed, so that the keyboard keeps its place."""

    def __init__(self, open_: Open, look: Look, *, chief: bool = False) -> None:
        self.tab: Tab = "waiting"
        self.limit = PAGE
        self.words = ""
        """What is searched for; then the list shows what was found, whoever has it."""
        self.lines: Sequence[Line] = ()
        self._open, self._look = open_, look
        self._chosen: int | None = None
        self._ages: dict[int, tuple[ui.label, ui.label]] = {}
        self._links: dict[int, ui.link] = {}
        self._items: dict[int, ui.element] = {}
        self._drawn: dict[int, Line] = {}
        self._drawn_as: tuple[Tab, bool] | None = None
        with ui.row().classes("w-full no-wrap gap-1").props('role=group aria-label="看哪一些"'):
            self._tabs: dict[Tab, ui.button] = {
                tab: ui.button(on_click=lambda tab=tab: self.choose(tab)).props("dense no-caps").classes("grow")
                for tab in TABS
                if chief or tab != CHIEFS
            }
        self._search = ui.input(placeholder="找：事、原话、回执号、同事", on_change=self._find).classes("w-full")
        self._search.props(f'dense outlined clearable debounce=120 maxlength={LONGEST} type=search aria-label="找一件"')
        self._search.on("keydown.esc", lambda: self._search.set_value(""))
        self._list = (
            ui.column()
            .classes("w-full gap-1 overflow-y-auto grow no-wrap")
            .props('role=list aria-label="队列" data-ready')
        )
        self._more = ui.button("再多看一些", on_click=self._longer).props("flat dense")

    async def choose(self, tab: Tab) -> None:
        """Another tab."""
        self.tab, self.limit = tab, PAGE
        if self.words:
            self._search.set_value("")  # looks again by itself
        else:
            await self._look()

    def draw(self, counts: Counts, lines: Sequence[Line], chosen: int | None) -> None:
        """Shows these."""
        self.lines, before, self._chosen = lines, self._chosen, chosen
        for tab, button in self._tabs.items():
            button.set_text(f"{TABS[tab]} {counts.of(tab)}" + (" ●" if tab == "mine" and counts.unanswered else ""))
            here = tab == self.tab and not self.words
            alarming = (tab == "waiting" and counts.urgent) or (tab == CHIEFS and counts.overdue)
            colour = "negative" if alarming else "primary"
            button.props(
                f"color={colour} {'unelevated' if here else 'outline'} aria-pressed={'true' if here else 'false'}"
            )
            button.props(remove="outline" if here else "unelevated")
        more = len(lines) == self.limit if self.words else counts.of(self.tab) > len(lines)
        self._more.set_visibility(more)
        self._draw_lines({one.id: replace(one, age="", risk="") for one in lines})
        if before != chosen:
            self._mark(before)
            self._mark(chosen)
        for one in lines:
            age, risk = self._ages[one.id]
            age.set_text(one.age)
            risk.set_text(one.risk)

    def beside(self, chosen: int | None, by: int) -> int | None:
        """The handoff above (-1) or below (1) the chosen one; None at the ends."""
        ids = [one.id for one in self.lines]
        if chosen not in ids:
            return ids[0 if by > 0 else -1] if ids else None
        place = ids.index(chosen) + by
        return ids[place] if 0 <= place < len(ids) else None

    async def _find(self) -> None:
        words = str(self._search.value or "").strip()
        if words != self.words:
            self.words, self.limit = words, PAGE
            await self._look()

    async def _longer(self) -> None:
        self.limit += PAGE
        await self._look()

    def _draw_lines(self, wanted: dict[int, Line]) -> None:
        """Draws what is new and takes away what is gone; the other lines stay as they are."""
        shape = (self.tab, bool(self.words))
        if shape == self._drawn_as and list(wanted.items()) == list(self._drawn.items()):
            return
        kept = [number for number in self._drawn if wanted.get(number) == self._drawn[number]]
        same_order = kept == [number for number in wanted if number in set(kept)]
        if shape != self._drawn_as or not kept or not same_order:
            self._redraw()
        else:
            for number in self._drawn.keys() - set(kept):
                self._items.pop(number).delete()
                del self._links[number], self._ages[number]
            with self._list:
                for place, one in enumerate(self.lines):
                    if one.id not in self._items:
                        self._line(one).move(target_index=place)
        self._drawn, self._drawn_as = wanted, shape

    def _redraw(self) -> None:
        self._list.clear()
        for held in (self._ages, self._links, self._items):
            held.clear()
        with self._list:
            for one in self.lines:
                self._line(one)
            if not self.lines:
                ui.label(NOT_FOUND if self.words else EMPTY[self.tab]).classes("text-grey-8 p-4").props("role=listitem")

    def _mark(self, number: int | None) -> None:
        """Shows whether it is the chosen one; the line itself stays."""
        if number in self._links:
            here = number == self._chosen
            self._links[number].classes(
                add="bg-blue-1" if here else "bg-white", remove="bg-white" if here else "bg-blue-1"
            ).props(f"aria-current={'true' if here else 'false'}")

    def _line(self, one: Line) -> ui.element:
        look = f"no-underline text-grey-10 w-full rounded border-l-4 {EDGES[one.grade]} px-2 py-1 block"
        self._items[one.id] = item = ui.element("div").props("role=listitem").classes("w-full")
        with item:
            link = self._links[one.id] = ui.link(target=f"/desk/{one.id}").classes(look).props(f"data-line={one.id}")
        self._mark(one.id)
        link.on("click.prevent", lambda: self._open(one.id))
        with link:
            with ui.row().classes("w-full no-wrap items-baseline gap-2"):
                ui.label(one.title or one.reason).classes("font-medium ellipsis grow")
                age = ui.label().classes("text-xs text-grey-8 shrink-0")
            ui.label(one.words).classes("text-sm text-grey-9 ellipsis w-full")
            with ui.row().classes("w-full no-wrap items-baseline gap-2 text-xs"):
                risk = ui.label().classes(f"shrink-0 empty:hidden {RISKS[one.grade]}")
                who = _who(one, holder=bool(self.words) or self.tab in ("others", CHIEFS))
                ui.label(who).classes("text-grey-8 ellipsis grow")
                ui.label(one.receipt).classes("text-grey-8 shrink-0")
        self._ages[one.id] = age, risk
        return item


def _who(one: Line, *, holder: bool) -> str:
    """Beside the time limit: whose it is, or why it came."""
    if holder and one.holder:
        return one.holder
    if one.back:
        return "退回来的"
    return one.reason if one.title else ""
