"""派错在哪: what was proposed first, and who led in the end, with the cards to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.paper.report import Cell, Chart, ChartKind, Section, Series
from orders.reports.dispatching import SENT
from orders.reports.question import ALONE, Question, Share, handler_name, handler_of, once
from orders.reports.words import grid, section, words
from orders.tables import Order, OrderEvent

UNSETTLED = ("filed", "returning", "consulting")
"""On the way to another unit: nobody knows yet who will lead."""
MOST_CARDS = 3
MOST_CELLS = 30
MOST_HANDLERS = 12


@dataclass
class Misroute:
    """Orders proposed to one unit and led by another in the end. `cards`: card and item -> how many."""

    proposed: str
    final: str
    count: int = 0
    cards: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def worst(self) -> list[tuple[tuple[str, str], int]]:
        """The cards to blame, the most first."""
        return sorted(self.cards.items(), key=lambda one: (-one[1], one[0]))[:MOST_CARDS]


@dataclass(frozen=True)
class Matrix:
    """`right`: handler -> orders that stayed where they were first sent."""

    right: dict[str, int]
    wrong: list[Misroute]

    @property
    def share(self) -> Share:
        """Orders that stayed, of all that were settled."""
        stayed = sum(self.right.values())
        return Share(stayed, stayed + sum(one.count for one in self.wrong))


@once
async def matrix(question: Question) -> Matrix:
    """Over the orders first dispatched in the period and settled by now. What went to a consultation first was never
    proposed to anybody and is left out."""
    settled = col(Order.status).not_in(UNSETTLED) & ALONE & question.here
    stayed = (
        settled & (col(Order.dispatches) == 1) & col(Order.designated).is_(False) & question.within(Order.dispatched_at)
    )
    asked = select(col(Order.lead_code), func.count()).where(stayed).group_by(col(Order.lead_code))
    right: dict[str, int] = defaultdict(int)
    for lead, count in await question.rows(asked):
        right[handler_of(lead)] += count
    wrong: dict[tuple[str, str], Misroute] = {}
    for proposed, final, card, item, count in await _sent_on(question):
        if proposed == final:
            right[handler_of(final)] += count
            continue
        one = wrong.setdefault((proposed, final), Misroute(proposed, final))
        one.count += count
        one.cards[card, item] += count
    return Matrix(dict(right), sorted(wrong.values(), key=lambda one: (-one.count, one.proposed, one.final)))


async def _sent_on(question: Question) -> Iterable[tuple[str, str, str, str, int]]:
    """(first lead, last lead, card, item, orders) of those dispatched several times."""
    event, earlier = aliased(OrderEvent), aliased(OrderEvent)
    several = col(Order.status).not_in(UNSETTLED) & (col(Order.dispatches) > 1) & ALONE & question.here
    same = (col(earlier.order_id) == col(Order.id)) & col(earlier.move).in_(SENT)
    place = select(func.min(col(earlier.sequence))).where(same).correlate(Order).scalar_subquery()
    first = (col(event.move) == "dispatch") & (col(event.sequence) == place)
    lead = col(event.data)["lead"].as_string().label("lead")
    columns = (lead, col(Order.lead_code), col(Order.card_id), col(Order.catalogue_item))
    told = select(*columns).select_from(Order).join(event, col(event.order_id) == col(Order.id))
    read = told.where(several, first, question.within(event.at)).subquery()
    return [tuple(row) for row in await question.rows(select(*read.c, func.count()).group_by(*read.c))]


async def misroutes(question: Question) -> list[Section]:
    """The picture of the matrix, and the list of what went wrong."""
    found = await matrix(question)
    rows: list[tuple[Cell, ...]] = [
        (question.unit(one.proposed), question.unit(one.final), one.count, blame(question, one))
        for one in found.wrong[:MOST_CELLS]
    ]
    return [
        section("matrix", heat(found), share=found.share.shown),
        section("misroutes", grid("misroutes", rows)),
    ]


def heat(found: Matrix) -> Chart:
    """Proposed down, final across, by kind of unit, the most wrong first.

    What was right is left out, or its large numbers would be all there is to see.
    """
    cells: dict[tuple[str, str], int] = defaultdict(int)
    weight: dict[str, int] = defaultdict(int)
    for one in found.wrong:
        pair = handler_of(one.proposed), handler_of(one.final)
        cells[pair] += one.count
        for handler in set(pair):
            weight[handler] += one.count
    handlers = sorted(weight, key=lambda handler: (-weight[handler], handler))[:MOST_HANDLERS]
    names = tuple(map(handler_name, handlers))
    series = tuple(
        Series(name, tuple(cells.get((proposed, final)) for final in handlers))
        for name, proposed in zip(names, handlers, strict=True)
    )
    return Chart(ChartKind.HEAT, names, series, axis=str(words()["matrix_axis"]))


def blame(question: Question, one: Misroute) -> str:
    """The cards that the orders had, with how many of each."""
    return "；".join(f"{question.matter(card, item)}（{card}）{count}" for (card, item), count in one.worst)
