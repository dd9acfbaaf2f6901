"""Waking who waits for work: within the process at once, over PostgreSQL in all processes by LISTEN and NOTIFY.

A wake-up is a hint. Whoever waits looks for work after some seconds even without one, so that a lost hint delays a
message and never loses it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any, Literal

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import CONNECT_SECONDS, Database
from config.log import log_failure

Topic = Literal["inbox", "outbox", "handoff", "files", "knowledge"]
CHANNEL = "fenliu"
RECONNECT_SECONDS = 2.0
CHECK_SECONDS = 1.0
ADAPTERS_OWN = ("prepared_statement_cache_size", "prepared_statement_name_func", "async_creator_fn", "async_fallback")
"""Parts of an address that SQLAlchemy keeps for itself."""
NOTIFY = text("SELECT pg_notify(:channel, :topic)")


class Wake:
    """The bells of one process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._bells: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, topic: Topic) -> None:
        """Wakes who waits in this process. Call it after the commit."""
        self._bells[topic].set()

    async def tell(self, session: AsyncSession, topic: Topic) -> None:
        """Wakes the other processes when this transaction is committed."""
        if self.database.shared:
            await session.execute(NOTIFY, {"channel": CHANNEL, "topic": topic})

    async def wait(self, topic: Topic, seconds: float) -> None:
        """Returns when the bell rings, at once where it rang since the last wait, or after so many seconds."""
        bell = self._bells[topic]
        try:
            async with asyncio.timeout(max(seconds, 0.001)):
                await bell.wait()
        except TimeoutError:
            return
        bell.clear()

    async def listen(self) -> None:
        """Rings for the other processes' work, until cancelled. Returns at once where there is nothing to hear."""
        if self.database.engine.dialect.driver != "asyncpg":
            return
        while True:
            try:
                await self._listen_once()
            except Exception as error:  # noqa: BLE001 - asyncpg's own errors are of many kinds; everybody looks anyway
                log_failure("listening failed", error)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        """On a connection of its own: one of the pool may be dead already, or be wanted by others."""
        _, options = self.database.engine.dialect.create_connect_args(self.database.engine.url)
        known = {name: value for name, value in options.items() if name not in ADAPTERS_OWN}
        connection = await asyncpg.connect(**known, timeout=CONNECT_SECONDS)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            while not connection.is_closed():  # noqa: ASYNC110 - asyncpg has no event for a connection that ends
                await asyncio.sleep(CHECK_SECONDS)
        finally:
            connection.terminate()  # at once: nothing is left to say, and a dead server would not answer

    def _heard(self, _connection: Any, _process: int, _channel: str, topic: str) -> None:
        self._bells[topic].set()
