"""The queue: what waits, what is mine, what colleagues hold. Few narrow queries, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cards import Cards
from bot.handoff_words import reason_in_words, waited
from bot.pages.staff.desk.risk import Grade, risk_of
from config.masking import mask
from orders.status import CLAIMED, WAITING
from orders.tables import Handoff, Staff

Tab = Literal["overdue", "waiting", "mine", "others"]
TABS: Final[Mapping[Tab, str]] = {"overdue": "超时", "waiting": "等候", "mine": "我的", "others": "同事的"}
CHIEFS: Final[Tab] = "overdue"
"""For whoever may take over what lies: what was called out, waiting or in a colleague's hands."""
PAGE: Final = 30
"""Lines that are shown at first; more on request."""
LONGEST_WORDS: Final = 60


@dataclass(frozen=True)
class Counts:
    """How many there are; `unanswered`: of mine, where the resident waits for a word."""

    waiting: int = 0
    urgent: int = 0
    mine: int = 0
    unanswered: int = 0
    others: int = 0
    overdue: int = 0
    """Called out to supervisors: nobody took it, or the resident waits too long for whoever has it."""
    arrived: datetime | None = None
    """When the last of those that wait came, or came back."""
    called: datetime | None = None
    """When something this person is to look at was called out last."""

    def of(self, tab: Tab) -> int:
        """The number on a tab."""
        return {"overdue": self.overdue, "waiting": self.waiting, "mine": self.mine, "others": self.others}[tab]


@dataclass(frozen=True)
class Line:
    """One handoff in the list; numbers of persons are masked for everybody."""

    id: int
    receipt: str
    title: str
    words: str
    reason: str
    age: str
    grade: Grade
    risk: str
    holder: str
    unanswered: bool
    back: bool
    """Whether it waits again, after somebody had it."""


@dataclass(frozen=True)
class Group:
    """Open handoffs of one status and one holder."""

    status: str
    staff_id: int | None
    count: int
    urgent: int
    unanswered: int
    arrived: datetime
    overdue: int = 0
    called: datetime | None = None
    """When supervisors were called last."""
    reminded: datetime | None = None
    """When anybody was, the holder too."""


class Queue:
    """Reads the queue within one database session. `cards` know titles, region and the time."""

    def __init__(self, session: AsyncSession, cards: Cards) -> None:
        self.session = session
        self.cards = cards

    async def groups(self) -> Sequence[Group]:
        """All open handoffs, counted by who has them: one query for everybody's numbers."""
        urgent = func.sum(cast(col(Handoff.urgent), Integer))
        unanswered = func.sum(case((col(Handoff.waiting_since).is_not(None), 1), else_=0))
        arrived = func.max(func.coalesce(col(Handoff.active_at), col(Handoff.created_at)))
        overdue = func.sum(case((OVERDUE, 1), else_=0))
        called = func.max(case((OVERDUE, col(Handoff.escalated_at)), else_=None))
        counted = (func.count(), urgent, unanswered, arrived, overdue, called, func.max(col(Handoff.escalated_at)))
        wanted = (
            select(col(Handoff.status), col(Handoff.staff_id), *counted)
            .where(col(Handoff.status).in_((WAITING, CLAIMED)))
            .group_by(col(Handoff.status), col(Handoff.staff_id))
        )
        return [Group(*row) for row in await self.session.execute(wanted)]

    async def lines(self, tab: Tab, staff_id: int, limit: int = PAGE) -> list[Line]:
        """The first lines of a tab, the most pressing first."""
        first = select(col(Handoff.id)).where(_in(tab, staff_id)).order_by(*_order(tab)).limit(limit)
        return await self.lines_of([one for one in (await self.session.execute(first)).scalars() if one is not None])

    async def lines_of(self, ids: Sequence[int]) -> list[Line]:
        """These handoffs, in this order."""
        if not ids:
            return []
        wanted = (
            select(Handoff, col(Staff.name))
            .outerjoin(Staff, col(Staff.id) == col(Handoff.staff_id))
            .where(col(Handoff.id).in_(ids))
            .execution_options(populate_existing=True)
        )
        found = {row[0].id: self._line(row[0], row[1] or "") for row in await self.session.execute(wanted)}
        return [found[one] for one in ids if one in found]

    def _line(self, handoff: Handoff, holder: str) -> Line:
        now, packet = self.cards.clock.now(), handoff.packet
        said = [str(one) for one in (*packet.get("words", ()), *packet.get("added", ())) if one]
        risk = risk_of(handoff, self.cards.region.staffing, now)
        return Line(
            id=handoff.id or 0,
            receipt=handoff.receipt,
            title=self.hidden(self.title(packet.get("title"), packet.get("card"))),
            words=self.hidden(said[-1])[:LONGEST_WORDS] if said else "（没有留下文字）",
            reason=reason_in_words(handoff.reason),
            age=waited(handoff.waiting_since or handoff.claimed_at or handoff.created_at, now),
            grade=risk.grade,
            risk=risk.why,
            holder=holder,
            unanswered=handoff.waiting_since is not None,
            back=handoff.status == WAITING and handoff.active_at is not None,
        )

    def title(self, title: str | None, card: str | None) -> str:
        """The matter, as the packet names it, or its card."""
        return str(title or "") or (self.cards.title(str(card)) if card else "")

    def hidden(self, text: str) -> str:
        """Numbers of persons masked."""
        return mask(text, self.cards.region.numbers)


def counts_for(groups: Sequence[Group], staff_id: int, *, chief: bool = False) -> Counts:
    """The numbers as this person sees them. `chief`: who may take over what colleagues hold."""
    waiting = [one for one in groups if one.status == WAITING]
    mine = [one for one in groups if one.status == CLAIMED and one.staff_id == staff_id]
    others = [one for one in groups if one.status == CLAIMED and one.staff_id != staff_id]
    called = [one.called for one in (*waiting, *(others if chief else ()))] + [one.reminded for one in mine]
    return Counts(
        waiting=_sum(waiting, "count"),
        urgent=_sum(waiting, "urgent"),
        mine=_sum(mine, "count"),
        unanswered=_sum(mine, "unanswered"),
        others=_sum(others, "count"),
        overdue=_sum(groups, "overdue") if chief else 0,
        arrived=max((one.arrived for one in waiting), default=None),
        called=max((one for one in called if one is not None), default=None),
    )


def _sum(groups: Sequence[Group], name: str) -> int:
    return sum(int(getattr(one, name) or 0) for one in groups)


OVERDUE: Final = ((col(Handoff.status) == WAITING) & (col(Handoff.escalated) > 0)) | (
    (col(Handoff.status) == CLAIMED) & (col(Handoff.escalated) > 1)
)
"""What supervisors were called for; the first call to a holder is only a reminder."""


def _in(tab: Tab, staff_id: int) -> Any:
    if tab == CHIEFS:
        return OVERDUE
    if tab == "waiting":
        return col(Handoff.status) == WAITING
    mine = col(Handoff.staff_id) == staff_id
    return (col(Handoff.status) == CLAIMED) & (mine if tab == "mine" else ~mine)


def _order(tab: Tab) -> tuple[Any, ...]:
    """Urgent ones first; then who waits longest for a word, then the oldest."""
    if tab in ("waiting", CHIEFS):
        return col(Handoff.urgent).desc(), col(Handoff.created_at), col(Handoff.id)
    quiet = case((col(Handoff.waiting_since).is_(None), 1), else_=0)
    return col(Handoff.urgent).desc(), quiet, col(Handoff.waiting_since), col(Handoff.claimed_at), col(Handoff.id)
