"""响应、解决、满意 apart, each with the answers behind it: never one mixed score (北京条例32; facts 1.4 三率分开记).

Ratings found void (代评、自评 proven) are left out, those still being looked at are shown apart (江苏 满意度甄别核实).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.case_tables import Rating
from orders.paper.report import Cell, Figures, Section
from orders.reports.question import Question, Share, once, tally
from orders.reports.words import figure, grid, said, section
from orders.tables import Order

VOID, PENDING = "void", "pending"
"""Rating.review: found not to be the resident's own; still being looked at. Anything else counts."""
CONTENT = 4
"""So satisfied, of 5, and more counts as satisfied (own setting)."""


NOTHING = Share()


@dataclass(frozen=True)
class Rates:
    """Three shares, each of the residents who answered that question."""

    contacted: Share = NOTHING
    solved: Share = NOTHING
    satisfied: Share = NOTHING
    partly: int = 0
    """Of those asked whether it is solved: 部分解决. They count as not solved."""

    def __add__(self, other: Rates) -> Rates:
        """All of both."""
        pairs = {name: (getattr(self, name), getattr(other, name)) for name in ("contacted", "solved", "satisfied")}
        sums = {name: Share(a.part + b.part, a.of + b.of) for name, (a, b) in pairs.items()}
        return Rates(**sums, partly=self.partly + other.partly)


@once
async def rates_by_unit(question: Question, *, exempted: bool = True) -> Mapping[str, Rates]:
    """Unit -> rates, from the last valid rating of each order in the period; with or without exempted orders."""
    valid = question.within(Rating.at) & col(Rating.review).not_in((VOID, PENDING))
    last = select(func.max(col(Rating.id))).where(valid).group_by(col(Rating.order_id))
    solved, satisfied = col(Rating.solved), col(Rating.satisfied)
    columns = (
        tally(col(Rating.contacted).is_(True)),
        tally(col(Rating.contacted).is_not(None)),
        tally(solved == "yes"),
        tally(solved.in_(("yes", "no", "partly"))),
        tally(satisfied >= CONTENT),
        tally(satisfied.is_not(None)),
        tally(solved == "partly"),
    )
    main = aliased(Order)
    owner = func.coalesce(col(main.lead_code), col(Order.lead_code)).label("owner")
    asked = select(owner, *columns).select_from(Rating).join(Order, col(Rating.order_id) == col(Order.id))
    asked = asked.outerjoin(main, col(main.id) == col(Order.main_id)).where(col(Rating.id).in_(last))
    asked = asked.where(question.here)
    if not exempted:
        asked = asked.where(func.coalesce(col(main.exempted), col(Order.exempted)).is_(False))
    found = await question.rows(asked.group_by(owner))
    return {unit: _rates(counts) for unit, *counts in found}


def _rates(counts: Sequence[int]) -> Rates:
    """From the counts in the order of the columns above."""
    contacted, solved, satisfied = (Share(*counts[place : place + 2]) for place in (0, 2, 4))
    return Rates(contacted, solved, satisfied, counts[6])


async def set_apart(question: Question) -> tuple[int, int]:
    """(pending, void) ratings of the period."""
    asked = select(tally(col(Rating.review) == PENDING), tally(col(Rating.review) == VOID))
    pending, void = await question.one(asked.where(question.within(Rating.at), question.of_here(Rating.order_id)))
    return int(pending), int(void)


async def rated(question: Question) -> list[Section]:
    """The three rates, with and without exempted orders; and by unit, as the region lists them."""
    units = await rates_by_unit(question)
    total, scored = sum(units.values(), Rates()), await rates_by_unit(question, exempted=False)
    without = sum(scored.values(), Rates())
    pending, void = await set_apart(question)
    figures = [
        figure(name, getattr(total, name).rate, counted=getattr(total, name).counted)
        for name in ("contacted", "solved", "satisfied")
    ]
    figures += [figure("partly", total.partly), figure("pending", pending), figure("void", void)]
    rows: list[tuple[Cell, ...]] = [(question.unit(unit), *_cells(units[unit])) for unit in in_order(question, units)]
    both = [(said("with_exempted"), *_cells(total)), (said("without_exempted"), *_cells(without))]
    return [
        section("rates", Figures(tuple(figures))),
        section("rates_scored", grid("rates_scored", both)),
        section("rates_units", grid("rates_units", rows)),
    ]


def in_order(question: Question, units: Iterable[str]) -> list[str]:
    """As the region lists its units: 分档不排名 (平谷 松绑, facts 5.5)."""
    place = {unit.code: number for number, unit in enumerate(question.region.owners.all())}
    return sorted(units, key=lambda unit: (place.get(unit, len(place)), unit))


def _cells(one: Rates) -> tuple[Cell, ...]:
    shares = (one.contacted, one.solved, one.satisfied)
    return tuple(cell for share in shares for cell in (share.rate, share.of))
