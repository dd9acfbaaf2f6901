"""Finds, among the open orders, those that may be the same matter. Two indexed queries, whatever the place.

The lookup never merges anything and never commits. At a hot place the newest of each word count, rare words first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, delete, insert, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.alike.certain import certain
from orders.alike.hot import repeat_of
from orders.alike.judge import WINDOW, Verdict, asked, compare, contrary
from orders.alike.tokens import MEANT, TOGETHER, tokens, weighted
from orders.alike.told import Told
from orders.alike.traces import Trace
from orders.alike.traits import traits
from orders.columns import Moment
from orders.status import OPEN
from orders.tables import Order

SLOTS: Final = 14
"""Words that are looked for at once."""
NEWEST: Final = 40
"""Orders that are looked at under one word of thing and place."""
FALLBACK: Final = 20
"""The same under a place alone."""
JUDGED: Final = 20
"""Candidates that are judged: those that share the most, then the newest."""
SAME_PLACE: Final = 6
"""Candidates that share nothing but a place."""
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
        self._looked: list[Any] | None = None

    async def remember(self, order: Order, told: Told | None = None, *, new: bool = False) -> None:
        """Makes an order findable; the same order again changes nothing but its words. `new`: it never was so far."""
        if not new:
            await self.forget(order)
        words = sorted(tokens(told or Told.of(order)))
        rows = [{"order_id": order.id, "token": word, "received_at": order.received_at} for word in words]
        if rows:
            await self.session.execute(insert(TRACE), rows)

    async def forget(self, order: Order) -> None:
        """An order that is closed, merged or answered is not found any more."""
        await self.session.execute(delete(TRACE).where(TRACE.c.order_id == order.id))

    async def candidates(self, told: Told, *, since: datetime, limit: int = JUDGED) -> list[Any]:
        """Rows of open orders received since then that share words with `told`: those that share most."""
        words = weighted(told)
        if not words:
            return []
        shares: dict[int, float] = defaultdict(float)
        for order_id, word in (await self.session.execute(SEARCH, _asked(words, since))).all():
            shares[order_id] += words[word]
        best = _best(shares, limit)
        wanted = select(*READ).where(ORDER.c.id.in_(best), ORDER.c.status.in_(OPEN))
        return list((await self.session.execute(wanted)).all())

    async def judged(
        self, told: Told, *, since: datetime | None = None, now: datetime | None = None, limit: int = JUDGED
    ) -> list[Suggestion]:
        """Every candidate that is not a different matter, best first. `now`: for a draft, not received yet."""
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
        mine, found = traits(told), list[tuple[float, int]]()
        self._looked = await self.candidates(told, since=(told.received_at or now) - WINDOW)
        for row in self._looked:
            if not row.confidential and (row.channel, row.account) != account:
                chance = asked(traits(Told.of(row)), mine)
                found += [] if chance is None else [(-chance, -row.id)]
        return Found(own, await self._orders([-number for _, number in sorted(found)]))

    async def opposed(self, order: Order, told: Told) -> Order | None:
        """The open order that wants the contrary at the same place, if there is one.

        Looks at what `suggest` has just found for the same words, where it did: the order is filed in the same turn.
        """
        rows, self._looked = self._looked, None
        if rows is None:
            rows = await self.candidates(told, since=order.received_at - WINDOW)
        mine, found = traits(told), list[tuple[float, int]]()
        for row in rows:
            score = contrary(traits(Told.of(row)), mine) if row.id != order.id else None
            found += [] if score is None else [(-score, -row.id)]
        return next(iter(await self._orders([-number for _, number in sorted(found)[:1]])), None)

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


def _best(shares: Mapping[int, float], limit: int) -> list[int]:
    """The orders that share most, the newest first; of those that share a place alone only some."""
    ranked = sorted(shares, key=lambda number: (-shares[number], -number))
    more = [number for number in ranked if shares[number] >= MEANT]
    return (more + ranked[len(more) : len(more) + SAME_PLACE])[:limit]


def _asked(words: Mapping[str, float], since: datetime) -> dict[str, Any]:
    """What the statement asks: the words that tell most, and how many orders of each. Empty places find nothing."""
    best = sorted(words, key=lambda word: (-words[word], word))[:SLOTS]
    asked: dict[str, Any] = {"since": since}
    for slot, word in enumerate(best + [""] * (SLOTS - len(best))):
        asked[f"word{slot}"] = word
        asked[f"most{slot}"] = (NEWEST if words[word] >= TOGETHER else FALLBACK) if word else 0
    return asked


def _statement() -> Any:
    """Order and word, the newest of each word. One statement with a fixed number of places: it is planned once."""
    parts = []
    for slot in range(SLOTS):
        mine = select(TRACE.c.order_id, TRACE.c.token).where(
            TRACE.c.token == bindparam(f"word{slot}"),
            TRACE.c.received_at >= bindparam("since", type_=Moment),
        )
        newest = mine.order_by(TRACE.c.received_at.desc()).limit(bindparam(f"most{slot}", type_=Integer))
        parts.append(select(newest.subquery()))
    return union_all(*parts)


SEARCH: Final = _statement()


def _suggestion(row: Any, told: Told, verdict: Verdict, score: float, reasons: tuple[str, ...]) -> Suggestion:
    return Suggestion(row.id, row.number, verdict, score, reasons, told, row.channel, private=row.confidential)
