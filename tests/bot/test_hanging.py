"""A database that is there and answers nothing: whoever writes is answered all the same, and nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.app import build_app
from bot.database import PRAGMAS, Database, is_gone
from bot.services import Services, build_services
from bot.spooling import SpoolingIntake
from config.settings import Settings
from handlers.message import Incoming
from tests.bot.test_degraded import words
from tests.bot.test_web_chat import say
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock
from tests.postgres import Server

DANGER = "楼下着火了"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes seconds in service."""
    for module in ("bot.channels.web_chat", "bot.spooling"):
        monkeypatch.setattr(f"{module}.PATIENCE", 0.4)
    monkeypatch.setattr("bot.degraded.HELD_WITHIN", 0.2)
    monkeypatch.setattr("bot.degraded.MOMENT", 0.0)
    monkeypatch.setattr("bot.database.COMMAND_SECONDS", 1.0)
    monkeypatch.setattr("bot.database.PRAGMAS", (*PRAGMAS, "busy_timeout = 1000"))


@asynccontextmanager
async def locked(services: Services) -> AsyncIterator[None]:
    """Another program holds the conversations, or all of SQLite, and does not let go."""
    url = make_url(services.settings.database_url)
    if not services.database.shared:
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE conversation IN EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


def taken_out(database: Database) -> int:
    """Connections that nobody gave back."""
    pool = database.engine.pool
    return int(pool.checkedout())  # type: ignore[attr-defined]


async def settle(services: Services) -> None:
    """Everything that was kept is taken up."""
    for _ in range(8):
        await services.degraded.take_up()
    assert (services.degraded.spool.waiting(), services.degraded.spool.bad()) == (0, 0)
    assert taken_out(services.database) == 0


async def test_a_turn_that_has_to_wait_too_long_is_kept(client: httpx.AsyncClient, services: Services) -> None:
    """Danger is answered; afterwards each message is there once, in order, and no connection is lost."""
    await say(client, "一", "message-1")
    async with locked(services):
        for number, said in ((2, DANGER), (2, DANGER), (3, "三")):
            answer = await say(client, said, f"message-{number}")
            assert answer.status_code == 202
            assert [one["kind"] for one in answer.json()["replies"]].count("danger") == (said == DANGER)
    await settle(services)
    assert [one for one in await words(client) if not one.startswith("第")] == ["一", DANGER, "三"]
    assert (await say(client, "四", "message-4")).json()["replies"][0]["text"] == "第4句：四"


async def test_a_pushed_message_that_has_to_wait_too_long_is_kept(services: Services) -> None:
    intake = SpoolingIntake("telegram", services.intake, services.degraded, services.metrics)
    one, two = (Incoming("telegram", "1", f"1:{n}", services.clock.now(), text=str(n)) for n in range(2))
    async with locked(services):
        assert await intake.accept(one, place=1)
        assert not await intake.accept(one, place=1)
        assert services.degraded.spool.waiting() == 1
    await settle(services)
    assert await intake.accept(two, place=2)
    assert await services.intake.waiting() == 2


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fenliu-hanging-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "one", durable=False)
        server.start()
        yield server
        server.stop("immediate")


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """Every process of the server stands still: its port takes connections, and nobody answers."""
    assert server.process is not None
    main = server.process.pid
    found = subprocess.run(
        ["pgrep", "-P", str(main)],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    everybody = [main, *map(int, found.stdout.split())]
    for process in everybody:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in everybody:
            os.kill(process, signal.SIGCONT)


async def test_a_server_that_stands_still_is_gone_until_it_goes_on(
    server: Server, tmp_path: Path, clock: StandingClock
) -> None:
    """The web chat over a frozen server, several people at once; nothing of it is left in the pool."""
    services = build_services(
        Settings(data=tmp_path, database=server.url()), lambda _region: TinyDesk(), clock, last_resort
    )
    async with services.database as database:
        await database.migrate()
        transport = httpx.ASGITransport(app=build_app(services))
        people = [httpx.AsyncClient(transport=transport, base_url="http://fenliu") for _ in range(4)]
        for number, client in enumerate(people):
            await say(client, "一", f"message-{number}-1")
        with frozen(server):
            asked = (say(client, DANGER, f"message-{number}-2") for number, client in enumerate(people))
            answers = await asyncio.gather(*asked)
        assert [answer.status_code for answer in answers] == [202] * 4
        assert all(answer.json()["replies"][0]["kind"] == "danger" for answer in answers)
        await settle(services)
        for client in people:
            assert [one for one in await words(client) if not one.startswith("第")] == ["一", DANGER]
            await client.aclose()


async def test_no_statement_waits_for_ever(postgres_url: str) -> None:
    """But for long work, such as upgrading the tables and forgetting."""
    slow = text("SELECT pg_sleep(1.5)")
    async with Database(postgres_url) as database:
        with pytest.raises(TimeoutError) as caught:
            async with database.reading() as session:
                await session.execute(slow)
        assert is_gone(caught.value)
        assert taken_out(database) == 0
        async with database.at_length() as session, session.begin():
            await session.execute(slow)


@pytest.mark.parametrize("text_said", [DANGER, "你好"])
async def test_nothing_of_the_bot_is_said_while_a_person_has_the_conversation(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch, text_said: str
) -> None:
    """Not when the words are kept, not when they are refused, not when they come again."""
    await say(client, "一", "message-1")
    async with services.database.writing() as session, session.begin():
        await session.execute(text("UPDATE conversation SET held_by = 1"))

    async def busy(*_message: object, **_more: object) -> tuple[object, ...]:
        raise PoolTimeout

    again = await say(client, "一", "message-1")
    assert (again.status_code, again.json()["replies"]) == (200, [])
    refused = await say(client, text_said, "message-2", option="长" * 200)
    assert (refused.status_code, refused.json()["replies"]) == (400, [])
    monkeypatch.setattr(services.turns, "take", busy)
    kept = await say(client, text_said, "message-3")
    assert (kept.status_code, kept.json()["kept"], kept.json()["replies"]) == (202, True, [])
    assert services.degraded.spool.waiting() == 1
