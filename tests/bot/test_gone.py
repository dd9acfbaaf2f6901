"""A database that is gone is told apart from a statement that it refuses, on a real server that is really stopped."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.database import Database, is_gone
from config.errors import FenliuError
from tests.postgres import Server, take_away


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fenliu-gone-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "one", durable=False)
        server.start()
        yield server
        server.stop("immediate")


async def _ask(database: Database, statement: str = "SELECT 1") -> Exception | None:
    """The error that asking brings."""
    try:
        async with database.reading() as session:
            await session.execute(text(statement))
    except Exception as error:  # noqa: BLE001 - whatever comes is looked at
        return error
    return None


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_server_that_stops_is_gone_until_it_is_back(server: Server, how: str) -> None:
    """With a connection open, on the next one, and while nothing listens; then it answers again."""
    async with Database(server.url("postgres")) as database:
        assert await _ask(database) is None
        waiting = asyncio.ensure_future(_ask(database, "SELECT pg_sleep(60)"))
        await asyncio.sleep(0.3)
        await asyncio.to_thread(server.stop, how)
        errors = [await waiting, *[await _ask(database) for _ in range(3)]]
        assert [type(error) for error in errors if error is None or not is_gone(error)] == []
        server.start()
        found = [await _ask(database) for _ in range(3)]
        assert found[-1] is None
        assert all(error is None or is_gone(error) for error in found)


async def test_a_database_that_was_taken_away_is_gone(database_url: str) -> None:
    """Its file, or its place on the server."""
    async with Database(database_url) as database:
        assert await _ask(database, "SELECT * FROM orders") is None
        await database.close()
        await take_away(database_url)
        error = await _ask(database, "SELECT * FROM orders")
        assert error is not None
        assert is_gone(error)


async def test_a_full_server_is_gone_for_the_moment(server: Server) -> None:
    """Too many connections: the next try may well succeed."""
    server.stop()
    server.options = (*server.options, "max_connections=4", "superuser_reserved_connections=0")
    server.start()
    databases = [Database(server.url("postgres")) for _ in range(5)]
    sessions = [one.reading() for one in databases]
    errors = []
    for session in sessions:
        try:
            await session.execute(text("SELECT 1"))
        except Exception as error:  # noqa: BLE001 - whatever comes is looked at
            errors.append(error)
    for session, one in zip(sessions, databases, strict=True):
        await session.close()
        await one.close()
    assert errors
    assert all(is_gone(error) for error in errors)


async def test_a_statement_that_is_refused_is_no_outage(database: Database) -> None:
    """Our own mistakes would come again with the same message: they must not wait in the spool for ever."""
    wrong = await _ask(database, "SELECT 1 FROM") if database.shared else None
    assert wrong is None or not is_gone(wrong)
    assert not is_gone(IntegrityError("", {}, Exception()))
    assert not is_gone(FenliuError())
    assert not is_gone(ValueError())
    assert is_gone(OperationalError("", {}, Exception()))
    assert is_gone(TimeoutError())
