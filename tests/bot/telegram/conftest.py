"""The residents' bot over the tiny desk, before a Bot API server on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.telegram.resident_bot import ResidentBot
from bot.outbox import Sender
from bot.services import Services
from bot.turn_worker import TurnWorker
from config.settings import Settings
from tests.fakes.bot_api import BotApi, FakeUser, Sent

TOKEN = "42:abcdefghijklmnopqrstuvwxyz_0123456789"


class Line:
    """The whole way of a message and back, step by step: nothing here waits for a clock."""

    def __init__(self, services: Services, resident: ResidentBot, api: BotApi) -> None:
        self.services = services
        self.resident = resident
        self.api = api
        self._seen = 0
        self.restart()

    def restart(self) -> None:
        """Worker and sender as a new process would have them."""
        services, channels = self.services, {"telegram": self.resident.channel}
        self.sender = Sender(services.database, services.clock, services.wake, services.region, channels)
        self.worker = TurnWorker(services.turns, services.wake)

    async def fetch(self) -> None:
        """Takes what Telegram has into the inbox, and the files of it."""
        await self.resident.polling.once()
        await self.resident.fetching.fetch_all()

    async def answer(self) -> None:
        """Answers what waits, and sends it."""
        await self.worker.take_all()
        await self.sender.send_all()
        await self.resident.courtesies.drain()

    async def all(self) -> list[Sent]:
        """Both; what was sent meanwhile."""
        await self.fetch()
        await self.answer()
        return self.new()

    def new(self) -> list[Sent]:
        """What was sent or edited since the last look."""
        sent = self.api.sent(TOKEN)
        fresh, self._seen = sent[self._seen :], len(sent)
        return fresh


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The server; at the end it must have found nothing wrong with any request."""
    async with BotApi() as server:
        server.add_bot(TOKEN)
        yield server
        assert server.violations == []


@pytest.fixture
def settings(tmp_path: Path, api: BotApi, database_url: str) -> Settings:
    return Settings(
        data=tmp_path / "data",
        database=database_url,
        messages_per_minute=600,
        burst_milliseconds=0,
        telegram_token=SecretStr(TOKEN),
        telegram_api=api.url,
    )


@pytest.fixture
async def resident(services: Services) -> AsyncIterator[ResidentBot]:
    built = ResidentBot.build(services)
    built.polling.wait_seconds = 0
    yield built
    await built.stop()


@pytest.fixture
def line(services: Services, resident: ResidentBot, api: BotApi) -> Line:
    return Line(services, resident, api)


@pytest.fixture
def li(api: BotApi) -> FakeUser:
    return api.user(1001, "李")
