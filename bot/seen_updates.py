"""Updates that made no message: their numbers are noted, so that the order of the others does not wait for them.

Words in a group, a moving point, what nobody can read: anybody can send such updates, and none may hold up a resident.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from bot.conversations import TAKING
from bot.database import Database, is_gone
from bot.tables import SeenUpdate
from bot.wake import Wake
from config.clock import Clock
from config.log import log_failure

SEEN = SeenUpdate.__table__  # type: ignore[attr-defined]
KEPT = timedelta(hours=1)
"""Far longer than anybody waits for a missing number."""
CLEAR_EVERY = 500
LARGEST = 2**63 - 1


class SeenUpdates:
    """Notes numbers. `wanted`: whether updates come in no order, as over a webhook; else nothing is noted."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, *, wanted: bool = True) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self.wanted = wanted
        self._noted = 0

    async def note(self, place: int) -> None:
        """Notes a number, once; not where the database is gone: then it is waited for like a missing one."""
        if not self.wanted or not 0 < place <= LARGEST:
            return
        try:
            await self._note(place)
        except Exception as error:
            if not is_gone(error):
                raise
            log_failure("update number not noted", error)
        self.wake.ring("inbox")

    async def _note(self, place: int) -> None:
        now = self.clock.now()
        async with self.database.writing() as session, session.begin():
            insert = TAKING[self.database.engine.dialect.name](SEEN).on_conflict_do_nothing()
            await session.execute(insert, {"place": place, "arrived_at": now})
            if self._noted % CLEAR_EVERY == 0:
                await session.execute(delete(SEEN).where(SEEN.c.arrived_at < now - KEPT))
            await self.wake.tell(session, "inbox")
        self._noted += 1
