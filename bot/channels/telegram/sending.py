"""Where replies to residents on Telegram leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.types import FSInputFile, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.channels.telegram.buttons import Rows
from bot.channels.telegram.rendering import FilePart, Part, TextPart, parts
from bot.channels.telegram.troubles import KNOWN, meaning
from bot.delivery import Refused
from bot.photos import REF
from handlers.message import Reply

SECONDS = 15
"""How long one call may take before it counts as failed; less than the outbox waits."""
FILE_GONE = "要发的文件已经不在了，请重新发一次。"


class TelegramSender:
    """A channel of the outbox. `files` is the folder of the photo store."""

    def __init__(self, bot: Bot, files: Path) -> None:
        self.bot = bot
        self.files = files

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Part]:
        """The reply as the messages Telegram carries, at least one."""
        return parts(reply, outbox_id)

    async def send(self, account: str, part: Part) -> str:
        """Sends one part; returns Telegram's number of it.

        Raises:
            TryLater, Refused: see `troubles`.
        """
        try:
            return str((await self._send(int(account), part)).message_id)
        except KNOWN as error:
            raise meaning(error) from None  # its text may quote the message, its address holds the token

    async def _send(self, chat: int, part: Part) -> Message:
        if isinstance(part, TextPart):
            return await self.bot.send_message(
                chat, part.html, parse_mode=ParseMode.HTML, reply_markup=markup(part.buttons), request_timeout=SECONDS
            )
        send = {"photo": self._photo, "voice": self._voice, "file": self._document}[part.kind]
        return await send(chat, part)

    async def _photo(self, chat: int, part: FilePart) -> Message:
        file, caption = self._file(part), part.caption or None
        return await self.bot.send_photo(
            chat, file, caption=caption, parse_mode=ParseMode.HTML, request_timeout=SECONDS
        )

    async def _voice(self, chat: int, part: FilePart) -> Message:
        file, caption = self._file(part), part.caption or None
        return await self.bot.send_voice(
            chat, file, caption=caption, parse_mode=ParseMode.HTML, request_timeout=SECONDS
        )

    async def _document(self, chat: int, part: FilePart) -> Message:
        file, caption = self._file(part), part.caption or None
        return await self.bot.send_document(
            chat, file, caption=caption, parse_mode=ParseMode.HTML, request_timeout=SECONDS
        )

    def _file(self, part: FilePart) -> FSInputFile:
        path = self.files / part.ref
        if not REF.fullmatch(part.ref) or not path.is_file():
            msg = "file gone"
            raise Refused(msg, FILE_GONE)
        return FSInputFile(path)


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram takes them; None where there are none."""
    if not rows:
        return None
    keyboard = [[InlineKeyboardButton(text=one.label, callback_data=one.data) for one in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keyboard)
