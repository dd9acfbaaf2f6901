"""Fetches what a worker sends for a resident, into the resident's own store."""

from __future__ import annotations

from telegram import Bot

from bot.channels.staff.memory import File
from bot.channels.staff.troubles import KNOWN
from bot.photos import VOICE_BYTES, Photos, attachment
from config.errors import AttachmentRefused, TooManyFiles
from config.log import log_failure
from handlers.message import Attachment
from orders.tables import Handoff

TRIES = 2
LOST = "照片或语音没有取到，没有发给居民，请再发一次。"
UNUSABLE = "这个文件用不了，没有发给居民。请发 JPG、PNG 照片或短一些的语音。"
TOO_MANY = "今天和这位居民来往的照片已到上限，没有发给居民，请改用文字。"
TOO_LARGE = "文件太大，没有发给居民，请发小一点的。"


class Files:
    """The way from Telegram into the photo store."""

    def __init__(self, bot: Bot, photos: Photos, *, photo_bytes: int) -> None:
        self.bot = bot
        self.photos = photos
        self.photo_bytes = photo_bytes

    async def fetch(self, wanted: File, handoff: Handoff) -> Attachment:
        """The stored file, which belongs to the resident of the handoff.

        Raises:
            AttachmentRefused: it could not be fetched or cannot be used; `say` is for the worker.
        """
        data = await self._bytes(wanted)
        add = self.photos.add if wanted.kind == "photo" else self.photos.add_voice
        try:
            ref = await add(data, channel=handoff.channel, account=handoff.account)
        except TooManyFiles:
            raise AttachmentRefused(say=TOO_MANY) from None
        except AttachmentRefused:
            raise AttachmentRefused(say=UNUSABLE) from None
        return attachment(ref, len(data))

    async def _bytes(self, wanted: File) -> bytes:
        limit = self.photo_bytes if wanted.kind == "photo" else VOICE_BYTES
        if wanted.size > limit:
            raise AttachmentRefused(say=TOO_LARGE)
        for left in reversed(range(TRIES)):
            try:
                file = await self.bot.get_file(wanted.file_id)
                return bytes(await file.download_as_bytearray())
            except KNOWN as error:
                if not left:
                    log_failure("file not fetched", error, kind=wanted.kind)
        raise AttachmentRefused(say=LOST)
