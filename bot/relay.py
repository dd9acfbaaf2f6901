"""What a resident says while a person has the conversation: it goes to that person, word for word.

The bot stays silent, in danger too: the worker is told so in the first line and has the emergency numbers at hand, and
the handoff turns urgent, so that its lease and its escalation are short (bot.escalation).
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.conversations import Talk
from bot.effects import keep_photos
from bot.last_resort import LastResort
from bot.staff_post import StaffPost
from config.clock import Clock
from handlers.message import Incoming, Reply
from handlers.state import Conversation
from orders.handoffs import HandoffBook
from orders.tables import Handoff

MOST_ADDED = 50
"""Later messages kept in the packet; the inbox holds them all."""
WORDS = {"human": "人工", "cancel": "取消", "restart": "重来", "back": "返回", "progress": "进度", "help": "帮助"}
WORDS |= {"lang": "换语言", "lang_en": "English", "lang_zh": "中文"}
"""Commands by the words a worker knows."""
KINDS = {"danger": "人身安全", "self_harm": "轻生的念头"}
DANGER = "🔴 居民的话里可能有危险：{what}。请马上回应，必要时请居民拨打 110、119、120。"


class HandoffRelay:
    """Gives words to the worker, in the transaction of the resident's turn."""

    def __init__(self, clock: Clock, last_resort: LastResort) -> None:
        self.clock = clock
        self.last_resort = last_resort

    async def relay(self, session: AsyncSession, talk: Talk, incoming: Incoming) -> None:
        """Hands a message on and adds it to the packet."""
        book = HandoffBook(session, self.clock)
        handoff = await book.get(talk.held_by or 0)
        said = _said(talk, incoming)
        await self._keep(session, handoff, incoming, said)
        await book.resident_spoke(handoff)
        signals = self.last_resort.dangers(incoming.text)
        if signals:
            await session.execute(update(Handoff).where(col(Handoff.id) == handoff.id).values(urgent=True))
        lines = (
            [DANGER.format(what="、".join(dict.fromkeys(KINDS[signal.kind] for signal in signals)))] if signals else []
        )
        lines.append(f"{handoff.receipt} 居民：{said}")
        reply = Reply("\n".join(lines), attachments=incoming.attachments)
        if handoff.staff_id is not None:  # whoever works on the pages alone has no account, and sees it there
            await StaffPost(session, self.clock).tell(handoff.staff_id, reply)

    async def _keep(self, session: AsyncSession, handoff: Handoff, incoming: Incoming, said: str) -> None:
        packet = dict(handoff.packet)
        if not incoming.option:  # a tap tells nothing of the matter
            packet["added"] = [*packet.get("added", ()), said][-MOST_ADDED:]
        refs = [file.ref for file in incoming.attachments]
        packet["attachments"] = list(dict.fromkeys([*packet.get("attachments", ()), *refs]))
        if incoming.location is not None:
            packet["location"] = {"lat": incoming.location.lat, "lng": incoming.location.lng}
        handoff.packet = packet
        await session.flush()
        await keep_photos(session, refs, incoming.account)


def _said(talk: Talk, incoming: Incoming) -> str:
    """The words; for what is none, what it was."""
    parts = [f"（回复“{incoming.quote.text}”）"] if incoming.quote else []
    parts += [incoming.text.strip()] if incoming.text.strip() else []
    if incoming.option:
        options = WORDS | dict(Conversation.from_json(talk.state).options)
        parts.append(f"（点了“{options.get(incoming.option, incoming.option)}”）")
    kinds = {"photo": "照片", "voice": "语音", "file": "文件"}
    if not parts:
        parts += [f"（发来{kinds[kind]}）" for kind in dict.fromkeys(file.kind for file in incoming.attachments)]
    if incoming.location is not None:
        parts.append(f"（位置：{incoming.location.lat:.5f}, {incoming.location.lng:.5f}）")
    return " ".join(parts) or "（空消息）"
