"""With the database gone: danger is answered, the words are kept on disk, and whoever asks is told so.

What was kept is taken up again, in order, as soon as the database answers.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text as statement

from bot.conversations import Conversations
from bot.database import Database
from bot.last_resort import LastResort
from bot.spool import Handler, Spool
from config.errors import NotKept
from config.log import log_failure, log_notice
from handlers.message import Reply

TELL_AGAIN = 300.0
"""Seconds after which somebody who writes on is told once more that the words are kept."""
LOOK = 2.0
"""Seconds between two looks whether the database is back."""
ANSWERS_WITHIN = 2.0
MOST = 200_000
"""Messages in the spool: beyond this somebody floods it, and the disk is needed for the rest."""
MAX_KEYS = 20_000
MOMENT = 1.0
"""Seconds for which a database that was gone is not asked again: everybody would wait for it in vain."""
HELD_WITHIN = 1.0


class Degraded:
    """What a channel does with a message that the database cannot take."""

    def __init__(
        self,
        spool: Spool,
        last_resort: LastResort,
        database: Database,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.spool = spool
        self.last_resort = last_resort
        self.database = database
        self._now = now
        self._told: OrderedDict[str, float] = OrderedDict()
        self._handlers: dict[str, Handler] = {}
        self._gone_at: float | None = None
        self._counted: tuple[float, int] | None = None

    def on(self, kind: str, handler: Handler) -> None:
        """Registers what takes up messages of that kind afterwards; it must bear to get one twice."""
        self._handlers[kind] = handler

    def gone(self) -> None:
        """Tells that the database could not be reached just now."""
        self._gone_at = self._now()

    async def must_wait(self, account: str) -> bool:
        """Whether a message goes into the spool at once: something of that person waits there, or the database was
        gone a moment ago."""
        if self._gone_at is not None and self._now() - self._gone_at < MOMENT:
            return True
        return await self.spool.holds(account)

    async def keep(self, channel: str, payload: Mapping[str, Any], *, account: str, text: str) -> tuple[Reply, ...]:
        """Keeps a message of that person and returns what to say now: danger always, the notice now and then.

        Nothing is said while a person has the conversation.

        Raises:
            NotKept: the spool is full or cannot be written; nothing may be acknowledged.
        """
        if await self._full():
            msg = "the spool is full"
            raise NotKept(msg)
        await asyncio.to_thread(self.spool.put, channel, payload, key=account)
        told = (Reply(self.last_resort.kept),) if self._may_tell(account) else ()
        return await self.unless_held(channel, account, (*self.last_resort.warnings(text), *told))

    async def warnings(self, channel: str, account: str, text: str) -> tuple[Reply, ...]:
        """What danger needs to hear at once, where nothing could be kept; nothing while a person is there."""
        return await self.unless_held(channel, account, self.last_resort.warnings(text))

    async def unless_held(self, channel: str, account: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """These replies; none where a person has the conversation, as far as the database tells in time."""
        if not replies:
            return ()
        try:
            async with asyncio.timeout(HELD_WITHIN), self.database.reading() as session:
                talk = await Conversations(session).find(channel, account)
        except Exception:  # noqa: BLE001 - nobody can be asked: danger must be answered
            return replies
        return () if talk is not None and talk.held_by is not None else replies

    async def run(self) -> None:
        """Takes up what was kept whenever the database is there; until cancelled."""
        while True:
            try:
                await self.take_up()
            except Exception as error:  # noqa: BLE001 - whatever breaks here, the next look may go better
                log_failure("spool not taken up", error)
            await asyncio.sleep(LOOK)

    async def take_up(self) -> int:
        """Takes up what waits, if the database answers; returns how many messages."""
        if not await asyncio.to_thread(self.spool.waiting) or not await self.answers():
            return 0
        self._gone_at = None
        taken = await self.spool.replay(self._handlers)
        if taken:
            log_notice("spooled messages taken up", count=taken)
            self._told.clear()
        return taken

    async def answers(self, within: float = ANSWERS_WITHIN) -> bool:
        """Whether the database answers within so many seconds, with our tables in it."""
        try:
            async with asyncio.timeout(within), self.database.reading() as session:
                await session.execute(statement("SELECT version_num FROM alembic_version"))
        except Exception:  # noqa: BLE001 - every error means the same here
            return False
        return True

    async def _full(self) -> bool:
        """Whether too many messages wait; counted once a second at most."""
        if self._counted is None or self._now() - self._counted[0] >= MOMENT:
            self._counted = self._now(), await asyncio.to_thread(self.spool.waiting)
        return self._counted[1] >= MOST

    def _may_tell(self, key: str) -> bool:
        now, before = self._now(), self._told.pop(key, None)
        told = before is not None and now - before < TELL_AGAIN
        self._told[key] = before if told and before is not None else now
        while len(self._told) > MAX_KEYS:
            self._told.popitem(last=False)
        return not told
