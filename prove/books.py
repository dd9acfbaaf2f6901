"""What is on disk in the end: the books of a town, read straight from the database."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select

from bot.conversations import INBOX, OUTBOX, TALK
from orders.tables import Handoff, Order
from prove.town import Town

SETTLE_SECONDS = 180.0


@dataclass
class Books:
    """Rows of inbox and outbox in the order in which they stand in their conversations."""

    conversations: list[Row[Any]]
    inbox: list[Row[Any]]
    outbox: list[Row[Any]]
    orders: list[Order]
    handoffs: list[Handoff]

    @classmethod
    async def read(cls, town: Town) -> Books:
        """Reads all of it."""
        async with town.database.reading() as session:
            return cls(
                list((await session.execute(select(TALK))).all()),
                list((await session.execute(select(INBOX).order_by(INBOX.c.conversation_id, INBOX.c.place))).all()),
                list((await session.execute(select(OUTBOX).order_by(OUTBOX.c.conversation_id, OUTBOX.c.seq))).all()),
                list((await session.execute(select(Order))).scalars()),
                list((await session.execute(select(Handoff))).scalars()),
            )

    def unanswered(self) -> list[str]:
        """Messages that were taken, and after which nothing was said in their conversation."""
        last_said: dict[int, int] = defaultdict(int)
        for row in self.outbox:
            if row.sent_at is not None or row.withheld_at is not None:
                last_said[row.conversation_id] = max(last_said[row.conversation_id], row.seq)
        return [row.message_id for row in self.inbox if row.done_at is None or not self._answer(row, last_said)]

    def _answer(self, row: Row[Any], last_said: dict[int, int]) -> bool:
        return last_said[row.conversation_id] > int(row.seq)

    def out_of_order(self) -> int:
        """Answers that stand before the answer to an earlier message of the same conversation."""
        place = {row.id: row.place for row in self.inbox}
        newest: dict[int, int] = defaultdict(int)
        wrong = 0
        for row in self.outbox:
            if row.inbox_id is not None:
                wrong += place[row.inbox_id] < newest[row.conversation_id]
                newest[row.conversation_id] = max(newest[row.conversation_id], place[row.inbox_id])
        return wrong


async def settle(town: Town, seconds: float = SETTLE_SECONDS) -> bool:
    """Waits until nothing waits in inbox or outbox any more; False where something still does after so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        async with town.database.reading() as session:
            waits = [
                (await session.execute(select(func.count()).select_from(table).where(condition))).scalar_one()
                for table, condition in ((INBOX, INBOX.c.done_at.is_(None)), (OUTBOX, OUTBOX.c.try_at.is_not(None)))
            ]
        if not any(waits):
            return True
        await asyncio.sleep(0.1)
    return False
