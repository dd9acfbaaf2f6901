"""What turned out later: orders that went to another unit, handoffs filed under another card, objections upheld.

Derived from rows that are there anyway, whenever somebody looks at the queue; nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.noting import ITEM, LONGEST
from bot.learning.tables import Kind, LearningItem
from config.clock import Clock
from config.masking import mask
from config.region import Region
from orders.case_tables import Case
from orders.cases.objections import KIND as OBJECTION
from orders.cases.state import CARD
from orders.tables import RETURNED_ROWS, Handoff, Order, OrderEvent

SENT: Final = ("dispatch", "assign")
UNSETTLED: Final = ("filed", "returning", "consulting")
"""Orders on the way to another unit: nobody knows yet whose they are."""
BACK: Final = timedelta(days=30)
"""So far back it is looked the first time."""
AGAIN: Final = timedelta(days=3)
"""Looked at once more, for what was settled or committed late."""
MOST: Final = 500
"""Taken up at a time; the rest comes with the next look."""
INSERTS: Final[dict[str, Any]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Gathering:
    """Adds what turned out later, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock, *, keep_days: int) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.earliest = clock.now() - min(BACK, timedelta(days=keep_days))

    async def gather(self) -> int:
        """Looks at all three; how many were added."""
        found = await self._orders(await self._since("order:"))
        found += await self._handoffs(await self._since("handoff:"))
        found += await self._objections(await self._since("case:"))
        return await self._add(found)

    async def _since(self, source: str) -> datetime:
        """From when on this source is looked at: some days before the newest that came of it."""
        newest = select(func.max(ITEM.c.at)).where(ITEM.c.source.startswith(source))
        last = (await self.session.execute(newest)).scalar_one()
        return max(self.earliest, last - AGAIN) if last else self.earliest

    async def _orders(self, since: datetime) -> list[LearningItem]:
        """Orders that were returned and sent to another unit than first, those that moved first in front."""
        sent = (col(OrderEvent.move).in_(SENT)) & (col(OrderEvent.at) >= since)
        settled = and_(text(RETURNED_ROWS), col(Order.status).not_in(UNSETTLED), col(Order.confidential).is_(False))
        last = func.max(OrderEvent.at)
        wanted = select(col(Order.id), col(Order.lead_code), last).join(
            OrderEvent, col(OrderEvent.order_id) == Order.id
        )
        wanted = wanted.where(sent, settled, ~_known(literal("order:") + col(Order.number)))
        rows = (await self.session.execute(wanted.group_by(col(Order.id), col(Order.lead_code)).order_by(last))).all()
        first = await self._first([number for number, _, _ in rows])
        moved = {number: at for number, lead, at in rows if first.get(number) != lead}
        chosen = list(moved)[:MOST]
        orders = (await self.session.execute(select(Order).where(col(Order.id).in_(chosen)))).scalars()
        return [
            self._item("rerouted", f"order:{order.number}", moved[order.id], order, _words_of(order),
                       card_id=order.card_id, destination="order", right_unit=order.lead_unit)
            for order in orders
        ]  # fmt: skip

    async def _first(self, numbers: Sequence[int | None]) -> dict[int | None, str]:
        """Order -> the unit that it was sent to first."""
        found: dict[int | None, str] = {}
        for start in range(0, len(numbers), MOST):
            mine = col(OrderEvent.order_id).in_(numbers[start : start + MOST])
            step = select(col(OrderEvent.order_id), col(OrderEvent.data)).where(
                mine, col(OrderEvent.move) == "dispatch"
            )
            steps = (await self.session.execute(step.order_by(col(OrderEvent.sequence).desc()))).all()
            found |= {number: str(data.get("lead", "")) for number, data in steps}
        return found

    async def _handoffs(self, since: datetime) -> list[LearningItem]:
        """Handoffs out of which a worker filed an order of another card than the desk had thought."""
        filed = (col(Handoff.order_number) != "") & (col(Handoff.created_at) >= since - AGAIN)
        filed &= ~_known(literal("handoff:") + col(Handoff.receipt))
        wanted = select(Handoff, Order).join(Order, col(Order.number) == col(Handoff.order_number))
        newest = col(Handoff.created_at).desc()
        wanted = wanted.where(filed, col(Order.confidential).is_(False)).order_by(newest).limit(MOST)
        found = []
        for handoff, order in (await self.session.execute(wanted)).all():
            thought, words = str(handoff.packet.get("card") or ""), _first_words(handoff.packet)
            at = handoff.ended_at or order.received_at
            if order.card_id and thought != order.card_id and at >= since:
                candidates = [str(one["card"]) for one in handoff.packet.get("candidates", ()) if one.get("card")]
                found.append(
                    self._item("rerouted", f"handoff:{handoff.receipt}", at, handoff, words, card_id=thought,
                               right_card=order.card_id, candidates=candidates)
                )  # fmt: skip
        return found

    async def _objections(self, since: datetime) -> list[LearningItem]:
        """Objections that were upheld: the answer was not right."""
        upheld = (col(Case.kind) == OBJECTION) & (col(Case.state) == "upheld") & (col(Case.ended_at) >= since)
        cases = (await self.session.execute(select(Case).where(upheld).limit(MOST))).scalars().all()
        found = []
        for case in cases:
            said = case.data.get(CARD, {})
            candidates = [str(one["card"]) for one in said.get("decision", {}).get("candidates", ())]
            known = {name: str(case.data.get(name, "")) for name in ("destination", "right_card")}
            words, at = str(said.get("words", "")), case.ended_at or since
            item = self._item("disputed", source_of(case.receipt), at, case, words, candidates=candidates, **known)
            item.card_id = str(case.data["about"])
            found.append(item)
        return found

    def _item(
        self, kind: Kind, source: str, at: datetime, who: Order | Handoff | Case, words: str, **known: Any
    ) -> LearningItem:
        kept = mask(words.strip()[:LONGEST], self.region.numbers)
        item = LearningItem(at=at, region=self.region.key, kind=kind, words=kept, source=source, **known)
        item.channel, item.account = who.channel, who.account
        return item

    async def _add(self, found: Iterable[LearningItem]) -> int:
        rows = [_row(item) for item in found if item.words and item.at >= self.earliest]
        if not rows:
            return 0
        insert = INSERTS[self.session.get_bind().dialect.name](ITEM).on_conflict_do_nothing().returning(ITEM.c.id)
        return len((await self.session.execute(insert, rows)).all())


def _known(source: ColumnElement[str]) -> ColumnElement[bool]:
    """What came of that source is here already."""
    return exists().where(ITEM.c.source == source)


def _row(item: LearningItem) -> dict[str, Any]:
    return {column.name: getattr(item, column.name) for column in ITEM.columns if column.name != "id"}


def source_of(receipt: str) -> str:
    """The source of what came of an objection."""
    return f"case:{receipt}"


def _words_of(order: Order) -> str:
    """What the resident said; of an order without a decision what was filed."""
    return str(order.decision.get("text") or order.content)


def _first_words(packet: dict[str, Any]) -> str:
    return "；".join(str(one) for one in packet.get("words", ()))
