"""Forgetting: what is old, or one person at their wish. Orders and handoffs stay; contact records lose words."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.dead_letters import DeadLetters
from bot.forgetting import BATCH, Forgetting
from bot.leases import Leases
from bot.photos import REF
from bot.tables import Photo

STRAY_AFTER = timedelta(days=1)
"""A file without a row: its upload was cut off. A fresh one may still get its row."""
LEASE = "forget"
LEASE_SECONDS = 900.0
"""How long one part may take before another process may begin as well; that does no harm."""


class Retention:
    """Removes what is no longer needed."""

    def __init__(
        self, forgetting: Forgetting, photos: Path, leases: Leases, letters: DeadLetters, *, keep_days: int
    ) -> None:
        self.forgetting = forgetting
        self.photos = photos
        self.leases = leases
        self.letters = letters
        self.keep_days = keep_days

    async def forget_old(self) -> int:
        """Removes what is older than `keep_days`: letters nobody looked at, conversations, words, photos, stray files.

        Tells how many conversations and photos; 0 where another process is at it.
        """
        if not await self.leases.hold(LEASE, LEASE_SECONDS):
            return 0
        try:
            return await self._forget_old()
        finally:
            await self.leases.drop(LEASE)

    async def forget(self, channel: str, account: str) -> int:
        """Removes the conversation of one person, photos that are in no order or handoff, and words on record."""
        count, refs = await self.forgetting.person(channel, account)
        await asyncio.to_thread(self._remove, refs)
        return count + len(refs)

    async def _forget_old(self) -> int:
        now = self.forgetting.clock.now()
        before = now - timedelta(days=self.keep_days)
        while await self.letters.lay_aside_old(before, BATCH):
            pass
        await self.forgetting.words(before)
        await self._on()
        count = await self.forgetting.talks(before)
        await self._on()
        refs = await self.forgetting.photos(before)
        await asyncio.to_thread(self._remove, refs)
        await self.forgetting.learned(before)
        await self.forgetting.contacts(before)
        await self.forgetting.told(before)
        await self.forgetting.replayed(before)
        await self._sweep(now - STRAY_AFTER)
        return count + len(refs)

    async def _on(self) -> None:
        await self.leases.hold(LEASE, LEASE_SECONDS)

    async def _sweep(self, before: datetime) -> None:
        stray = await asyncio.to_thread(self._older, before)
        async with self.forgetting.database.reading() as session:
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
