"""The queue on the page: read when something changed, drawn, and heard of when something arrives or is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nicegui import ui

from bot.pages.staff.desk.list_view import ListView, Look, Open
from bot.pages.staff.desk.lookout import Lookout
from bot.pages.staff.desk.queue import CHIEFS, Counts, Group, Line, Queue, Tab, counts_for
from bot.pages.staff.desk.search import Search
from bot.pages.staff.visit import Visit

TITLE = "接待 · 分流工作台"
CALLED = "有居民等久了，请看橙色的那几件。"


class QueueView:
    """The list of one open page. What all pages ask for is read once (`lookout`)."""

    def __init__(self, visit: Visit, lookout: Lookout, open_: Open, look: Look) -> None:
        self.visit, self.lookout = visit, lookout
        self.chief = visit.may("desk.others")
        self.list = ListView(open_, look, chief=self.chief)
        self._heard: tuple[datetime | None, datetime | None] = (None, None)

    async def begin(self, chosen: int | None, *, mine: bool) -> None:
        """The first look: on what is mine, where I came for that; else on what is late, for whoever must see to it."""
        counts = await self._counts()
        self.list.tab = "mine" if mine else CHIEFS if counts.overdue else "waiting"
        await self.refresh(chosen, ring=False)

    async def refresh(self, chosen: int | None, *, ring: bool = True) -> None:
        """Reads and draws what there is now."""
        counts, lines = await self._counts(), await self._shown()
        self.list.draw(counts, lines, chosen)
        ui.page_title(_title(counts))
        self._ring(counts, ring=ring)

    def _ring(self, counts: Counts, *, ring: bool) -> None:
        """Sounds for what arrived or was called out since the last look, where the browser's switch is on."""
        arrived, called = self._heard
        self._heard = counts.arrived or arrived, counts.called or called
        if not ring:
            return
        late = _newer(counts.called, called)
        if late:
            ui.notify(CALLED, type="warning", position="top")
        if late or _newer(counts.arrived, arrived):
            ui.run_javascript("fenliuDesk.ring()")

    async def _counts(self) -> Counts:
        groups = await self.lookout.once("groups", self._groups)
        return counts_for(groups, self.visit.me.staff_id, chief=self.chief)

    async def _shown(self) -> Sequence[Line]:
        tab, limit, me, words = self.list.tab, self.list.limit, self.visit.me.staff_id, self.list.words
        if words:
            return await self.lookout.once(("found", words, limit), lambda: self._found(words, limit))
        key = (tab, me if tab in ("mine", "others") else None, limit)
        return await self.lookout.once(key, lambda: self._lines(tab, limit))

    async def _groups(self) -> Sequence[Group]:
        async with self.visit.services.database.reading() as session:
            return await Queue(session, self.visit.services.cards).groups()

    async def _lines(self, tab: Tab, limit: int) -> list[Line]:
        async with self.visit.services.database.reading() as session:
            return await Queue(session, self.visit.services.cards).lines(tab, self.visit.me.staff_id, limit)

    async def _found(self, words: str, limit: int) -> list[Line]:
        async with self.visit.services.database.reading() as session:
            return await Search(Queue(session, self.visit.services.cards)).lines(words, limit)


def _newer(moment: datetime | None, before: datetime | None) -> bool:
    return moment is not None and (before is None or moment > before)


def _title(counts: Counts) -> str:
    """What the tab of the browser shows."""
    late = f"，超时 {counts.overdue}" if counts.overdue else ""
    return f"({counts.waiting}{late}) {TITLE}" if counts.waiting or late else TITLE
