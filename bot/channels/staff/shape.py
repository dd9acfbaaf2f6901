"""What an update must look like before it is taken: python-telegram-bot itself checks no kinds of values."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Number = Annotated[int, Field(strict=True)]
Words = Annotated[str, Field(strict=True)]


class Shape(BaseModel):
    """Only what the bot reads; whatever else there is may be of any kind."""

    model_config = ConfigDict(extra="ignore")


class Chat(Shape):
    """A chat."""

    id: Number
    type: Words


class User(Shape):
    """A person or a bot."""

    id: Number
    is_bot: bool
    first_name: Words


class Entity(Shape):
    """A marked piece of text."""

    type: Words
    offset: Number
    length: Number


class File(Shape):
    """A photo, a voice note or a document."""

    file_id: Words
    file_size: Number | None = None
    mime_type: Words | None = None
    width: Number = 0
    height: Number = 0


class Button(Shape):
    """A button under a message."""

    text: Words
    callback_data: Words | None = None


class Markup(Shape):
    """The buttons under a message."""

    inline_keyboard: list[list[Button]] = []


class Message(Shape):
    """A message."""

    message_id: Number
    date: Number
    chat: Chat
    sender: User | None = Field(None, alias="from")
    text: Words | None = None
    caption: Words | None = None
    entities: list[Entity] | None = None
    photo: list[File] | None = None
    voice: File | None = None
    document: File | None = None
    reply_to_message: Message | None = None
    reply_markup: Markup | None = None


class Query(Shape):
    """A tapped button."""

    id: Words
    sender: User = Field(alias="from")
    message: Message | None = None
    data: Words | None = None


class Whole(Shape):
    """An update."""

    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Query | None = None


def fits(raw: Any) -> bool:
    """Whether every value that the bot reads is of its kind."""
    try:
        WHOLE.validate_python(raw)
    except (ValidationError, RecursionError):
        return False
    return True


WHOLE = TypeAdapter(Whole)
