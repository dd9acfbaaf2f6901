"""Numbers given out one after the other: never twice, from however many processes.

Over PostgreSQL each process takes them in small blocks, in transactions of their own: were the counter locked until an
order is committed, all orders of a city would wait for each other. What a process had left when it ended is skipped.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, NullPool, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import col

from orders.tables import Counter

BLOCK = 10
"""Numbers taken at once."""


async def next_number(session: AsyncSession, kind: str, day: date) -> int:
    """The next number of that kind on that day."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":  # one writer at a time: the counter is locked anyway
        return await _count_up(session, kind, day, 1)
    return await _blocks_of(bind).next(kind, day)


class Blocks:
    """The numbers that one process has in stock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = create_async_engine(engine.url, poolclass=NullPool, hide_parameters=True)
        self._stock: dict[tuple[str, date], deque[int]] = {}
        self._lock = asyncio.Lock()

    async def next(self, kind: str, day: date) -> int:
        """The next one of the stock, which is filled up where it is empty."""
        async with self._lock:
            stock = self._stock.get((kind, day))
            if not stock:
                stock = self._stock[kind, day] = await self._block(kind, day)
                for old in [key for key in self._stock if key[1] < day]:
                    del self._stock[old]
            return stock.popleft()

    async def _block(self, kind: str, day: date) -> deque[int]:
        async with AsyncSession(self._engine) as session, session.begin():
            last = await _count_up(session, kind, day, BLOCK)
        return deque(range(last - BLOCK + 1, last + 1))


_KNOWN: WeakKeyDictionary[Engine, Blocks] = WeakKeyDictionary()


def _blocks_of(bind: Engine | Connection) -> Blocks:
    if bind.engine not in _KNOWN:
        _KNOWN[bind.engine] = Blocks(bind.engine)
    return _KNOWN[bind.engine]


async def _count_up(session: AsyncSession, kind: str, day: date, by: int) -> int:
    """The counter after it went up; it stays locked until the transaction ends."""
    mine = (col(Counter.kind) == kind) & (col(Counter.day) == day)
    last = select(col(Counter.last)).where(mine)
    if (await session.execute(last)).scalar_one_or_none() is None:
        with suppress(IntegrityError):
            async with session.begin_nested():
                session.add(Counter(kind=kind, day=day, last=0))
    await session.execute(
        update(Counter).where(mine).values(last=col(Counter.last) + by).execution_options(synchronize_session=False)
    )
    return (await session.execute(last)).scalar_one()
