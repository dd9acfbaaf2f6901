"""What is forgotten from the database, in small transactions: no turn waits long for any of them."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import INBOX, OUTBOX, TALK, Conversations, Talk
from bot.database import Database
from bot.learning.noting import ITEM
from bot.tables import Photo
from config.clock import Clock
from config.region import Region
from knowledge_base.revisions.tables import GateChange, GateRun
from orders.book import CONTACT, OrderBook
from orders.case_tables import Notice
from orders.cases.forgetting import forget_cards, forget_cards_of

BATCH = 500
"""Rows removed in one transaction."""
NOTICE = Notice.__table__  # type: ignore[attr-defined]
PHOTO = Photo.__table__  # type: ignore[attr-defined]
RUN, CHANGE = GateRun.__table__, GateChange.__table__  # type: ignore[attr-defined]
OPEN = or_(OUTBOX.c.try_at.is_not(None), OUTBOX.c.dead_at.is_not(None))
"""A reply that is still to be sent, or that a person has to look at."""
UNDONE = exists().where(INBOX.c.conversation_id == TALK.c.id, INBOX.c.done_at.is_(None))
UNSENT = exists().where(OUTBOX.c.conversation_id == TALK.c.id, OPEN)
LOOSE = PHOTO.c.kept.is_(False)
Step = Callable[[AsyncSession, Any], Awaitable[tuple[Any, int]]]
"""Does the next rows behind a place; tells the new place, None at the end, and how many rows."""


class Forgetting:
    """Removes rows. What somebody still waits for stays, however old: it is late, not forgotten."""

    def __init__(self, database: Database, region: Region, clock: Clock) -> None:
        self.database = database
        self.region = region
        self.clock = clock

    async def talks(self, before: datetime) -> int:
        """Removes conversations untouched since then; tells how many.

        Not one that a person has, nor one with something unanswered, unsent or refused.
        """
        old = (TALK.c.updated_at < before) & TALK.c.held_by.is_(None) & ~UNDONE & ~UNSENT

        async def step(session: AsyncSession, after: int) -> tuple[int | None, int]:
            wanted = select(TALK.c.id).where(old, TALK.c.id > after).order_by(TALK.c.id).limit(BATCH)
            numbers = (await session.execute(wanted.with_for_update(skip_locked=True))).scalars().all()
            await session.execute(delete(TALK).where(TALK.c.id.in_(numbers)))
            return (numbers[-1] if numbers else None), len(numbers)

        return await self._all(step, 0)

    async def words(self, before: datetime) -> None:
        """Removes messages of both sides from then, also where people still talk, and staff are written to daily."""
        sent = (OUTBOX.c.created_at < before) & ~OPEN
        answered = ~exists().where(OUTBOX.c.inbox_id == INBOX.c.id)
        taken = (INBOX.c.received_at < before) & (INBOX.c.done_at < before) & answered
        for table, old in ((OUTBOX, sent), (INBOX, taken)):
            await self._all(_removing(table, old), 0)

    async def photos(self, before: datetime) -> Sequence[str]:
        """Removes photos of no conversation from then; tells their files."""
        talking = exists().where(TALK.c.channel == PHOTO.c.channel, TALK.c.account == PHOTO.c.account)
        return await self._photos((PHOTO.c.created_at < before) & ~talking)

    async def learned(self, before: datetime) -> None:
        """Removes the messages to learn from of then, done with or not; what was taught stays in its draft."""
        await self._all(_removing(ITEM, ITEM.c.at < before), 0)

    async def contacts(self, before: datetime) -> None:
        """Takes the words off contact records from then."""
        await self._blank(CONTACT.c.at < before)

    async def told(self, before: datetime) -> None:
        """Removes what residents were told of their orders until then, and the cards that councils are done with."""
        await self._all(_removing(NOTICE, NOTICE.c.sent_at < before), 0)

        async def step(session: AsyncSession, after: int) -> tuple[int | None, int]:
            return await forget_cards(session, before, after=after, limit=BATCH), 0

        await self._all(step, 0)

    async def replayed(self, before: datetime) -> None:
        """Takes the words off the messages that the publish gate replayed until then; what changed stays."""
        old = select(RUN.c.id).where(RUN.c.made_at < before)
        which = CHANGE.c.run_id.in_(old) & (CHANGE.c.message != "") & (CHANGE.c.kind == "message")
        async with self.database.writing() as session, session.begin():
            await session.execute(update(CHANGE).where(which).values(message=""))

    async def person(self, channel: str, account: str) -> tuple[int, Sequence[str]]:
        """Removes the conversation of one person, loose photos and words on record; tells how many, and the files.

        A conversation that a person has loses all that was said in it; that it is held stays.
        """
        async with self.database.writing() as session, session.begin():
            conversations = Conversations(session)
            found = await conversations.find(channel, account)
            talk = await conversations.lock_by_id(found.id) if found is not None else None
            if talk is not None and talk.held_by is None:
                await session.execute(delete(TALK).where(TALK.c.id == talk.id))
            elif talk is not None:
                await self._empty(session, talk)
        refs = await self._photos((PHOTO.c.channel == channel) & (PHOTO.c.account == account))
        await self._blank((CONTACT.c.channel == channel) & (CONTACT.c.account == account))
        await self._forget_learned((ITEM.c.channel == channel) & (ITEM.c.account == account))
        await self._cards_of(channel, account)
        mine = (NOTICE.c.channel == channel) & (NOTICE.c.account == account) & NOTICE.c.sent_at.is_not(None)
        await self._all(_removing(NOTICE, mine), 0)
        return int(talk is not None), refs

    async def _forget_learned(self, mine: Any) -> None:
        """What came of an order or a case that stays would be gathered anew: of that an empty row is left."""
        await self._all(_removing(ITEM, mine & ITEM.c.source.is_(None)), 0)
        left = {"state": "forgotten", "words": "", "taught": "", "account": ""}
        async with self.database.writing() as session, session.begin():
            await session.execute(update(ITEM).where(mine).values(left))

    async def _cards_of(self, channel: str, account: str) -> None:
        async def step(session: AsyncSession, after: int) -> tuple[int | None, int]:
            return await forget_cards_of(session, channel, account, after=after, limit=BATCH), 0

        await self._all(step, 0)

    async def _empty(self, session: AsyncSession, talk: Talk) -> None:
        for table in (OUTBOX, INBOX):
            await session.execute(delete(table).where(table.c.conversation_id == talk.id))
        talk.state, talk.due_at, talk.first_place, talk.waiting_from = {}, None, None, None
        await session.execute(update(TALK).where(TALK.c.id == talk.id).values(token=secrets.token_hex(8)))
        await Conversations(session).save(talk, self.clock.now())

    async def _photos(self, which: Any) -> Sequence[str]:
        gone: list[str] = []

        async def step(session: AsyncSession, _after: str) -> tuple[str | None, int]:
            some = select(PHOTO.c.ref).where(which, LOOSE).limit(BATCH)
            away = delete(PHOTO).where(PHOTO.c.ref.in_(some), LOOSE).returning(PHOTO.c.ref)
            refs = (await session.execute(away)).scalars().all()
            gone.extend(refs)
            return (refs[-1] if refs else None), len(refs)

        await self._all(step, "")
        return gone

    async def _blank(self, which: Any) -> None:
        async def step(session: AsyncSession, after: int) -> tuple[int | None, int]:
            book = OrderBook(session, self.region, self.clock)
            return await book.blank(which, after=after, limit=BATCH), 0

        await self._all(step, 0)

    async def _all(self, step: Step, place: Any) -> int:
        """Steps to the end, each in a transaction of its own; tells how many rows."""
        total = 0
        while place is not None:
            async with self.database.writing() as session, session.begin():
                place, count = await step(session, place)
            total += count
        return total


def _removing(table: Any, old: Any) -> Step:
    async def step(session: AsyncSession, after: int) -> tuple[int | None, int]:
        wanted = select(table.c.id).where(old, table.c.id > after).order_by(table.c.id).limit(BATCH)
        numbers = (await session.execute(wanted)).scalars().all()
        await session.execute(delete(table).where(table.c.id.in_(numbers), old))
        return (numbers[-1] if numbers else None), len(numbers)

    return step
