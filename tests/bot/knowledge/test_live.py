"""What is published or switched in one process is live in the others within two seconds, and nothing worse happens."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.database import Database
from bot.serve import watching
from bot.services import Services, build_services
from config.region import Region
from config.settings import Settings
from handlers.desk import Desk
from handlers.message import Incoming
from knowledge_base.engine import Engine
from knowledge_base.revisions.apart import build_apart
from knowledge_base.revisions.switches import Target
from knowledge_base.revisions.tables import Edition, IndexChunk
from tests.bot.knowledge.conftest import THIEF, VICTIM, WRITER, Admin, Processes
from tests.bot.tiny_desk import last_resort
from tests.conftest import NOON, StandingClock

WORDS = "朋友借我五万块不还"
WHY = "借钱是民事纠纷，要由法院来判。"
PROMISED = 2.0
"""Seconds."""


@pytest.fixture
async def two(database_url: str, clock: StandingClock, small: Path, tmp_path: Path) -> AsyncIterator[list[Services]]:
    """Two running services over one database, each with files of its own."""
    running = []
    async with AsyncExitStack() as stack:
        for name in ("one", "two"):
            data = tmp_path / name
            settings = Settings(data=data, index=data / "index", database=database_url, reload_seconds=0)
            shutil.copytree(small / "index", settings.index_files)

            def desk(region: Region, store: Path = settings.index_files) -> Desk:
                return Desk(Engine.load(region, store, small), region)

            services = build_services(settings, desk, clock, last_resort)
            await stack.enter_async_context(services.database)
            await stack.enter_async_context(watching(services))
            running.append(services)
        yield running


async def heard(services: Services, number: int, text: str = WORDS) -> str:
    """What a resident reads."""
    posted = await services.turns.take(Incoming("web", f"visitor-{number}", f"m{number}", NOON, text))
    return "\n".join(str(one.reply) for one in posted)


async def until(services: Services, number: int, *, said: bool) -> float:
    """Seconds until residents read the new words, or until they do so no longer."""
    started = time.monotonic()
    while (WHY in await heard(services, number)) is not said:
        number += 1
        if time.monotonic() - started > 5 * PROMISED:
            pytest.fail("nothing changed")
        await asyncio.sleep(0.05)
    return time.monotonic() - started


async def test_published_in_one_process_answered_in_the_other(two: list[Services], admin: Admin) -> None:
    """Also a switch, which builds nothing: a person is offered, and the answer comes back when it is on again."""
    one, other = two
    assert WHY not in await heard(other, 1)
    run = await admin.knowledge.prepare([await admin.approved(VICTIM, why=WHY)], WRITER)
    await one.knowledge.publish(run, WRITER)
    assert await until(other, 100, said=True) < PROMISED
    await one.knowledge.switch(Target("card", VICTIM), WRITER, off=True, reason="法条刚改")
    assert await until(other, 300, said=False) < PROMISED
    assert "工作人员" in await heard(other, 400)
    await other.knowledge.switch(Target("card", VICTIM), WRITER, off=False, reason="核对过了")
    assert await until(one, 500, said=True) < PROMISED


async def test_another_machine_gets_the_index_from_the_database(process: Processes) -> None:
    """The same bytes, so the same answers."""
    here, there = process(), process()
    made = await here.published(await here.approved(VICTIM, why=WHY))
    assert await there.watch.look()
    assert not await there.watch.look()
    assert there.desk.engine.whole.version == made.version
    assert there.source.store.path(made.digest).read_bytes() == here.source.store.path(made.digest).read_bytes()
    assert there.desk.engine.decide(WORDS).as_json() == here.desk.engine.decide(WORDS).as_json()


@pytest.mark.parametrize("rubbish", [b"", b"x" * 100])
async def test_a_damaged_index_is_built_again(process: Processes, database: Database, rubbish: bytes) -> None:
    """A broken piece never answers: the other machine builds the index from the cards of the edition."""
    here, there = process(), process()
    made = await here.published(await here.approved(VICTIM, why=WHY))
    async with database.writing() as session, session.begin():
        changed = update(IndexChunk).values(data=rubbish) if rubbish else delete(IndexChunk)
        await session.execute(changed)
    assert await there.watch.look()
    assert there.desk.engine.library[VICTIM].why == WHY
    assert there.desk.engine.whole.version == made.version


async def test_a_newer_program_indexes_the_same_cards_again(admin: Admin, database: Database) -> None:
    """The index of the older one serves until its own is there; the cards stay those that passed the gate."""
    made = await admin.published(await admin.approved(VICTIM, why=WHY))
    async with database.writing() as session, session.begin():
        await session.execute(update(Edition).where(col(Edition.number) == 1).values(code="older"))
    later = (await admin.source.current()) or made
    assert await admin.source.outgrown(later)
    await admin.source.build_again(later)
    assert not await admin.source.outgrown(later)
    assert (await admin.source.engine(later)).whole.version == made.version


async def test_a_database_that_is_away_changes_nothing(admin: Admin, database: Database) -> None:
    """The desk keeps what it has; the next look finds what was published meanwhile."""
    before = admin.desk.engine
    away = Database("sqlite+aiosqlite:////nowhere/at/all.sqlite3")
    admin.source.database = away
    assert not await admin.watch.try_to_look()
    await admin.watch.begin()
    assert admin.desk.engine is before
    admin.source.database = database
    assert await admin.watch.try_to_look()
    await away.close()


async def test_changed_files_wait_for_the_gate_once_something_was_published(admin: Admin) -> None:
    """Cards on disk are edition 0; whoever put new ones there publishes them like any other change."""
    assert not admin.watch.published()
    await admin.published(await admin.approved(VICTIM, why=WHY))
    assert admin.watch.published()
    fresh = Engine.load(admin.source.region, admin.source.settings.index_files, admin.source.folder)
    admin.desk.engine = fresh
    await admin.watch.look()
    assert admin.desk.engine.library[VICTIM].why == WHY
    run = await admin.knowledge.prepare([], WRITER)
    assert (await admin.knowledge.publish(run, WRITER)).cards.keys() == {VICTIM}


async def test_dates_of_a_card_hold(admin: Admin, clock: StandingClock) -> None:
    """On its last day it answers; a day later, or before its first, it is as if it were not there."""
    last = clock.today().isoformat()
    await admin.published(await admin.approved(VICTIM, valid_to=last))
    assert admin.desk.engine.decide(WORDS).card == VICTIM
    clock.forward(days=1)
    assert await admin.watch.look()
    decision = admin.desk.engine.decide(WORDS)
    assert decision.card != VICTIM
    assert VICTIM not in {one.card for one in decision.candidates}
    assert VICTIM not in admin.desk.engine.library.cards
    assert THIEF in admin.desk.engine.library.cards


async def test_the_real_process_builds_the_same(admin: Admin) -> None:
    """Apart or here: the same version, the same failures; progress is told up to the end; a mistake comes back."""
    heard: list[float] = []
    admin.source._build = build_apart
    run = await admin.knowledge.prepare([await admin.approved(VICTIM, why=WHY)], WRITER, heard.append)
    found, _, reasons = await admin.knowledge.run(run)
    assert (found.failures, reasons, heard[-1], heard == sorted(heard)) == ([], [], 1.0, True)
    assert (await admin.knowledge.publish(run, WRITER)).size == len(admin.desk.engine.whole)
