"""Long polling: the next updates are asked for only when the last ones are on disk.

The loop of every bot, whatever library it stands on.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from bot.channels.telegram.updates import chat_of, number_of
from bot.database import is_gone
from config.log import log_failure, log_notice

WAIT_SECONDS = 20
"""How long Telegram keeps a request open until something comes."""
LEASE_SECONDS = 30
HOLD_SECONDS = 3
"""For prolonging the lease: a database that hangs must not keep danger from being read."""
GRACE_SECONDS = 10
AT_ONCE = 32
"""Chats whose updates are taken side by side."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


Ask = Callable[[int | None, int], Awaitable[list[Any]]]
"""getUpdates from that offset on, waiting so many seconds. It gives the answer as it is: a library's own way fails as a
whole where one update cannot be read."""
Feed = Callable[[Any], Awaitable[None]]


class Leases(Protocol):
    """What only one of several processes does at a time."""

    async def hold(self, name: str, seconds: float) -> bool:
        """Takes or prolongs the lease; False while another process has it."""


class Polling:
    """The loop of one token. `heard` is told the number of updates after every answer of Telegram,
    `trouble` the name of an error that came twice in a row."""

    def __init__(
        self,
        bot_id: int,
        ask: Ask,
        feed: Feed,
        leases: Leases,
        *,
        wait_seconds: int = WAIT_SECONDS,
        heard: Callable[[int], None] = lambda _count: None,
        trouble: Callable[[str], None] = lambda _error: None,
    ) -> None:
        self.bot_id = bot_id
        self.ask = ask
        self.feed = feed
        self.leases = leases
        self.wait_seconds = wait_seconds
        self.heard = heard
        self.trouble = trouble
        self.offset: int | None = None
        self._mine = False
        self._failed = False
        self._pause = FIRST_PAUSE

    async def run(self) -> None:
        """Polls until cancelled, while this process holds the lease."""
        while True:
            try:
                await self.once()
            except Exception as error:  # noqa: BLE001 - whatever broke: nothing was confirmed, all of it comes again
                log_failure("polling failed", error)
                if self._failed:  # once may be chance
                    self.trouble(type(error).__name__)
                self._failed = True
                await self._rest()

    async def once(self) -> None:
        """One request, and all its updates taken; a rest where some of them failed."""
        self._mine = await self._hold()
        if not self._mine:
            self.offset = None
            await asyncio.sleep(LEASE_SECONDS / 3)
            return
        updates = await self.ask(self.offset, self.wait_seconds)
        self._failed = False
        self.heard(len(updates))
        if await self.take(updates):
            self._pause = FIRST_PAUSE
        else:
            await self._rest()

    async def take(self, updates: Sequence[Any]) -> bool:
        """Feeds the updates, those of one chat in order; the offset moves on to the first that failed.

        False where one failed. After an empty answer no offset is needed: all before it is confirmed, and the numbers
        may start anew, lower, after a quiet week.
        """
        chats: defaultdict[object, list[Any]] = defaultdict(list)
        for update in updates:
            chats[chat_of(update)].append(update)
        room = asyncio.Semaphore(AT_ONCE)
        results = await asyncio.gather(*(self._chat(waiting, room) for waiting in chats.values()))
        failed = [number for number in results if number is not None]
        numbers = [number for number in map(number_of, updates) if number is not None]
        self.offset = min(failed) if failed else max(numbers) + 1 if numbers else None
        return not failed

    async def _hold(self) -> bool:
        """Whether this process polls. With the database gone nobody can take over: whoever polled goes on."""
        try:
            async with asyncio.timeout(HOLD_SECONDS):
                return await self.leases.hold(f"poll-{self.bot_id}", LEASE_SECONDS)
        except Exception as error:
            if is_gone(error) and self._mine:
                return True
            raise

    async def _chat(self, updates: Sequence[Any], room: asyncio.Semaphore) -> int | None:
        """The number of the first update that failed; those behind it wait."""
        async with room:
            for update in updates:
                try:
                    await self.feed(update)
                except Exception as error:  # noqa: BLE001 - it comes again; the other chats go on
                    log_failure("update not taken", error)
                    return number_of(update)
        return None

    async def _rest(self) -> None:
        log_notice("polling rests", seconds=self._pause)
        await asyncio.sleep(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
