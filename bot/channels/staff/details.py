"""A detail of a card that opens on request."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.channels.staff import tasks
from bot.channels.staff.visit import Visit
from bot.channels.telegram.rendering import detail
from bot.conversations import OUTBOX, Conversations
from bot.reply_json import reply_from_json
from bot.staff_post import CHANNEL
from handlers.message import Reply

ABOUT = re.compile(r"h\.[a-z]+:(\d{1,9})")


async def unfold(visit: Visit, outbox_id: int, place: int) -> None:
    """Shows it, if the message was written to this very worker."""
    reply = await _reply(visit, outbox_id)
    if reply is None or place >= len(reply.folded):
        await tasks.old(visit)
        return
    title, text = reply.folded[place]
    await visit.answer(detail(title, await _today(visit, reply, title) or text))


async def _today(visit: Visit, reply: Reply, title: str) -> str:
    """The detail of a card as this worker may see it now: what is stored of it has its numbers masked."""
    about = {found.group(1) for one in reply.options if (found := ABOUT.fullmatch(one.code))}
    if reply.kind != "card" or len(about) != 1:
        return ""
    handoff = await visit.handoff(int(about.pop()))
    card = visit.services.cards.seen_by(handoff, visit.staff.id)
    return dict(card.folded).get(title, "")


async def _reply(visit: Visit, outbox_id: int) -> Reply | None:
    async with visit.services.database.reading() as session:
        talk = await Conversations(session).find(CHANNEL, visit.heard.account)
        mine = (OUTBOX.c.id == outbox_id) & (OUTBOX.c.conversation_id == (talk.id if talk else 0))
        raw = (await session.execute(select(OUTBOX.c.reply).where(mine))).scalar_one_or_none()
    return reply_from_json(raw) if raw else None
