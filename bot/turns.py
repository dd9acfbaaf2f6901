"""One turn: message in, desk, effects, replies out; all of it on disk together, or none of it.

The desk thinks outside any transaction. The conversation's `revision` then shows whether another process has written
meanwhile: if so the turn starts again, and finds either its own message answered or a newer state.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import Conversations, Overtaken, Posted
from bot.database import Database
from bot.effects import Effects
from bot.locks import Locks
from bot.tables import ConversationRow
from config.clock import Clock
from config.errors import FenliuError
from config.region import Region
from handlers.message import Effect, Incoming, Reply, Turn
from handlers.state import Conversation
from orders.book import OrderBook

ATTEMPTS = 5
MAX_EFFECTS = 20
"""A desk that keeps asking for effects in its reports is a mistake, not a conversation."""
FETCHED = frozenset({"web", "console"})
"""Channels that take their replies with the answer or fetch them: nothing is left to send."""


class Desk(Protocol):
    """What a turn needs of the desk."""

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """Replies, new state and effects for a message."""

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Replies and new state for what came of an effect."""


class Turns:
    """Takes messages from all channels."""

    def __init__(self, database: Database, desk: Desk, region: Region, clock: Clock) -> None:
        self.database = database
        self.desk = desk
        self.region = region
        self.clock = clock
        self._locks = Locks()

    async def take(self, incoming: Incoming) -> tuple[Posted, ...]:
        """The replies to a message. The same message again gives the same replies and does nothing else."""
        lock = self._locks.of((incoming.channel, incoming.account))
        async with lock:
            for attempt in range(ATTEMPTS):
                try:
                    return await self._take_once(incoming)
                except Overtaken:
                    await asyncio.sleep(0.01 * attempt)
        msg = "the conversation changes faster than it can be answered"
        raise FenliuError(msg)

    async def _take_once(self, incoming: Incoming) -> tuple[Posted, ...]:
        async with self.database.reading() as session:
            conversations = Conversations(session)
            seen = await conversations.find(incoming.channel, incoming.account)
            before = await conversations.answered(seen, incoming.message_id) if seen else None
        if before is not None:
            return before
        state = Conversation.from_json(seen.state) if seen else Conversation.new()
        turn = await asyncio.to_thread(self.desk.answer, incoming, state)
        async with self.database.writing() as session, session.begin():
            return await self._write(session, seen, incoming, turn)

    async def _write(
        self, session: AsyncSession, seen: ConversationRow | None, incoming: Incoming, turn: Turn
    ) -> tuple[Posted, ...]:
        now = self.clock.now()
        conversations = Conversations(session)
        row = await conversations.claim(seen, incoming, now)
        inbox = await conversations.take(row, incoming)
        effects = Effects(session, OrderBook(session, self.region, self.clock), incoming)
        replies, state = await self._perform(effects, turn)
        row.state = state.to_json()
        return await conversations.post(row, inbox, replies, now, sent=incoming.channel in FETCHED)

    async def _perform(self, effects: Effects, turn: Turn) -> tuple[Sequence[Reply], Conversation]:
        """Performs effects in order; what the desk makes of their results may bring further ones."""
        replies, state, waiting = list(turn.replies), turn.state, list(turn.effects)
        for _ in range(MAX_EFFECTS):
            if not waiting:
                return replies, state
            effect = waiting.pop(0)
            result = await effects.perform(effect)
            if result is not None:
                report = self.desk.report(effect, result, state)
                replies += report.replies
                state = report.state
                waiting += report.effects
        msg = "the desk asks for effects without end"
        raise RuntimeError(msg)
