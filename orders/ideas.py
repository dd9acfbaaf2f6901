"""社区规划师 (成都武侯, facts 5.1): ideas for old compounds are collected apart, before anybody has to complain.

An idea is an order of the type 建议 whose matter belongs to one bundle (一件事) of the dispatch catalogue. It is
answered like any other; here it is only read together, by whoever plans.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.tables import Order

RENOVATION = "老旧小区改造"
"""The bundle of old compounds in the sample catalogue."""


async def ideas(session: AsyncSession, *, bundle: str = RENOVATION, community: str = "") -> Sequence[Order]:
    """The suggestions of a bundle that were sent on, oldest first; of one community (code) where that is given.

    What is confidential stays out.
    """
    wanted = select(Order).where(col(Order.bundle) == bundle, col(Order.appeal_type) == "suggestion")
    wanted = wanted.where(~col(Order.confidential))
    wanted = wanted.where(col(Order.community) == community) if community else wanted
    return (await session.execute(wanted.order_by(col(Order.id)))).scalars().all()
