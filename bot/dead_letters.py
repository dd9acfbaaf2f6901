"""Dead letters: replies a channel refused for good. A worker sees them, and may send them again or lay them aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from bot.conversations import OUTBOX, TALK
from bot.database import Database
from bot.reply_json import reply_from_json
from bot.wake import Wake
from config.clock import Clock
from config.errors import LetterNotFound
from handlers.message import Reply

LIMIT = 50
LAID_ASIDE = "已由工作人员放下"


@dataclass(frozen=True)
class DeadLetter:
    """One reply that was refused."""

    id: int
    channel: str
    account: str
    reply: Reply
    author: str
    error: str
    dead_at: datetime


class DeadLetters:
    """The list."""

    def __init__(self, database: Database, clock: Clock, wake: Wake) -> None:
        self.database = database
        self.clock = clock
        self.wake = wake

    async def list(self, limit: int = LIMIT) -> list[DeadLetter]:
        """The newest ones first."""
        wanted = (
            select(OUTBOX, TALK.c.channel, TALK.c.account)
            .join(TALK, TALK.c.id == OUTBOX.c.conversation_id)
            .where(OUTBOX.c.dead_at.is_not(None))
            .order_by(OUTBOX.c.dead_at.desc(), OUTBOX.c.id.desc())
            .limit(limit)
        )
        async with self.database.reading() as session:
            rows = (await session.execute(wanted)).all()
        return [
            DeadLetter(row.id, row.channel, row.account, reply_from_json(row.reply), row.author, row.error, row.dead_at)
            for row in rows
        ]

    async def replay(self, number: int) -> None:
        """Sends it again from the part that was refused.

        Raises:
            LetterNotFound: there is no such dead letter, or somebody was faster.
        """
        now = self.clock.now()
        await self._change(number, {"dead_at": None, "try_at": now, "created_at": now, "tries": 0})
        self.wake.ring("outbox")

    async def lay_aside(self, number: int) -> None:
        """Takes it off the list without sending it.

        Raises:
            LetterNotFound: there is no such dead letter, or somebody was faster.
        """
        await self._change(number, {"dead_at": None, "withheld_at": self.clock.now(), "error": LAID_ASIDE})

    async def _change(self, number: int, values: dict[str, object]) -> None:
        mine = (OUTBOX.c.id == number) & OUTBOX.c.dead_at.is_not(None)
        async with self.database.writing() as session, session.begin():
            changed = await session.execute(update(OUTBOX).where(mine).values(values))
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise LetterNotFound
            await self.wake.tell(session, "outbox")
