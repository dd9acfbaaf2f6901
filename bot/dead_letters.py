"""Dead letters: replies a channel refused for good. A worker sees them, and may send them again or lay them aside."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.conversations import OUTBOX, TALK
from bot.database import Database
from bot.reply_json import reply_from_json, reply_to_keep
from bot.wake import Wake
from config.clock import Clock
from config.errors import LetterNotFound
from handlers.message import Reply

LIMIT = 50
LAID_ASIDE = "已由工作人员放下"
TOO_OLD = "放得太久，已自动放下"


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

    def __init__(self, database: Database, clock: Clock, wake: Wake, *, known: Collection[str] = ()) -> None:
        """`known`: numbers of offices, which are no secret."""
        self.database = database
        self.clock = clock
        self.wake = wake
        self._known = known

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
        """Takes it off the list without sending it; what it said stays masked.

        Raises:
            LetterNotFound: there is no such dead letter, or somebody was faster.
        """
        values = {"dead_at": None, "withheld_at": self.clock.now(), "error": LAID_ASIDE}
        await self._change(number, values, masked=True)

    async def lay_aside_old(self, before: datetime, limit: int) -> int:
        """Does the same with letters refused before that moment, so many at most; tells how many."""
        old = (OUTBOX.c.dead_at < before) & OUTBOX.c.dead_at.is_not(None)
        ended = {"dead_at": None, "withheld_at": self.clock.now(), "error": TOO_OLD}
        async with self.database.writing() as session, session.begin():
            wanted = select(OUTBOX.c.id, OUTBOX.c.reply).where(old).order_by(OUTBOX.c.dead_at).limit(limit)
            rows = (await session.execute(wanted.with_for_update(skip_locked=True))).all()
            for row in rows:
                values = ended | {"reply": self._masked(row.reply)}
                await session.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(values))
        return len(rows)

    def _masked(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return reply_to_keep(reply_from_json(raw), self._known)

    async def _change(self, number: int, values: dict[str, Any], *, masked: bool = False) -> None:
        mine = (OUTBOX.c.id == number) & OUTBOX.c.dead_at.is_not(None)
        async with self.database.writing() as session, session.begin():
            if masked:
                raw = (await session.execute(select(OUTBOX.c.reply).where(mine))).scalar_one_or_none()
                values = values if raw is None else values | {"reply": self._masked(raw)}
            changed = await session.execute(update(OUTBOX).where(mine).values(values))
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise LetterNotFound
            await self.wake.tell(session, "outbox")
