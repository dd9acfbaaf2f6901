"""Forgetting: old conversations, or one at its owner's wish. Orders, handoffs and contact records stay."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from bot.database import Database
from bot.tables import ConversationRow, Photo
from config.clock import Clock


class Retention:
    """Removes what is no longer needed."""

    def __init__(self, database: Database, photos: Path, clock: Clock, *, keep_days: int) -> None:
        self.database = database
        self.photos = photos
        self.clock = clock
        self.keep_days = keep_days

    async def forget_old(self) -> int:
        """Removes conversations and loose photos untouched for longer than `keep_days`; tells how many in all."""
        before = self.clock.now() - timedelta(days=self.keep_days)
        return await self._forget(col(ConversationRow.updated_at) < before, col(Photo.created_at) < before)

    async def forget(self, channel: str, account: str) -> int:
        """Removes the conversation of one person, and photos that are in no order or handoff."""
        conversation = (col(ConversationRow.channel) == channel) & (col(ConversationRow.account) == account)
        return await self._forget(conversation, (col(Photo.channel) == channel) & (col(Photo.account) == account))

    async def _forget(self, conversations: Any, photos: Any) -> int:
        loose = photos & col(Photo.kept).is_(False)
        async with self.database.writing() as session, session.begin():
            refs = (await session.execute(select(col(Photo.ref)).where(loose))).scalars().all()
            await session.execute(delete(Photo).where(loose))
            ids = (await session.execute(select(col(ConversationRow.id)).where(conversations))).scalars().all()
            await session.execute(delete(ConversationRow).where(conversations))
        await asyncio.to_thread(self._remove, refs)
        return len(refs) + len(ids)

    def _remove(self, refs: Sequence[str]) -> None:
        for ref in refs:
            (self.photos / ref).unlink(missing_ok=True)
