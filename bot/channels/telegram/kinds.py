"""What a message holds: kinds the desk can take, kinds it can only note, and notices of Telegram itself."""

from __future__ import annotations

from aiogram.enums import ContentType
from aiogram.types import Message

from bot.picture import FORMATS
from handlers.unread import MARKS

PICTURES = frozenset(f"image/{name.lower()}" for name in FORMATS)
VOICES = frozenset({"audio/ogg", "audio/opus"})
NOTED = {
    ContentType.VIDEO: "video",
    ContentType.VIDEO_NOTE: "video",
    ContentType.ANIMATION: "video",
    ContentType.STICKER: "sticker",
    ContentType.AUDIO: "audio",
    ContentType.DOCUMENT: "file",
    ContentType.STORY: "other",
    ContentType.DICE: "other",
    ContentType.POLL: "other",
    ContentType.GAME: "other",
    ContentType.CHECKLIST: "other",
    ContentType.PAID_MEDIA: "other",
    ContentType.GIVEAWAY: "other",
    ContentType.UNKNOWN: "other",
}
"""Kinds without anything to read, apart from a caption; UNKNOWN is what a later Telegram adds."""
TAKEN = frozenset({
    ContentType.TEXT,
    ContentType.PHOTO,
    ContentType.LIVE_PHOTO,
    ContentType.VOICE,
    ContentType.LOCATION,
    ContentType.VENUE,
    ContentType.CONTACT,
})  # fmt: skip


def is_said(message: Message) -> bool:
    """Whether a person said something; everything else is a notice, such as a pinned message."""
    return message.content_type in TAKEN or message.content_type in NOTED


def mark(message: Message) -> str:
    """The mark for a kind that cannot be read; empty for all others."""
    if message.content_type in TAKEN or is_picture(message) or is_voice(message):
        return ""
    return MARKS[NOTED.get(ContentType(message.content_type), "other")]


def is_picture(message: Message) -> bool:
    """Whether a document is a picture sent as a file."""
    return message.document is not None and (message.document.mime_type or "").lower() in PICTURES


def is_voice(message: Message) -> bool:
    """Whether a piece of audio is recorded as voice notes are."""
    return message.audio is not None and (message.audio.mime_type or "").lower() in VOICES
