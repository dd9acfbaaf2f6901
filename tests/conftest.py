"""What every test may use: a fresh database of either kind, the sample region, a clock that stands still."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.database import Database
from config.clock import CHINA, Clock
from config.region import Region, load_region
from tests.postgres import Databases, databases

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)


class StandingClock(Clock):
    """A clock that moves only when a test says so."""

    def __init__(self, start: datetime = NOON) -> None:
        super().__init__(lambda: self.at)
        self.at = start

    def forward(self, **by: float) -> None:
        """Moves the time on by a timedelta's arguments."""
        self.at += timedelta(**by)


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """Where one test sends its log lines is no other test's business: the stream may be closed by then."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def region() -> Region:
    return load_region("sample")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A real PostgreSQL, started once and only for the tests that ask for it."""
    with databases() as found:
        yield found


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in its newest shape, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "fenliu.sqlite3"

    async def make() -> None:
        async with Database(f"sqlite+aiosqlite:///{file}") as database:
            await database.migrate()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(make())).result()
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_file: Path) -> str:
    """The address of a fresh SQLite file."""
    return f"sqlite+aiosqlite:///{shutil.copy(migrated_file, tmp_path / 'test.sqlite3')}"


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """The address of a fresh database on PostgreSQL."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database in its newest shape: the test runs once on either kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A real database in its newest shape."""
    async with Database(database_url) as database:
        yield database
