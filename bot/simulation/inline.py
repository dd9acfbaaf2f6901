"""SQLite without a thread: one person works alone in the simulated town, so nobody waits while a statement runs.

The engine is the same, the statements are the same; what falls away is a thread that is woken for every statement.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from typing import Any

from aiosqlite import Connection
from sqlalchemy import event

from bot.database import Database

PRAGMAS = ("synchronous = OFF", "temp_store = MEMORY", "cache_size = -65536")
"""Nothing is lost that the next run would not make again."""


class Inline(Connection):
    """A connection that does its work at once, in the loop's own thread."""

    def __await__(self) -> Generator[Any, None, Connection]:
        self._connection = self._connector()
        self._tx = AtOnce()  # type: ignore[assignment]
        return self
        yield

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    async def close(self) -> None:
        """Closes it; a second time changes nothing."""
        self.stop()

    def stop(self) -> None:
        """The same without waiting."""
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class AtOnce:
    """What SQLAlchemy puts into the queue of the thread is done here and now."""

    def put_nowait(self, asked: tuple[Any, Callable[[], Any]]) -> None:
        """Does it; an error is the caller's."""
        future, work = asked
        future.set_result(work())


def without_thread(database: Database) -> Database:
    """The same database, from its next connection on without threads, and without waiting for the disk."""
    engine = database.engine.sync_engine

    def connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = _open

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in PRAGMAS:
            connection.cursor().execute(f"PRAGMA {pragma}")

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", prepare)
    return database


def _open(file: str, **options: Any) -> Connection:
    return Inline(lambda: sqlite3.connect(file, **options), 64)
