"""Sections about orders, from the questions of the report (orders/reports), drawn as charts where they are tables."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlmodel import col

from bot.insight.words import words
from config.vocabulary import name_of, vocabulary
from orders.paper.report import Cell, Chart, ChartKind, Grid, Section, Series, Show
from orders.reports import misroutes
from orders.reports.deadlines import deadlines
from orders.reports.dispatching import dispatching
from orders.reports.hot import clusters, matters
from orders.reports.misroutes import MOST_CELLS, MOST_HANDLERS, UNSETTLED, Matrix, Misroute
from orders.reports.question import ALONE, Question, handler_name, handler_of
from orders.reports.rates import rated
from orders.reports.words import grid, section
from orders.tables import Order

WAY = "to:"
"""Before the code of a destination, where the decision named no unit but another way."""


async def sent(question: Question) -> list[Section]:
    """The community's share, and how often right."""
    shown, streets, chart = await dispatching(question)
    return [shown, words.section("streets", streets.body), words.section("streets_chart", chart.body)]


async def wrong(question: Question) -> list[Section]:
    """The decision against the final owner, with the cards to look at; and what was sent on."""
    found, resent = await decided(question), await misroutes.matrix(question)
    rows: list[tuple[Cell, ...]] = [
        (_kind(one.proposed), question.unit(one.final), one.count, misroutes.blame(question, one))
        for one in found.wrong[:MOST_CELLS]
    ]
    _, again = await misroutes.misroutes(question)
    return [
        words.section("decided", heat(found), share=found.share.shown),
        words.section("wrong", words.grid("wrong", rows)),
        words.section("resent", again.body, share=resent.share.shown),
    ]


async def decided(question: Question) -> Matrix:
    """What the decision said against who leads, of orders dispatched in the period and settled by now."""
    way = col(Order.decision)["destination"].as_string()
    by_hand = and_(col(Order.worker).is_not(None), way.is_not(None), way != "order")
    said = case((by_hand, WAY + way), else_=func.coalesce(col(Order.handler), "")).label("said")
    columns: tuple[Any, ...] = (said, col(Order.lead_code).label("lead"), col(Order.card_id), col(Order.catalogue_item))
    settled = (question.within(Order.dispatched_at), col(Order.status).not_in(UNSETTLED), ALONE, question.here)
    each = select(*columns).where(*settled, col(Order.lead_code) != "").subquery()
    right: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, str], Misroute] = {}
    for proposed, lead, card, item, count in await question.rows(select(*each.c, func.count()).group_by(*each.c)):
        if proposed == handler_of(lead):
            right[proposed] += count
            continue
        one = found.setdefault((proposed, lead), Misroute(proposed, lead))
        one.count += count
        one.cards[card, item] += count
    return Matrix(dict(right), sorted(found.values(), key=lambda one: (-one.count, one.proposed, one.final)))


def heat(found: Matrix) -> Chart:
    """What was said down, who leads across, by kind of unit; only what differs."""
    cells: dict[tuple[str, str], int] = defaultdict(int)
    down: dict[str, int] = defaultdict(int)
    across: dict[str, int] = defaultdict(int)
    for one in found.wrong:
        final = handler_of(one.final)
        cells[one.proposed, final] += one.count
        down[one.proposed] += one.count
        across[final] += one.count
    rows, columns = (sorted(sums, key=lambda code: (-sums[code], code))[:MOST_HANDLERS] for sums in (down, across))
    series = tuple(Series(_kind(said), tuple(cells.get((said, final)) for final in columns)) for said in rows)
    return Chart(ChartKind.HEAT, tuple(map(handler_name, columns)), series, axis=str(words()["decided"]))


async def in_time(question: Question) -> list[Section]:
    """Signing, first contact, answers; and what is late now, by unit."""
    shown, late = await deadlines(question)
    return [shown, words.section("overdue_chart", _drawn(late.body, ChartKind.STACKED, (1, 2), Show.COUNT))]


async def satisfaction(question: Question) -> list[Section]:
    """Solved and satisfied apart, with the answers behind each."""
    shown, scored, units = await rated(question)
    return [shown, words.section("rates_chart", _drawn(units.body, ChartKind.BAR, (3, 5), Show.PERCENT)), scored, units]


async def hot(question: Question) -> list[Section]:
    """The matters that most people brought, and hot events."""
    table = grid("hot", await matters(question))
    chart = _drawn(table, ChartKind.BAR, (2, 3), Show.COUNT)
    return [words.section("matters_chart", chart), section("clusters", grid("clusters", await clusters(question)))]


def _drawn(body: Any, kind: ChartKind, columns: tuple[int, ...], show: Show) -> Chart:
    """Some columns of a table as a chart; what has the same name stands apart."""
    assert isinstance(body, Grid)  # noqa: S101 - the report makes a table of it
    names: dict[str, int] = defaultdict(int)
    shown = []
    for row in body.rows:
        name = str(row[0] or words()["no_handler"])
        names[name] += 1
        shown.append(name if names[name] == 1 else f"{name}（{names[name]}）")
    series = tuple(Series(body.columns[at], tuple(_number(row[at]) for row in body.rows)) for at in columns)
    return Chart(kind, tuple(shown), series, show, axis=body.columns[0])


def _number(value: Any) -> float | int | None:
    return value if isinstance(value, int | float) else None


def _kind(said: str) -> str:
    """The name of what a decision said: a kind of unit, or another way."""
    if said.startswith(WAY):
        return f"去向：{name_of('destinations', said.removeprefix(WAY))}"
    return handler_name(said) if said in vocabulary()["handlers"] else str(words()["no_handler"])
