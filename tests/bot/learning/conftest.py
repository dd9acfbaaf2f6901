"""A desk with all cards over either database, and what it leaves to learn from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.forgetting import Forgetting
from bot.learning.gathering import Gathering
from bot.learning.tables import LearningItem
from bot.learning.teaching import Teaching
from bot.services import Services, build_services
from config.region import load_region
from config.settings import Settings
from handlers.desk import Desk
from handlers.message import Incoming, Reply
from knowledge_base.engine import Engine
from knowledge_base.library import FOLDER
from knowledge_base.revisions.served import Served
from tests.conftest import StandingClock
from tests.shared import INDEX


@dataclass
class School:
    """The running parts, and short ways to what a test asks of them."""

    services: Services
    taps: int = 0
    seen: dict[str, list[str]] = field(default_factory=dict)
    """Account -> the buttons under the last answer."""

    async def say(self, text: str = "", *, tap: str = "", account: str = "visitor-1") -> Sequence[Reply]:
        """One message of a resident, or a tap on the newest button with that code."""
        self.taps += 1
        at: datetime = self.services.clock.now()
        option = next((code for code in self.seen.get(account, ()) if code.startswith(f"{tap}.")), "") if tap else ""
        posted = await self.services.turns.take(Incoming("web", account, f"m{self.taps}", at, text, option))
        self.seen[account] = [option.code for one in posted for option in one.reply.options]
        return [one.reply for one in posted]

    async def items(self, **where: Any) -> list[LearningItem]:
        """All messages to learn from, the oldest first."""
        wanted = select(LearningItem).order_by(col(LearningItem.id))
        for name, value in where.items():
            wanted = wanted.where(getattr(LearningItem, name) == value)
        async with self.services.database.reading() as session:
            return list((await session.execute(wanted)).scalars())

    async def put(self, *words: str, **values: Any) -> list[LearningItem]:
        """Messages that are there already."""
        now = self.services.clock.now()
        given: dict[str, Any] = {
            "at": now,
            "region": "sample",
            "kind": "unmatched",
            "channel": "web",
            "account": "a",
        } | values
        items = [LearningItem(words=one, **given) for one in words]
        async with self.services.database.writing() as session, session.begin():
            session.add_all(items)
            await session.flush()
            session.expunge_all()
        return items

    async def teach(self, what: str, *said: Any) -> Any:
        """One act of an admin, in a transaction of its own."""
        engine = self.services.turns.desk.engine  # type: ignore[attr-defined]
        served = Served(engine.whole, self.services.region, FOLDER)
        async with self.services.database.writing() as session, session.begin():
            made = Teaching(session, self.services.region, self.services.clock, served)
            return await getattr(made, what)(*said)

    async def gather(self) -> int:
        """What turned out later."""
        async with self.services.database.writing() as session, session.begin():
            return await Gathering(session, self.services.region, self.services.clock, keep_days=90).gather()

    @property
    def forgetting(self) -> Forgetting:
        """What forgets."""
        return self.services.retention.forgetting


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk with all cards, read once."""
    return Desk(Engine.load(load_region("sample"), INDEX), load_region("sample"))


@pytest.fixture
async def school(database_url: str, clock: StandingClock, desk: Desk, tmp_path: Path) -> AsyncIterator[School]:
    settings = Settings(data=tmp_path, database=database_url, messages_per_minute=600)
    services = build_services(settings, lambda _region: desk, clock)
    yield School(services)
    await services.database.close()
