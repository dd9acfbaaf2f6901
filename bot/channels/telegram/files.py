"""Fetches what residents send. A file that does not arrive is told; it never costs the words it came with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiogram import Bot
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.reading import CHANNEL, Wanted
from bot.channels.telegram.troubles import KNOWN
from bot.photos import VOICE_BYTES, Photos, attachment
from config.errors import AttachmentRefused, TooManyFiles
from config.log import log_failure
from handlers.message import Attachment
from handlers.unread import MARKS

SECONDS = 15
"""For asking where the file is and fetching it, all together; the message waits a little longer than that."""
TRIES = 2
CHUNK = 64 * 1024


class TooLong(Exception):
    """More bytes than are taken."""


class Files:
    """The way from Telegram into the photo store."""

    def __init__(self, bot: Bot, photos: Photos, *, photo_bytes: int) -> None:
        self.bot = bot
        self.photos = photos
        self.photo_bytes = photo_bytes

    async def fetch(self, wanted: Wanted, account: str) -> tuple[tuple[Attachment, ...], str]:
        """The stored file; where there is none, the mark that says why."""
        try:
            data = await self._bytes(wanted)
            add = self.photos.add if wanted.kind == "photo" else self.photos.add_voice
            ref = await add(data, channel=CHANNEL, account=account)
        except TooManyFiles:
            return (), MARKS["photos_full"]
        except AttachmentRefused:
            return (), MARKS["photo_refused" if wanted.kind == "photo" else "voice_lost"]
        except (*KNOWN, TooLong, SQLAlchemyError) as error:
            log_failure("file not fetched", error, kind=wanted.kind)
            return (), MARKS[f"{wanted.kind}_lost"]
        return (attachment(ref, len(data)),), ""

    async def _bytes(self, wanted: Wanted) -> bytes:
        limit = self.photo_bytes if wanted.kind == "photo" else VOICE_BYTES
        if wanted.size > limit:
            raise TooLong
        async with asyncio.timeout(SECONDS):
            for left in reversed(range(TRIES)):
                try:
                    return await self._download(wanted.file_id, limit)
                except KNOWN:
                    if not left:
                        raise
        raise TooLong

    async def _download(self, file_id: str, limit: int) -> bytes:
        path = (await self.bot.get_file(file_id, request_timeout=SECONDS)).file_path
        if not path:
            raise TooLong  # Telegram names no place for files above its own limit
        url = self.bot.session.api.file_url(self.bot.token, path)
        return await whole(self.bot.session.stream_content(url, timeout=SECONDS, chunk_size=CHUNK), limit)


async def whole(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """All pieces together.

    Raises:
        TooLong: more than so many bytes; the rest is not read.
    """
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > limit:
            raise TooLong
    return bytes(data)
