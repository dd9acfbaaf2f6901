"""Contacted, solved and satisfied as three rates of their own (北京条例32); what was judged void counts in none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.case_tables import Rating
from orders.follow_up.conditions import PENDING
from orders.follow_up.numbers import numbers
from orders.follow_up.reviews import VOID


@dataclass(frozen=True)
class Rate:
    """So many of those who answered this question."""

    yes: int
    answers: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where nobody answered."""
        return self.yes / self.answers if self.answers else None


@dataclass(frozen=True)
class Rates:
    """The three rates, and how many ratings stand aside: `void` counts nowhere, `pending` counts until it is judged."""

    contacted: Rate
    solved: Rate
    satisfied: Rate
    partly: int
    void: int
    pending: int


def counted() -> ColumnElement[bool]:
    """The ratings that count in rates."""
    return col(Rating.review) != VOID


async def rates(session: AsyncSession, since: datetime, until: datetime) -> Rates:
    """The rates of what was answered in [since, until)."""
    good, best = counted(), numbers().satisfied_from
    row = (
        await session.execute(
            select(
                _sum(good & col(Rating.contacted).is_(True)),
                _sum(good & col(Rating.contacted).is_not(None)),
                _sum(good & (col(Rating.solved) == "yes")),
                _sum(good & (col(Rating.solved) != "")),
                _sum(good & (col(Rating.satisfied) >= best)),
                _sum(good & col(Rating.satisfied).is_not(None)),
                _sum(good & (col(Rating.solved) == "partly")),
                _sum(~good),
                _sum(col(Rating.review) == PENDING),
            ).where(col(Rating.at) >= since, col(Rating.at) < until)
        )
    ).one()
    return Rates(Rate(*row[0:2]), Rate(*row[2:4]), Rate(*row[4:6]), *row[6:9])


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
