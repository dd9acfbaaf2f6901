"""Forgetting: old conversations, or one at its owner's wish. Orders and handoffs stay; contact records lose words."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database
from bot.photos import REF
from bot.tables import ConversationRow, Photo
from config.clock import Clock
from config.region import Region
from orders.book import OrderBook
from orders.tables import ContactRecord

STRAY_AFTER = timedelta(days=1)
"""A file without a row: its upload was cut off. A fresh one may still get its row."""


class Retention:
    """Removes what is no longer needed."""

    def __init__(self, database: Database, photos: Path, region: Region, clock: Clock, *, keep_days: int) -> None:
        self.database = database
        self.photos = photos
        self.region = region
        self.clock = clock
        self.keep_days = keep_days

    async def forget_old(self) -> int:
        """Removes conversations untouched for longer than `keep_days`, photos of no conversation and stray files.

        Tells how many conversations and photos.
        """
        before = self.clock.now() - timedelta(days=self.keep_days)
        talking = (col(ConversationRow.channel) == Photo.channel) & (col(ConversationRow.account) == Photo.account)
        photos = (col(Photo.created_at) < before) & ~exists().where(talking)
        old = col(ConversationRow.updated_at) < before
        count = await self._forget(old, photos, col(ContactRecord.at) < before)
        await self._sweep(self.clock.now() - STRAY_AFTER)
        return count

    async def forget(self, channel: str, account: str) -> int:
        """Removes the conversation of one person, photos that are in no order or handoff, and words on record."""
        conversation, photo, contact = (
            (col(table.channel) == channel) & (col(table.account) == account)
            for table in (ConversationRow, Photo, ContactRecord)
        )
        return await self._forget(conversation, photo, contact)

    async def _forget(self, conversations: Any, photos: Any, contacts: Any) -> int:
        loose = photos & col(Photo.kept).is_(False)
        async with self.database.at_length() as session, session.begin():
            ids = (await session.execute(select(col(ConversationRow.id)).where(conversations))).scalars().all()
            await session.execute(delete(ConversationRow).where(conversations))
            refs = (await session.execute(delete(Photo).where(loose).returning(col(Photo.ref)))).scalars().all()
            await OrderBook(session, self.region, self.clock).blank(contacts)
        await asyncio.to_thread(self._remove, refs)
        return len(refs) + len(ids)

    async def _sweep(self, before: datetime) -> None:
        stray = await asyncio.to_thread(self._older, before)
        async with self.database.reading() as session:
            await asyncio.to_thread(self._remove, stray - await _known(session))

    def _older(self, before: datetime) -> set[str]:
        files = self.photos.iterdir() if self.photos.is_dir() else ()
        return {file.name for file in files if REF.fullmatch(file.name) and _written(file) < before.timestamp()}

    def _remove(self, refs: Collection[str]) -> None:
        for ref in refs:
            (self.photos / ref).unlink(missing_ok=True)


async def _known(session: AsyncSession) -> set[str]:
    return set((await session.execute(select(col(Photo.ref)))).scalars())


def _written(file: Path) -> float:
    """When the file was written; the end of time where it has gone meanwhile."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
