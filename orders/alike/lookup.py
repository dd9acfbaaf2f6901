"""Finds, among the open orders, those that may be the same matter. Two indexed queries, whatever the place.

The lookup never merges anything and never commits. At a hot place the newest of each word count, rare words first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.alike.certain import certain
from orders.alike.hot import repeat_of
from orders.alike.judge import WINDOW, Verdict, compare
from orders.alike.told import Told
from orders.alike.tokens import TOGETHER, tokens, weighted
from orders.alike.traces import Trace
from orders.alike.traits import traits
from orders.status import OPEN
from orders.tables import Order

NEWEST: Final = 60
"""Orders that are looked at under one word of thing and place."""
FALLBACK: Final = 30
"""The same under a place alone."""
JUDGED: Final = 40
"""Candidates that are judged: those that share the most, then the newest."""
OWN: Final = 20
"""Earlier orders of the same person that are looked at."""
RANK: Final = {"same": 0, "opposing": 1, "ambiguous": 2}
TRACE = Trace.__table__  # type: ignore[attr-defined]
ORDER = Order.__table__  # type: ignore[attr-defined]
READ = tuple(
    ORDER.c[name]
    for name in (
        "id", "number", "channel", "account", "title", "content", "demand", "detail", "incident_address", "street",
        "community", "lng", "lat", "respondent", "occurred_at", "received_at", "card_id", "topic", "handler",
        "confidential", "decision",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """An open order with the verdict about it. `reasons` are for workers; `private`: never shown to a resident."""

    order_id: int
    order_number: str
    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    told: Told = field(repr=False)
    channel: str = ""
    private: bool = False


@dataclass(frozen=True)
class Found:
    """For a resident: their own earlier orders that this repeats, and orders of others that are the same matter."""

    own: list[Order]
    same: list[Order]


class Alike:
    """The lookup, within one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def remember(self, order: Order, told: Told | None = None) -> None:
        """Makes an order findable; the same order again changes nothing but its words."""
        await self.forget(order)
        words = sorted(tokens(told or Told.of(order)))
        rows = [{"order_id": order.id, "token": word, "received_at": order.received_at} for word in words]
        if rows:
            await self.session.execute(insert(TRACE), rows)

    async def forget(self, order: Order) -> None:
        """An order that is closed, merged or answered is not found any more."""
        await self.session.execute(delete(TRACE).where(TRACE.c.order_id == order.id))

    async def candidates(self, told: Told, *, since: datetime, limit: int = JUDGED) -> list[Any]:
        """Rows of open orders that share words with `told` and were received since then; those that share most first."""
        words = weighted(told)
        if not words:
            return []
        shares: dict[int, float] = defaultdict(float)
        for order_id, word in (await self.session.execute(_newest(words, since))).all():
            shares[order_id] += words[word]
        best = sorted(shares, key=lambda number: (-shares[number], -number))[:limit]
        wanted = select(*READ).where(ORDER.c.id.in_(best), ORDER.c.status.in_(OPEN))
        return list((await self.session.execute(wanted)).all())

    async def judged(
        self, told: Told, *, since: datetime | None = None, now: datetime | None = None, limit: int = JUDGED
    ) -> list[Suggestion]:
        """Every candidate that is not a different matter, best first. `now` counts where `told` was not received yet."""
        moment = told.received_at or now
        start = since or (moment - WINDOW if moment else None)
        if start is None:
            msg = "a draft needs the moment of asking"
            raise ValueError(msg)
        mine, found = traits(told), []
        for row in await self.candidates(told, since=start, limit=limit):
            other = Told.of(row)
            likeness = compare(traits(other), mine)
            if likeness.verdict != "different":
                found.append(_suggestion(row, other, likeness.verdict, likeness.score, likeness.reasons))
        return sorted(found, key=lambda one: (RANK[one.verdict], -one.score, -one.order_id))

    async def suggest(self, told: Told, *, account: tuple[str, str], now: datetime) -> Found:
        """What a resident is asked about. `account`: channel and account. Confidential orders of others never."""
        own = await self._own(told, account)
        others = [
            one.order_id
            for one in await self.judged(told, now=now)
            if one.verdict == "same" and not one.private and (one.channel, one.told.account) != account
        ]
        return Found(own, await self._orders(others))

    async def opposed(self, order: Order, told: Told) -> Order | None:
        """The open order that wants the contrary at the same place, if there is one."""
        found = await self.judged(told)
        wanted = [one.order_id for one in found if one.verdict == "opposing" and one.order_id != order.id]
        return next(iter(await self._orders(wanted[:1])), None)

    async def certain(self, order: Order, told: Told) -> Order | None:
        """The open order that may be joined without asking (`alike.certain`), if there is one."""
        for one in await self.judged(told):
            same_channel = one.channel == order.channel
            if one.order_id != order.id and same_channel and certain(one.told, told):
                return await self.session.get(Order, one.order_id)
        return None

    async def _own(self, told: Told, account: tuple[str, str]) -> list[Order]:
        mine = (col(Order.channel) == account[0]) & (col(Order.account) == account[1])
        wanted = select(Order).where(mine).order_by(col(Order.id).desc()).limit(OWN)
        orders = (await self.session.execute(wanted)).scalars().all()
        return repeat_of(orders, told)

    async def _orders(self, numbers: Sequence[int]) -> list[Order]:
        if not numbers:
            return []
        found = (await self.session.execute(select(Order).where(col(Order.id).in_(numbers)))).scalars().all()
        return sorted(found, key=lambda order: numbers.index(order.id or 0))


def _newest(words: Mapping[str, float], since: datetime) -> Any:
    """Order and word, the newest of each word; one statement. Words that tell more may have more."""
    parts = []
    for word, weight in words.items():
        most = NEWEST if weight >= TOGETHER else FALLBACK
        mine = select(TRACE.c.order_id, TRACE.c.token).where(TRACE.c.token == word, TRACE.c.received_at >= since)
        parts.append(select(mine.order_by(TRACE.c.received_at.desc()).limit(most).subquery()))
    return union_all(*parts)


def _suggestion(row: Any, told: Told, verdict: Verdict, score: float, reasons: tuple[str, ...]) -> Suggestion:
    return Suggestion(row.id, row.number, verdict, score, reasons, told, row.channel, private=row.confidential)
