"""Performs what a turn asks for, inside the turn's own transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.photos import REF
from bot.tables import Photo
from config.errors import FenliuError
from handlers.message import Effect, FileOrder, HandOff, Incoming, LookUp, Record
from orders.book import OrderBook
from orders.draft import OrderDraft

Result = Mapping[str, Any] | FenliuError


class Effects:
    """The effects of one incoming message. `scope` keeps the keys of one conversation apart from all others."""

    def __init__(self, session: AsyncSession, book: OrderBook, incoming: Incoming, scope: str = "") -> None:
        self.session = session
        self.book = book
        self.incoming = incoming
        self.scope = scope

    async def perform(self, effect: Effect) -> Result | None:
        """The result the desk wants to hear; an error that a person should read is a result too."""
        try:
            return await self._perform(effect)
        except FenliuError as error:
            return error

    async def _perform(self, effect: Effect) -> Result | None:
        match effect:
            case FileOrder():
                return await self._file(effect)
            case HandOff():
                packet = {"channel": self.incoming.channel, "account": self.incoming.account} | effect.packet
                handoff = await self.book.hand_off(packet, effect.reason, self._key(effect))
                await self._keep_photos(packet)
                return {"receipt": handoff.receipt}
            case LookUp():
                return await self.book.progress(await self.book.find(effect.number, effect.query_code))
            case Record():
                who = {"channel": self.incoming.channel, "account": self.incoming.account}
                await self.book.record(what=effect.what, decision=effect.decision, **who)
                await self._keep_photos({"what": effect.what})
                return None

    async def _file(self, effect: FileOrder) -> Result:
        order = await self.book.file(OrderDraft.model_validate(effect.draft), key=self._key(effect))
        await self._keep_photos(effect.draft)
        return {
            "number": order.number,
            "query_code": order.query_code,
            "unit": order.lead_unit,
            "due_at": order.due_at.isoformat(),
            "title": order.title,
        }

    def _key(self, effect: FileOrder | HandOff) -> str:
        """After 清空 a visitor's message numbers may come again: they must not meet the order of before."""
        return f"{self.scope}:{effect.key}" if self.scope else effect.key

    async def _keep_photos(self, material: Mapping[str, Any]) -> None:
        """Marks the photos that an order, a handoff or a record refers to: they outlive the conversation."""
        refs = REF.findall(json.dumps(material, ensure_ascii=False, default=str))
        await keep_photos(self.session, refs, self.incoming.account)


async def keep_photos(session: AsyncSession, refs: Collection[str], account: str) -> None:
    """Marks these photos of that person: they outlive the conversation."""
    if refs:
        mine = col(Photo.ref).in_(refs) & (col(Photo.account) == account)
        await session.execute(update(Photo).where(mine).values(kept=True))
