"""The inbox: messages of channels that are pushed to are written down first, once, and taken afterwards."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.bursts import due, to_body
from bot.conversations import INBOX, Conversations, Talk
from bot.database import Database
from bot.last_resort import LastResort
from bot.rate import Rate, TooFast
from bot.wake import Wake
from config.clock import Clock
from handlers.message import Incoming


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
        now = self.clock.now()
        urgent = bool(self.last_resort.dangers(incoming.text))
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            talk = await conversations.lock(incoming.channel, incoming.account, now)
            number = await conversations.take(talk, incoming, now, body=to_body(incoming), place=place)
            if number is None:
                return False
            self._put_off(talk, incoming, place, urgent=urgent)
            await conversations.save(talk, now)
            await self.wake.tell(session, "inbox")
        self.wake.ring("inbox")
        return True

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
