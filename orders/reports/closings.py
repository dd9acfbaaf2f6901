"""How orders were closed, and what a closing hides: 暂无法解决 without end (隐形库存, facts 5.2), redone, doubtful."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from orders.closures import closures
from orders.paper.report import Cell, Figure, Figures, Section
from orders.reports.question import ALONE, Question, Share, is_true, moves, tally, told
from orders.reports.words import figure, grid, section
from orders.status import OPEN
from orders.tables import Order, OrderEvent

STEPS = ("redo", "wake", "withdraw", "supervise", "mark_doubtful", "clear_doubtful", "coordinate")
SHELVED = (col(Order.closure_type) == "unsolvable_now") & ALONE & col(Order.status).not_in(OPEN)
"""Closed as 暂无法解决 and not woken since."""
SOON_DAYS = 30
MOST_SHELVED = 100
MOST_MATTERS = 15


async def closings(question: Question) -> list[Section]:
    """Closings by type, the stock of unsolved ones with their dates, and what coordination cost."""
    rows = await by_type(question)
    everything = sum(count for _, count in rows)
    table: list[tuple[Cell, ...]] = [
        (closures()[code].name, count, Share(count, everything).rate) for code, count in rows
    ]
    return [
        section("closings", Figures(await _figures(question))),
        section("closing_types", grid("closing_types", table)),
        section("shelved", grid("shelved", await shelved(question))),
        section("coordinated", grid("coordinated", await coordinated(question))),
    ]


async def by_type(question: Question) -> list[tuple[str, int]]:
    """(type, closings) in the order of orders/closures.yaml, from the log: what was reopened since is still counted."""
    read = select(told("closure_type").label("kind"))
    read_in = read.where(col(OrderEvent.move) == "resolve", question.within(OrderEvent.at)).subquery()
    asked = select(read_in.c.kind, func.count()).group_by(read_in.c.kind)
    counts: dict[str, int] = {row[0]: row[1] for row in await question.rows(asked)}
    return [(kind, counts.get(kind, 0)) for kind in closures()]


async def problems(question: Question) -> int:
    """Problem orders under way (巴彦淖尔, facts 1.3): redone or sent on too often."""
    return int((await question.one(select(func.count()).where(is_problem(question))))[0])


def is_problem(question: Question) -> ColumnElement[bool]:
    """Whether an order under way is a problem order."""
    limits = question.region.limits
    often = (col(Order.redo_count) >= limits.redo_to_problem) | (col(Order.dispatches) >= limits.dispatches_to_problem)
    return often & col(Order.status).in_(OPEN)


async def _figures(question: Question) -> tuple[Figure, ...]:
    made = await moves(question)
    soon = question.now.date() + timedelta(days=SOON_DAYS)
    columns = (func.count(), tally(col(Order.revisit_on) <= question.now.date()), tally(col(Order.revisit_on) <= soon))
    stock, due, coming = await question.one(select(*columns).where(SHELVED))
    doubtful = await question.one(select(func.count()).where(is_true(Order.doubtful)))
    times, orders = made.get("coordinate", (0, 0))
    return (
        *(figure(move, made.get(move, (0, 0))[0], counted=_orders(made.get(move, (0, 0))[1])) for move in STEPS),
        figure("coordination_each", times / orders if orders else None, counted=f"{times} / {orders}"),
        figure("doubtful_now", doubtful[0]),
        figure("problems", await problems(question)),
        figure("stock", stock),
        figure("stock_due", due),
        figure("stock_soon", coming - due),
    )


def _orders(count: int) -> str:
    return f"{count} 张工单"


async def shelved(question: Question) -> list[tuple[Cell, ...]]:
    """Each order closed as 暂无法解决, the first to be looked at again first."""
    columns = (Order.number, Order.card_id, Order.catalogue_item, Order.street, Order.lead_code, Order.revisit_on)
    asked = select(*map(col, columns)).where(SHELVED).order_by(col(Order.revisit_on), col(Order.id)).limit(MOST_SHELVED)
    today = question.now.date()
    return [
        (number, question.matter(card, item), question.street(street), question.unit(lead), on, _left(on, today))
        for number, card, item, street, lead, on in await question.rows(asked)
    ]


def _left(on: date | None, today: date) -> int | None:
    return (on - today).days if on else None


async def coordinated(question: Question) -> list[tuple[Cell, ...]]:
    """Which matters cost most coordination (协调成本, facts 5.1)."""
    times = func.count().label("times")
    orders = func.count(func.distinct(col(OrderEvent.order_id)))
    asked = select(col(Order.card_id), func.max(col(Order.catalogue_item)), times, orders).join_from(
        OrderEvent, Order, col(OrderEvent.order_id) == col(Order.id)
    )
    asked = asked.where(col(OrderEvent.move) == "coordinate", question.within(OrderEvent.at))
    asked = asked.group_by(col(Order.card_id)).order_by(times.desc(), col(Order.card_id)).limit(MOST_MATTERS)
    return [
        (question.matter(card, item), card, count, of, count / of)
        for card, item, count, of in await question.rows(asked)
    ]
