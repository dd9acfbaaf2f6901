"""Makes the rounds of orders every minute: deadlines, follow-ups, wakes and whatever else comes due by itself."""

from __future__ import annotations

import asyncio

from bot.database import Database
from config.clock import Clock
from config.log import log_failure
from config.region import Region
from orders.cases.book import Cases
from orders.cases.reminders import Reminders
from orders.follow_up.rounds import Rounds

EVERY_SECONDS = 60


class OrderRounds:
    """The rounds of one process. Several may run over one database: each sweep is made by one at a time."""

    def __init__(self, database: Database, region: Region, clock: Clock) -> None:
        self.database = database
        self.region = region
        self.clock = clock
        self.rounds = Rounds(database.writing, region, clock)

    async def run(self) -> None:
        """Works until cancelled; a database that is gone is waited for."""
        while True:
            try:
                await self.once()
            except Exception as error:  # noqa: BLE001 - whatever broke: what is due stays due
                log_failure("rounds not made", error)
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """One round."""
        await self.rounds.run()
        async with self.database.writing() as session, session.begin():
            await Reminders(Cases(session, self.region, self.clock)).remind(self.clock.now())
