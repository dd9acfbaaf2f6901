"""Grades instead of ranks, over periods of two months or as the region sets (松绑：月考→双月、分档不排名, facts 5.5).

Each rate has a grade of its own. Exempted orders touch no grade (平谷 申诉-剔除): their answers are still owed.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import col

from config.grades import RATES
from orders.case_tables import Case
from orders.paper.report import Cell, Figures, Section
from orders.reports.durable import durable
from orders.reports.periods import graded
from orders.reports.question import ALONE, Question, Share, is_true, moves, tally
from orders.reports.rates import Rates, in_order, rates_by_unit
from orders.reports.words import figure, grid, said, section
from orders.tables import Order

FEWEST = 5
"""Fewer answers than this tell nothing of a unit: the number is said instead of a grade (own setting)."""


async def grades(question: Question) -> Section:
    """The grades of the last whole period of grades."""
    period = graded(question.region.grades.period_months, min(question.period.until, question.now))
    asked = question.during(period)
    rates, held = await rates_by_unit(asked, exempted=False), await durable(asked)
    rows: list[tuple[Cell, ...]] = []
    for unit in in_order(question, {*rates, *held.closed}):
        one = rates.get(unit, Rates())
        shares = (one.contacted, one.solved, one.satisfied, held.of(unit))
        named = zip(RATES, shares, strict=True)
        rows.append((question.unit(unit), *(_grade(question, name, share) for name, share in named)))
    return section("grades", grid("grades", rows), period=period.name, fewest=FEWEST)


def _grade(question: Question, name: str, share: Share) -> str | None:
    if name not in question.region.grades.rates:
        return said("not_graded")
    if share.rate is None:
        return None
    if share.of < FEWEST:
        return said("few", count=share.of)
    return said("grade", name=question.region.grades.of(share.rate * 100), count=share.of)


async def exemptions(question: Question) -> list[Section]:
    """申诉-剔除 (facts 5.5): how much of it there is, so that nobody hides behind it (报表列“剔除率”防滥用)."""
    kind = (col(Case.kind) == "exemption") & question.within(Case.opened_at)
    asked = select(func.count(), tally(col(Case.ended_at).is_(None))).where(kind)
    requested, waiting = await question.one(asked)
    made = await moves(question)
    granted, taken_back = made.get("exempt", (0, 0))[0], made.get("unexempt", (0, 0))[0]
    closed = select(tally(is_true(Order.exempted)), func.count()).where(question.within(Order.resolved_at), ALONE)
    share = Share(*await question.one(closed))
    figures = (
        figure("requested", requested),
        figure("granted", granted),
        figure("granted_share", Share(granted, requested).rate, counted=Share(granted, requested).counted),
        figure("undecided", waiting),
        figure("taken_back", taken_back),
        figure("exempted", share.rate, counted=share.counted),
    )
    return [
        section("exemptions", Figures(figures)),
        section("exempted_units", grid("exempted_units", await _by_unit(question))),
    ]


async def _by_unit(question: Question) -> list[tuple[Cell, ...]]:
    out, closed = tally(is_true(Order.exempted)).label("out"), func.count().label("closed")
    asked = select(col(Order.lead_code), out, closed).where(question.within(Order.resolved_at), ALONE)
    found = asked.group_by(col(Order.lead_code)).having(out > 0)
    counts = {unit: Share(part, of) for unit, part, of in await question.rows(found)}
    return [
        (question.unit(unit), counts[unit].part, counts[unit].of, counts[unit].rate)
        for unit in in_order(question, counts)
    ]
