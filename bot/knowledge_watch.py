"""What is published or switched anywhere is live in every process within two seconds.

Each process looks at one row; where edition, switches or the day are others, an engine is made beside the event loop
and put into the desk by one assignment. A turn under way ends with the engine it began with.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Final, NamedTuple

from bot.editions import Editions
from bot.wake import Wake
from config.clock import Clock
from config.errors import KnowledgeError
from config.log import log_failure, log_notice
from handlers.desk import Desk
from knowledge_base.engine import Engine
from knowledge_base.revisions import editions
from knowledge_base.revisions.switches import Off, off_of, switched
from knowledge_base.revisions.tables import Edition

LOOK_SECONDS: Final = 0.5
"""Between two looks: fetching and loading 1,500 cards takes up to a second, and two are promised."""
PATIENCE: Final = 5.0
"""Seconds the first look may take before the service starts without it."""


class Seen(NamedTuple):
    """What an engine was made for."""

    edition: int
    switches: int
    day: date


class KnowledgeWatch:
    """Keeps the engine of a desk at the edition in service, with what is switched off and out of date left out."""

    def __init__(self, desk: Desk, source: Editions, wake: Wake, clock: Clock) -> None:
        self._desk = desk
        self._source = source
        self._wake = wake
        self._clock = clock
        self._whole = desk.engine
        source.signals = desk.engine.signals
        self._made: Engine | None = None
        self._edition = 0
        self._seen: Seen | None = None
        self._off = Off()
        self._again: Edition | None = None
        self._failing = ""

    def published(self) -> bool:
        """Whether an edition from the database answers, not the cards on disk."""
        return self._edition > 0

    async def run(self) -> None:
        """Looks again and again, until cancelled."""
        while True:
            await self._wake.wait("knowledge", LOOK_SECONDS)
            await self.try_to_look()

    async def begin(self) -> None:
        """The first look, before anybody is answered; a database that is away keeps nobody waiting for long."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._source.code()
                await self.try_to_look()
        except TimeoutError:
            log_notice("edition not loaded yet")

    async def try_to_look(self) -> bool:
        """Looks; whatever goes wrong, the desk keeps what it has, and the log says so once."""
        try:
            changed = await self.look()
        except KnowledgeError as error:
            self._complain(error.say)
        except Exception as error:  # noqa: BLE001 - a database may fail in many ways; the next look comes soon
            if type(error).__name__ != self._failing:
                log_failure("looking at the edition failed", error)
            self._failing = type(error).__name__
        else:
            self._failing = ""
            return changed
        return False

    async def look(self) -> bool:
        """Looks once; true where the desk has a new engine.

        Raises:
            KnowledgeError: the index of the edition is damaged; it is built again from its cards meanwhile.
        """
        if self._desk.engine is not self._made and not self.published():
            self._whole, self._seen = self._desk.engine, None  # the cards on disk were taken over anew
        async with self._source.database.reading() as session:
            pointed = await editions.pointer(session)
            seen = Seen(pointed.edition, pointed.switches, self._clock.today())
            if seen == self._seen and self._desk.engine is self._made:
                await self._build_again()
                return False
            found = await editions.edition(session, seen.edition) if seen.edition else None
            self._off = off_of(await switched(session))
        if found is not None and found.number != self._edition:
            await self._take(found)
        self._show(seen)
        return True

    async def _take(self, found: Edition) -> None:
        try:
            self._whole = await self._source.engine(found)
        except KnowledgeError:
            await self._source.build_again(found)
            self._whole = await self._source.engine(found)
        self._edition = found.number
        self._again = found if await self._source.outgrown(found) else None
        log_notice("edition_taken_over", edition=found.number, version=found.version, cards=found.size)

    def _show(self, seen: Seen) -> None:
        here = self._whole.on(seen.day)
        self._made = here.without(self._off.among(here.whole))
        self._desk.engine = self._made
        self._seen = seen

    async def _build_again(self) -> None:
        """The index of an older program serves until this one has made its own."""
        found, self._again = self._again, None
        if found is not None:
            await self._source.build_again(found)
            self._whole = await self._source.engine(found)
            if self._seen is not None:
                self._show(self._seen)

    def _complain(self, say: str) -> None:
        if say != self._failing:
            log_notice("edition_not_taken_over", reason=say)
        self._failing = say
