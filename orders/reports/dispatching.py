"""Where orders are sent: the community's share (姑苏区 社区派单占比), direct dispatch, how often right (宝安)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.paper.report import Cell, Chart, ChartKind, Figures, Section, Series, Show
from orders.reports.question import (
    ALONE,
    BY_COMMUNITY,
    WITH_COMMUNITY,
    Question,
    Share,
    is_true,
    once,
    property_items,
    tally,
)  # fmt: skip
from orders.reports.words import figure, grid, section, words
from orders.tables import Order, OrderEvent

SENT = ("dispatch", "assign")


@dataclass(frozen=True)
class Sent:
    """Orders last dispatched in the period: how many, and of them led by a community, about 物业, and so on."""

    orders: int = 0
    community: int = 0
    estate: int = 0
    beside: int = 0
    """With a community as co-unit (反过来请社区协助)."""
    direct: int = 0
    transferred: int = 0

    def __add__(self, other: Sent) -> Sent:
        return Sent(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def share(self, name: str) -> Share:
        """One of them as a share of all."""
        return Share(getattr(self, name), self.orders)


@once
async def sent_by_street(question: Question) -> Mapping[str, Sent]:
    """Street -> what was dispatched (姑苏, facts 5.4)."""
    estate = col(Order.catalogue_item).in_(property_items(question.region))
    flags = (BY_COMMUNITY, estate, WITH_COMMUNITY, is_true(Order.direct), is_true(Order.transferred))
    asked = select(col(Order.street), func.count(), *map(tally, flags))
    asked = asked.where(question.within(Order.dispatched_at), ALONE, question.here).group_by(col(Order.street))
    return {street: Sent(*map(int, counts)) for street, *counts in await question.rows(asked)}


@dataclass(frozen=True)
class Accuracy:
    """Dispatches of the period; `returned` by the unit, `upheld` where somebody else judged the return right."""

    dispatches: int
    returned: int
    upheld: int

    @property
    def right(self) -> Share:
        """宝安 分拨准确率: not returned, of all."""
        return Share(self.dispatches - self.returned, self.dispatches)


@once
async def accuracy(question: Question) -> Accuracy:
    """How many dispatches of the period came back; a dispatch that came back twice counts once."""
    asked = select(func.count()).where(col(OrderEvent.move).in_(SENT), question.within(OrderEvent.at))
    (dispatches,) = await question.one(asked.where(question.of_here(OrderEvent.order_id)))
    returned = await _back(question, ("return",))
    upheld = await _back(question, ("uphold_return",))
    return Accuracy(dispatches, returned, upheld)


def sent_before(earlier: type[OrderEvent], event: type[OrderEvent]) -> ColumnElement[bool]:
    """Whether `earlier` dispatched the same order before `event`."""
    same = col(earlier.order_id) == col(event.order_id)
    return same & (col(earlier.sequence) < col(event.sequence)) & col(earlier.move).in_(SENT)


async def _back(question: Question, moves: tuple[str, ...]) -> int:
    """How many dispatches of the period such a move followed, before the next dispatch."""
    back, earlier, sent = aliased(OrderEvent), aliased(OrderEvent), aliased(OrderEvent)
    last = select(func.max(earlier.sequence)).where(sent_before(earlier, back)).correlate(back)
    recent = col(back.move).in_(moves) & (col(back.at) >= question.period.since)
    columns: tuple[Any, ...] = (col(back.order_id).label("order_id"), last.scalar_subquery().label("last"))
    pairs = select(*columns).where(recent).distinct().subquery()
    match = (col(sent.order_id) == pairs.c.order_id) & (col(sent.sequence) == pairs.c.last)
    asked = select(func.count()).select_from(pairs).join(sent, match)
    asked = asked.where(question.within(sent.at), question.of_here(sent.order_id))
    return int((await question.one(asked))[0])


async def dispatching(question: Question) -> list[Section]:
    """The figures, and the table and picture by street."""
    streets = await sent_by_street(question)
    total, right = sum(streets.values(), Sent()), await accuracy(question)
    shares = {name: total.share(name) for name in ("community", "estate", "beside", "direct", "transferred")}
    figures = [figure("sent", total.orders)]
    figures += [figure(f"sent_{name}", share.rate, counted=share.counted) for name, share in shares.items()]
    figures += [
        figure("dispatches", right.dispatches),
        figure("accuracy", right.right.rate, counted=right.right.counted),
        figure("upheld", right.upheld, returned=right.returned),
    ]
    return [
        section("dispatching", Figures(tuple(figures))),
        section("streets", grid("streets", _rows(question, streets, total))),
        section("streets_chart", _chart(question, streets)),
    ]


def _rows(question: Question, streets: Mapping[str, Sent], total: Sent) -> list[tuple[Cell, ...]]:
    rows = [(question.street(code), streets[code]) for code in _ordered(question, streets)]
    return [
        (name, one.orders, one.community, one.share("community").rate, one.estate, one.share("estate").rate, one.beside)
        for name, one in [*rows, (words()["total"], total)]
    ]


def _chart(question: Question, streets: Mapping[str, Sent]) -> Chart:
    codes = _ordered(question, streets)
    shares = tuple(streets[code].share("community").rate for code in codes)
    name = str(words()["figures"]["sent_community"]["name"])
    axis = str(words()["street"])
    return Chart(ChartKind.BAR, tuple(map(question.street, codes)), (Series(name, shares),), Show.PERCENT, axis)


def _ordered(question: Question, streets: Mapping[str, Sent]) -> list[str]:
    """As the region lists them, not by their numbers: this is no ranking."""
    known = [code for code in question.region.places.streets if code in streets]
    return [*known, *sorted(set(streets) - set(known))]
