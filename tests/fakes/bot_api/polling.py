"""Long polling."""

from __future__ import annotations

import asyncio

from .account import listen
from .call import Call
from .errors import conflict
from .state import Bot, Json

WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
LONGEST = 50


async def get_updates(call: Call) -> list[Json]:
    """Waits for updates; a newer poller ends an older one."""
    bot, params = call.bot, call.params
    if bot.webhook:
        raise conflict(WEBHOOK)
    bot.poller += 1
    bot.wake.set()
    me = bot.poller
    listen(call)
    _confirm(bot, params.get("offset", 0))
    end = asyncio.get_running_loop().time() + min(params.get("timeout", 0), LONGEST)
    while True:
        if bot.poller != me:
            raise conflict(WEBHOOK if bot.webhook else OTHER)
        left = end - asyncio.get_running_loop().time()
        if bot.pending and not bot.held:
            return list(bot.pending.values())[: params.get("limit", 100)]
        if left <= 0:
            return []
        await bot.woken(left)


def end_polling(bot: Bot) -> None:
    """Ends whoever waits."""
    bot.poller += 1
    bot.wake.set()


def _confirm(bot: Bot, offset: int) -> None:
    if offset < 0:
        keep = list(bot.pending)[offset:]
        offset = keep[0] if keep else 0
    while bot.pending and (oldest := next(iter(bot.pending))) < offset:
        del bot.pending[oldest]
