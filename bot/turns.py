"""One turn: message in, desk, effects, replies out; all of it on disk together, or none of it.

The desk thinks outside any transaction. The conversation's `revision` then shows whether another process has written
meanwhile: if so the turn starts again, and finds either its own message answered or a newer state.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.conversations import Conversations, Overtaken, Posted
from bot.database import Database
from bot.effects import Effects
from bot.last_resort import LastResort
from bot.locks import Locks
from bot.rate import TooFast
from bot.tables import ConversationRow
from config.clock import Clock
from config.errors import FenliuError
from config.log import log_failure
from config.masking import mask
from config.region import Region
from handlers.message import Effect, HandOff, Incoming, LookUp, Reply, Turn
from handlers.state import Conversation
from orders.book import OrderBook

ATTEMPTS = 5
MAX_EFFECTS = 20
"""A desk that keeps asking for effects in its reports is a mistake, not a conversation."""
FETCHED = frozenset({"web", "console"})
"""Channels that take their replies with the answer or fetch them: nothing is left to send."""
PASSING = (Overtaken, TooFast, OSError, OperationalError, InterfaceError, PoolTimeout)
"""What the next try may well get over; every other error would come again with the same message."""
DESK_FAILED = "desk failed"
Outcome = tuple[Sequence[Reply], Conversation]


class Desk(Protocol):
    """What a turn needs of the desk."""

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """Replies, new state and effects for a message."""

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Replies and new state for what came of an effect."""


class Turns:
    """Takes messages from all channels."""

    def __init__(self, database: Database, desk: Desk, region: Region, clock: Clock, last_resort: LastResort) -> None:
        self.database = database
        self.desk = desk
        self.region = region
        self.clock = clock
        self.last_resort = last_resort
        self._numbers = region.numbers
        self._locks = Locks()

    async def take(self, incoming: Incoming, *, on_guess: Callable[[], None] = lambda: None) -> tuple[Posted, ...]:
        """The replies to a message. The same message again gives the same replies and does nothing else.

        `on_guess` is called before number and code of an order are tried that this conversation did not file; it may
        raise TooFast.
        """
        lock = self._locks.of((incoming.channel, incoming.account))
        async with lock:
            for attempt in range(ATTEMPTS):
                try:
                    return await self._take_once(incoming, on_guess)
                except Overtaken:
                    await asyncio.sleep(0.01 * attempt)
        msg = "the conversation changes faster than it can be answered"
        raise FenliuError(msg)

    async def _take_once(self, incoming: Incoming, on_guess: Callable[[], None]) -> tuple[Posted, ...]:
        async with self.database.reading() as session:
            conversations = Conversations(session)
            seen = await conversations.find(incoming.channel, incoming.account)
            before = await conversations.answered(seen, incoming.message_id) if seen else None
        if before is not None:
            return before
        state = Conversation.from_json(seen.state) if seen else Conversation.new()
        try:
            turn = await asyncio.to_thread(self.desk.answer, incoming, state)
            if _guesses(turn, state):
                on_guess()
            return await self._write(seen, incoming, lambda effects: self._perform(effects, turn))
        except PASSING:
            raise
        except Exception as error:  # noqa: BLE001 - the desk broke: the words go to a person, nobody waits for ever
            log_failure(DESK_FAILED, error)
        return await self._write(seen, incoming, lambda effects: self._give_up(effects, incoming, state))

    async def _write(
        self, seen: ConversationRow | None, incoming: Incoming, work: Callable[[Effects], Awaitable[Outcome]]
    ) -> tuple[Posted, ...]:
        """Message, work and replies in one transaction."""
        now, sent = self.clock.now(), incoming.channel in FETCHED
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            row = await conversations.claim(seen, incoming, now)
            inbox = await conversations.take(row, incoming)
            book = OrderBook(session, self.region, self.clock)
            replies, state = await work(Effects(session, book, incoming, f"{row.id}.{row.token}"))
            row.state = state.to_json()
            return await conversations.post(row, inbox, replies, now, sent=sent, known=self._numbers)

    async def _give_up(self, effects: Effects, incoming: Incoming, state: Conversation) -> Outcome:
        """Hands the words to a person as they are; the conversation stays where it was."""
        hidden = state.consent == "no" or state.matter.anonymous
        words = [mask(one) if hidden else one for one in (*state.matter.words, incoming.text)]
        files = [file.ref for file in incoming.attachments]
        packet = {"words": words, "option": incoming.option, "attachments": files, "card": state.matter.card}
        key = f"failed-{incoming.message_id}"
        result = await effects.perform(HandOff(key=key, reason=DESK_FAILED, packet=packet))
        if result is None or isinstance(result, FenliuError):
            raise result or FenliuError
        return self.last_resort.handed_over(incoming.text, str(result["receipt"])), state

    async def _perform(self, effects: Effects, turn: Turn) -> Outcome:
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


def _guesses(turn: Turn, state: Conversation) -> bool:
    """Whether the turn looks up an order that this conversation did not file."""
    own = {(order.number, order.query_code) for order in state.orders}
    return any(isinstance(one, LookUp) and (one.number, one.query_code) not in own for one in turn.effects)
