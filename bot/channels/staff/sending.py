"""Where messages to staff leave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode

from bot.channels.staff.troubles import KNOWN, meaning
from bot.channels.telegram.buttons import Rows
from bot.channels.telegram.rendering import FilePart, Part, TextPart, parts
from bot.delivery import Refused
from bot.photos import REF
from handlers.message import Reply

FILE_GONE = "要发的文件已经不在了。"


class StaffSender:
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
                chat, part.html, parse_mode=ParseMode.HTML, reply_markup=markup(part.buttons)
            )
        file, caption = self._file(part), part.caption or None
        match part.kind:
            case "photo":
                return await self.bot.send_photo(chat, file, caption=caption, parse_mode=ParseMode.HTML)
            case "voice":
                return await self.bot.send_voice(chat, file, caption=caption, parse_mode=ParseMode.HTML)
        return await self.bot.send_document(chat, file, caption=caption, parse_mode=ParseMode.HTML)

    def _file(self, part: FilePart) -> Path:
        path = self.files / part.ref
        if not REF.fullmatch(part.ref) or not path.is_file():
            msg = "file gone"
            raise Refused(msg, FILE_GONE)
        return path


def markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """Buttons as Telegram takes them; None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in rows]
    )
