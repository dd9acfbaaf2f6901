"""The morning digest: what is open, what is mine, what happened since the last working day, and what does not work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.handoff_card import claim_option, headline
from bot.tables import Lease, Outbox, Pulse
from config.clock import CHINA, Clock, is_working_day
from config.staffing import Staffing
from config.vocabulary import name_of
from handlers.message import Reply
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.status import CLAIMED
from orders.tables import Handoff, Order, Staff

LISTED = 10
"""Handoffs named one by one; of more only the number is told."""


@dataclass(frozen=True)
class Digest:
    """The figures of one morning for one person."""

    now: datetime
    name: str
    waiting: Sequence[Handoff]
    mine: Sequence[Handoff]
    claimed: int
    since: date
    """The last working day: what happened from then until this morning is counted."""
    handed_over: int
    ended: int
    filed: int
    dead_letters: int
    troubles: tuple[str, ...]
    """Channels with a trouble, as people read them."""


async def send_digests(session: AsyncSession, clock: Clock, staffing: Staffing) -> list[tuple[int, Reply]]:
    """The digests that are due: one a working day for everybody on duty, from staffing.digest until closing time."""
    now = clock.now()
    if not is_working_day(now.date()) or not staffing.digest <= now.time() < staffing.closes:
        return []
    on_duty = await StaffBook(session, clock).on_duty()
    due = [one for one in on_duty if await _first_today(session, f"digest:{one.id}", now)]
    return [(one.id or 0, digest_reply(await collect(session, clock, one))) for one in due]


async def collect(session: AsyncSession, clock: Clock, staff: Staff) -> Digest:
    """Reads the figures for that person."""
    book, now = HandoffBook(session, clock), clock.now()
    since = _working_day_before(now.date())
    start, end = (datetime.combine(day, time(), CHINA) for day in (since, now.date()))

    def within(moment: Any) -> Any:
        return (col(moment) >= start) & (col(moment) < end)

    pulses = (await session.execute(select(Pulse).where(col(Pulse.error) != "").order_by(col(Pulse.channel)))).scalars()
    return Digest(
        now=now,
        name=staff.name,
        waiting=await book.waiting(),
        mine=await book.of(staff.id or 0),
        claimed=await _count(session, col(Handoff.id), col(Handoff.status) == CLAIMED),
        since=since,
        handed_over=await _count(session, col(Handoff.id), within(Handoff.created_at)),
        ended=await _count(session, col(Handoff.id), within(Handoff.ended_at)),
        filed=await _count(session, col(Order.id), within(Order.received_at)),
        dead_letters=await _count(session, col(Outbox.id), col(Outbox.dead_at).is_not(None)),
        troubles=tuple(_trouble(one) for one in pulses if not _recovered(one)),
    )


def digest_reply(digest: Digest) -> Reply:
    """The digest as a message; the oldest that waits can be claimed from it."""
    oldest = min(digest.waiting, key=lambda one: one.created_at, default=None)
    urgent = sum(one.urgent for one in digest.waiting)
    waiting = f"{len(digest.waiting)} 件" + (f"，其中紧急 {urgent} 件" if urgent else "")
    rows = [("等候受理", waiting), ("正在办", f"{digest.claimed} 件"), ("您手里", f"{len(digest.mine)} 件")]
    if oldest is not None:
        rows.append(("等得最久", headline(oldest, digest.now)))
    rows.append((_span(digest), f"转人工 {digest.handed_over} 件，办结 {digest.ended} 件，立单 {digest.filed} 张"))
    if digest.dead_letters:
        rows.append(("没送到的消息", f"{digest.dead_letters} 条，请看一下"))
    if digest.troubles:
        rows.append(("渠道故障", "；".join(digest.troubles)))
    lists = (("您手里的", digest.mine), ("等候受理的", digest.waiting))
    folded = tuple((title, _listed(some, digest.now)) for title, some in lists if some)
    options = () if oldest is None else (claim_option(oldest, "受理等得最久的"),)
    return Reply(f"{digest.name}您好，今天的情况：", kind="card", rows=tuple(rows), folded=folded, options=options)


def _span(digest: Digest) -> str:
    yesterday = digest.now.date() - timedelta(days=1)
    return "昨天" if digest.since == yesterday else f"{digest.since.month}月{digest.since.day}日以来"


def _listed(handoffs: Sequence[Handoff], now: datetime) -> str:
    more = len(handoffs) - LISTED
    lines = [headline(one, now) for one in handoffs[:LISTED]]
    return "\n".join([*lines, *([f"还有 {more} 件"] if more > 0 else [])])


def _recovered(pulse: Pulse) -> bool:
    """Whether something came through after the trouble."""
    good = [moment for moment in (pulse.update_at, pulse.polled_at) if moment is not None]
    return pulse.error_at is not None and any(moment > pulse.error_at for moment in good)


def _trouble(pulse: Pulse) -> str:
    """Without the text of the error, which is for the log."""
    since = f"（{pulse.error_at:%m-%d %H:%M}）" if pulse.error_at else ""
    return f"{name_of('channels', pulse.channel)}{since}"


def _working_day_before(day: date) -> date:
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return before


async def _count(session: AsyncSession, what: Any, condition: Any) -> int:
    return int((await session.execute(select(func.count(what)).where(condition))).scalar_one())


async def _first_today(session: AsyncSession, name: str, now: datetime) -> bool:
    """Whether nobody did this today; of several processes one gets True. The lease runs until midnight."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), CHINA)
    over = (col(Lease.name) == name) & (col(Lease.until) <= now)
    statement = update(Lease).where(over).values(until=midnight).execution_options(synchronize_session=False)
    if (await session.execute(statement)).rowcount:  # type: ignore[attr-defined]
        return True
    if (await session.execute(select(col(Lease.name)).where(col(Lease.name) == name))).first():
        return False
    try:
        async with session.begin_nested():
            session.add(Lease(name=name, holder="digest", until=midnight))
    except IntegrityError:
        return False
    return True
