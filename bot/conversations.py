"""Conversations on disk: state and messages of one person on one channel, read and written as a whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.reply_json import reply_from_json, reply_to_keep
from bot.tables import ConversationRow, Inbox, Outbox
from config.masking import mask
from handlers.message import Incoming, Reply


class Overtaken(Exception):
    """Another process took a message of the same conversation meanwhile; the turn is done again from the start."""


@dataclass(frozen=True)
class Posted:
    """A reply with its place in the conversation."""

    seq: int
    reply: Reply


@dataclass(frozen=True)
class Said:
    """A message of the resident with its place in the conversation, as it is shown after a reload."""

    seq: int
    client_id: str
    text: str
    option: str
    attachments: tuple[str, ...]
    located: bool


class Conversations:
    """The conversations as one database session sees them."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, channel: str, account: str) -> ConversationRow | None:
        """The conversation of that person, if there is one."""
        mine = (col(ConversationRow.channel) == channel) & (col(ConversationRow.account) == account)
        return (await self.session.execute(select(ConversationRow).where(mine))).scalar_one_or_none()

    async def answered(self, row: ConversationRow, message_id: str) -> tuple[Posted, ...] | None:
        """The replies to a message that was taken before; None for a new one."""
        mine = (col(Inbox.conversation_id) == row.id) & (col(Inbox.message_id) == message_id)
        known = (await self.session.execute(select(Inbox).where(mine))).scalar_one_or_none()
        if known is None:
            return None
        wanted = select(Outbox).where(col(Outbox.inbox_id) == known.id).order_by(col(Outbox.seq))
        return tuple(_posted(out) for out in (await self.session.execute(wanted)).scalars())

    async def claim(self, seen: ConversationRow | None, incoming: Incoming, now: datetime) -> ConversationRow:
        """The conversation, locked for this transaction and still as it was seen.

        Raises:
            Overtaken: somebody else wrote to it in between.
        """
        if seen is None:
            row = ConversationRow(channel=incoming.channel, account=incoming.account, created_at=now, updated_at=now)
            await self._insert(row)
            return row
        same = (col(ConversationRow.id) == seen.id) & (col(ConversationRow.revision) == seen.revision)
        changes = {"revision": seen.revision + 1, "updated_at": now}
        if (await self.session.execute(update(ConversationRow).where(same).values(changes))).rowcount != 1:  # type: ignore[attr-defined]
            raise Overtaken
        return (
            await self.session.execute(select(ConversationRow).where(col(ConversationRow.id) == seen.id))
        ).scalar_one()

    async def take(self, row: ConversationRow, incoming: Incoming) -> Inbox:
        """Writes the message down.

        Raises:
            Overtaken: the same message was written in between.
        """
        row.last_seq += 1
        inbox = Inbox(
            conversation_id=row.id,
            message_id=incoming.message_id,
            seq=row.last_seq,
            text=mask(incoming.text),
            option=incoming.option,
            attachments=[attachment.ref for attachment in incoming.attachments],
            located=incoming.location is not None,
            received_at=incoming.received_at,
        )
        await self._insert(inbox)
        return inbox

    async def post(
        self,
        row: ConversationRow,
        inbox: Inbox,
        replies: Sequence[Reply],
        now: datetime,
        *,
        sent: bool,
        known: Collection[str] = (),
    ) -> tuple[Posted, ...]:
        """Puts the replies into the outbox, masked but for `known` numbers; what is returned is whole.

        `sent`: the channel fetches them itself, nobody has to deliver them.
        """
        posted = []
        for reply in replies:
            row.last_seq += 1
            out = Outbox(conversation_id=row.id, inbox_id=inbox.id, seq=row.last_seq, created_at=now)
            out.reply, out.sent_at = reply_to_keep(reply, known), now if sent else None
            self.session.add(out)
            posted.append(Posted(row.last_seq, reply))
        return tuple(posted)

    async def history(self, row: ConversationRow, after: int, limit: int) -> list[Posted | Said]:
        """The last messages of both sides after that place, in order."""
        here, seq = col(Inbox.conversation_id) == row.id, col(Inbox.seq)
        said = select(Inbox).where(here, seq > after).order_by(seq.desc()).limit(limit)
        there, place = col(Outbox.conversation_id) == row.id, col(Outbox.seq)
        posted = select(Outbox).where(there, place > after).order_by(place.desc()).limit(limit)
        both: list[Posted | Said] = [_said(one) for one in (await self.session.execute(said)).scalars()]
        both += [_posted(one) for one in (await self.session.execute(posted)).scalars()]
        return sorted(both, key=lambda one: one.seq)[-limit:]

    async def _insert(self, row: Any) -> None:
        try:
            async with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError as error:
            raise Overtaken from error


def _posted(out: Outbox) -> Posted:
    return Posted(out.seq, reply_from_json(out.reply))


def _said(inbox: Inbox) -> Said:
    return Said(inbox.seq, inbox.message_id, inbox.text, inbox.option, tuple(inbox.attachments), inbox.located)
