"""公开解释清单: which asks were explained, and where they belong; it may hang on a wall.

Everything in it comes from the knowledge base, the catalogue and the vocabulary. Neither a resident's nor a worker's
words, no name, number, telephone, address, place, day or order number can get in, because none is read. A matter is
listed only where so many different people brought so many cases that nobody is known by it (k-anonymity); what was
reported in confidence (举报) is left out altogether (济南条例32).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import col

from orders.paper.report import Cell, Section
from orders.reports.question import PERSON, Question, handler_name, told
from orders.reports.words import grid, section, words
from orders.tables import Order, OrderEvent

FEWEST = 3
"""Cases, and different people, behind each entry (issue 5)."""
BY_PLACE = ("street", "community")
EXPLAINED = ("explained", "legal_channel", "unsolvable_now")


@dataclass(frozen=True)
class Explained:
    """One entry. `cases` is at least `FEWEST`."""

    matter: str
    handler: str
    """The kind of unit it belongs to, never a single street or community."""
    answer: str
    """How it ended, in words of the house."""
    basis: str
    """The texts that the catalogue names."""
    cases: int


async def public_list(question: Question) -> Sequence[Explained]:
    """The entries of the period, the most frequent first.

    A matter that neither the knowledge base nor the catalogue has a title for is not listed.
    """
    columns: tuple[Any, ...] = (
        col(Order.card_id).label("card"),
        col(Order.catalogue_item).label("item"),
        _kind_of_unit().label("handler"),
        told("closure_type").label("kind"),
        col(Order.id).label("id"),
        PERSON.label("person"),
    )
    open_ones = col(Order.confidential).is_(False) & (col(Order.appeal_type) != "report")
    closed = (col(OrderEvent.move) == "resolve") & question.within(OrderEvent.at) & open_ones
    read = select(*columns).join_from(OrderEvent, Order, col(OrderEvent.order_id) == col(Order.id))
    one = read.where(closed).subquery()
    groups = (one.c.card, one.c.item, one.c.handler, one.c.kind)
    cases, persons = func.count(func.distinct(one.c.id)).label("cases"), func.count(func.distinct(one.c.person))
    asked = select(*groups, cases).where(one.c.kind.in_(EXPLAINED)).group_by(*groups)
    asked = asked.having((cases >= FEWEST) & (persons >= FEWEST)).order_by(cases.desc(), one.c.card, one.c.kind)
    entries = [_entry(question, *row) for row in await question.rows(asked)]
    return [entry for entry in entries if entry.matter]


def _kind_of_unit() -> ColumnElement[str]:
    """street of street:yanchi: which street it was is nobody's business here."""
    lead = col(Order.lead_code)
    kinds: ColumnElement[str] = case(*((lead.like(f"{kind}:%"), kind) for kind in BY_PLACE), else_=lead)
    return kinds


def _entry(question: Question, card: str, item: str, *rest: Any) -> Explained:
    handler, kind, cases = rest
    known = question.region.catalogue.items.get(item)
    matter = question.titles.get(card) or (known.title if known else "")
    return Explained(matter, handler_name(handler), words()["answers"][kind], known.basis if known else "", cases)


async def explained(question: Question) -> Section:
    """The list as a section of the report."""
    rows: list[tuple[Cell, ...]] = [
        (one.matter, one.handler, one.answer, one.basis or None, one.cases) for one in await public_list(question)
    ]
    return section("explained", grid("explained", rows), fewest=FEWEST)
