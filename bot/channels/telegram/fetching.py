"""Fetches the files of messages that are on disk and wait for them. The inbox is the queue: a restart loses nothing."""

from __future__ import annotations

import asyncio
from typing import Protocol

from bot.awaited import LATER
from bot.channels.telegram.files import Files
from bot.channels.telegram.reading import CHANNEL, Wanted
from bot.intake import Intake, Lacking
from bot.wake import Wake
from config.log import log_failure

LOOK_SECONDS = 2.0
LEASE_SECONDS = 10
AT_ONCE = 8


class Leases(Protocol):
    """What only one of several processes does at a time."""

    async def hold(self, name: str, seconds: float) -> bool:
        """Takes or prolongs the lease; False while another process has it."""


class Fetching:
    """The fetcher of one bot; of several processes one fetches, and another one when it dies."""

    def __init__(self, files: Files, intake: Intake, leases: Leases, wake: Wake) -> None:
        self.files = files
        self.intake = intake
        self.leases = leases
        self.wake = wake
        self._under_way: set[str] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Fetches what is named, as soon as it is, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                for one in await self._look():
                    tasks.create_task(self._fetch(one))
                await self.wake.wait("files", LOOK_SECONDS)

    async def fetch_all(self) -> None:
        """Fetches what is named now."""
        await asyncio.gather(*(self._fetch(one) for one in await self._look()))

    async def _look(self) -> list[Lacking]:
        """What nobody fetches yet."""
        try:
            found = await self.intake.lacking(CHANNEL)
            if not found or not await self.leases.hold(f"files-{self.files.bot.id}", LEASE_SECONDS):
                return []
        except Exception as error:  # noqa: BLE001 - the next look may go better
            log_failure("awaited files not looked for", error)
            return []
        fresh = [one for one in found if one.message_id not in self._under_way]
        self._under_way.update(one.message_id for one in fresh)
        return fresh

    async def _fetch(self, one: Lacking) -> None:
        try:
            async with self._room:
                wanted = Wanted(one.kind, one.ref.removeprefix(LATER), one.size)
                files, mark = await self.files.fetch(wanted, one.account)
                await self.intake.complete(one, files, mark)
        except Exception as error:  # noqa: BLE001 - it is tried again as long as the message waits
            log_failure("awaited file not taken", error)
        finally:
            self._under_way.discard(one.message_id)
