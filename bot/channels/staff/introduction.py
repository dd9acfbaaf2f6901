"""What Telegram is told at the start: where updates go, and the menu of commands."""

from __future__ import annotations

import asyncio

from telegram import BotCommand

from bot.channels.staff.application import App
from bot.channels.staff.lists import COMMANDS
from bot.channels.staff.receiving import ALLOWED
from bot.channels.staff.troubles import KNOWN
from config.log import log_failure

ONE_CONNECTION = 1
"""Telegram then posts one update after the other, so that a worker's words keep their order in several processes."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
MENU_PAUSES = (0.5, 2.0, 0.0)
"""Seconds after each try to set the menu; then messages are received without it."""


async def introduce(application: App, webhook: str, secret: str) -> None:
    """Gets to know the bot, and sets or removes the webhook. Nothing that waits is dropped."""
    await application.initialize()
    bot = application.bot
    if webhook:
        await bot.set_webhook(
            webhook, secret_token=secret, allowed_updates=list(ALLOWED), max_connections=ONE_CONNECTION
        )
    else:
        await bot.delete_webhook()


async def set_menu(application: App) -> None:
    """Sets the menu of commands. Whether that works changes nothing for anybody's matter."""
    await application.bot.set_my_commands([BotCommand(name, told) for name, told in COMMANDS.items()])


async def introduce_at_last(application: App, webhook: str, secret: str) -> None:
    """Keeps trying until Telegram has heard it: the page and the other channels need not wait for that."""
    pause = FIRST_PAUSE
    while True:
        try:
            await introduce(application, webhook, secret)
        except KNOWN as error:
            log_failure("telegram not reached", error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            break
    for pause in MENU_PAUSES:
        try:
            await set_menu(application)
        except KNOWN as error:  # a server that refuses the menu still brings messages
            log_failure("menu not set", error)
            await asyncio.sleep(pause)
        else:
            return
