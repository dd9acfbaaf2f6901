"""Leases: what only one of several processes may do at a time, such as polling one bot's updates."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.conversations import TAKING
from bot.database import Database
from bot.tables import Lease
from config.clock import Clock


class Leases:
    """The leases of this process. Whoever dies loses his when it runs out."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.holder = f"{os.getpid()}-{secrets.token_hex(6)}"

    async def hold(self, name: str, seconds: float) -> bool:
        """Takes the lease, or prolongs it; False while another process has it."""
        now = self.clock.now()
        until = now + timedelta(seconds=seconds)
        free = (col(Lease.holder) == self.holder) | (col(Lease.until) < now)
        async with self.database.writing() as session, session.begin():
            mine = update(Lease).where(col(Lease.name) == name, free).values(holder=self.holder, until=until)
            if (await session.execute(mine)).rowcount:  # type: ignore[attr-defined]
                return True
            insert = TAKING[self.database.engine.dialect.name](Lease)
            await session.execute(insert.values(name=name, holder=self.holder, until=until).on_conflict_do_nothing())
            held = select(col(Lease.holder)).where(col(Lease.name) == name)
            return (await session.execute(held)).scalar_one() == self.holder

    async def drop(self, name: str) -> None:
        """Gives the lease back before it runs out."""
        async with self.database.writing() as session, session.begin():
            mine = (col(Lease.name) == name) & (col(Lease.holder) == self.holder)
            await session.execute(delete(Lease).where(mine))
