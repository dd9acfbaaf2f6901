"""Writes the next migration from the difference between the tables and the migrations so far."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from bot.database import MIGRATIONS, Database, upgrade


def _write(connection: Connection) -> None:
    upgrade(connection)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")


async def main() -> None:
    """Compares on a fresh SQLite file, so that no real database takes part."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'compare.sqlite3'}"
        async with Database(url) as database, database.engine.begin() as connection:
            await connection.run_sync(_write)


asyncio.run(main())
