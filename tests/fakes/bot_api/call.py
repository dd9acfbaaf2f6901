"""One call of one bot, as the methods see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from .errors import forbidden, refused
from .sent import Sent
from .state import Bot, Chat, Json


class World(Protocol):
    """What a method may ask of the server."""

    people: dict[int, Json]

    def record(self, sent: Sent) -> None:
        """Keeps what a bot sent."""

    def follow(self, bot: Bot) -> None:
        """Starts or stops deliveries after the webhook changed."""


@dataclass(frozen=True)
class Call:
    """A checked call: every parameter has its type."""

    world: World
    bot: Bot
    method: str
    params: dict[str, Any]
    at: float

    def chat(self, key: str = "chat_id") -> Chat:
        """The chat of a parameter; it must exist."""
        number = self.params[key]
        person = self.world.people.get(number) if isinstance(number, int) else None
        if person is None:
            raise refused("chat not found")
        return self.bot.chat(person)

    def open_chat(self) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.chat()
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.opened:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def record(self, message: Json) -> None:
        """Keeps the call as something a person saw."""
        self.world.record(
            Sent(
                token=self.bot.token,
                method=self.method,
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text=message.get("text") or message.get("caption") or "",
                at=self.at,
                params=self.params,
            )
        )
