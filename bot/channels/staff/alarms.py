"""Alarms: each trouble is told once when it begins, however many processes look, and not again while it flickers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import TAKING
from bot.tables import Lease

PREFIX = "alarm:"
LASTING = timedelta(days=3650)
CALM = timedelta(minutes=10)
"""How long a trouble has to be over before it is told anew."""
FORGOTTEN = timedelta(days=1)


async def raised(session: AsyncSession, name: str, now: datetime) -> bool:
    """Whether this caller is the first to see that trouble, and has to tell it."""
    insert = TAKING[session.get_bind().dialect.name](Lease)
    row = insert.values(name=PREFIX + name, holder="alarm", until=now + LASTING)
    fresh = row.on_conflict_do_nothing().returning(col(Lease.name))
    if (await session.execute(fresh)).first() is not None:
        return True
    over = (col(Lease.name) == PREFIX + name) & (col(Lease.until) <= now)
    again = update(Lease).where(over).values(until=now + LASTING).execution_options(synchronize_session=False)
    return bool((await session.execute(again)).rowcount)  # type: ignore[attr-defined]


async def settled(session: AsyncSession, still: Collection[str], now: datetime) -> list[str]:
    """Ends all alarms but these; the names of those that ended now, for one caller only."""
    forgotten = col(Lease.name).startswith(PREFIX) & (col(Lease.until) < now - FORGOTTEN)
    await session.execute(delete(Lease).where(forgotten).execution_options(synchronize_session=False))
    on = col(Lease.name).startswith(PREFIX) & (col(Lease.until) > now + CALM)
    names = (await session.execute(select(col(Lease.name)).where(on).order_by(col(Lease.name)))).scalars().all()
    ended = []
    for name in names:
        if name.removeprefix(PREFIX) in still:
            continue
        mine = update(Lease).where(on, col(Lease.name) == name).values(until=now + CALM)
        if (await session.execute(mine.execution_options(synchronize_session=False))).rowcount:  # type: ignore[attr-defined]
            ended.append(name.removeprefix(PREFIX))
    return ended
