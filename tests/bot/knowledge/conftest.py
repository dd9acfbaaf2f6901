"""The knowledge base as an admin works on it: forty cards over a real database, the gate's work done in a thread."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.editions import Editions, Tell
from bot.knowledge import Knowledge
from bot.knowledge_watch import KnowledgeWatch
from bot.wake import Wake
from config.region import Region, load_region
from config.settings import Settings
from handlers.desk import Desk
from knowledge_base.engine import Engine
from knowledge_base.revisions.building import work
from knowledge_base.revisions.importing import rows_of
from knowledge_base.revisions.job import Done, Job
from knowledge_base.revisions.tables import CardRevision, Edition
from tests.conftest import StandingClock
from tests.knowledge_base.small import write_small
from tests.shared import INDEX

VICTIM, THIEF = "private-loan", "bride-price"
WRITER, REVIEWER = "张三", "李四"


async def build_here(job: Job, tell: Tell) -> Done:
    """The gate's work without a process of its own, which takes seconds to start."""
    return await asyncio.to_thread(work, job, tell)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cards and, beside them, their index."""
    region = load_region("sample")
    folder = write_small(tmp_path_factory.mktemp("small"), Engine.load(region, INDEX).whole)
    Engine.load(region, folder / "index", folder)
    return folder


@dataclass
class Admin:
    """A process with a desk, and what admins do in it."""

    desk: Desk
    source: Editions
    knowledge: Knowledge
    watch: KnowledgeWatch

    async def draft(self, card_id: str, who: str = WRITER, **changes: Any) -> CardRevision:
        """A draft of a card in service with these fields changed; `questions` and `topic` too."""
        row = await self.knowledge.start(card_id, who)
        beside = {name: changes.pop(name) for name in ("questions", "topic") if name in changes}
        content = {name: value for name, value in {**row.content, **changes}.items() if value is not None}
        return await self.knowledge.save(row.id or 0, row.saves, who, content=content, **beside)

    async def approved(self, card_id: str, who: str = WRITER, **changes: Any) -> int:
        """The same, approved by another person."""
        row = await self.draft(card_id, who, **changes)
        await self.knowledge.submit(row.id or 0, who)
        await self.knowledge.approve(row.id or 0, REVIEWER)
        return row.id or 0

    async def published(self, *revisions: int) -> Edition:
        """Through the gate, all changes accepted, and into this process."""
        run = await self.knowledge.prepare(revisions, WRITER)
        for change in await self.knowledge.changes(run):
            await self.knowledge.accept(change.id or 0, REVIEWER)
        made = await self.knowledge.publish(run, WRITER)
        await self.watch.look()
        return made

    def card(self, card_id: str) -> dict[str, Any]:
        """A card in service as a row."""
        return next(row for row in rows_of(self.knowledge.served) if row["id"] == card_id)


Processes = Callable[[], Admin]


@pytest.fixture
def process(database: Database, region: Region, clock: StandingClock, small: Path, tmp_path: Path) -> Processes:
    """Makes processes on different machines: each with a store of its own."""
    made: list[Admin] = []

    def make() -> Admin:
        store = tmp_path / f"machine-{len(made)}"
        shutil.copytree(small / "index", store)
        settings = Settings(data=tmp_path, index=store)
        source = Editions(database, region, settings, clock, folder=small, build=build_here)
        desk = Desk(Engine.load(region, store, small), region)
        wake = Wake(database)
        knowledge = Knowledge(source, wake, lambda: desk.engine.whole)
        made.append(Admin(desk, source, knowledge, KnowledgeWatch(desk, source, wake, clock)))
        return made[-1]

    return make


@pytest.fixture
def admin(process: Processes) -> Admin:
    return process()
