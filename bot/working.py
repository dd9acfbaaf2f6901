"""What a process does in the background, by its role."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from bot.background import Background
from bot.bots import Bots
from bot.handoff_rounds import HandoffRounds
from bot.learning.rounds import LearningRounds
from bot.notice_sender import NoticeSender
from bot.order_rounds import OrderRounds
from bot.outbox import Sender
from bot.roles import Role
from bot.services import Services
from bot.turn_worker import TurnWorker


@asynccontextmanager
async def working(services: Services, role: Role, bots: Bots) -> AsyncIterator[None]:
    """Does the work of the role until the block ends."""
    settings = services.settings
    async with Background() as background, AsyncExitStack() as leaving:
        background.start(bots.run())
        if role.does(Role.WORKER):
            patience = timedelta(seconds=settings.order_seconds if settings.public_url else 0)
            background.start(services.wake.listen())
            background.start(TurnWorker(services.turns, services.wake, patience).run())
            sender = Sender(
                services.database,
                services.clock,
                services.wake,
                services.region,
                bots.channels,
                report=services.metrics.reply,
                trouble=services.pulses.trouble,
            )
            background.start(sender.run())
            leaving.push_async_callback(sender.finish)
            background.start(NoticeSender(services.turns).run())
            background.start(HandoffRounds(services).run())
            background.start(OrderRounds(services.database, services.region, services.clock).run())
            background.start(LearningRounds(services).run())
        yield
