"""Orders that look like one, for a person to decide whether they are the same matter."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from bot.cli_detail import veil
from bot.pages.staff.orders.doing import Doing
from config.masking import mask
from orders.actor import Actor
from orders.alike.lookup import Alike
from orders.alike.told import Told
from orders.book import OrderBook
from orders.external import ExternalRefs
from orders.status import STATUS_ZH
from orders.tables import Order


@dataclass(frozen=True)
class LooksAlike:
    """Another order with the verdict about it and the reasons, as a worker reads them."""

    number: str
    title: str
    state: str
    verdict: str
    score: float
    why: str


class Alikes:
    """Finds and merges, within one database session."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book

    async def of(self, number: str) -> list[LooksAlike]:
        """What looks like the order of that number, best first; the words of who told it stay hidden."""
        order = await self.book.get(number)
        refs = tuple(f"{one.system}:{one.ref}" for one in await ExternalRefs(self.book).of(order))
        judged = await Alike(self.book.session).judged(Told.of(order, refs=refs))
        wanted = select(Order).where(col(Order.id).in_([one.order_id for one in judged]))
        others = {one.id: one for one in (await self.book.session.execute(wanted)).scalars()}
        found = []
        for one in judged:
            other = others.get(one.order_id)
            if other is not None and other.id != order.id:
                title, why = veil(other, unmasked=False)(other.title), mask("；".join(one.reasons))
                found.append(LooksAlike(other.number, title, STATUS_ZH[other.status], one.verdict, one.score, why))
        return found

    async def merge(self, number: str, seen: int, into: str, actor: Actor, why: str) -> Order:
        """The order joins another one.

        Raises:
            Overtaken: it has gone on since it was shown.
            MoveNotAllowed: as merging has it.
        """
        return await Doing(self.book).make(number, seen, "merge", actor, {"into": into, "why": why})
