"""/staff/audit: who did what, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts.audit import AuditLog
from bot.accounts.tables import AuditEvent
from bot.pages.staff.audit import words
from bot.pages.staff.audit.asked import Asked
from bot.pages.staff.frame import TABLE, page
from bot.pages.staff.knowledge.ways import desk_of
from bot.pages.staff.listing import Listing
from bot.pages.staff.visit import Visit
from orders.tables import Staff

ROWS = 50
COLUMNS = [
    {"name": name, "label": label, "field": name, "align": "left"}
    for name, label in (
        ("at", "时间"),
        ("actor", "谁"),
        ("action", "做了什么"),
        ("subject", "对什么"),
        ("data", "细节"),
    )
]
NOTHING = "没有符合的记录。换个词，或清空条件再找。"


@page("/audit", "audit", "操作记录")
async def audit(visit: Visit, group: str = "", q: str = "", who: str = "") -> None:
    """A table, narrowed by what stands in the address, and older rows on request."""
    here = AuditPage(visit, Asked.read(group, q, who))
    here.draw()
    await here.show()


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    data: str


class AuditPage(Listing[Asked, Line]):
    """One open log."""

    right = "audit"
    further = "更早的"

    def filters(self) -> None:
        """What was done, to what, by whom."""
        kind = ui.select(words.groups(), label="哪一类", value=self.asked.group or None, clearable=True)
        kind.props("dense outlined options-dense").classes("min-w-[8rem] flex-1 sm:flex-none sm:w-48")
        kind.on_value_change(lambda event: self.change(group=event.value or ""))
        for name, label in (("q", "对什么（单号、登录名、卡片）"), ("who", "谁")):
            self._typed(name, label)

    def place(self) -> None:
        """An empty table."""
        self.table = ui.table(columns=COLUMNS, rows=[], row_key="id").classes("w-full").props(TABLE)

    async def read(self, session: AsyncSession, asked: Asked, after: int) -> tuple[list[Line], bool]:
        """Older than `after`, newest first."""
        found = await AuditLog(session, self.visit.services.clock).read(
            actions=words.actions_of(asked.group),
            subject=asked.q,
            actor=asked.who,
            before=after or None,
            limit=ROWS + 1,
        )
        names = await _names(session, found)
        return [self._line(event, names) for event in found[:ROWS]], len(found) > ROWS

    def add(self, found: Sequence[Line], *, anew: bool) -> None:
        """Below the others."""
        self.table.rows = ([] if anew else self.table.rows) + [vars(one) for one in found]
        self.table.set_visibility(bool(self.table.rows))

    def nothing(self) -> str:
        """The log itself is never empty: whoever looks has signed in."""
        return NOTHING

    def _typed(self, name: str, label: str) -> None:
        box = ui.input(label, value=getattr(self.asked, name))
        box.props("dense outlined clearable debounce=120 type=search maxlength=60").classes("w-full sm:w-64")
        box.on_value_change(lambda event: self.change(**{name: (event.value or "").strip()}))

    def _line(self, event: AuditEvent, names: dict[int, str]) -> Line:
        return Line(
            id=event.id or 0,
            at=f"{event.at:%Y-%m-%d %H:%M:%S}",
            actor=event.actor,
            action=words.name_of_action(event.action),
            subject=self._subject(words.subject(event.action, event.subject)),
            data=words.details(event.data, self.visit.services.region, names),
        )

    def _subject(self, told: str) -> str:
        """A card with its title; the number is what is looked for."""
        card = desk_of(self.visit).engine.whole.cards.get(told)
        return f"{card.title}（{told}）" if card else told


async def _names(session: AsyncSession, found: Sequence[AuditEvent]) -> dict[int, str]:
    """Number -> name of the staff whom the data names."""
    wanted: set[Any] = {number for event in found for number in words.people_in(event.data)}
    if not wanted:
        return {}
    rows = await session.execute(select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_(wanted)))
    return {number or 0: name for number, name in rows.tuples()}
