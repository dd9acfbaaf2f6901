"""What Telegram is told at the start: where updates go, and the menu of commands."""

from __future__ import annotations

import asyncio

from aiogram import Bot
from aiogram.types import BotCommand

from bot.channels.telegram.commands import MENU
from bot.channels.telegram.dispatcher import ALLOWED
from bot.channels.telegram.troubles import KNOWN
from config.log import log_failure

SECONDS = 15
MAX_CONNECTIONS = 40
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
MENU_PAUSES = (0.5, 2.0, 0.0)
"""Seconds after each try to set the menu; then messages are received without it."""


async def introduce(bot: Bot, webhook: str, secret: str) -> None:
    """Sets the webhook, or takes it off where updates are polled. Nothing that waits is dropped."""
    if webhook:
        await bot.set_webhook(
            webhook,
            secret_token=secret,
            allowed_updates=list(ALLOWED),
            max_connections=MAX_CONNECTIONS,
            request_timeout=SECONDS,
        )
    else:
        await bot.delete_webhook(request_timeout=SECONDS)


async def set_menu(bot: Bot) -> None:
    """Sets the menu of commands. Whether that works changes nothing for anybody's matter."""
    for language, menu in MENU.items():
        commands = [BotCommand(command=name, description=told) for name, told in menu.items()]
        await bot.set_my_commands(commands, language_code=language or None, request_timeout=SECONDS)


async def introduce_at_last(bot: Bot, webhook: str, secret: str) -> None:
    """Keeps trying until Telegram has heard it: the page and the other channels need not wait for that."""
    pause = FIRST_PAUSE
    while True:
        try:
            await introduce(bot, webhook, secret)
        except KNOWN as error:
            log_failure("telegram not reached", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            break
    for pause in MENU_PAUSES:
        try:
            await set_menu(bot)
        except KNOWN as error:  # a server that refuses the menu still brings messages
            log_failure("menu not set", error)
            await asyncio.sleep(pause)
        else:
            return
