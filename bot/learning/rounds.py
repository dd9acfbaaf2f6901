"""Takes up what turned out later every few minutes, so that whoever opens the queue does not wait for it."""

from __future__ import annotations

import asyncio

from bot.learning.gathering import Gathering
from bot.services import Services
from config.log import log_failure

EVERY_SECONDS, SOON = 300, 1
"""Seconds between two looks, and where there was something: there may be more."""


class LearningRounds:
    """The rounds of one process. Several may run over one database: nothing is taken up twice."""

    def __init__(self, services: Services) -> None:
        self.services = services

    async def run(self) -> None:
        """Works until cancelled; a database that is gone is waited for."""
        while True:
            more = 0
            try:
                more = await self.once()
            except Exception as error:  # noqa: BLE001 - whatever broke: what is there is there the next time
                log_failure("learning not gathered", error)
            await asyncio.sleep(SOON if more else EVERY_SECONDS)

    async def once(self) -> int:
        """Takes up some; how many."""
        services = self.services
        async with services.database.writing() as session, session.begin():
            keep_days = services.settings.keep_days
            return await Gathering(session, services.region, services.clock, keep_days=keep_days).gather()
