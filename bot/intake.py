"""The inbox: messages of channels that are pushed to are written down first, once, and taken afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.awaited import LATER, PATIENCE, apart, held_until, is_awaited, stored, with_marks
from bot.bursts import due, from_body, to_body
from bot.conversations import INBOX, TALK, Conversations, Talk
from bot.database import Database
from bot.last_resort import LastResort
from bot.rate import Rate, TooFast
from bot.wake import Wake
from config.clock import Clock
from config.masking import mask
from handlers.message import Attachment, Incoming


@dataclass(frozen=True)
class Lacking:
    """A file that a message waits for; `ref` is the channel's name of it behind `LATER`."""

    channel: str
    account: str
    message_id: str
    kind: Literal["photo", "voice"]
    ref: str
    size: int


class Intake:
    """Writes messages down. When `accept` has returned, the message is on disk and may be acknowledged."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wake: Wake,
        last_resort: LastResort,
        *,
        hold: timedelta = timedelta(seconds=1.5),
        rate: Rate | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake
        self.last_resort = last_resort
        self.hold = hold
        self.rate = rate

    async def accept(self, incoming: Incoming, *, place: int = 0) -> bool:
        """Puts the message into the inbox; False where it is there already.

        The known messages are a set (conversation and number of the message), never a high-water mark: one that comes
        late, or again, finds its own entry or none. Danger does not wait for anything.
        """
        now, lacks = self.clock.now(), any(is_awaited(file) for file in incoming.attachments)
        urgent = bool(self.last_resort.dangers(incoming.text))
        parts = apart(incoming) if urgent else (incoming,)
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            talk = await conversations.lock(incoming.channel, incoming.account, now)
            for part in parts:
                if await conversations.take(talk, part, now, body=to_body(part), place=place) is None:
                    return False
            self._put_off(talk, incoming, place, urgent=urgent)
            await conversations.save(talk, now)
            await self._wake(session, files=lacks)
        self._ring(files=lacks)
        return True

    async def lacking(self, channel: str) -> list[Lacking]:
        """The files that messages of that channel wait for."""
        waits = INBOX.c.done_at.is_(None) & cast(INBOX.c.body, Text).contains(f'"{LATER}')
        fresh = INBOX.c.arrived_at > self.clock.now() - PATIENCE
        wanted = select(TALK.c.account, INBOX.c.message_id, INBOX.c.body).join(
            TALK, TALK.c.id == INBOX.c.conversation_id
        )
        mine = (TALK.c.channel == channel) & TALK.c.due_at.is_not(None)
        async with self.database.reading() as session:
            rows = (await session.execute(wanted.where(mine, waits, fresh).order_by(INBOX.c.id))).all()
        return [
            Lacking(channel, account, number, file["kind"], file["ref"], file["size"])
            for account, number, body in rows
            for file in body["attachments"]
            if file["ref"].startswith(LATER)
        ]

    async def complete(self, lacking: Lacking, files: Sequence[Attachment], mark: str = "") -> bool:
        """Puts a file that has come, or the mark that says why it has not, into the message that waits for it.

        False where the message was taken meanwhile.
        """
        async with self.database.writing() as session, session.begin():
            conversations, now = Conversations(session), self.clock.now()
            talk = await conversations.lock(lacking.channel, lacking.account, now)
            rows = await conversations.waiting(talk)
            row = next((one for one in rows if one.message_id == lacking.message_id), None)
            if row is None or held_until(row) is None:
                return False
            whole = from_body(talk.channel, talk.account, row.message_id, row.received_at, row.body)
            others = [file for file in whole.attachments if file.ref != lacking.ref]
            whole = with_marks(whole, (*others, *files), [mark] if mark else [])
            refs, words = [file.ref for file in stored(whole.attachments)], mask(whole.text)
            values = {"body": row.body | to_body(whole), "text": words, "attachments": refs}
            await session.execute(INBOX.update().where(INBOX.c.id == row.id).values(values))
            if talk.due_at == held_until(row):
                talk.due_at = max(now, row.arrived_at + self.hold)
            await conversations.save(talk, now)
            await self._wake(session, files=False)
        self._ring(files=False)
        return True

    async def _wake(self, session: AsyncSession, *, files: bool) -> None:
        await self.wake.tell(session, "inbox")
        if files:
            await self.wake.tell(session, "files")

    def _ring(self, *, files: bool) -> None:
        self.wake.ring("inbox")
        if files:
            self.wake.ring("files")

    async def correct(self, incoming: Incoming, message_id: str) -> bool:
        """Replaces the words of a message that still waits; False where it was taken already, or never came."""
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            talk = await conversations.lock(incoming.channel, incoming.account, self.clock.now())
            row = next((one for one in await conversations.waiting(talk) if one.message_id == message_id), None)
            if row is None:
                return False
            body = row.body | {"text": incoming.text}
            await session.execute(INBOX.update().where(INBOX.c.id == row.id).values(body=body))
            return True

    async def waiting(self) -> int:
        """How many messages wait."""
        async with self.database.reading() as session:
            count = select(func.count()).select_from(INBOX).where(INBOX.c.done_at.is_(None))
            return int((await session.execute(count)).scalar_one())

    def _put_off(self, talk: Talk, incoming: Incoming, place: int, *, urgent: bool) -> None:
        now = self.clock.now()
        when = now if urgent else due(incoming, now, talk.waiting_from, self.hold) + self._pause(incoming)
        if talk.due_at is not None and (talk.first_place == 0 or talk.due_at <= now):
            when = min(when, talk.due_at)  # what cannot wait is not put off by what comes after it
        talk.due_at = when
        talk.waiting_from = talk.waiting_from or now
        talk.first_place = 0 if urgent else min(place, talk.first_place if talk.first_place is not None else place)

    def _pause(self, incoming: Incoming) -> timedelta:
        """Whoever sends very fast waits a little longer, and is answered once for all of it; nothing is refused."""
        try:
            if self.rate is not None:
                self.rate.spend(incoming.account)
        except TooFast as error:
            return timedelta(seconds=min(error.wait, 10))
        return timedelta(0)
