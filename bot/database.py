"""The database: sessions for reading and for writing, and the upgrade at start.

A writing session takes SQLite's one write lock when it begins (BEGIN IMMEDIATE), so that it waits for its turn instead
of failing half way; within one process writers queue up fairly before they ask for it. PostgreSQL needs neither.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from config.errors import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MILLISECONDS = 10_000
PRAGMAS = ("journal_mode = WAL", f"busy_timeout = {BUSY_MILLISECONDS}", "foreign_keys = ON", "synchronous = FULL")
"""FULL: an acknowledged message outlives a power cut too, not only a killed process."""
PACKAGES = {"asyncpg": "asyncpg", "psycopg": "psycopg[binary]", "aiosqlite": "aiosqlite"}
"""Driver in the address -> what to install."""
UPGRADING = 0x66656E
"""The number of PostgreSQL's advisory lock for upgrading the tables."""
WRITES = {"fenliu_writes": True}
POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 5}
"""Connections of one process to PostgreSQL; a turn waits at most so many seconds for one."""
CONNECT_SECONDS = 5
COMMAND_SECONDS = 8
"""A server that answers nothing in this time hangs: it is as good as gone. Long work asks `at_length`."""
PATIENCE = 6.0
"""Seconds that whoever waits for an answer waits for the database; giving the connection up may take two more."""
GONE = (OSError, OperationalError, InterfaceError, PoolTimeout)
"""OSError: no connection and, since Python 3.11, every timeout."""
GONE_STATES = ("08", "25006", "28", "3D", "53", "57P", "58")
"""SQLSTATE: no connection, only a standby, not let in, no such database, no room or too many connections, starting or
shutting down, trouble of the machine."""


def is_gone(error: BaseException) -> bool:
    """Whether the database could not be reached, as against a statement it refused: the next try may well succeed."""
    raised = getattr(error, "orig", None) or error
    state = str(getattr(raised, "sqlstate", None) or "")
    if state:
        return state.startswith(GONE_STATES)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, GONE)


class Database:
    """One database, whatever its kind."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)
        self._writer = self.engine.execution_options(**WRITES)
        self._turn = asyncio.Lock() if self.engine.dialect.name == "sqlite" else None
        self._at_length = _engine(url, patient=True).execution_options(**WRITES) if self.shared else self._writer

    @property
    def shared(self) -> bool:
        """Whether other processes may use the database at the same time without waiting for each other's writes."""
        return self.engine.dialect.name == "postgresql"

    def reading(self) -> AsyncSession:
        """A session that only reads."""
        return AsyncSession(self.engine, expire_on_commit=False)

    def writing(self) -> AsyncSession:
        """A session that will write; use it with `async with database.writing() as session, session.begin():`."""
        return Writer(self._writer, self._turn)

    def at_length(self) -> AsyncSession:
        """The same for work whose single statements may take minutes."""
        return Writer(self._at_length, self._turn)

    async def migrate(self) -> None:
        """Brings the tables to the newest shape.

        Raises:
            SettingsError: the database cannot be reached, or is no database of ours.
        """
        try:
            if self.engine.dialect.name == "sqlite":
                await asyncio.to_thread(_look_into, self.engine.url.database or ":memory:")
            async with self._at_length.begin() as connection:
                if self.shared:  # of several processes that start together one upgrades, the others wait for it
                    await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADING})")
                await connection.run_sync(upgrade)
        except Exception as error:  # every driver has errors of its own; all of them mean the same here
            reason = next(iter(str(getattr(error, "orig", None) or error).splitlines()), type(error).__name__)
            msg = f"数据库打不开：{reason}。请检查设置 FENLIU_DATABASE 和数据目录里的文件"
            raise SettingsError(msg, say=msg) from error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Gives all connections back."""
        await self.engine.dispose()
        await self._at_length.dispose()


class Writer(AsyncSession):
    """A session that waits for the writers before it; used as `async with`."""

    def __init__(self, engine: AsyncEngine, turn: asyncio.Lock | None) -> None:
        super().__init__(engine, expire_on_commit=False)
        self._turn = turn

    async def __aenter__(self) -> Self:
        if self._turn is not None:
            await self._turn.acquire()
        return self

    async def __aexit__(self, *error: Any) -> None:
        try:
            await super().__aexit__(*error)
        finally:
            if self._turn is not None:
                self._turn.release()


async def one_at_a_time(session: AsyncSession, what: str) -> None:
    """Waits until no other writing session does the same; held to the end of the transaction.

    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))


def _engine(url: str, *, patient: bool = False) -> AsyncEngine:
    """The engine; no error of it quotes what people wrote. A `patient` one waits for statements as long as they take.

    Raises:
        SettingsError: the driver is not installed, or the address cannot be read.
    """
    try:
        more: dict[str, Any] = {} if url.startswith("sqlite") else dict(POOL)
        if url.startswith("postgresql+asyncpg"):
            named = {"application_name": "fenliu"}
            more["connect_args"] = {"timeout": CONNECT_SECONDS, "command_timeout": None if patient else COMMAND_SECONDS}
            more["connect_args"] |= {"server_settings": named, "async_creator_fn": _connect}
        return create_async_engine(url, hide_parameters=True, **more)
    except ImportError as error:
        package = next((name for driver, name in PACKAGES.items() if f"+{driver}:" in url), error.name)
        msg = f"数据库驱动没有装：请运行 {sys.executable} -m pip install '{package}'，再启动（设置 FENLIU_DATABASE）"
        raise SettingsError(msg, say=msg) from error
    except (SQLAlchemyError, ValueError) as error:
        msg = "设置 FENLIU_DATABASE 的地址读不懂，端口应当是数字，例如：postgresql+asyncpg://用户:密码@主机:5432/库名"
        raise SettingsError(msg, say=msg) from error


async def _connect(*where: Any, **how: Any) -> Any:
    """A connection of asyncpg, which has errors of its own for a server that starts, is full or knows no such database.

    SQLAlchemy lets them through bare; as OSError they are one kind with the rest.
    """
    import asyncpg  # noqa: PLC0415 - only where it is used

    try:
        return await asyncpg.connect(*where, **how)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ConnectionError(str(error)) from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations on an open connection, up to that one."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


def _look_into(file: str) -> None:
    """Fails where the file cannot be opened or is no database; aiosqlite's thread would end in a traceback then."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA schema_version")


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("fenliu_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
