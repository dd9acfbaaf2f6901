"""Asks for updates of the staff bot, by a connection of its own."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.staff.receiving import ALLOWED
from bot.channels.telegram.polling import GRACE_SECONDS


class Asking:
    """Asks for the next updates."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.request = HTTPXRequest()

    async def __call__(self, offset: int | None, seconds: int) -> list[Any]:
        """The updates from that offset on; waits so many seconds where there are none."""
        given: dict[str, Any] = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED)}
        given |= {} if offset is None else {"offset": offset}
        url = f"{self.bot.base_url}/getUpdates?{urlencode(given)}"
        found = await self.request.post(url, read_timeout=seconds + GRACE_SECONDS)
        return found if isinstance(found, list) else []

    async def close(self) -> None:
        """Closes the connection."""
        await self.request.shutdown()
