"""What turned out later: orders that went to another unit, handoffs filed under another card, objections upheld.

Derived from rows that are there anyway, whenever somebody looks at the queue; nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, func, select, text
from sqlalchemy.exc import IntegrityError
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


class Gathering:
    """Adds what turned out later, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock, *, keep_days: int) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.earliest = clock.now() - min(BACK, timedelta(days=keep_days))

    async def gather(self) -> int:
        """Looks at all three; how many were added."""
        newest = select(func.max(ITEM.c.at)).where(ITEM.c.source.is_not(None))
        last = (await self.session.execute(newest)).scalar_one()
        since = max(self.earliest, last - AGAIN) if last else self.earliest
        found = [*await self._orders(since), *await self._handoffs(since), *await self._objections(since)]
        return await self._add(found)

    async def _orders(self, since: datetime) -> list[LearningItem]:
        """Orders that were returned and sent to another unit than first."""
        sent = (col(OrderEvent.move).in_(SENT)) & (col(OrderEvent.at) >= since)
        settled = and_(text(RETURNED_ROWS), col(Order.status).not_in(UNSETTLED), col(Order.confidential).is_(False))
        wanted = select(Order, func.max(OrderEvent.at)).join(OrderEvent, col(OrderEvent.order_id) == col(Order.id))
        rows = (await self.session.execute(wanted.where(sent, settled).group_by(col(Order.id)).limit(MOST))).all()
        first = await self._first([order.id for order, _ in rows])
        return [
            self._item("rerouted", f"order:{order.number}", at, order, _words_of(order), card_id=order.card_id,
                       destination="order", right_unit=order.lead_unit)
            for order, at in rows if first.get(order.id) != order.lead_code
        ]  # fmt: skip

    async def _first(self, numbers: Sequence[int | None]) -> dict[int | None, str]:
        """Order -> the unit that it was sent to first."""
        event = select(OrderEvent).where(col(OrderEvent.order_id).in_(numbers), col(OrderEvent.move) == "dispatch")
        steps = (await self.session.execute(event.order_by(col(OrderEvent.sequence).desc()))).scalars()
        return {step.order_id: str(step.data.get("lead", "")) for step in steps}

    async def _handoffs(self, since: datetime) -> list[LearningItem]:
        """Handoffs out of which a worker filed an order of another card than the desk had thought."""
        filed = (col(Handoff.order_number) != "") & (col(Handoff.created_at) >= since - AGAIN)
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
        items = [item for item in found if item.words and item.at >= self.earliest]
        sources = [item.source for item in items]
        known = set((await self.session.execute(select(ITEM.c.source).where(ITEM.c.source.in_(sources)))).scalars())
        count = 0
        for item in items:
            if item.source in known:
                continue
            try:
                async with self.session.begin_nested():
                    self.session.add(item)
                count += 1
            except IntegrityError:  # another process was faster
                continue
        return count


def source_of(receipt: str) -> str:
    """The source of what came of an objection."""
    return f"case:{receipt}"


def _words_of(order: Order) -> str:
    """What the resident said; of an order without a decision what was filed."""
    return str(order.decision.get("text") or order.content)


def _first_words(packet: dict[str, Any]) -> str:
    return "；".join(str(one) for one in packet.get("words", ()))
