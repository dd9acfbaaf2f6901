"""绕路进入 (facts 5.2): the same person on other channels, for workers only, so that nobody is asked everything twice.

Known by the telephone that the resident left. A confidential or anonymous order never leads to another one, nor is it
found (济南条例32).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.masking import mask_phone
from orders.status import STATUS_ZH
from orders.tables import PLAIN_PHONE, Order

MOST = 20
SHORTEST = 7
"""Digits of a telephone; less is no number of anybody."""


@dataclass(frozen=True)
class Elsewhere:
    """Another order of the same person, as a worker reads it. `phone` is masked."""

    number: str
    title: str
    channel: str
    received_at: datetime
    status_zh: str
    phone: str


class SamePerson:
    """Finds a person's orders on all channels, within one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def elsewhere(self, order: Order) -> Sequence[Elsewhere]:
        """Other orders with the same telephone, newest first, at most 20; empty for who wants not to be known."""
        phone = _digits(order.contact_phone)
        if order.confidential or order.anonymous or len(phone) < SHORTEST:
            return ()
        wanted = select(Order).where(
            literal_column(PLAIN_PHONE, String) == phone,
            col(Order.id) != order.id,
            ~col(Order.confidential),
            ~col(Order.anonymous),
        )
        found = (await self.session.execute(wanted.order_by(col(Order.id).desc()).limit(MOST))).scalars().all()
        return [_shown(one) for one in found]


def _shown(order: Order) -> Elsewhere:
    phone = mask_phone(order.contact_phone)
    return Elsewhere(order.number, order.title, order.channel, order.received_at, STATUS_ZH[order.status], phone)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone.replace("+86", ""))
