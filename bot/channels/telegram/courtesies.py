"""Small signs of attention, such as "typing": after the message is safe, never in its way, dropped when there are many."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channels.telegram.troubles import KNOWN

MOST_WAITING = 200
AT_ONCE = 4
SECONDS = 10
Courtesy = Callable[[], Awaitable[object]]
log = structlog.get_logger()


class Courtesies:
    """A short queue. Whether one succeeds changes nothing for anybody's matter."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Courtesy] = asyncio.Queue(MOST_WAITING)

    def offer(self, courtesy: Courtesy) -> None:
        """Does it soon; not at all where too many wait."""
        if not self._waiting.full():
            self._waiting.put_nowait(courtesy)

    async def run(self) -> None:
        """Does what is offered, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(self._work())

    async def drain(self) -> None:
        """Does what waits now."""
        while not self._waiting.empty():
            await _do(self._waiting.get_nowait())

    async def _work(self) -> None:
        while True:
            await _do(await self._waiting.get())


async def _do(courtesy: Courtesy) -> None:
    try:
        async with asyncio.timeout(SECONDS):
            await courtesy()
    except KNOWN as error:
        log.debug("courtesy failed", error=type(error).__name__)
