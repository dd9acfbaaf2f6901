"""稳定解决: closed and not back within so many days (limits.durable_days).

Back is what was redone, marked doubtful, or asked again by the same person about the same matter at the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.paper.report import Figures, Section
from orders.reports.question import Question, Share, once
from orders.reports.words import figure, section
from orders.tables import Order, OrderEvent

BACK = ("redo", "mark_doubtful")
AGAIN = "again"


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


@once
async def durable(question: Question) -> Durable:
    """Closings in the period, from the log; one order closed twice counts twice."""
    days = timedelta(days=question.region.limits.durable_days)
    counted = (col(OrderEvent.move) == "resolve") & question.within(OrderEvent.at)
    old = col(OrderEvent.at) <= question.now - days
    asked = select(col(OrderEvent.unit), func.count()).where(counted, old).group_by(col(OrderEvent.unit))
    closed: dict[str, int] = {row[0]: row[1] for row in await question.rows(asked)}
    young = (await question.one(select(func.count()).where(counted, ~old)))[0]
    later = [_later_steps(question, days), *_asked_again(question, days)]
    back: set[tuple[str, int, str]] = set()
    for query in later:
        back |= await _within(question, query, days)
    kinds = Counter(kind for kind, *_ in back)
    units = Counter(unit for _, unit in {(closing, unit) for _, closing, unit in back})
    return Durable(closed, dict(units), young, kinds[AGAIN], kinds["redo"], kinds["mark_doubtful"])


async def _within(question: Question, asked: Any, days: timedelta) -> set[tuple[str, int, str]]:
    """(what came, closing, unit) of the rows in which it came within those days of a closing old enough to judge."""
    rows: Iterable[tuple[str, int, str, datetime, datetime]] = [tuple(row) for row in await question.rows(asked)]
    return {(what, one, unit) for what, one, unit, at, later in rows if later - at <= days <= question.now - at}


def _later_steps(question: Question, days: timedelta) -> Any:
    closed, later = aliased(OrderEvent), aliased(OrderEvent)
    after = (col(later.order_id) == col(closed.order_id)) & (col(later.sequence) > col(closed.sequence))
    columns = (col(later.move), col(closed.id), col(closed.unit), col(closed.at), col(later.at))
    soon = (col(later.at) >= question.period.since) & (col(later.at) <= question.period.until + days)
    asked = select(*columns).select_from(later).join(closed, after & (col(closed.move) == "resolve"))
    return asked.where(col(later.move).in_(BACK), soon, question.within(closed.at))


def _asked_again(question: Question, days: timedelta) -> tuple[Any, ...]:
    """New orders of the same person (by account, or by telephone), matter and place, with the closing before them."""
    new, voice = aliased(Order), aliased(Order)
    same_account = (col(new.channel) == col(voice.channel)) & (col(new.account) == col(voice.account))
    soon = (col(new.received_at) >= question.period.since) & (col(new.received_at) <= question.period.until + days)
    same_phone = (col(new.contact_phone) == col(voice.contact_phone)) & (col(new.contact_phone) != "")
    return tuple(_pairs(question, new, voice, person & soon) for person in (same_account, same_phone))


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
    columns = (literal(AGAIN), col(closed.id), col(closed.unit), col(closed.at), col(new.received_at))
    asked = select(*columns).select_from(new).join(voice, match).join(closed, resolved)
    return asked.where(question.within(closed.at))


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
