"""Fills in 工单处理说明书 from the record of an order: log, returns, consultations, coordination (facts 5.1 拱墅).

Nothing is written for the document: what was not put on record while the order was handled does not stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache, reduce
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.errors import MoveNotAllowed, RegionError
from config.region import Region
from config.vocabulary import name_of
from orders.actor import ROLES_ZH
from orders.closures import closures
from orders.export import HOUSE_NUMBER
from orders.moves import moves, name_of_move
from orders.paper.statement import Consultation, Coordination, Decided, Policy, Return, Statement, Step
from orders.status import OPEN, STATUS_ZH
from orders.tables import Order, OrderEvent

FILE = Path(__file__).with_name("statement_words.yaml")
NUMERALS = "零〇一二三四五六七八九十百千\\d"
ARTICLE = re.compile(f"第[{NUMERALS}]+条(?:之[{NUMERALS}])?(?:第[{NUMERALS}]+款)?")
JUDGED = ("uphold_return", "refuse_return", "assign")
"""What follows a return."""
SHORT = 12
"""Characters of a digest that are printed."""


async def statement_of(
    session: AsyncSession,
    region: Region,
    order: Order,
    *,
    now: datetime,
    printed_by: str = "",
    draft: bool = False,
) -> Statement:
    """The document on an order, masked. `draft` allows one that is not closed yet, and says so in it.

    Raises:
        MoveNotAllowed: it joined another order, or is not closed and no draft was asked for.
    """
    _refuse(order, draft=draft)
    wanted = select(OrderEvent).where(col(OrderEvent.order_id) == order.id).order_by(col(OrderEvent.sequence))
    veil = _veil(order)
    record = Record(region, (await session.execute(wanted)).scalars().all(), veil)
    closed = order.resolved_at is not None and order.status not in OPEN
    filled = Statement(
        number=order.number,
        title=veil(order.title),
        region=region.name,
        requester=order.requester_name or _words()["hidden_requester"],
        filed_at=order.received_at,
        appeal_type=name_of("appeal_types", order.appeal_type),
        matter=veil(order.content),
        demand=veil(order.demand),
        place=_road(order),
        occurred=order.occurred_at,
        confidential=order.confidential,
        voices=order.voices,
        lead=record.unit(order.lead_code) or order.lead_unit,
        co=tuple(map(record.unit, order.co_units)),
        dispatch_basis=order.dispatch_basis,
        due_at=order.due_at,
        resolved_at=order.resolved_at,
        steps=record.steps(),
        returns=record.returns(),
        consultations=record.consultations(),
        coordinations=record.coordinations(),
        closure=closures()[order.closure_type].name if closed and order.closure_type in closures() else "",
        result=veil(order.result) if closed else _words()["draft"],
        policies=policies(order.policy_basis),
        look_again=order.revisit_on,
        decisions=record.decisions(),
        next_steps=_next_steps(order) if closed else (),
        head=order.log_head,
        printed_at=now,
        printed_by=printed_by,
    )
    return filled.masked()


class Record:
    """The log of one order, read for the sections of the document."""

    def __init__(self, region: Region, events: Sequence[OrderEvent], veil: Callable[[str], str]) -> None:
        """`veil` hides what must not be read in what people wrote."""
        self.region = region
        self.events = events
        self.veil = veil

    def steps(self) -> tuple[Step, ...]:
        """Every step a reader can make something of."""
        left_out = {*_words()["left_out"], *_words()["own_sections"]}
        shown = [event for event in self.events if event.move not in left_out]
        return tuple(
            Step(event.at, name_of_move(event.move), self.by(event), self._note(event), self._said(event, "basis"))
            for event in shown
        )

    def returns(self) -> tuple[Return, ...]:
        """Each return with what was judged of it next."""
        found = []
        for place, event in enumerate(self.events):
            if event.move == "return":
                judged = next((one for one in self.events[place + 1 :] if one.move in JUDGED), None)
                reason, basis = (self._said(event, name) for name in ("reason", "basis"))
                proposed = self.unit(self._said(event, "proposed_unit"))
                found.append(Return(event.at, self.by(event), reason, basis, proposed, self._judgement(judged)))
        return tuple(found)

    def consultations(self) -> tuple[Consultation, ...]:
        """Each joint consultation that ended in an assignment."""
        return tuple(
            Consultation(event.at, self._parties(event), self._said(event, "minutes"), self._lead(event))
            for event in self._made("assign")
        )

    def coordinations(self) -> tuple[Coordination, ...]:
        """Each talk between units."""
        return tuple(
            Coordination(event.at, self._parties(event), self.veil(event.note)) for event in self._made("coordinate")
        )

    def decisions(self) -> tuple[Decided, ...]:
        """Who decided what on which text (容错, 北京条例36), with the digest in the chain."""
        deciding = {move.move for move in moves() if move.decision} - set(_words()["decided_left_out"])
        return tuple(
            Decided(event.at, self._who(event), name_of_move(event.move), self._text(event), event.digest[:SHORT])
            for event in self.events
            if event.move in deciding
        )

    def by(self, event: OrderEvent) -> str:
        """The unit or the role; never the name of a resident."""
        if event.unit:
            return self.unit(event.unit)
        return ROLES_ZH.get(event.role, event.role)

    def unit(self, code: str) -> str:
        """The name of a unit; what is no code stays as it was written."""
        try:
            return self.region.unit_by_code(code).name if code else ""
        except RegionError:
            return code

    def _who(self, event: OrderEvent) -> str:
        """With the name of the person, whom the record protects (容错); not of a resident."""
        by = self.by(event)
        return by if event.role in {"resident", "system"} or not event.actor else f"{by}　{event.actor}"

    def _said(self, event: OrderEvent, name: str) -> str:
        return self.veil(str(event.data.get(name) or ""))

    def _note(self, event: OrderEvent) -> str:
        """What was said with the step; its basis has a column of its own."""
        return "" if event.note == event.data.get("basis") else self.veil(event.note)

    def _text(self, event: OrderEvent) -> str:
        return self._said(event, "basis") or self._said(event, "policy_basis") or self._said(event, "reason")

    def _made(self, move: str) -> Iterable[OrderEvent]:
        return (event for event in self.events if event.move == move)

    def _parties(self, event: OrderEvent) -> tuple[str, ...]:
        told: Any = event.data.get("participants", ())
        return tuple(self.unit(str(one)) for one in ([told] if isinstance(told, str) else told))

    def _lead(self, event: OrderEvent) -> str:
        return self.unit(self._said(event, "lead"))

    def _judgement(self, event: OrderEvent | None) -> str:
        if event is None:
            return ""
        if event.move == "assign":
            return str(_words()["assigned"])
        what = _words()["agreed" if event.move == "uphold_return" else "refused"]
        return str(_words()["judged"].format(what=what, basis=self._said(event, "basis"), by=self.by(event)))


def policies(basis: str) -> tuple[Policy, ...]:
    """The texts of law in what was written as basis, a row each: 物业管理条例第三十五条；《民法典》第二百八十八条."""
    parts = [part.strip() for part in re.split(r"[；;\n]", basis) if part.strip()]
    return tuple(_policy(part) for part in parts)


def _policy(part: str) -> Policy:
    article = ARTICLE.search(part)
    if article is None:
        return Policy(part)
    law, rest = part[: article.start()].strip("，,：: "), part[article.end() :].strip("，,：:。 ")
    return Policy(law or part, article.group() if law else "", rest)


def _refuse(order: Order, *, draft: bool) -> None:
    if order.status == "merged":
        raise MoveNotAllowed(say=f"工单 {order.number} 已经并入别的单，请出具主单的说明书。")
    if order.status in OPEN and not draft:
        now = STATUS_ZH[order.status]
        raise MoveNotAllowed(
            say=f"工单 {order.number} 还没有办结（现在是“{now}”），办结后才能出说明书；要先看看，加 --draft。"
        )


def _next_steps(order: Order) -> tuple[str, ...]:
    told = _words()["next_steps"]
    return tuple(told[name] for name in (order.closure_type, "any") if name in told)


def _veil(order: Order) -> Callable[[str], str]:
    """Hides in a text what leads to the resident's door: the address beyond the road, and the account."""
    hidden = {order.incident_address: _road(order), order.account: _words()["cut"]}
    words = sorted((word for word in hidden if len(word) > 1), key=len, reverse=True)
    return lambda text: reduce(lambda told, word: told.replace(word, hidden[word]), words, text)


def _road(order: Order) -> str:
    return HOUSE_NUMBER.sub(_words()["cut"], order.incident_address)


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded
