"""Whether Telegram reaches us: where it posts the updates, only Telegram knows what did not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.pulses import Pulses
from config.clock import Clock
from config.log import log_failure

EVERY = timedelta(minutes=3)
RECENT = timedelta(minutes=10)
"""How long a failed delivery counts."""
MANY = 100
"""So many updates wait only where none, or hardly any, arrive."""
SECONDS = 15
NOT_DELIVERED, BACKLOG = "NotDelivered", "Backlog"


@dataclass(frozen=True)
class Hook:
    """What Telegram tells of one webhook."""

    pending: int
    error_at: datetime | None
    """When it last failed to deliver an update."""


class Webhooks:
    """Asks for each channel now and then, and notes what it hears as the channel's pulse."""

    def __init__(self, pulses: Pulses, clock: Clock, asks: Mapping[str, Callable[[], Awaitable[Hook]]]) -> None:
        self.pulses = pulses
        self.clock = clock
        self.asks = asks
        self._asked: datetime | None = None

    async def look(self) -> None:
        """Asks where it is time to; whatever breaks is the channel's trouble."""
        now = self.clock.now()
        if not self.asks or (self._asked is not None and now - self._asked < EVERY):
            return
        self._asked = now
        for channel, ask in self.asks.items():
            try:
                async with asyncio.timeout(SECONDS):
                    self._note(channel, await ask(), now)
            except Exception as error:  # noqa: BLE001 - not to be reached, in whatever way
                log_failure("webhook not asked about", error, channel=channel)
                self.pulses.trouble(channel, type(error).__name__)
        await self.pulses.write()

    def _note(self, channel: str, hook: Hook, now: datetime) -> None:
        if hook.pending and hook.error_at is not None and now - hook.error_at < RECENT:
            self.pulses.trouble(channel, NOT_DELIVERED, at=hook.error_at)
        elif hook.pending >= MANY:
            self.pulses.trouble(channel, BACKLOG)
        else:
            self.pulses.heard(channel, 0)
