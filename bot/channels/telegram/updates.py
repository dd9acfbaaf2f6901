"""Updates as they come over the wire: their number, and the chat they belong to. No library stands between."""

from __future__ import annotations

from typing import Any

from bot.channels.clean import is_storable

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that belong to a chat."""


def number_of(raw: Any) -> int | None:
    """The number of an update; None where this is none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    whole = isinstance(number, int) and not isinstance(number, bool) and is_storable(number)
    return number if whole else None


def chat_of(raw: Any) -> object:
    """What keeps the order: updates with the same value are taken one after the other."""
    for kind in KINDS:
        event = raw.get(kind) if isinstance(raw, dict) else None
        if isinstance(event, dict):
            message = event.get("message") if kind == "callback_query" else event
            chat = message.get("chat") if isinstance(message, dict) else None
            return str(chat.get("id")) if isinstance(chat, dict) else ""
    return ""
