"""Numbers given out one after the other: never twice, from however many processes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from orders.tables import Counter


async def next_number(session: AsyncSession, kind: str, day: date) -> int:
    """The next number of that kind on that day. The counter stays locked until the caller's transaction ends."""
    mine = (col(Counter.kind) == kind) & (col(Counter.day) == day)
    last = select(col(Counter.last)).where(mine)
    if (await session.execute(last)).scalar_one_or_none() is None:
        with suppress(IntegrityError):
            async with session.begin_nested():
                session.add(Counter(kind=kind, day=day, last=0))
    await session.execute(
        update(Counter).where(mine).values(last=col(Counter.last) + 1).execution_options(synchronize_session=False)
    )
    return (await session.execute(last)).scalar_one()
