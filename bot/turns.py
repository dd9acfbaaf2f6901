"""One turn: message in, desk, effects, replies out; all of it on disk together, or none of it.

Two lanes lead here. `take` answers at once whoever waits for the answer: the web page, the console. `take_due` takes
what waits in the inbox: messages of channels that are pushed to, and those that came while the database was gone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bursts import from_body, merged, together
from bot.conversations import Conversations, Posted, Talk
from bot.database import Database, is_gone
from bot.effects import Effects
from bot.last_resort import LastResort
from bot.locks import Locks
from bot.rate import TooFast
from bot.wake import Wake
from config.clock import Clock
from config.errors import FenliuError
from config.log import log_failure
from config.masking import mask
from config.region import Region
from handlers.message import Effect, HandOff, Incoming, LookUp, Reply, Turn
from handlers.state import Conversation
from orders.book import OrderBook

ATTEMPTS = 3
MAX_EFFECTS = 20
"""A desk that keeps asking for effects in its reports is a mistake, not a conversation."""
FETCHED = frozenset({"web", "console"})
"""Channels that take their replies with the answer or fetch them: nothing is left to send."""
AGAIN = ("40001", "40P01")
"""SQLSTATE of a transaction that lost against another one: it is done again from the start."""
DESK_FAILED = "desk failed"
Outcome = tuple[Sequence[Reply], Conversation]
Observer = Callable[[Incoming, Turn | None, float], None]
Kept = TypeVar("Kept")


class Desk(Protocol):
    """What a turn needs of the desk."""

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """Replies, new state and effects for a message."""

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """Replies and new state for what came of an effect."""


class Relay(Protocol):
    """Where the words go while a person has the conversation."""

    async def relay(self, session: AsyncSession, talk: Talk, incoming: Incoming) -> None:
        """Gives a resident's message to the worker who holds the conversation, in the turn's transaction."""


class Turns:
    """Takes messages from all channels."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        region: Region,
        clock: Clock,
        last_resort: LastResort,
        *,
        wake: Wake | None = None,
        relay: Relay | None = None,
        observe: Observer = lambda _incoming, _turn, _seconds: None,
    ) -> None:
        self.database = database
        self.desk = desk
        self.region = region
        self.clock = clock
        self.last_resort = last_resort
        self.wake = wake or Wake(database)
        self.relay = relay
        self.observe = observe
        self._numbers = region.numbers
        self._locks = Locks()

    async def take(self, incoming: Incoming, *, on_guess: Callable[[], None] = lambda: None) -> tuple[Posted, ...]:
        """The replies to a message. The same message again gives the same replies and does nothing else.

        `on_guess` is called before number and code of an order are tried that this conversation did not file; it may
        raise TooFast.
        """
        async with self._locks.of((incoming.channel, incoming.account)):
            return await self._sturdy(partial(self._take, incoming, on_guess))

    async def take_due(self, frontier: int | None = None) -> bool:
        """Takes what is due of one conversation; False where nothing is. `frontier`: the last place without a gap."""
        broken: list[int] = []
        done = await self._sturdy(partial(self._take_due, frontier, broken))
        self.wake.ring("outbox")
        return done

    async def say_on(self, session: AsyncSession, talk: Talk, incoming: Incoming) -> None:
        """The bot goes on by itself in a conversation that is locked; no message of the resident stands behind it."""
        state = Conversation.from_json(talk.state)
        turn = await asyncio.to_thread(self.desk.answer, incoming, state)
        effects = Effects(session, OrderBook(session, self.region, self.clock), incoming, talk.scope)
        replies, after = await self._perform(effects, turn)
        talk.state = after.to_json()
        await self.post(session, talk, replies)

    async def post(self, session: AsyncSession, talk: Talk, replies: Sequence[Reply], *, author: str = "") -> None:
        """Says something in a conversation that is locked: the bot, or the worker `author`."""
        push, now = talk.channel not in FETCHED, self.clock.now()
        await Conversations(session).post(talk, replies, now, push=push, author=author, known=self._numbers)

    async def _sturdy(self, work: Callable[..., Awaitable[Kept]]) -> Kept:
        """Does a turn again that met a stale connection; a desk that breaks gives the words to a person."""
        broken = False
        for _ in range(ATTEMPTS):
            try:
                return await work(broken=broken)
            except Exception as error:
                if _lost(error):
                    continue
                if broken or is_gone(error) or isinstance(error, TooFast):
                    raise
                log_failure(DESK_FAILED, error)
                broken = True
        return await work(broken=broken)

    async def _take(self, incoming: Incoming, on_guess: Callable[[], None], *, broken: bool) -> tuple[Posted, ...]:
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            now = self.clock.now()
            talk = await conversations.lock(incoming.channel, incoming.account, now)
            number = await conversations.take(talk, incoming, now)
            if number is None:
                return await conversations.answered(talk, incoming.message_id) or ()
            if talk.due_at is not None:
                await self._take_waiting(conversations, talk, broken=False)
            posted = await self._turn(conversations, talk, incoming, number, on_guess, broken=broken)
            await conversations.save(talk, now)
            return posted

    async def _take_due(self, frontier: int | None, broken_ones: list[int], *, broken: bool) -> bool:
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            if broken:
                talk = await conversations.lock_by_id(broken_ones[0])
            else:
                talk = await conversations.lock_due(self.clock.now(), frontier)
            if talk is None:
                return broken
            broken_ones[:] = [talk.id]
            await self._take_waiting(conversations, talk, broken=broken)
            await conversations.save(talk, self.clock.now())
            await self.wake.tell(session, "outbox")
            return True

    async def _take_waiting(self, conversations: Conversations, talk: Talk, *, broken: bool) -> None:
        """One turn of what waits, or as many as it takes when the conversation goes on anyway."""
        now = self.clock.now()
        rows = await conversations.waiting(talk)
        waiting = [from_body(talk.channel, talk.account, row.message_id, row.received_at, row.body) for row in rows]
        count = together(waiting)
        if count:
            numbers = [row.id for row in rows[:count]]
            await self._turn(conversations, talk, merged(waiting[:count]), numbers[-1], broken=broken)
            await conversations.done(numbers, now)
        left = rows[count:]
        talk.due_at, talk.waiting_from = (now, now) if left else (None, None)
        talk.first_place = left[0].place if left else None

    async def _turn(
        self,
        conversations: Conversations,
        talk: Talk,
        incoming: Incoming,
        number: int,
        on_guess: Callable[[], None] = lambda: None,
        *,
        broken: bool,
    ) -> tuple[Posted, ...]:
        """Asks the desk, or the person who holds the conversation, and writes down what is said."""
        started, session = time.perf_counter(), conversations.session
        if talk.held_by is not None and self.relay is not None:
            await self.relay.relay(session, talk, incoming)
            self.observe(incoming, None, time.perf_counter() - started)
            return ()
        state, turn = Conversation.from_json(talk.state), None
        effects = Effects(session, OrderBook(session, self.region, self.clock), incoming, talk.scope)
        if broken:
            replies, state = await self._give_up(effects, incoming, state)
        else:
            turn = await asyncio.to_thread(self.desk.answer, incoming, state)
            if _guesses(turn, state):
                on_guess()
            replies, state = await self._perform(effects, turn)
        talk.state = state.to_json()
        push = incoming.channel not in FETCHED
        posted = await conversations.post(
            talk, replies, self.clock.now(), inbox_id=number, push=push, known=self._numbers
        )
        self.observe(incoming, turn, time.perf_counter() - started)
        return posted

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


def _lost(error: Exception) -> bool:
    """Whether the connection had died before, or another transaction won: nothing was written, try again."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or str(getattr(error.orig, "sqlstate", "")) in AGAIN


def _guesses(turn: Turn, state: Conversation) -> bool:
    """Whether the turn looks up an order that this conversation did not file."""
    own = {(order.number, order.query_code) for order in state.orders}
    return any(isinstance(one, LookUp) and (one.number, one.query_code) not in own for one in turn.effects)
