"""The residents' bot, put together. aiogram takes seconds and much memory to import: it is imported in `build` only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiogram import Bot
    from fastapi import APIRouter

    from bot.channels.telegram.courtesies import Courtesies
    from bot.channels.telegram.dispatcher import Intake
    from bot.channels.telegram.polling import Leases, Polling
    from bot.channels.telegram.receiving import Dead, Receiver
    from bot.channels.telegram.sending import TelegramSender
    from bot.services import Services
    from handlers.message import Incoming


@dataclass
class ResidentBot:
    """The parts, joined. `channel` goes into the Sender, `router` into the web application where there is a webhook."""

    bot: Bot
    receiver: Receiver
    courtesies: Courtesies
    polling: Polling
    channel: TelegramSender
    resolve: Callable[[Incoming], Awaitable[Incoming]]
    """Finds what stood behind a tap that was kept while the database was gone."""
    webhook: str
    """Where Telegram posts updates; empty where they are polled."""
    introduce: Callable[[], Awaitable[None]]
    router: APIRouter | None
    _running: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    def build(
        cls,
        services: Services,
        *,
        intake: Intake | None = None,
        leases: Leases | None = None,
        dead: Dead | None = None,
        heard: Callable[[int], None] = lambda _count: None,
    ) -> ResidentBot:
        """The bot of the settings. `intake` and `leases` stand in for those of the services where they are given.

        Raises:
            SettingsError: token or secret cannot be used.
        """
        from bot.channels.telegram import assembly  # noqa: PLC0415 - aiogram

        return assembly.assemble(services, intake=intake, leases=leases, dead=dead, heard=heard)

    async def feed(self, update: Mapping[str, Any]) -> None:
        """Takes one update; it is on disk when this returns."""
        await self.receiver.feed(update)

    async def run(self) -> None:
        """Introduces the bot, then polls or waits for the webhook, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.courtesies.run())
            await self.introduce()
            if not self.webhook:
                await self.polling.run()

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Runs in a group of tasks, until `stop`."""
        self._running.append(tasks.create_task(self.run()))

    async def stop(self) -> None:
        """Ends what `start` began, and closes the connections. What was not acknowledged comes again."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        await self.bot.session.close()
