"""Whose order it is that is being worked on: a voice that joined another matter shares its life."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from orders.tables import Order


async def lead_of(session: AsyncSession, order: Order) -> Order:
    """The order at the top of those that this one was merged into; itself where it was not."""
    while order.status == "merged":
        above = await session.get(Order, order.main_id or order.merged_into)
        if above is None:
            break
        order = above
    return order
