"""Open pages see what colleagues and residents do: one look a second at the database for the whole process.

The look is two narrow queries, however many pages are open, and none where no page is. A page is told only of what
changed; what it reads then is read once for all pages that ask for the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from nicegui import background_tasks
from sqlalchemy import Integer, cast, func, select
from sqlmodel import col

from bot.conversations import OUTBOX, TALK
from bot.database import Database
from config.clock import Clock
from config.log import log_failure
from orders.status import CLAIMED, WAITING
from orders.tables import Handoff, HandoffEvent

EVERY_SECONDS: Final = 1.0
LEAVES_SECONDS: Final = 0.005
"""So long the loop is free for the changes of a page to leave: they are sent by a task of their own."""
AGES_SECONDS: Final = 30
"""Lines tell how long somebody waits; so often they are written anew, whatever else happens."""
Read = TypeVar("Read")
Changed = Callable[[bool, bool], Awaitable[None]]
"""Told to a page: whether the queue changed, and whether its own conversation did."""


@dataclass(eq=False)
class Seat:
    """One open page, and the handoff it shows."""

    changed: Changed
    handoff: int | None = None


class Lookout:
    """Looks for all pages of one process."""

    def __init__(self, database: Database, clock: Clock, every: float = EVERY_SECONDS) -> None:
        self.database = database
        self.clock = clock
        self.every = every
        self.seats: set[Seat] = set()
        self._running = False
        self._board: tuple[Any, ...] | None = None
        self._talks: dict[int, tuple[Any, ...]] = {}
        self._looking = asyncio.Lock()
        self._read: dict[Hashable, asyncio.Future[Any]] = {}

    def sit(self, seat: Seat) -> None:
        """A page was opened: from now on it is told."""
        self.seats.add(seat)
        if not self._running:
            self._running, self._board = True, None
            self._read.clear()
            background_tasks.create(self.run(), name="desk lookout")

    def leave(self, seat: Seat) -> None:
        """A page was closed."""
        self.seats.discard(seat)

    async def run(self) -> None:
        """Looks until no page is open any more."""
        try:
            while self.seats:
                try:
                    await self.look()
                except Exception as error:  # noqa: BLE001 - the database may be away for a while; the pages stay
                    log_failure("desk not looked at", error)
                await asyncio.sleep(self.every)
        finally:
            self._running = False

    async def look(self, first: Seat | None = None) -> None:
        """Looks once, and tells the pages what changed. Whoever did something calls it, so that nobody waits, and is
        told `first`: that page's changes are on their way before any other page is drawn."""
        async with self._looking:
            board, talks = await self._marks()
            moved = board != self._board
            if moved:
                self._read.clear()
            spoke = {number for number, mark in talks.items() if self._talks.get(number) != mark}
            self._board, self._talks = board, talks
            told = [one for one in self.seats if moved or one.handoff in spoke]
            for seat in sorted(told, key=lambda one: one is not first):
                try:
                    await seat.changed(moved, seat.handoff in spoke)
                except Exception as error:  # noqa: BLE001 - one page that breaks keeps no other from being told
                    log_failure("page not refreshed", error)
                if seat is first:
                    await asyncio.sleep(LEAVES_SECONDS)

    async def once(self, key: Hashable, read: Callable[[], Awaitable[Read]]) -> Read:
        """What `read` gives, read once for all pages that ask for the same until the queue changes."""
        known = self._read.get(key)
        if known is None:
            known = self._read[key] = asyncio.ensure_future(read())
        try:
            found: Read = await asyncio.shield(known)
        except Exception:
            self._read.pop(key, None)
            raise
        return found

    async def _marks(self) -> tuple[tuple[Any, ...], dict[int, tuple[Any, ...]]]:
        """Values that differ when something happened: of the queue, and of each conversation that a page shows."""
        shown = {seat.handoff for seat in self.seats if seat.handoff is not None}
        async with self.database.reading() as session:
            board = tuple((await session.execute(BOARD)).one())
            rows = (await session.execute(TALKS.where(col(Handoff.id).in_(shown)))).all() if shown else ()
        ages = int(self.clock.now().timestamp()) // AGES_SECONDS
        return (*board, ages), {row[0]: tuple(row[1:]) for row in rows}


BOARD: Final = select(
    select(func.max(HandoffEvent.id)).scalar_subquery(),
    func.count(),
    func.max(col(Handoff.waiting_since)),
    func.count(col(Handoff.waiting_since)),
    func.sum(cast(col(Handoff.urgent), Integer)),
).where(col(Handoff.status).in_((WAITING, CLAIMED)))
TALKS: Final = (
    select(
        col(Handoff.id),
        col(Handoff.status),
        col(Handoff.staff_id),
        col(Handoff.urgent),
        col(Handoff.escalated),
        col(Handoff.active_at),
        TALK.c.revision,
        select(func.count())
        .where(OUTBOX.c.conversation_id == TALK.c.id, OUTBOX.c.try_at.is_not(None))
        .scalar_subquery(),
    )
    .select_from(Handoff)
    .outerjoin(TALK, (TALK.c.channel == col(Handoff.channel)) & (TALK.c.account == col(Handoff.account)))
)
_of: WeakKeyDictionary[Database, Lookout] = WeakKeyDictionary()


def lookout_of(database: Database, clock: Clock) -> Lookout:
    """The one of this process and database."""
    if database not in _of:
        _of[database] = Lookout(database, clock)
    return _of[database]
