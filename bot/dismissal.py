"""Somebody leaves the staff: their account is shut, and nothing that waits for it reaches them any more."""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import OUTBOX, Conversations
from bot.reply_json import reply_from_json, reply_to_keep
from bot.staff_post import CHANNEL
from config.clock import Clock
from orders.staff import StaffBook
from orders.tables import Staff

LEFT = "收件人已不在岗"
WAITS = or_(OUTBOX.c.try_at.is_not(None), OUTBOX.c.dead_at.is_not(None))


async def dismiss(session: AsyncSession, clock: Clock, staff_id: int) -> Staff:
    """Removes the person; messages to them that wait, or that somebody could send again, end masked and unsent.

    One that is leaving in this very moment may still arrive, and is not tried again.

    Raises:
        StaffNotFound: nobody with that number works here.
    """
    book = StaffBook(session, clock)
    account = (await book.get(staff_id)).account
    gone = await book.remove(staff_id)
    conversations = Conversations(session)
    talk = await conversations.find(CHANNEL, account) if account else None
    if talk is not None and await conversations.lock_by_id(talk.id) is not None:
        mine = (OUTBOX.c.conversation_id == talk.id) & WAITS
        ended = {"try_at": None, "dead_at": None, "withheld_at": clock.now(), "error": LEFT}
        for row in (await session.execute(select(OUTBOX.c.id, OUTBOX.c.reply).where(mine))).all():
            values = ended | {"reply": reply_to_keep(reply_from_json(row.reply), ())}
            await session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(values))
    return gone
