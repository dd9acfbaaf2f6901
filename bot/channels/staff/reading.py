"""What Telegram brings, without Telegram: who, which words, which file, which button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import Message, PhotoSize, Update
from telegram.constants import ChatType

from bot.channels.clean import clean_text
from bot.channels.staff.memory import File
from bot.picture import FORMATS

MAX_CHARACTERS = 20_000
DATA_BYTES = 64
PICTURES = frozenset(f"image/{name.lower()}" for name in FORMATS)


@dataclass(frozen=True)
class Answered:
    """The message of the bot that a worker answers."""

    message_id: str
    text: str


@dataclass(frozen=True)
class Heard:
    """One update. `data` is what stood behind a tapped button; `message_id` the message it was under."""

    account: str
    number: str
    at: datetime
    text: str = ""
    data: str = ""
    file: File | None = None
    answers: Answered | None = None
    edited: bool = False


def read(update: Update, bot_id: int, now: datetime) -> Heard | None:
    """The update as the handlers take it; None where it is none of a person alone with the bot."""
    chat, number = update.effective_chat, f"{bot_id}:{update.update_id}"
    query, message = update.callback_query, update.effective_message
    if query is not None:
        if chat is not None and chat.type != ChatType.PRIVATE:
            return None
        account = str(chat.id if chat else query.from_user.id)
        return Heard(account, number, now, data=clean_text(query.data or "")[:DATA_BYTES])
    if chat is None or chat.type != ChatType.PRIVATE or message is None:
        return None
    return Heard(
        account=str(chat.id),
        number=number,
        at=min(message.date, now),
        text=clean_text(message.text or message.caption or "")[:MAX_CHARACTERS].strip(),
        file=_file(message),
        answers=_answered(message),
        edited=update.edited_message is not None,
    )


def _answered(message: Message) -> Answered | None:
    told = message.reply_to_message
    if told is None or told.from_user is None or not told.from_user.is_bot:
        return None
    return Answered(str(told.message_id), clean_text(told.text or told.caption or ""))


def _file(message: Message) -> File | None:
    if message.photo:
        best = max(message.photo, key=_pixels)
        return File("photo", best.file_id, best.file_size or 0)
    document = message.document
    if document is not None and (document.mime_type or "").lower() in PICTURES:
        return File("photo", document.file_id, document.file_size or 0)
    voice = message.voice
    return File("voice", voice.file_id, voice.file_size or 0) if voice else None


def _pixels(size: PhotoSize) -> int:
    return size.width * size.height
