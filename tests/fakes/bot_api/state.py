"""What one bot knows: its chats, its messages, its updates."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from .schema import KINDS
from .values import Upload

Json = dict[str, Any]
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
DEFAULT_KINDS = frozenset(KINDS) - UNASKED


@dataclass
class Chat:
    """A private chat of one bot with one person."""

    person: Json
    opened: bool = False
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)

    def json(self) -> Json:
        """The chat as it stands in a message."""
        return {"id": self.person["id"], "type": "private", "first_name": self.person["first_name"]}


@dataclass
class Webhook:
    """Where a bot wants its updates."""

    url: str
    secret: str | None = None
    max_connections: int = 40
    last_error: tuple[int, str] | None = None


class Bot:
    """One token."""

    def __init__(self, token: str, number: int) -> None:
        self.token = token
        self.info: Json = {
            "id": number,
            "is_bot": True,
            "first_name": f"Bot {number}",
            "username": f"fake_{number}_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.updates: list[Json] = []
        self.pending: dict[int, Json] = {}
        self.kinds: frozenset[str] = DEFAULT_KINDS
        self.webhook: Webhook | None = None
        self.poller = 0
        self.held = False
        self.wake = asyncio.Event()
        self.messages = 0
        self.files: dict[str, Upload] = {}
        self.queries: set[str] = set()
        self.settings: Json = {}
        self.commands: dict[str, list[Json]] = {}

    def chat(self, person: Json) -> Chat:
        """The chat with a person, made at first use."""
        return self.chats.setdefault(person["id"], Chat(person))

    def add_update(self, kind: str, content: Json) -> Json:
        """Queues an update, unless the bot does not listen to its kind (then its number is 0)."""
        if kind not in self.kinds:
            return {"update_id": 0, kind: content}
        update: Json = {"update_id": len(self.updates) + 1, kind: content}
        self.updates.append(update)
        self.pending[update["update_id"]] = update
        self.wake.set()
        return update

    def add_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Puts a new message in a chat."""
        self.messages += 1
        message = {
            "message_id": self.messages,
            "from": sender,
            "chat": chat.json(),
            "date": int(time.time()),
            **content,
        }
        chat.messages[self.messages] = message
        return message

    def add_file(self, upload: Upload) -> Json:
        """Keeps a file; its number says what it is."""
        number = f"file-{self.info['id']}-{len(self.files) + 1}"
        self.files[number] = upload
        return self.file(number)

    def file(self, number: str) -> Json:
        """The fields every kind of file has."""
        return {"file_id": number, "file_unique_id": f"u-{number}", "file_size": len(self.files[number].data)}

    async def woken(self, limit: float | None = None) -> None:
        """Waits until something changes, or the limit passes."""
        self.wake.clear()
        try:
            async with asyncio.timeout(limit):
                await self.wake.wait()
        except TimeoutError:
            return
