"""One turn: message in, desk, effects, replies out; all of it on disk together, or none of it.

Two lanes lead here. `take` answers at once whoever waits for the answer: the web page, the console. `take_due` takes
what waits in the inbox: messages of channels that are pushed to, and those that came while the database was gone.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.asking import DESK_FAILED, Desk, ask, give_up, guesses, perform
from bot.awaited import given_up, next_look, ready
from bot.bursts import from_body, merged, together
from bot.conversations import Conversations, Posted, Talk
from bot.database import Database, is_gone
from bot.effects import Effects
from bot.last_resort import LastResort
from bot.locks import Locks
from bot.quoting import understood
from bot.rate import TooFast
from bot.wake import Wake
from config.clock import Clock
from config.log import log_failure
from config.region import Region
from handlers.message import HandOff, Incoming, Reply, Turn
from handlers.state import Conversation
from orders.book import OrderBook

ATTEMPTS = 3
PUT_OFF = timedelta(minutes=1)
FETCHED = frozenset({"web", "console"})
"""Channels that take their replies with the answer or fetch them: nothing is left to send."""
AGAIN = ("40001", "40P01")
"""SQLSTATE of a transaction that lost against another one: it is done again from the start."""
Observer = Callable[[Incoming, Turn | None, float], None]
Kept = TypeVar("Kept")


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
        at: list[int] = []
        try:
            done = await self._sturdy(partial(self._take_due, frontier, at))
        except Exception as error:
            if is_gone(error) or not at:
                raise
            log_failure("conversation put off", error)
            await self._put_off(at[0])
            return True
        self.wake.ring("outbox")
        return done

    async def _put_off(self, number: int) -> None:
        """A conversation that even a person could not be given: it waits, and keeps nobody else waiting."""
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            talk = await conversations.lock_by_id(number)
            if talk is not None:
                talk.due_at = self.clock.now() + PUT_OFF
                await conversations.save(talk, self.clock.now())

    async def say_on(self, session: AsyncSession, talk: Talk, incoming: Incoming) -> None:
        """The bot goes on by itself in a conversation that is locked; no message of the resident stands behind it."""
        state = Conversation.from_json(talk.state)
        turn = await ask(self.desk, incoming, state)
        effects = Effects(session, OrderBook(session, self.region, self.clock), incoming, talk.scope)
        replies, after = await perform(self.desk, effects, turn)
        talk.state = after.to_json()
        await self.post(session, talk, replies)

    async def go_on(self, session: AsyncSession, talk: Talk) -> None:
        """A person has finished in a conversation that is locked: the matters that still wait come up again."""
        turn = self.desk.go_on(Conversation.from_json(talk.state))
        if turn.replies:
            talk.state = turn.state.to_json()
            await self.post(session, talk, turn.replies)

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
            await self._take_waiting(conversations, talk, frontier, broken=broken)
            await conversations.save(talk, self.clock.now())
            await self.wake.tell(session, "outbox")
            return True

    async def _take_waiting(
        self, conversations: Conversations, talk: Talk, frontier: int | None = None, *, broken: bool
    ) -> None:
        """One turn of what waits; beyond the frontier an earlier message may still be missing."""
        now = self.clock.now()
        rows = await conversations.waiting(talk)
        urgent = talk.first_place == 0
        free = [row for row in ready(rows, now, urgent=urgent) if urgent or frontier is None or row.place <= frontier]
        said = (from_body(talk.channel, talk.account, row.message_id, row.received_at, row.body) for row in free)
        waiting = [understood(given_up(one), talk, self.last_resort) for one in said]
        count = together(waiting)
        numbers = [row.id for row in free[:count]]
        if count:
            await self._turn(conversations, talk, merged(waiting[:count]), numbers[-1], broken=broken)
            await conversations.done(numbers, now)
        left = [row for row in rows if row.id not in numbers]
        talk.due_at, talk.waiting_from = (next_look(left, now), now) if left else (None, None)
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
            replies, state = await give_up(self.last_resort, effects, incoming, state)
        else:
            turn = await ask(self.desk, incoming, state)
            if guesses(turn, state):
                on_guess()
            if any(isinstance(effect, HandOff) for effect in turn.effects):
                await self.wake.tell(session, "handoff")
                self.wake.ring("handoff")
            replies, state = await perform(self.desk, effects, turn)
            turn = replace(turn, effects=tuple(effects.performed))
        talk.state = state.to_json()
        push = incoming.channel not in FETCHED
        posted = await conversations.post(
            talk, replies, self.clock.now(), inbox_id=number, push=push, known=self._numbers
        )
        self.observe(incoming, turn, time.perf_counter() - started)
        return posted


def _lost(error: Exception) -> bool:
    """Whether the connection had died before, or another transaction won: nothing was written, try again."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or str(getattr(error.orig, "sqlstate", "")) in AGAIN
