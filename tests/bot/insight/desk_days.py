"""Writes down what residents did on days of November 2026, as the desk does, each in a transaction of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.database import Database
from config.clock import CHINA
from config.region import Region, load_region
from orders.book import OrderBook
from orders.tables import ContactRecord
from tests.conftest import StandingClock
from tests.orders.drafts import draft

CARD = {"court": "private-loan", "community": "noise", "order": "lamp", "emergency": "fire"}


class DeskDays:
    """What came in; `at` sets the time of what follows."""

    def __init__(self, database: Database, clock: StandingClock) -> None:
        self.database = database
        self.clock = clock
        self.region: Region = load_region("sample")
        self.count = 0

    def at(self, day: int, hour: int = 9, minute: int = 0, month: int = 11) -> DeskDays:
        """Sets the time, in China."""
        self.clock.at = datetime(2026, month, day, hour, minute, tzinfo=CHINA)
        return self

    async def said(self, who: str, outcome: str = "route", way: str | None = None, **more: Any) -> None:
        """A contact record with a decision; `way` is the destination."""
        told: dict[str, Any] = {"candidates": [{"card": "x"}], "signals": [], "card": CARD.get(way or "")}
        decision = {"outcome": outcome, "destination": way, "text": "原话"} | told | more
        await self._record(who, "decided", decision)

    async def touched(self, who: str) -> None:
        """A contact without a decision: something was added."""
        await self._record(who, "added to H-1", {})

    async def filed(self, who: str, **changes: Any) -> None:
        """An order."""
        self.count += 1
        async with self.database.writing() as session, session.begin():
            book = OrderBook(session, self.region, self.clock)
            await book.file(draft(**({"account": who, "contact_phone": ""} | changes)), key=f"k{self.count}")

    async def handed(self, who: str) -> None:
        """A handoff."""
        self.count += 1
        async with self.database.writing() as session, session.begin():
            book = OrderBook(session, self.region, self.clock)
            await book.hand_off({"channel": "web", "account": who}, "asked", f"k{self.count}")

    async def _record(self, who: str, what: str, decision: dict[str, Any]) -> None:
        async with self.database.writing() as session, session.begin():
            row = ContactRecord(at=self.clock.now(), channel="web", account=who, what=what)
            row.decision = decision
            session.add(row)
