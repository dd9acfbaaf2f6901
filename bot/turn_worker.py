"""Takes the messages that wait in the inbox, as soon as they are due."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from bot.conversations import TALK
from bot.frontier import Frontier
from bot.turns import Turns
from bot.wake import Wake
from config.log import log_failure

LANES = 4
"""Conversations taken side by side by one process."""
IDLE_SECONDS = 1.0
GAP_SECONDS = 0.05
"""How soon a conversation behind a missing update is looked at again."""
TROUBLE_SECONDS = 1.0


class TurnWorker:
    """The pending lane of one process. Several may run over one database: each conversation is taken by one."""

    def __init__(self, turns: Turns, wake: Wake, patience: timedelta = timedelta(0)) -> None:
        self.turns = turns
        self.wake = wake
        self.frontier = Frontier(patience)

    async def run(self) -> None:
        """Works until cancelled; a database that is gone is waited for."""
        while True:
            try:
                await self.take_all()
                pause = await self._pause()
            except Exception as error:  # noqa: BLE001 - whatever broke: the messages are on disk and wait
                log_failure("waiting messages not taken", error)
                pause = TROUBLE_SECONDS
            await self.wake.wait("inbox", pause)

    async def take_all(self) -> None:
        """Takes all that is due, several conversations at a time."""
        clock = self.turns.clock
        async with self.turns.database.reading() as session:
            frontier = await self.frontier.advance(session, clock.now())
        lanes = LANES if self.turns.database.shared else 1
        async with asyncio.TaskGroup() as tasks:
            for _ in range(lanes):
                tasks.create_task(self._lane(frontier))

    async def _lane(self, frontier: int | None) -> None:
        while await self.turns.take_due(frontier):
            continue

    async def _pause(self) -> float:
        """Seconds until the next message is due."""
        async with self.turns.database.reading() as session:
            due = (await session.execute(select(func.min(TALK.c.due_at)))).scalar_one()
        if due is None:
            return IDLE_SECONDS
        seconds: float = (due - self.turns.clock.now()).total_seconds()
        return min(max(seconds, GAP_SECONDS), IDLE_SECONDS)
