"""Outside numbers (external_refs): the same matter on another platform, so that nothing is typed twice.

Source: facts 5.2 一人多号、重复录入: one main number, the numbers of other platforms beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from config.errors import OrderError
from orders.book import OrderBook
from orders.case_tables import ExternalRef
from orders.tables import Order

LONGEST = {"system": 40, "ref": 80}


class ExternalRefs:
    """The numbers of other platforms, within one database session."""

    def __init__(self, book: OrderBook) -> None:
        self.session = book.session
        self.clock = book.clock

    async def add(self, order: Order, system: str, ref: str) -> ExternalRef:
        """Notes the number of another platform; the same again changes nothing.

        Raises:
            OrderError: empty, too long, or the number belongs to another order already; `say` tells which.
        """
        system, ref = _clean(system, "system"), _clean(ref, "ref")
        row = ExternalRef(order_id=order.id or 0, system=system, ref=ref, at=self.clock.now())
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            known = await self.find(system, ref)
            if known is None or known.id != order.id:
                msg = f"{system} 的编号 {ref} 已经登记在工单 {known.number if known else ''} 上，不用再录一遍。"
                raise OrderError(msg, say=msg) from None
            return next(one for one in await self.of(order) if (one.system, one.ref) == (system, ref))
        return row

    async def find(self, system: str, ref: str) -> Order | None:
        """The order that has this number on the other platform."""
        mine = (col(ExternalRef.system) == _clean(system, "system")) & (col(ExternalRef.ref) == _clean(ref, "ref"))
        wanted = select(Order).join(ExternalRef, col(ExternalRef.order_id) == col(Order.id)).where(mine)
        return (await self.session.execute(wanted)).scalar_one_or_none()

    async def of(self, order: Order) -> Sequence[ExternalRef]:
        """All outside numbers of an order."""
        wanted = select(ExternalRef).where(col(ExternalRef.order_id) == order.id).order_by(col(ExternalRef.id))
        return (await self.session.execute(wanted)).scalars().all()


def _clean(words: str, what: str) -> str:
    """Without spaces around and inside, so that a number copied with a gap is the same number."""
    cleaned = re.sub(r"\s+", "", words)
    if not cleaned or len(cleaned) > LONGEST[what]:
        msg = f"平台名称要在 {LONGEST['system']} 个字以内，编号要在 {LONGEST['ref']} 个字以内，都不能空。"
        raise OrderError(msg, say=msg)
    return cleaned
