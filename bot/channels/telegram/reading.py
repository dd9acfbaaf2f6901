"""What Telegram brings, as messages the desk takes. Pure: files are named here and fetched elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aiogram.types import CallbackQuery, Message, PhotoSize

from bot.channels.clean import clean_text
from bot.channels.telegram import commands, kinds
from bot.channels.telegram.buttons import DATA_BYTES
from handlers.message import Incoming, Location, Quote

CHANNEL = "telegram"
MAX_CHARACTERS = 20_000
"""Telegram itself allows 4,096; whatever a later one allows, the inbox holds this much."""
QUOTED = 80
"""Characters of an earlier message that are shown with the answer to it."""
CHINA_CODE = "86"
MOBILE = 11


@dataclass(frozen=True)
class Wanted:
    """A file to fetch. `size` is what Telegram says; 0 where it does not."""

    kind: Literal["photo", "voice"]
    file_id: str
    size: int = 0


def message_id(bot_id: int, update_id: int) -> str:
    """The number under which an update is known for good."""
    return f"{bot_id}:{update_id}"


def read_message(message: Message, number: str, now: datetime) -> Incoming:
    """The words, the place and the notes of a message; its files are in `wanted`."""
    language = (message.from_user.language_code if message.from_user else None) or ""
    text, option = commands.understood(clean_text(_words(message))[:MAX_CHARACTERS], language)
    noted = kinds.mark(message)
    return Incoming(
        channel=CHANNEL,
        account=str(message.chat.id),
        message_id=number,
        received_at=min(_moment(message), now),
        text="\n".join(part for part in (text, noted) if part),
        option=option,
        location=_place(message),
    )


def read_quote(message: Message, bot_id: int) -> Quote | None:
    """The words of the message that this one answers, or the part of it that was marked; None where there is none."""
    target = message.reply_to_message
    if target is None:
        return None
    part = message.quote.text if message.quote else ""
    words = " ".join(clean_text(part or target.text or target.caption or "").split())
    own = target.from_user is not None and target.from_user.id != bot_id
    name = {"photo": "照片", "voice": "语音", "location": "位置"}.get(target.content_type, "")
    words = words or (f"〔{name}〕" if name else "")
    return Quote(words if len(words) <= QUOTED else f"{words[: QUOTED - 1]}…", own) if words else None


def read_tap(query: CallbackQuery, number: str, now: datetime) -> Incoming:
    """A tapped button, with the code that stood behind it."""
    return Incoming(
        channel=CHANNEL,
        account=str(query.message.chat.id if query.message else query.from_user.id),
        message_id=number,
        received_at=now,
        option=clean_text(query.data or "")[:DATA_BYTES],
    )


def wanted(message: Message, largest: int) -> Wanted | None:
    """The file of a message that the desk can use; of a photo the largest size up to so many bytes."""
    if message.photo:
        size = _best(message.photo, largest)
        return Wanted("photo", size.file_id, size.file_size or 0)
    if kinds.is_picture(message) and message.document:
        return Wanted("photo", message.document.file_id, message.document.file_size or 0)
    voice = message.voice or (message.audio if kinds.is_voice(message) else None)
    return Wanted("voice", voice.file_id, voice.file_size or 0) if voice else None


def is_private(message: Message) -> bool:
    """Whether a person and the bot are alone."""
    return message.chat.type == "private"


def _moment(message: Message) -> datetime:
    if isinstance(message.edit_date, int):
        return datetime.fromtimestamp(message.edit_date, tz=message.date.tzinfo)
    return message.date


def _best(sizes: Sequence[PhotoSize], largest: int) -> PhotoSize:
    fitting = [size for size in sizes if (size.file_size or 0) <= largest] or [sizes[0]]
    return max(fitting, key=lambda size: size.width * size.height)


def _words(message: Message) -> str:
    if message.contact:
        return _contact(message)
    return message.text or message.caption or ""


def _contact(message: Message) -> str:
    """The number alone where it is the sender's own, as an answer to the question for it; else with the name."""
    contact = message.contact
    if contact is None:
        return ""
    number = contact.phone_number.strip().removeprefix("+")
    if number.startswith(CHINA_CODE) and len(number) == len(CHINA_CODE) + MOBILE:
        number = number.removeprefix(CHINA_CODE)
    own = message.from_user is not None and contact.user_id == message.from_user.id
    return number if own else f"联系人{contact.first_name}，电话{number}"


def _place(message: Message) -> Location | None:
    if message.venue:
        label = "，".join(part for part in (message.venue.title, message.venue.address) if part)
        point = message.venue.location
        return Location(point.latitude, point.longitude, clean_text(label))
    point_or_none = message.location
    return Location(point_or_none.latitude, point_or_none.longitude) if point_or_none else None
