"""The real application over the tiny desk, reached without a network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from bot.app import build_app
from bot.services import Services, build_services
from config.settings import Settings
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock

Browse = Callable[[], httpx.AsyncClient]


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data=tmp_path / "data", database=database_url, messages_per_minute=600)


@pytest.fixture
async def services(settings: Settings, clock: StandingClock) -> AsyncIterator[Services]:
    settings.data.mkdir()
    built = build_services(settings, lambda _region: TinyDesk(), clock, last_resort)
    yield built
    await built.database.close()


@pytest.fixture
async def browse(services: Services) -> AsyncIterator[Browse]:
    """Opens browsers, each with cookies of its own."""
    app = build_app(services)
    opened: list[httpx.AsyncClient] = []

    def browser() -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://fenliu"))
        return opened[-1]

    yield browser
    await asyncio.gather(*(client.aclose() for client in opened))


@pytest.fixture
def client(browse: Browse) -> httpx.AsyncClient:
    return browse()
