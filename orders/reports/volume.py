"""How much came, of what and from where; and who asked without an order (接听不设限，每次接触都登记)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from config.vocabulary import name_of
from orders.paper.report import Cell, Chart, ChartKind, Figures, Section, Series
from orders.reports.periods import months_back
from orders.reports.question import ALONE, PERSON, Question, Share, once, tally
from orders.reports.words import figure, grid, section, topic, words
from orders.tables import ContactRecord, Order

TREND_MONTHS = 6
MOST_TOPICS = 12
HEADS = 10_000


@dataclass(frozen=True)
class Came:
    """What came in a period. `voices`: everything filed; `orders`: without what joined another one."""

    voices: int
    orders: int
    persons: int
    contacts: int
    told: Share
    """Decisions that told the way (告知类), of all decisions."""


@once
async def came(question: Question) -> Came:
    """The totals of a period."""
    counted = (func.count(), tally(ALONE), func.count(func.distinct(PERSON)))
    voices, orders, persons = await question.one(
        select(*counted).where(question.within(Order.received_at), question.here)
    )
    decision = col(ContactRecord.decision)
    parts = (decision["outcome"].as_string().label("outcome"), decision["destination"].as_string().label("way"))
    read = select(*parts).where(question.within(ContactRecord.at)).subquery()
    wanted = select(
        func.count(),
        tally(read.c.outcome.is_not(None)),
        tally((read.c.outcome == "route") & (read.c.way != "order")),
    ).select_from(read)
    contacts, decided, told = await question.one(wanted)
    return Came(voices, orders, persons, contacts, Share(told, decided))


async def volume(question: Question) -> list[Section]:
    """Totals, the course of the last months, and tables by type, topic, level and street (万人诉求比, facts 5.5)."""
    total = await came(question)
    figures = Figures((
        figure("voices", total.voices),
        figure("orders", total.orders),
        figure("merged", total.voices - total.orders),
        figure("persons", total.persons),
        figure("contacts", total.contacts),
        figure("told", total.told.rate, counted=total.told.counted),
    ))  # fmt: skip
    types = await _by(question, col(Order.appeal_type))
    levels = await _by(question, func.coalesce(col(Order.level), ""))
    topics = await _by(question, col(Order.topic))
    named = [(topic(code), voices) for code, voices, _ in topics[:MOST_TOPICS]]
    chart = Chart(ChartKind.BAR, tuple(name for name, _ in named), (_series("voices", named),), axis=words()["topic"])
    return [
        section("volume", figures),
        section("trend", await _trend(question)),
        section("types", grid("types", [(name_of("appeal_types", code), *rest) for code, *rest in types])),
        section("levels", grid("levels", [(_level(code), *rest) for code, *rest in levels])),
        section("topics", chart),
        section("per_head", grid("per_head", await _per_head(question))),
    ]


async def _by(question: Question, column: Any) -> list[tuple[str, int, int]]:
    """(code, voices, orders), the most first."""
    voices = func.count().label("voices")
    asked = select(column, voices, tally(ALONE)).where(question.within(Order.received_at), question.here)
    return [tuple(row) for row in await question.rows(asked.group_by(column).order_by(voices.desc(), column))]


async def _trend(question: Question) -> Chart:
    months = months_back(question.period, TREND_MONTHS)
    asked = [question.during(one) for one in months]
    counts = [(await one.one(select(func.count()).where(one.within(Order.received_at), one.here)))[0] for one in asked]
    named = [(f"{one.since.year}-{one.since.month:02}", count) for one, count in zip(months, counts, strict=True)]
    return Chart(ChartKind.LINE, tuple(name for name, _ in named), (_series("voices", named),), axis=words()["month"])


async def _per_head(question: Question) -> list[tuple[Cell, ...]]:
    """By street and for all; no rate where nobody is known to live."""
    counts = {code: (voices, orders) for code, voices, orders in await _by(question, col(Order.street))}
    streets = question.region.places.streets
    rows: list[tuple[Cell, ...]] = []
    for code in [*streets, *sorted(set(counts) - set(streets))]:
        voices, orders = counts.get(code, (0, 0))
        living = streets[code].population if code in streets else 0
        rows.append((question.street(code), voices, orders, living or None, _per(voices, living)))
    total, living = sum(voices for voices, _ in counts.values()), question.region.population
    orders = sum(orders for _, orders in counts.values())
    return [*rows, (words()["total"], total, orders, living or None, _per(total, living))]


def _per(count: int, living: int) -> float | None:
    return count * HEADS / living if living else None


def _level(code: str) -> str:
    return name_of("levels", code) or str(words()["not_yet"])


def _series(name: str, named: list[tuple[str, int]]) -> Series:
    return Series(str(words()["figures"][name]["name"]), tuple(count for _, count in named))
