"""A reply on its way: what the sender knows of it, and which one of a conversation comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from bot.conversations import OUTBOX

SEND_SECONDS, FILE_SECONDS = 10.0, 60.0
"""How long sending a reply may take, without and with files."""
GRACE_SECONDS = 4.0
"""A reply under way for so much longer has lost its process: another one may send it."""
NEEDED = frozenset({"order", "receipt", "danger"})
"""Kinds of replies that a resident must not miss, even where a person speaks now."""
HEADS = (
    select(OUTBOX.c.conversation_id, func.min(OUTBOX.c.seq).label("seq"))
    .where(OUTBOX.c.try_at.is_not(None))
    .group_by(OUTBOX.c.conversation_id)
    .subquery()
)
"""The next reply of each conversation: what stands behind it waits for it."""


@dataclass(frozen=True)
class Letter:
    """A reply that this process is sending."""

    id: int
    conversation_id: int
    channel: str
    account: str
    author: str
    raw: Mapping[str, Any]
    tries: int
    parts: int
    refs: tuple[str, ...]
    created_at: datetime


def send_seconds(raw: Mapping[str, Any]) -> float:
    """How long sending this reply may take."""
    return FILE_SECONDS if raw.get("attachments") else SEND_SECONDS


def read_letter(row: Row[Any], talk: Row[Any]) -> Letter:
    """The letter in a row of the outbox, of that conversation."""
    return Letter(
        id=row.id,
        conversation_id=row.conversation_id,
        channel=talk.channel,
        account=talk.account,
        author=row.author,
        raw=row.reply,
        tries=row.tries,
        parts=row.parts,
        refs=tuple(row.refs),
        created_at=row.created_at,
    )
