"""稳定解决: closed and not back within so many days (limits.durable_days).

Back is what was redone, marked doubtful, or asked again by the same person about the same matter at the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.paper.report import Figures, Section
from orders.reports.question import Question, Share
from orders.reports.words import figure, section
from orders.tables import Order, OrderEvent

BACK = ("redo", "mark_doubtful")


@dataclass(frozen=True)
class Durable:
    """By unit: closings long enough ago to judge, and of them those that came back. `young`: too recent to tell."""

    closed: dict[str, int] = field(default_factory=dict)
    back: dict[str, int] = field(default_factory=dict)
    young: int = 0
    again: int = 0
    redone: int = 0
    doubtful: int = 0

    @property
    def share(self) -> Share:
        """Closings that held, of those that can be judged."""
        closed = sum(self.closed.values())
        return Share(closed - sum(self.back.values()), closed)

    def of(self, unit: str) -> Share:
        """The same for one unit."""
        closed = self.closed.get(unit, 0)
        return Share(closed - self.back.get(unit, 0), closed)


async def durable(question: Question) -> Durable:
    """Closings in the period, from the log; one order closed twice counts twice."""
    days = timedelta(days=question.region.limits.durable_days)
    counted = (col(OrderEvent.move) == "resolve") & question.within(OrderEvent.at)
    old = col(OrderEvent.at) <= question.now - days
    asked = select(col(OrderEvent.unit), func.count()).where(counted, old).group_by(col(OrderEvent.unit))
    closed: dict[str, int] = {row[0]: row[1] for row in await question.rows(asked)}
    young = (await question.one(select(func.count()).where(counted, ~old)))[0]
    steps = {move: await _within(question, _later_steps(question, move), days) for move in BACK}
    accounts, phones = _asked_again(question)
    again = await _within(question, accounts, days) | await _within(question, phones, days)
    back = Counter(unit for _, unit in set().union(again, *steps.values()))
    return Durable(closed, dict(back), young, len(again), len(steps["redo"]), len(steps["mark_doubtful"]))


async def _within(question: Question, asked: Any, days: timedelta) -> set[tuple[int, str]]:
    """The closings (event, unit) of the rows in which what came after came within those days."""
    rows: Iterable[tuple[int, str, datetime, datetime]] = [tuple(row) for row in await question.rows(asked)]
    return {(event, unit) for event, unit, at, later in rows if later - at <= days <= question.now - at}


def _later_steps(question: Question, move: str) -> Any:
    closed, later = aliased(OrderEvent), aliased(OrderEvent)
    after = (col(later.order_id) == col(closed.order_id)) & (col(later.sequence) > col(closed.sequence))
    wanted = select(col(closed.id), col(closed.unit), col(closed.at), col(later.at)).select_from(later)
    chosen = (col(later.move) == move) & (col(later.at) >= question.period.since)
    return wanted.join(closed, after & (col(closed.move) == "resolve")).where(chosen, question.within(closed.at))


def _asked_again(question: Question) -> tuple[Any, ...]:
    """New orders of the same person (by account, or by telephone), matter and place, with the closing before them."""
    new, voice = aliased(Order), aliased(Order)
    same_account = (col(new.channel) == col(voice.channel)) & (col(new.account) == col(voice.account))
    same_phone = (col(new.contact_phone) == col(voice.contact_phone)) & (col(new.contact_phone) != "")
    return tuple(_pairs(question, new, voice, person) for person in (same_account, same_phone))


def _pairs(question: Question, new: type[Order], voice: type[Order], person: ColumnElement[bool]) -> Any:
    """The voice may be one that joined: then the order that it joined was closed for it."""
    closed = aliased(OrderEvent)
    place = (col(new.street) == col(voice.street)) & (col(new.community) == col(voice.community))
    place &= (col(new.community) != "") | (col(new.incident_address) == col(voice.incident_address))
    match = person & (col(new.card_id) == col(voice.card_id)) & place & (col(new.id) > col(voice.id))
    main = func.coalesce(col(voice.main_id), col(voice.id))
    resolved = (
        (col(closed.order_id) == main) & (col(closed.move) == "resolve") & (col(closed.at) < col(new.received_at))
    )
    columns = (col(closed.id), col(closed.unit), col(closed.at), col(new.received_at))
    asked = select(*columns).select_from(new).join(voice, match).join(closed, resolved)
    return asked.where(col(new.received_at) >= question.period.since, question.within(closed.at))


async def durability(question: Question) -> list[Section]:
    """The figures."""
    found, days = await durable(question), question.region.limits.durable_days
    figures = (
        figure("durable", found.share.rate, counted=found.share.counted, days=days),
        figure("again", found.again, days=days),
        figure("redone", found.redone, days=days),
        figure("doubted", found.doubtful, days=days),
        figure("young", found.young, days=days),
    )
    return [section("durable", Figures(figures), days=days)]
