"""The migrations make exactly the tables of the code, up and down, and say clearly when they cannot."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, select, text
from sqlmodel import SQLModel

from bot.database import MIGRATIONS, Database, upgrade
from bot.migrations.compared import BY_EXPRESSION, compared
from bot.tables import ConversationRow, Inbox
from config.errors import SettingsError
from tests.postgres import Databases


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"include_object": compared})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*expression-based index")
        return list(compare_metadata(context, SQLModel.metadata))


async def test_migrations_and_tables_agree(database: Database) -> None:
    """A column added to a table without a migration turns this red."""
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert {"orders", "order_event", "handoff", "conversation", "inbox", "outbox", "photo"} <= tables
    assert len(list((MIGRATIONS / "versions").glob("0*.py"))) >= 1


async def test_indexes_that_nothing_compares_are_there(database: Database) -> None:
    """Those of an expression."""
    names = "SELECT name FROM sqlite_master WHERE type = 'index'"
    if database.shared:
        names = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    async with database.engine.connect() as connection:
        found = {row[0] for row in (await connection.exec_driver_sql(names)).all()}
    assert found >= BY_EXPRESSION


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}"
        return
    postgres: Databases = request.getfixturevalue("postgres")
    url = postgres.create(empty=True)
    yield url
    postgres.drop(url)


async def test_a_newer_version_keeps_what_was_there(empty_url: str) -> None:
    """Conversations with their messages, from the first version to the newest."""
    database = Database(empty_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: upgrade(sync, "0001"))
        for line in (
            "INSERT INTO conversation VALUES (7, 'web', 'a', '{}', 1, 1, '2026-11-22 12:00:00', '2026-11-22 12:00:00')",
            "INSERT INTO inbox VALUES (1, 7, 'm1', 1, '你好', '', '[]', false, '2026-11-22 12:00:00')",
        ):
            await connection.exec_driver_sql(line)
    await database.migrate()
    async with database.reading() as session:
        row = (await session.execute(select(ConversationRow))).scalar_one()
        kept = (await session.execute(select(Inbox))).scalar_one()
    assert (row.id, row.token, kept.text) == (7, "", "你好")
    await database.close()


async def test_down_and_up_again_keeps_the_rows(empty_url: str) -> None:
    """An older version for a day, then the newer one: conversations, messages, replies and handoffs are there."""
    database, tables = Database(empty_url), ("conversation", "inbox", "outbox", "handoff", "orders")
    await database.migrate()
    async with database.engine.begin() as connection:
        for line in (
            (
                "INSERT INTO conversation (id, channel, account, token, state, revision, last_seq, created_at,"
                " updated_at) VALUES (7, 'web', 'a', 't', '{}', 1, 2, '2026-11-22 12:00:00', '2026-11-22 12:00:00')"
            ),
            (
                "INSERT INTO inbox (id, conversation_id, message_id, seq, place, body, text, option, attachments,"
                " located, received_at) VALUES (1, 7, 'm1', 1, 0, '{}', '你好', '', '[]', false, '2026-11-22 12:00:00')"
            ),
            (
                "INSERT INTO outbox (id, conversation_id, inbox_id, seq, reply, author, created_at, tries, parts, refs,"
                " error) VALUES (1, 7, 1, 2, '{}', '', '2026-11-22 12:00:00', 0, 0, '[]', '')"
            ),
            (
                "INSERT INTO handoff (id, receipt, handing_key, status, channel, account, reason, packet, created_at,"
                " urgent, escalated, ended_as, order_number) VALUES"
                " (1, 'r', 'k', 'waiting', 'web', 'a', 'asked', '{}', '2026-11-22 12:00:00', false, 0, '', '')"
            ),
        ):
            await connection.exec_driver_sql(line)
    before = await _rows(database, tables)
    assert [before[name] for name in tables] == [1, 1, 1, 1, 0]
    for revision in ("0002", "0001"):
        async with database.writing() as session, session.begin():
            await (await session.connection()).run_sync(_downgrade, revision)
        assert await _rows(database, tables) == before
    await database.migrate()
    assert await _rows(database, tables) == before
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await database.close()


def _downgrade(connection: Connection, revision: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.downgrade(config, revision)


async def _rows(database: Database, tables: Sequence[str]) -> dict[str, int]:
    async with database.reading() as session:
        counts = [(await session.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one() for name in tables]  # noqa: S608
    return dict(zip(tables, counts, strict=True))


async def test_migrating_twice_is_harmless(database: Database) -> None:
    await database.migrate()


async def test_sqlite_is_set_up_for_safety(sqlite_url: str) -> None:
    """WAL, full synchronisation, foreign keys, patience."""
    async with Database(sqlite_url) as database, database.reading() as session:
        found = [
            (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert found == ["wal", 2, 1, 10_000]


@pytest.mark.parametrize("content", [b"this is no database, but long enough to be looked at" * 40, None])
async def test_what_is_no_database_is_told(tmp_path: Path, content: bytes | None) -> None:
    """A foreign file, or a folder in its place."""
    file = tmp_path / "x.sqlite3"
    file.mkdir() if content is None else file.write_bytes(content)
    database = Database(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(SettingsError, match="数据库打不开"):
        await database.migrate()
    await database.close()


async def test_a_database_of_a_newer_version_is_told(database: Database) -> None:
    """Older code on newer data stops with a sentence and touches nothing."""
    async with database.writing() as session, session.begin():
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match="9999"):
        await database.migrate()
