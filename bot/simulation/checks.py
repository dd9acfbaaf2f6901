"""The checks at the end: every order of the database is looked at, and the numbers must add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.simulation.evidence import QUESTIONS, SENT, Known, Seen, led_by_community
from config.region import Region
from orders.case_tables import Alert, Case, Rating
from orders.cases.book import Cases
from orders.follow_up.conditions import PENDING
from orders.ledger import step_of
from orders.tables import Order, OrderEvent

PORTION = 500
SHOWN = 3
"""So many examples of what is wrong are named."""
EVENT = OrderEvent.__table__  # type: ignore[attr-defined]


@dataclass
class Check:
    """One question, of how many it was asked, and what was wrong."""

    name: str
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was wrong."""
        return not self.wrong


@dataclass
class Findings:
    """All checks, and what was counted on the way."""

    checks: list[Check]
    orders: int = 0
    sent: int = 0
    """Orders that were sent to a unit."""
    for_community: int = 0
    """Of these, so many does the list give to a community."""
    led_by_community: int = 0
    """So many were first sent to one."""
    moves: Counter[str] = field(default_factory=Counter)

    @property
    def good(self) -> bool:
        """Whether every check is."""
        return all(check.good for check in self.checks)


async def findings(session: AsyncSession, region: Region, cases: Cases, now: datetime, filed: int) -> Findings:
    """Looks at everything. `filed`: how many orders the residents told of."""
    known = Known(region, now, *[await _numbers(session, wanted) for wanted in (_alerted(), _in_review())])
    checks = {name: Check(name) for name in QUESTIONS}
    found = Findings(list(checks.values()))
    voices = 0
    async for seen in _every(session, known):
        voices += seen.order.voices if seen.order.merged_into is None else 0
        _count(found, seen)
        for name, question in QUESTIONS.items():
            checks[name].asked += 1
            if wrong := question(seen):
                checks[name].wrong.append(f"{seen.order.number}：{wrong}")
    found.checks += [
        _equal("主单上的诉求份数加起来等于受理的件数", voices, filed),
        _equal("每一次反映都立了单，没有拒收", found.orders, filed),
        _equal("社区主办的份额就是清单准许的份额", found.led_by_community, found.for_community),
        await _cases(session, cases),
        await _stuck(session),
    ]
    return found


async def _every(session: AsyncSession, known: Known) -> AsyncIterator[Seen]:
    after = 0
    while True:
        session.expunge_all()
        wanted = select(Order).where(col(Order.id) > after).order_by(col(Order.id)).limit(PORTION)
        orders = (await session.execute(wanted)).scalars().all()
        if not orders:
            return
        first, after = orders[0].id or 0, orders[-1].id or 0
        events = select(EVENT).where(EVENT.c.order_id.between(first, after))
        rows = (await session.execute(events.order_by(EVENT.c.order_id, EVENT.c.sequence))).all()
        logs: dict[int, Sequence[Any]] = {key: list(log) for key, log in groupby(rows, lambda row: row.order_id)}
        for order in orders:
            log = logs.get(order.id or 0, [])
            yield Seen(order, [step_of(row) for row in log], log, known)


def _count(found: Findings, seen: Seen) -> None:
    found.orders += 1
    found.moves.update(step.move for step in seen.steps)
    sent = seen.of(*SENT)
    if sent:
        found.sent += 1
        found.for_community += seen.for_community
        found.led_by_community += led_by_community(sent[0].data["lead"])


def _equal(name: str, is_so: int, should: int) -> Check:
    return Check(name, should, [] if is_so == should else [f"{is_so}，应为 {should}"])


async def _cases(session: AsyncSession, cases: Cases) -> Check:
    check = Check("群评、剔除、限频等旁路事项的记录前后相连")
    for case in (await session.execute(select(Case).order_by(col(Case.id)))).scalars():
        check.asked += 1
        if wrong := await cases.check(case):
            check.wrong.append(wrong)
    return check


async def _stuck(session: AsyncSession) -> Check:
    """A round that could not do its work tells people of it; here nothing may break."""
    rows = await session.execute(select(col(Alert.text)).where(col(Alert.kind) == "stuck").order_by(col(Alert.id)))
    alerts = (await session.execute(select(func.count()).select_from(Alert))).scalar_one()
    return Check("自动步骤没有一步卡住", alerts, list(rows.scalars()))


def _alerted() -> Any:
    return select(col(Alert.order_id)).where(col(Alert.ended_at).is_(None), col(Alert.order_id).is_not(None))


def _in_review() -> Any:
    """The matter of which a rating waits for a person: the order itself, or the one that it joined."""
    matter = func.coalesce(col(Order.main_id), col(Order.id))
    return select(matter).join(Rating, col(Rating.order_id) == col(Order.id)).where(col(Rating.review) == PENDING)


async def _numbers(session: AsyncSession, wanted: Any) -> frozenset[int]:
    return frozenset((await session.execute(wanted)).scalars())
