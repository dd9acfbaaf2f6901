"""What a report asks: of whom, about when; and how it puts a question to the database.

All counting is grouped in the database and runs on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.errors import RegionError
from config.region import Region
from config.vocabulary import name_of
from orders.reports.periods import Period
from orders.reports.words import words
from orders.tables import Order, OrderEvent

ALONE = col(Order.merged_into).is_(None)
"""What joined another order is not handled a second time, and not counted so."""
BY_COMMUNITY: ColumnElement[bool] = or_(col(Order.level) == "community", col(Order.lead_code).like("community%"))
How = ParamSpec("How")
Answer = TypeVar("Answer")
WITH_COMMUNITY: ColumnElement[bool] = cast(col(Order.co_units), String).like('%"community%')
PERSON: ColumnElement[str] = col(Order.channel) + ":" + col(Order.account)


@dataclass(frozen=True)
class Share:
    """A part of a whole. Nothing of nothing is no share."""

    part: int = 0
    of: int = 0

    @property
    def rate(self) -> float | None:
        """A fraction; None where there was nothing."""
        return self.part / self.of if self.of else None

    @property
    def counted(self) -> str:
        """The numbers behind it: 12 / 48."""
        return f"{self.part} / {self.of}"

    @property
    def shown(self) -> str:
        """25.0%（12 / 48）, — where there was nothing."""
        return "—" if self.rate is None else f"{self.rate:.1%}（{self.counted}）"


def once(
    ask: Callable[Concatenate[Question, How], Awaitable[Answer]],
) -> Callable[Concatenate[Question, How], Coroutine[Any, Any, Answer]]:
    """Asks the database only once, in however many sections the answer stands."""

    async def asked(question: Question, /, *args: How.args, **how: How.kwargs) -> Answer:
        key = (ask.__module__, ask.__name__, *args, *sorted(how.items()))
        if key not in question.known:
            question.known[key] = await ask(question, *args, **how)
        answer: Answer = question.known[key]
        return answer

    return update_wrapper(asked, ask)


@dataclass(frozen=True)
class Question:
    """One report's questions. `titles`: card -> title, from whoever has the knowledge base. `only`: the code of the one
    street that is asked about; empty for all of the region."""

    session: AsyncSession
    region: Region
    period: Period
    now: datetime
    titles: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    known: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was answered already; of another period nothing is."""

    async def rows(self, query: Any) -> Sequence[Any]:
        """All rows of an answer."""
        found: Sequence[Any] = (await self.session.execute(query)).all()
        return found

    async def one(self, query: Any) -> Any:
        """The only row of an answer."""
        return (await self.session.execute(query)).one()

    def within(self, moment: Any) -> ColumnElement[bool]:
        """Whether that moment lies in the period."""
        return and_(col(moment) >= self.period.since, col(moment) < self.period.until)

    @property
    def here(self) -> ColumnElement[bool]:
        """Whether an order is of the street that is asked about."""
        return col(Order.street) == self.only if self.only else true()

    def of_here(self, order_id: Any) -> ColumnElement[bool]:
        """The same of a row that refers to an order."""
        return col(order_id).in_(select(col(Order.id)).where(self.here)) if self.only else true()

    def during(self, period: Period) -> Question:
        """The same about another time."""
        return replace(self, period=period)

    def matter(self, card: str, item: str = "") -> str:
        """What an order is about, in words of the knowledge base or the catalogue, never in a resident's."""
        known = self.region.catalogue.items.get(item)
        return self.titles.get(card) or (known.title if known else "") or card or words()["unknown"]

    def street(self, code: str) -> str:
        """The name of a street."""
        known = self.region.places.streets.get(code)
        return known.name if known else code or words()["unknown"]

    def unit(self, code: str) -> str:
        """The name of a unit, also of one that the region does not list any more."""
        try:
            return self.region.unit_by_code(code).name if code else ""
        except RegionError:
            return code


@once
async def moves(question: Question) -> Mapping[str, tuple[int, int]]:
    """Move -> how often it was made in the period, and with how many orders."""
    counted = (func.count(), func.count(func.distinct(col(OrderEvent.order_id))))
    asked = select(col(OrderEvent.move), *counted)
    asked = asked.where(question.within(OrderEvent.at), question.of_here(OrderEvent.order_id))
    found = await question.rows(asked.group_by(col(OrderEvent.move)))
    return {move: (times, orders) for move, times, orders in found}


def tally(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group meet the condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def is_true(flag: Any) -> ColumnElement[bool]:
    """A column of truth values, as a condition."""
    column: ColumnElement[bool] = col(flag).is_(True)
    return column


def told(name: str) -> ColumnElement[str]:
    """What was said of that name with a step. Group by it only through a subquery: PostgreSQL takes the two for two."""
    text: ColumnElement[str] = col(OrderEvent.data)[name].as_string()
    return text


def handler_of(unit: str) -> str:
    """The handler of a unit's code: street of street:yanchi."""
    return unit.partition(":")[0]


def handler_name(handler: str) -> str:
    """Its general name."""
    return name_of("handlers", handler) or words()["unknown"]


def property_items(region: Region) -> list[str]:
    """The catalogue items about managed housing estates (物业)."""
    mark = words()["property"]
    return [item.code for item in region.catalogue.items.values() if mark in item.category]
