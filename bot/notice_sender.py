"""Tells residents what happened to their orders: each notice once, in their language, never over a person.

The order layer writes a notice in the transaction of the step (orders/notices.py); here it becomes a message of the
conversation, in one transaction with the mark that it was said.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import Conversations
from bot.turns import Turns
from config.log import log_failure
from handlers.state import Conversation
from orders.case_tables import Notice

IDLE_SECONDS = 5.0
TROUBLE_SECONDS = 5.0
HELD = timedelta(minutes=10)
"""While a person has the conversation a notice waits, and is tried again after so long."""
PUT_OFF = timedelta(hours=1)
"""A notice that could not be put into words keeps no other waiting."""


class NoticeSender:
    """Puts due notices into the conversations. Safe in any number of processes."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns

    async def run(self) -> None:
        """Works until cancelled; a database that is gone is waited for."""
        while True:
            try:
                await self.tell_all()
                pause = await self._pause()
            except Exception as error:  # noqa: BLE001 - whatever broke: the notices are on disk and wait
                log_failure("notices not told", error)
                pause = TROUBLE_SECONDS
            await asyncio.sleep(pause)

    async def tell_all(self) -> int:
        """Tells all that is due; returns how many were told."""
        count = 0
        while (told := await self._tell_one()) is not None:
            count += told
        if count:
            self.turns.wake.ring("outbox")
        return count

    async def _tell_one(self) -> bool | None:
        """The oldest due notice: whether it was told; None where nothing is due."""
        now = self.turns.clock.now()
        oldest = select(Notice).where(col(Notice.due_at) <= now).order_by(col(Notice.due_at), col(Notice.id)).limit(1)
        async with self.turns.database.writing() as session, session.begin():
            notice = (await session.execute(oldest.with_for_update(skip_locked=True))).scalar_one_or_none()
            if notice is None:
                return None
            try:
                async with session.begin_nested():
                    return await self._tell(session, notice)
            except Exception as error:  # noqa: BLE001 - one notice that breaks must not hold up the others
                log_failure("notice put off", error)
                notice.problem, notice.due_at = type(error).__name__, now + PUT_OFF
                return False

    async def _tell(self, session: AsyncSession, notice: Notice) -> bool:
        now = self.turns.clock.now()
        conversations = Conversations(session)
        talk = await conversations.lock(notice.channel, notice.account, now)
        if talk.held_by is not None:
            notice.due_at = now + HELD
            return False
        turn = self.turns.desk.notice(notice.key, notice.values, Conversation.from_json(talk.state))
        talk.state = turn.state.to_json()
        await self.turns.post(session, talk, turn.replies)
        await conversations.save(talk, now)
        notice.due_at, notice.sent_at = None, now
        await self.turns.wake.tell(session, "outbox")
        return True

    async def _pause(self) -> float:
        """Seconds until the next notice is due."""
        async with self.turns.database.reading() as session:
            due = (await session.execute(select(func.min(Notice.due_at)))).scalar_one()
        if due is None:
            return IDLE_SECONDS
        seconds: float = (due - self.turns.clock.now()).total_seconds()
        return min(max(seconds, 0.0), IDLE_SECONDS)
