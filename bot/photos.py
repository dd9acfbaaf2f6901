"""The store of photos and voice notes: random names, one owner each, a limit a day."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database, one_at_a_time
from bot.picture import MIME, clean_picture
from bot.tables import Photo
from config.clock import Clock
from config.errors import AttachmentRefused, TooManyFiles
from handlers.message import Attachment

REF = re.compile(r"photo-[A-Za-z0-9_-]{22}\.jpg|voice-[A-Za-z0-9_-]{22}\.ogg")
"""Every name that the store gives."""
VOICE = "voice-"
VOICE_MIME = "audio/ogg"
VOICE_BYTES = 10 * 1024 * 1024
"""About an hour and a half as Telegram records it."""
OGG = b"OggS"
NOT_A_VOICE = "这段语音收不了，请重新录一段短些的，或者直接打字说。"
PER_MESSAGE = 6
AT_ONCE = 2
"""Pictures decoded at the same time: each may need 200 MB for a moment."""


class Photos:
    """Photos of residents, on disk, served to their owner only."""

    def __init__(self, folder: Path, database: Database, clock: Clock, *, per_day: int) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        self.per_day = per_day
        self._decoding = asyncio.Semaphore(AT_ONCE)

    async def add(self, data: bytes, *, channel: str, account: str) -> str:
        """Checks and stores a photo; returns its name.

        Raises:
            AttachmentRefused: not a usable picture, or too many today.
        """
        async with self.database.reading() as session:
            await self._check_count(account, session)
        async with self._decoding:
            clean = await asyncio.to_thread(clean_picture, data)
        return await self._store(f"photo-{secrets.token_urlsafe(16)}.jpg", clean, channel, account)

    async def add_voice(self, data: bytes, *, channel: str, account: str) -> str:
        """Checks and stores a voice note as it is; returns its name.

        Raises:
            AttachmentRefused: no OGG file, too large, or too many today.
        """
        if not data.startswith(OGG) or len(data) > VOICE_BYTES:
            raise AttachmentRefused(say=NOT_A_VOICE)
        return await self._store(f"{VOICE}{secrets.token_urlsafe(16)}.ogg", data, channel, account)

    async def _store(self, ref: str, data: bytes, channel: str, account: str) -> str:
        photo = Photo(ref=ref, channel=channel, account=account, size=len(data))
        photo.created_at = self.clock.now()
        await asyncio.to_thread(self._write, photo.ref, data)
        try:
            async with self.database.writing() as session, session.begin():
                await one_at_a_time(session, f"photos of {account}")
                await self._check_count(account, session)
                session.add(photo)
        except Exception:
            (self.folder / photo.ref).unlink(missing_ok=True)
            raise
        return photo.ref

    async def owned(self, refs: Sequence[str], account: str) -> tuple[Attachment, ...]:
        """The attachments of these names, as far as they are this person's."""
        if not refs:
            return ()
        mine = col(Photo.ref).in_(refs) & (col(Photo.account) == account)
        async with self.database.reading() as session:
            known = {photo.ref: photo for photo in (await session.execute(select(Photo).where(mine))).scalars()}
        return tuple(attachment(ref, known[ref].size) for ref in dict.fromkeys(refs) if ref in known)

    async def file(self, ref: str, account: str) -> Path | None:
        """Where the file lies; None where there is none, or it is somebody else's."""
        if not REF.fullmatch(ref):
            return None
        async with self.database.reading() as session:
            photo = await session.get(Photo, ref)
        path = self.folder / ref
        return path if photo and photo.account == account and path.is_file() else None

    async def _check_count(self, account: str, session: AsyncSession) -> None:
        recent = col(Photo.created_at) > self.clock.now() - timedelta(days=1)
        mine = select(func.count()).select_from(Photo).where(col(Photo.account) == account, recent)
        if (await session.execute(mine)).scalar_one() >= self.per_day:
            raise TooManyFiles(say="今天的照片已经很多了，先发文字吧；还要补充照片，明天可以接着发，或回复“人工”。")

    def _write(self, ref: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / ref).write_bytes(data)


def mime_of(ref: str) -> str:
    """The kind of a stored file, from its name."""
    return VOICE_MIME if ref.startswith(VOICE) else MIME


def attachment(ref: str, size: int, caption: str = "") -> Attachment:
    """A stored file as part of a message."""
    return Attachment("voice" if ref.startswith(VOICE) else "photo", ref, mime_of(ref), size, caption)
