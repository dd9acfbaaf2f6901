"""In time or not: signed, first contact, answered; extensions, pauses, and what is overdue now.

The province has dropped 按时办结率 as a score (facts 5.3): these are for whoever moves work and people, not for marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col

from orders.paper.report import Cell, Figures, Section
from orders.reports.question import ALONE, Question, Share, moves, once, tally
from orders.reports.words import figure, grid, section
from orders.status import OPEN
from orders.tables import Order


@dataclass(frozen=True)
class InTime:
    """`accepted`, `answered`: in time, of what was owed by now; `contacted`: of what was signed for."""

    accepted: Share
    contacted: Share
    answered: Share
    unsigned: int
    """Not signed for, and too late already."""


@once
async def in_time(question: Question) -> InTime:
    """Signing and first contact of the orders last dispatched in the period; answers of those closed in it."""
    now, signed, by = question.now, col(Order.accepted_at), col(Order.accept_by)
    late = signed.is_(None) & (by < now) & (col(Order.status) == "dispatched")
    columns = (
        tally(signed <= by),
        tally(signed.is_not(None)),
        tally(late),
        tally(signed.is_not(None) & col(Order.first_contact_at).is_not(None)),
    )
    asked = select(*columns).where(question.within(Order.dispatched_at), ALONE, question.here)
    punctual, taken, unsigned, contacted = await question.one(asked)
    closed = select(tally(col(Order.resolved_at) <= col(Order.due_at)), func.count())
    answered = await question.one(closed.where(question.within(Order.resolved_at), ALONE, question.here))
    return InTime(Share(punctual, taken + unsigned), Share(contacted, taken), Share(*answered), unsigned)


async def overdue(question: Question) -> list[tuple[str, int, int]]:
    """(unit, overdue, paused) of the open orders now; the most overdue first."""
    paused = col(Order.paused_at).is_not(None)
    late = (col(Order.due_at) < question.now) & ~paused
    columns = (col(Order.lead_code), tally(late).label("late"), tally(paused).label("paused"))
    open_here = select(*columns).where(col(Order.status).in_(OPEN), question.here)
    asked = open_here.group_by(col(Order.lead_code)).subquery()
    some = (
        select(asked).where((asked.c.late > 0) | (asked.c.paused > 0)).order_by(asked.c.late.desc(), asked.c.lead_code)
    )
    return [tuple(row) for row in await question.rows(some)]


async def deadlines(question: Question) -> list[Section]:
    """The figures, and by unit what is overdue now."""
    found, late, made = await in_time(question), await overdue(question), await moves(question)
    shares = {"accepted": found.accepted, "contacted": found.contacted, "answered": found.answered}
    figures = [figure(f"in_time_{name}", share.rate, counted=share.counted) for name, share in shares.items()]
    figures += [
        figure("unsigned", found.unsigned),
        figure("overdue", sum(count for _, count, _ in late)),
        figure("paused_now", sum(count for *_, count in late)),
    ]
    figures += [
        figure(move, made.get(move, (0, 0))[0])
        for move in ("request_extension", "grant_extension", "refuse_extension", "pause")
    ]
    rows: list[tuple[Cell, ...]] = [(question.unit(unit) or None, count, waiting) for unit, count, waiting in late]
    return [section("deadlines", Figures(tuple(figures))), section("overdue", grid("overdue", rows))]
