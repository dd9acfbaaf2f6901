"""What moves a handoff on when nobody does: called out again, the worker reminded, the lease run out.

The rules are pure. Each function may run every minute in any number of processes: what was called out is marked by a
conditional update in the same transaction, and only who made the mark tells. Put the notices into the outbox within
that transaction; then none is lost and none is doubled.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.handoff_card import claim_option, headline
from config.clock import Clock
from config.errors import OrderError
from config.service_hours import after_service_minutes
from config.staffing import Staffing
from handlers.message import Option, Reply
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff, Staff

Notice = tuple[int, Reply]
"""A message to the person of that staff number. Lists of them are in the order of these numbers, so that two processes
that write them down never wait for each other crosswise."""
LAPSED = "经办人超过时限没有动作，退回等候"
GONE = "经办人已不在岗，退回等候"


class PutsBack(Protocol):
    """What the lease needs of bot.people."""

    async def put_back(self, handoff_id: int, note: str) -> object:
        """Lets the handoff wait for anybody again, in a transaction of its own.

        Raises:
            OrderError: it is not claimed any more.
        """


def unclaimed_due(handoff: Handoff, staffing: Staffing) -> datetime:
    """When a waiting handoff is to be called out next; an urgent one at once, and by the clock."""
    if handoff.escalated_at is not None:
        again = staffing.urgent_lease_minutes if handoff.urgent else staffing.escalate_again_minutes
        return _later(handoff, handoff.escalated_at, again, staffing)
    start = handoff.active_at or handoff.created_at
    return start if handoff.urgent else _later(handoff, start, staffing.unclaimed_minutes, staffing)


def silent_due(handoff: Handoff, staffing: Staffing) -> datetime | None:
    """When somebody is to be told that the resident waits: the worker, then the supervisors; None where none waits."""
    start = _waits_since(handoff, handoff.claimed_at)
    if start is None:
        return None
    silent = staffing.urgent_minutes if handoff.urgent else staffing.silent_minutes
    if handoff.escalated_at is None:
        return _later(handoff, start, silent, staffing)
    minutes = silent if handoff.urgent or handoff.escalated == 1 else staffing.escalate_again_minutes
    return _later(handoff, handoff.escalated_at, minutes, staffing)


def lapses_at(handoff: Handoff, staffing: Staffing) -> datetime | None:
    """When the worker loses the handoff; None while the resident does not wait.

    Typing on the page is a sign of life that puts this off, and only this: reminders count from the resident's word.
    """
    start = _waits_since(handoff, handoff.active_at)
    minutes = staffing.urgent_lease_minutes if handoff.urgent else staffing.lease_minutes
    return None if start is None else _later(handoff, start, minutes, staffing)


async def call_unclaimed(session: AsyncSession, clock: Clock, staffing: Staffing) -> list[Notice]:
    """Calls out what nobody took: to the supervisors, what is urgent to everybody on duty as well."""
    book, staff, now = HandoffBook(session, clock), StaffBook(session, clock), clock.now()
    notices: list[Notice] = []
    for handoff in await book.unclaimed(now):
        if unclaimed_due(handoff, staffing) <= now and await book.called_out(handoff, "escalated"):
            told = [*await staff.chiefs(), *(await staff.on_duty() if handoff.urgent else ())]
            reply = Reply(f"还没有人受理：\n{headline(handoff, now)}", options=(claim_option(handoff),))
            notices += _to(told, reply)
    return _in_order(notices)


async def call_silent(session: AsyncSession, clock: Clock, staffing: Staffing) -> list[Notice]:
    """Where a resident waits for an answer: reminds the worker first, then tells the supervisors as well."""
    book, staff, now = HandoffBook(session, clock), StaffBook(session, clock), clock.now()
    notices: list[Notice] = []
    for handoff in await book.silent(now - timedelta(minutes=min(staffing.silent_minutes, staffing.urgent_minutes))):
        due = silent_due(handoff, staffing)
        if due is None or due > now or handoff.staff_id is None:
            continue
        first = handoff.escalated == 0
        if not await book.called_out(handoff, "reminded" if first else "escalated"):
            continue
        holder = await staff.get(handoff.staff_id)
        notices += _to([holder], _reminder(handoff, now))
        if not first:
            told = [one for one in await staff.chiefs() if one.id != holder.id]
            reply = Reply(f"居民在等{holder.name}答复，请帮忙看一下：\n{headline(handoff, now)}")
            notices += _to(told, reply)
    return _in_order(notices)


async def return_lapsed(database: Database, clock: Clock, staffing: Staffing, people: PutsBack) -> list[Notice]:
    """Takes handoffs from workers who vanished, or who were removed, and tells everybody on duty."""
    notices: list[Notice] = []
    for handoff, note in await _lapsed(database, clock, staffing):
        async with database.writing() as session, session.begin():
            mine = await HandoffBook(session, clock).lapses(handoff)
        if not mine:
            continue
        try:
            await people.put_back(handoff.id or 0, note)
        except OrderError:  # ended or moved in the very moment: nobody has to be told
            continue
        notices += await _told_of_return(database, clock, handoff.id or 0, note, handoff.staff_id)
    return _in_order(notices)


async def _lapsed(database: Database, clock: Clock, staffing: Staffing) -> list[tuple[Handoff, str]]:
    now = clock.now()
    async with database.reading() as session:
        book = HandoffBook(session, clock)
        gone = [(one, GONE) for one in await book.held_by_nobody()]
        known = {one.id for one, _ in gone}
        silent = await book.silent(now - timedelta(minutes=min(staffing.lease_minutes, staffing.urgent_lease_minutes)))
        late = [one for one in silent if one.id not in known and _is_over(lapses_at(one, staffing), now)]
        return gone + [(one, LAPSED) for one in late]


async def _told_of_return(
    database: Database, clock: Clock, handoff_id: int, note: str, holder: int | None
) -> list[Notice]:
    """Everybody on duty, and whoever had it."""
    async with database.reading() as session:
        staff = StaffBook(session, clock)
        everybody = await staff.everybody()
        told = [one for one in everybody if one.on_duty] or await staff.chiefs()
        had = [one for one in everybody if one.id == holder]
        handoff = await HandoffBook(session, clock).get(handoff_id)
    text = f"{note}，请有空的同事受理：\n{headline(handoff, clock.now())}"
    return _to([*told, *had], Reply(text, options=(claim_option(handoff),)))


def _reminder(handoff: Handoff, now: datetime) -> Reply:
    options = (Option(f"h.quick:{handoff.id}", "快捷回复"), Option(f"h.transfer:{handoff.id}", "转交"))
    return Reply(
        f"居民在等您答复：\n{headline(handoff, now)}\n一时办不了，先回一句也好；腾不出手就转交。", options=options
    )


def _waits_since(handoff: Handoff, worker: datetime | None) -> datetime | None:
    """From when on the worker could have answered: the resident's word, or that moment of the worker's."""
    if handoff.waiting_since is None:
        return None
    return max(handoff.waiting_since, worker or handoff.waiting_since)


def _later(handoff: Handoff, start: datetime, minutes: int, staffing: Staffing) -> datetime:
    """Minutes of service time; of the clock where it is urgent."""
    if handoff.urgent:
        return start + timedelta(minutes=minutes)
    return after_service_minutes(start, minutes, staffing)


def _is_over(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _to(people: Iterable[Staff], reply: Reply) -> list[Notice]:
    """One notice for each, however often they are named."""
    return [(staff_id, reply) for staff_id in dict.fromkeys(one.id for one in people) if staff_id is not None]


def _in_order(notices: list[Notice]) -> list[Notice]:
    return sorted(notices, key=lambda notice: notice[0])
