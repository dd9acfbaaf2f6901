"""Whether something of the bot is still on its way to a person."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from bot.conversations import OUTBOX
from bot.database import Database
from config.clock import Clock

LOOK_SECONDS = 0.02
LONGEST_SECONDS = 0.5


async def until_quiet(database: Database, clock: Clock, conversation_id: int) -> None:
    """Returns when no message of the bot is under way in the conversation.

    It ends: a message is under way for the time the channel's answer may take, or until its mark runs out.
    """
    wait = LOOK_SECONDS
    while True:
        mine = (OUTBOX.c.conversation_id == conversation_id) & (OUTBOX.c.author == "")
        running = mine & OUTBOX.c.try_at.is_not(None) & (OUTBOX.c.sending_until >= clock.now())
        async with database.reading() as session:
            count = (await session.execute(select(func.count()).select_from(OUTBOX).where(running))).scalar_one()
        if not count:
            return
        await asyncio.sleep(wait)
        wait = min(wait * 1.5, LONGEST_SECONDS)
