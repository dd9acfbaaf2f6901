"""What Telegram's extras do to a conversation beside its turns: details unfolded, words corrected, a bot blocked.

Each is written down under the number of its update, so that a second delivery of it does nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram.buttons import FOLD, OPTION, Reference, reference
from bot.channels.telegram.reading import CHANNEL
from bot.channels.telegram.rendering import detail
from bot.conversations import INBOX, OUTBOX, Conversations, Talk
from bot.database import Database
from bot.reply_json import reply_from_json
from bot.wake import Wake
from config.clock import Clock
from handlers.message import Incoming, Reply

CORRECTED = "corrected"
"""In the body of a message that waits: the place of the newest correction, for they may come out of order."""

LATELY = 100
"""Messages looked through for the one that is answered."""


class Asides:
    """Reads and writes the inbox and outbox of residents on Telegram. `known` numbers are never masked."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, known: Collection[str] = ()) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self.known = known

    async def held(self, account: str) -> bool:
        """Whether a person has the conversation."""
        async with self.database.reading() as session:
            talk = await Conversations(session).find(CHANNEL, account)
        return talk is not None and talk.held_by is not None

    async def resolve(self, incoming: Incoming) -> Incoming:
        """A tap with the code of an option that was too long for its button; as it is where it is no such tap, or the
        option is not this person's."""
        target = reference(incoming.option)
        if target is None or target.kind != OPTION:
            return incoming
        reply = await self._reply(incoming.account, target.outbox_id)
        found = reply.options[target.place].code if reply and target.place < len(reply.options) else ""
        return replace(incoming, option=found or incoming.option)

    async def options(self, account: str, sent: str) -> tuple[tuple[str, str], ...]:
        """The buttons of a message that this person got lately, by the channel's number of it."""
        async with self.database.reading() as session:
            talk = await Conversations(session).find(CHANNEL, account)
            if talk is None:
                return ()
            mine = (OUTBOX.c.conversation_id == talk.id) & OUTBOX.c.sent_at.is_not(None)
            wanted = select(OUTBOX.c.refs, OUTBOX.c.reply).where(mine).order_by(OUTBOX.c.seq.desc()).limit(LATELY)
            found = [raw for refs, raw in await session.execute(wanted) if sent in refs]
        return tuple((one.code, one.label) for raw in found[:1] for one in reply_from_json(raw).options)

    async def unfold(self, incoming: Incoming, target: Reference, place: int) -> bool:
        """Sends a detail of a reply that this very person got; False where there is none, it was sent before,
        or a person has the conversation."""
        reply = await self._reply(incoming.account, target.outbox_id)
        if reply is None or target.kind != FOLD or target.place >= len(reply.folded):
            return False
        async with self.database.writing() as session, session.begin():
            conversations, now = Conversations(session), self.clock.now()
            talk = await conversations.lock(CHANNEL, incoming.account, now)
            number = await conversations.take(talk, incoming, now, place=place, done_at=now)
            if number is None:
                return False
            told = [detail(*reply.folded[target.place])]
            posted = await conversations.post(talk, told, now, inbox_id=number, push=True, known=self.known)
            await conversations.save(talk, now)
            await self.wake.tell(session, "outbox")
        self.wake.ring("outbox")
        return bool(posted)

    async def correct(self, incoming: Incoming, said_at: datetime, place: int) -> bool:
        """Puts corrected words in the place of those that still wait; False where these were taken already.

        `said_at` tells which message it was. The correction itself is written down as taken.
        """
        async with self.database.writing() as session, session.begin():
            conversations, now = Conversations(session), self.clock.now()
            talk = await conversations.lock(CHANNEL, incoming.account, now)
            if await _has(session, talk, incoming.message_id):
                return True
            same = [row for row in await conversations.waiting(talk) if row.received_at == said_at]
            if len(same) != 1:
                return False
            if place > same[0].body.get(CORRECTED, 0):
                body = same[0].body | {"text": incoming.text, "option": incoming.option, CORRECTED: place}
                await session.execute(INBOX.update().where(INBOX.c.id == same[0].id).values(body=body))
            await conversations.take(talk, incoming, now, place=place, done_at=now)
            await conversations.save(talk, now)
        return True

    async def note(self, incoming: Incoming, place: int) -> None:
        """Writes down what nobody has to answer, where there is a conversation."""
        async with self.database.writing() as session, session.begin():
            conversations, now = Conversations(session), self.clock.now()
            if await conversations.find(CHANNEL, incoming.account) is None:
                return
            talk = await conversations.lock(CHANNEL, incoming.account, now)
            await conversations.take(talk, incoming, now, place=place, done_at=now)
            await conversations.save(talk, now)

    async def _reply(self, account: str, outbox_id: int) -> Reply | None:
        async with self.database.reading() as session:
            talk = await Conversations(session).find(CHANNEL, account)
            if talk is None:
                return None
            mine = (OUTBOX.c.id == outbox_id) & (OUTBOX.c.conversation_id == talk.id)
            raw: dict[str, Any] | None = (
                await session.execute(select(OUTBOX.c.reply).where(mine))
            ).scalar_one_or_none()
        return reply_from_json(raw) if raw else None


async def _has(session: AsyncSession, talk: Talk, number: str) -> bool:
    mine = (INBOX.c.conversation_id == talk.id) & (INBOX.c.message_id == number)
    return (await session.execute(select(INBOX.c.id).where(mine))).first() is not None
