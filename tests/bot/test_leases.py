"""What only one of several processes may do; and waking the others."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import text

from bot.database import Database
from bot.leases import Leases
from bot.wake import Wake
from tests.conftest import StandingClock

CUT = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")


async def test_one_of_many_holds_the_lease(database: Database, clock: StandingClock) -> None:
    """All ask at once, one gets it, and keeps it as long as he prolongs it."""
    processes = [Leases(database, clock) for _ in range(8)]
    got = await asyncio.gather(*(one.hold("poll-7", 90) for one in processes))
    assert got.count(True) == 1
    holder = processes[got.index(True)]
    clock.forward(minutes=1)
    assert await holder.hold("poll-7", 90)
    clock.forward(minutes=1)
    assert [await one.hold("poll-7", 90) for one in processes] == got
    assert await processes[0].hold("another", 90)


async def test_who_dies_loses_it_and_who_gives_it_back_too(database: Database, clock: StandingClock) -> None:
    one, two = Leases(database, clock), Leases(database, clock)
    assert await one.hold("poll-7", 30)
    clock.forward(minutes=1)
    assert await two.hold("poll-7", 30)
    assert not await one.hold("poll-7", 30)
    await two.drop("poll-7")
    assert await one.hold("poll-7", 30)


async def test_a_bell_that_rang_before_is_heard(database: Database) -> None:
    """Work that came between the look and the wait is not slept over."""
    wake = Wake(database)
    wake.ring("inbox")
    started = time.monotonic()
    await wake.wait("inbox", 30)
    await wake.wait("inbox", 0.01)
    assert time.monotonic() - started < 10


async def test_another_process_is_woken_over_postgresql(database: Database) -> None:
    """The hint comes with the commit; over SQLite there is nothing to hear, and listening ends at once."""
    here, there = Wake(database), Wake(database)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(there.listen())
        if not database.shared:
            await listening
            return
        heard = tasks.create_task(there.wait("outbox", 30))
        while not heard.done():
            async with database.writing() as session, session.begin():
                await here.tell(session, "outbox")
            await asyncio.sleep(0.05)
        listening.cancel()


async def test_listening_outlives_a_cut_connection(database: Database) -> None:
    """The server ends the connection; the next one is opened, and nothing else falls with it."""
    if not database.shared:
        return
    here, there = Wake(database), Wake(database)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(there.listen())
        for _ in range(2):
            heard = tasks.create_task(there.wait("inbox", 60))
            while not heard.done():
                async with database.writing() as session, session.begin():
                    await here.tell(session, "inbox")
                await asyncio.sleep(0.05)
            async with database.writing() as session:
                await session.execute(CUT)
        assert not listening.done()
        listening.cancel()
