"""When each channel was last heard: noted in the process, written down now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bot.conversations import TAKING
from bot.database import Database
from bot.tables import Pulse
from config.clock import Clock
from config.log import log_failure

EVERY_SECONDS = 5.0


class Pulses:
    """The pulses of the channels of this process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._new: dict[str, dict[str, Any]] = {}

    def of(self, channel: str) -> Callable[[int], None]:
        """What a channel calls with the number of updates it got; 0 says that it is in touch."""
        return partial(self.heard, channel)

    def heard(self, channel: str, count: int) -> None:
        """The channel answered, and brought so many updates."""
        now = self.clock.now()
        self._new.setdefault(channel, {}).update({"polled_at": now} | ({"update_at": now} if count else {}))

    def trouble_of(self, channel: str) -> Callable[[str], None]:
        """What a channel calls with the name of an error."""
        return partial(self.trouble, channel)

    def trouble(self, channel: str, error: str, *, at: datetime | None = None) -> None:
        """The channel could not be reached, now or at that moment. `error` is the name of a class, never a text."""
        self._new.setdefault(channel, {}).update({"error": error, "error_at": at or self.clock.now()})

    async def run(self) -> None:
        """Writes them down until cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.write()
            except Exception as error:  # noqa: BLE001 - a pulse that is not written stops nothing
                log_failure("pulse not written", error)

    async def write(self) -> None:
        """Writes down what is new; what cannot be written is kept for the next time."""
        new, self._new = self._new, {}
        if not new:
            return
        try:
            await self._write(new)
        except BaseException:
            for channel, values in self._new.items():
                new.setdefault(channel, {}).update(values)
            self._new = new
            raise

    async def _write(self, new: Mapping[str, dict[str, Any]]) -> None:
        insert = TAKING[self.database.engine.dialect.name]
        async with self.database.writing() as session, session.begin():
            for channel, values in sorted(new.items()):
                row: dict[str, Any] = {"channel": channel, "error": "", **values}
                known = insert(Pulse).values(row).on_conflict_do_update(index_elements=["channel"], set_=values)
                await session.execute(known)
