"""The staff bot, put together. python-telegram-bot takes a while to import: it is imported in `build` only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.webhooks import Hook

if TYPE_CHECKING:
    from fastapi import APIRouter

    from bot.channels.staff.application import App
    from bot.channels.staff.asking import Asking
    from bot.channels.staff.jobs import Jobs
    from bot.channels.staff.receiving import Dead, Receiver
    from bot.channels.staff.sending import StaffSender
    from bot.channels.telegram.courtesies import Courtesies
    from bot.channels.telegram.polling import Leases, Polling
    from bot.services import Services


@dataclass
class StaffBot:
    """The parts, joined. `channel` goes into the Sender, `router` into the web application where there is a webhook."""

    application: App
    receiver: Receiver
    courtesies: Courtesies
    asking: Asking
    polling: Polling
    channel: StaffSender
    jobs: Jobs
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
        leases: Leases | None = None,
        dead: Dead | None = None,
        heard: Callable[[int], None] = lambda _count: None,
        trouble: Callable[[str], None] = lambda _error: None,
    ) -> StaffBot:
        """The bot of the settings.

        Raises:
            SettingsError: token or secret cannot be used.
        """
        from bot.channels.staff import assembly  # noqa: PLC0415 - python-telegram-bot

        return assembly.assemble(services, leases=leases, dead=dead, heard=heard, trouble=trouble)

    async def hook(self) -> Hook:
        """What Telegram tells of the webhook. Raises what a call of the Bot API raises."""
        info = await self.application.bot.get_webhook_info()
        return Hook(info.pending_update_count, info.last_error_date)

    async def feed(self, update: Mapping[str, Any]) -> None:
        """Takes one update; what it asks for is written down when this returns."""
        await self.receiver.feed(update)

    async def run_receiving(self) -> None:
        """Introduces the bot, then polls or waits for the webhook, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.courtesies.run())
            await self.introduce()
            if not self.webhook:
                await self.polling.run()

    async def run_jobs(self) -> None:
        """Runs the JobQueue and announces new handoffs, until cancelled."""
        queue = self.application.job_queue
        if queue is None:
            return
        await queue.start()
        try:
            await self.jobs.run_announcing()
        finally:
            await queue.stop(wait=False)

    def start(self, tasks: asyncio.TaskGroup) -> None:
        """Runs everything in a group of tasks, until `stop`."""
        self._running += [tasks.create_task(self.run_receiving()), tasks.create_task(self.run_jobs())]

    async def stop(self) -> None:
        """Ends what `start` began, and closes the connections. What was not acknowledged comes again."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        await self.asking.close()
        await self.application.shutdown()
        await self.application.bot.request.shutdown()  # what was never introduced, but sent, holds a connection too
