"""The monthly agenda of the 难点问题 meeting (姑苏 社情民意联系日, facts 5.4): what no unit can settle alone.

Each entry has the question to be answered there; what is decided goes back into the orders (assign, with minutes).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from orders.case_tables import Cluster, Conflict, Consultation
from orders.cases.root_conflicts import QUARREL
from orders.paper.report import Cell, Section
from orders.reports.closings import SHELVED, is_problem
from orders.reports.question import Question
from orders.reports.words import grid, said, section, words
from orders.tables import Order

MOST = 50
"""Of one kind: a meeting that has more before it settles none."""
AHEAD_DAYS = 31
"""Until the next meeting."""

Row = tuple[Cell, ...]
"""Kind, order, matter, street, units, since, the question."""


async def agenda(question: Question) -> Section:
    """Everything that stands open now, the oldest of each kind first."""
    rows: list[Row] = []
    for part in (_hard, _problems, _due, _clusters, _pairs):
        rows += await part(question)
    return section("agenda", grid("agenda", rows), most=MOST)


async def _hard(question: Question) -> list[Row]:
    """Hard cases without an owner, with the candidates; how long their consultation has been going on."""
    last = select(func.max(col(Consultation.id))).group_by(col(Consultation.order_id))
    match = and_(col(Consultation.order_id) == col(Order.id), col(Consultation.id).in_(last))
    asked = select(Order, Consultation).outerjoin(Consultation, match).where(col(Order.status) == "consulting")
    rows = await question.rows(asked.order_by(col(Order.received_at), col(Order.id)).limit(MOST))
    found = []
    for order, talk in rows:
        open_talk = talk if talk is not None and talk.decided_at is None else None
        since = (open_talk.opened_at if open_talk else order.received_at).date()
        ask = _question_of(question, open_talk.opened_at if open_talk else None)
        found.append(_row(question, "hard", order, _candidates(question, order, talk), since=since, ask=ask))
    return found


def _question_of(question: Question, opened: datetime | None) -> str:
    if opened is None:
        return said("ask_owner")
    days = question.region.calendar.working_days_between(opened, question.now)
    late = days > question.region.limits.consultation_working_days
    return said("ask_late" if late else "ask_result", days=days)


def _candidates(question: Question, order: Order, talk: Consultation | None) -> str:
    item = question.region.catalogue.items.get(order.catalogue_item)
    codes: Sequence[str] = (talk.candidates if talk else ()) or (item.candidates if item else ())
    return "、".join(question.unit(code) for code in codes)


async def _problems(question: Question) -> list[Row]:
    """Problem orders (巴彦淖尔): redone or sent on too often, and still open."""
    found = await _orders(question, is_problem(question) & (col(Order.status) != "consulting"), col(Order.received_at))
    return [
        _row(question, "problem", one, question.unit(one.lead_code), since=one.received_at.date(),
             ask=said("ask_problem", redone=one.redo_count, sent=one.dispatches))
        for one in found
    ]  # fmt: skip


async def _due(question: Question) -> list[Row]:
    """暂无法解决 that is to be looked at again before the next meeting."""
    until = question.now.date() + timedelta(days=AHEAD_DAYS)
    found = await _orders(question, SHELVED & (col(Order.revisit_on) <= until), col(Order.revisit_on))
    return [
        _row(
            question,
            "shelved",
            one,
            question.unit(one.lead_code),
            since=_day(one),
            ask=said("ask_shelved", on=one.revisit_on),
        )
        for one in found
    ]


def _day(order: Order) -> date | None:
    return order.resolved_at.date() if order.resolved_at else None


async def _clusters(question: Question) -> list[Row]:
    """Hot events that nobody has ended (未诉先办)."""
    asked = select(Cluster).where(col(Cluster.ended_at).is_(None), ~col(Cluster.key).startswith(QUARREL))
    asked = asked.order_by(col(Cluster.voices).desc(), col(Cluster.id))
    found = (await question.session.execute(asked.limit(MOST))).scalars().all()
    return [
        (_kind("cluster"), None, one.title, question.street(one.street), None, one.opened_at.date(),
         said("ask_cluster", voices=one.voices, proposal=one.proposal))
        for one in found
    ]  # fmt: skip


async def _pairs(question: Question) -> list[Row]:
    """Two sides that want the contrary at one place (facts 5.5 减速带装/拆)."""
    one, other = aliased(Order), aliased(Order)
    asked = select(Conflict, one, other).join(one, col(one.id) == col(Conflict.one_id))
    asked = asked.join(other, col(other.id) == col(Conflict.other_id)).where(col(Conflict.ended_at).is_(None))
    rows = await question.rows(asked.order_by(col(Conflict.found_at), col(Conflict.id)).limit(MOST))
    return [
        _row(question, "pair", first, question.unit(first.lead_code), since=pair.found_at.date(),
             ask=said("ask_pair", other=second.number))
        for pair, first, second in rows
    ]  # fmt: skip


async def _orders(question: Question, wanted: ColumnElement[bool], by: Any) -> Sequence[Order]:
    asked = select(Order).where(wanted).order_by(by, col(Order.id)).limit(MOST)
    return (await question.session.execute(asked)).scalars().all()


def _row(question: Question, kind: str, order: Order, units: str, *, since: date | None, ask: str) -> Row:
    matter = question.matter(order.card_id, order.catalogue_item)
    return (_kind(kind), order.number, matter, question.street(order.street), units or None, since, ask)


def _kind(name: str) -> str:
    return str(words()["agenda_kinds"][name])
