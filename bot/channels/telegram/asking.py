"""Asks for updates of the residents' bot, by aiogram's connection."""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.methods.base import TelegramMethod

from bot.channels.telegram.dispatcher import ALLOWED
from bot.channels.telegram.polling import GRACE_SECONDS


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates with its answer as it is: one update that aiogram cannot read does not hold up the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


class Asking:
    """Asks for the next updates."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    async def __call__(self, offset: int | None, seconds: int) -> list[Any]:
        """The updates from that offset on; waits so many seconds where there are none."""
        ask = RawUpdates(offset=offset, timeout=seconds, allowed_updates=list(ALLOWED))
        return await self.bot(ask, request_timeout=seconds + GRACE_SECONDS)
