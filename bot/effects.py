"""Performs what a turn asks for, inside the turn's own transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.noting import Learning
from bot.photos import REF
from bot.tables import Photo
from config.errors import FenliuError
from config.log import log_failure
from handlers.message import (
    Append,
    Doubt,
    Effect,
    FileOrder,
    FindSame,
    HandOff,
    HandToCouncil,
    Incoming,
    LookUp,
    LookUpCase,
    ObjectTo,
    Rate,
    Record,
)
from orders.book import OrderBook
from orders.desk_orders import DeskOrders
from orders.draft import OrderDraft

Result = Mapping[str, Any] | FenliuError


class Effects:
    """The effects of one incoming message. `scope` keeps the keys of one conversation apart from all others."""

    def __init__(self, session: AsyncSession, book: OrderBook, incoming: Incoming, scope: str = "") -> None:
        self.session = session
        self.book = book
        self.incoming = incoming
        self.scope = scope
        self.performed: list[Effect] = []
        """What the turn came to in the end, with what reports of earlier effects asked for."""
        self.learning = Learning(session, book.region, book.clock)
        self.orders = DeskOrders(book, incoming.channel, incoming.account)

    async def perform(self, effect: Effect) -> Result | None:
        """The result the desk wants to hear; an error that a person should read is a result too."""
        self.performed.append(effect)
        try:
            return await self._perform(effect)
        except FenliuError as error:
            return error

    async def _perform(self, effect: Effect) -> Result | None:
        match effect:
            case FindSame():
                return await self._find_same(effect)
            case LookUpCase():
                return await self.orders.case_progress(effect.receipt)
            case LookUp():
                return await self.book.progress(await self.book.find(effect.number, effect.query_code))
            case Rate():
                return await self.orders.rate(effect.number, effect.answer)
            case Record() | Doubt():
                await self._note(effect)
                return None
            case _:
                return await self._perform_once(effect)

    async def _note(self, effect: Record | Doubt) -> None:
        """What is put down and has no result: the contact, and what there is to learn of it."""
        if isinstance(effect, Doubt):
            await self.learning.doubted(effect, self.incoming)
            return
        who = {"channel": self.incoming.channel, "account": self.incoming.account}
        await self.book.record(what=effect.what, decision=effect.decision, **who)
        self.learning.decided(effect.decision, self.incoming)
        await self._keep_photos({"what": effect.what})

    async def _perform_once(self, effect: FileOrder | Append | HandToCouncil | ObjectTo | HandOff) -> Result:
        """Effects with a key, that may bring photos along."""
        key, material = f"{self.scope}:{effect.key}" if self.scope else effect.key, dict[str, Any]()
        # After 清空 a visitor's message numbers may come again: they must not meet the order of before.
        match effect:
            case FileOrder(draft=material):
                result: Result = await self.orders.file(OrderDraft.model_validate(material), key, effect.join)
            case Append():
                material = {"added": effect.attachments}
                result = await self.orders.append(effect.number, effect.words, effect.attachments, key)
            case HandToCouncil():
                material = self._from_here(effect.packet)
                result = await self.orders.hand_to_council(material, key)
            case ObjectTo():
                result = await self.orders.object_to(effect.packet, key, withdrawn=effect.withdrawn)
            case HandOff():
                material = self._from_here(effect.packet)
                result = {"receipt": (await self.book.hand_off(material, effect.reason, key)).receipt}
        await self._keep_photos(material)
        return result

    async def _find_same(self, effect: FindSame) -> Result:
        """Advice only: where the looking itself is broken the order is filed without it."""
        try:
            return await self.orders.find_same(OrderDraft.model_validate(effect.draft))
        except (FenliuError, DBAPIError):
            raise
        except Exception as error:  # noqa: BLE001 - a mistake in the comparing must not keep an order from being filed
            log_failure("same matter not looked for", error)
            return {"own": [], "same": []}

    def _from_here(self, packet: Mapping[str, Any]) -> dict[str, Any]:
        return {"channel": self.incoming.channel, "account": self.incoming.account} | dict(packet)

    async def _keep_photos(self, material: Mapping[str, Any]) -> None:
        """Marks the photos that an order, a handoff or a record refers to: they outlive the conversation."""
        refs = REF.findall(json.dumps(material, ensure_ascii=False, default=str))
        await keep_photos(self.session, refs, self.incoming.account)


async def keep_photos(session: AsyncSession, refs: Collection[str], account: str) -> None:
    """Marks these photos of that person: they outlive the conversation."""
    if refs:
        mine = col(Photo.ref).in_(refs) & (col(Photo.account) == account)
        await session.execute(update(Photo).where(mine).values(kept=True))
