"""Small signs of attention, such as "typing": after the message is safe, never in its way, dropped where many wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from config.log import log_trifle

MOST_WAITING = 200
AT_ONCE = 4
SECONDS = 10
Courtesy = Callable[[], Awaitable[object]]


class Courtesies:
    """A short queue. Whether one succeeds changes nothing for anybody's matter."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Courtesy] = asyncio.Queue(MOST_WAITING)

    def offer(self, courtesy: Courtesy) -> None:
        """Does it soon; not at all where too many wait."""
        if not self._waiting.full():
            self._waiting.put_nowait(courtesy)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return self._waiting.qsize()

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
    except Exception as error:  # noqa: BLE001 - nothing of anybody's matter hangs on it
        log_trifle("courtesy failed", error=type(error).__name__)
