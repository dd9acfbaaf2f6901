"""Makes the rounds of handoffs every minute, with or without a staff bot: called out, reminded, leases ended.

Any number of processes may do it at the same time: every step is a conditional update in the transaction that tells.
What was called out stands on the handoff itself, so that the desk shows it where no bot tells it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.escalation import Notice, call_silent, call_unclaimed, return_lapsed
from bot.notices import Notices
from config.log import log_failure

if TYPE_CHECKING:
    from bot.services import Services

EVERY_SECONDS = 60


class HandoffRounds:
    """The rounds of one process."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.staffing = services.region.staffing
        self.notices = Notices(services)

    async def run(self) -> None:
        """Works until cancelled; a database that is gone is waited for."""
        while True:
            await self.once()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> None:
        """One round; a step that breaks does not keep the others from being made."""
        for step in (self.escalate, self.remind, self.end_leases):
            try:
                await step()
            except Exception as error:  # noqa: BLE001 - whatever broke: what is due stays due
                log_failure("handoffs not looked after", error, step=step.__name__)

    async def escalate(self) -> None:
        """Calls out what nobody took."""
        await self.notices.tell(lambda session: call_unclaimed(session, self.services.clock, self.staffing))

    async def remind(self) -> None:
        """Reminds whoever lets a resident wait."""
        await self.notices.tell(lambda session: call_silent(session, self.services.clock, self.staffing))

    async def end_leases(self) -> None:
        """Takes handoffs from who vanished; the resident hears of it."""
        services = self.services
        notices = await return_lapsed(services.database, services.clock, self.staffing, services.people)
        await self.notices.tell(lambda _session: _given(notices))


async def _given(notices: list[Notice]) -> list[Notice]:
    return notices
