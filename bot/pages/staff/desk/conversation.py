"""The conversation with a resident as the desk shows it: both sides in order, who said it, and whether it arrived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import INBOX, OUTBOX, Conversations
from bot.reply_json import reply_from_json
from config.masking import mask
from handlers.message import Reply
from handlers.state import Conversation
from orders.tables import Handoff, Staff

PAGE: Final = 40
"""Messages that are read at once; earlier ones on request."""
Who = Literal["resident", "bot", "staff"]


@dataclass(frozen=True)
class Bubble:
    """One message. `state` is how its delivery stands, empty where there is nothing to say."""

    seq: int
    who: Who
    name: str
    at: datetime
    text: str
    rows: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    state: str = ""


class Dialogue:
    """Reads what was said to and by the resident of a handoff, within one database session.

    `full` shows numbers: for whoever holds the handoff. What is stored of messages is masked anyway; the packet has
    the words in full as long as somebody needs them.
    """

    def __init__(self, session: AsyncSession, handoff: Handoff, known: frozenset[str], *, full: bool) -> None:
        self.session = session
        self.handoff = handoff
        self.known = known
        self.full = full
        packet = handoff.packet
        said = [str(one) for one in (*packet.get("words", ()), *packet.get("added", ())) if one] if full else []
        self._whole = {mask(one): one for one in said}

    async def read(self, *, before: int | None = None, limit: int = PAGE) -> list[Bubble]:
        """The last messages, oldest first; `before` that place for the page before. None where it was forgotten."""
        talk = await Conversations(self.session).find(self.handoff.channel, self.handoff.account)
        if talk is None:
            return []
        names = dict(Conversation.from_json(talk.state).options)
        said = [self._said(row, names) for row in await self._rows(INBOX, talk.id, before, limit)]
        rows = await self._rows(OUTBOX, talk.id, before, limit)
        staff = await self._names(rows)
        both = [*said, *(self._told(row, staff) for row in rows)]
        return sorted(both, key=lambda one: one.seq)[-limit:]

    async def _rows(self, table: Any, talk: int, before: int | None, limit: int) -> Sequence[Row[Any]]:
        wanted = select(table).where(table.c.conversation_id == talk).order_by(table.c.seq.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(table.c.seq < before)
        if table is OUTBOX:
            wanted = wanted.where(OUTBOX.c.withheld_at.is_(None))
        return list(await self.session.execute(wanted))

    async def _names(self, rows: Sequence[Row[Any]]) -> Mapping[str, str]:
        ids = {int(row.author) for row in rows if str(row.author).isdecimal()}
        if not ids:
            return {}
        wanted = select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_(ids))
        return {str(number): name for number, name in await self.session.execute(wanted)}

    def _said(self, row: Row[Any], names: Mapping[str, str]) -> Bubble:
        text = self._whole.get(row.text, row.text)
        if row.option:
            text = f"{text}（点了“{names.get(row.option, row.option)}”）".strip()
        text = f"{text}（发来位置）" if row.located else text
        text = self._shown(text) or ("" if row.attachments else "（空消息）")
        return Bubble(row.seq, "resident", "居民", row.received_at, text, files=tuple(row.attachments))

    def _told(self, row: Row[Any], staff: Mapping[str, str]) -> Bubble:
        reply: Reply = reply_from_json(row.reply)
        who: Who = "staff" if row.author else "bot"
        return Bubble(
            row.seq,
            who,
            staff.get(str(row.author), "同事") if row.author else "机器人",
            row.created_at,
            self._shown(reply.text),
            rows=tuple((name, self._shown(value)) for name, value in reply.rows),
            options=tuple(self._shown(option.label) for option in reply.options),
            files=tuple(file.ref for file in reply.attachments),
            state=_delivery(row),
        )

    def _shown(self, text: str) -> str:
        return text if self.full else mask(text, self.known)


def _delivery(row: Row[Any]) -> str:
    if row.dead_at is not None:
        return "没有送到"
    if row.sent_at is None:
        return "正在送" if not row.tries else f"还没送到，试了 {row.tries} 次"
    return ""
