"""What a process does beside answering requests: `fenliu serve --role web|telegram|worker|all`.

    web       the chat page
    telegram  receives what residents and staff write to the two bots
    worker    takes what waits in the inbox, sends what waits in the outbox, runs the jobs of staff
    all       everything, which is what one process needs

Any number of processes of any role may run over one PostgreSQL; every one answers for its health.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum

from bot.background import Background
from bot.delivery import Channel
from bot.outbox import Sender
from bot.services import Services
from bot.turn_worker import TurnWorker


class Role(StrEnum):
    """What one process is there for."""

    ALL = "all"
    WEB = "web"
    TELEGRAM = "telegram"
    WORKER = "worker"

    def does(self, what: Role) -> bool:
        """Whether a process of this role does that part of the work."""
        return self in (Role.ALL, what)


@asynccontextmanager
async def working(services: Services, role: Role, channels: Mapping[str, Channel]) -> AsyncIterator[None]:
    """Does the work of the role in the background, until the block ends."""
    async with Background() as background:
        if role.does(Role.WORKER):
            patience = timedelta(seconds=services.settings.order_seconds)
            background.start(services.wake.listen())
            background.start(TurnWorker(services.turns, services.wake, patience).run())
            sender = Sender(services.database, services.clock, services.wake, services.region, channels)
            background.start(sender.run())
        yield
