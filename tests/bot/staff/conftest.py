"""Both bots over the tiny desk, before a Bot API server on loopback, with the real turns and the real outbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.staff.introduction import introduce
from bot.channels.staff.staff_bot import StaffBot
from bot.channels.telegram.resident_bot import ResidentBot
from bot.conversations import Conversations
from bot.handoff_rounds import HandoffRounds
from bot.outbox import Sender
from bot.services import Services
from bot.staff_post import CHANNEL
from bot.turn_worker import TurnWorker
from config.settings import Settings
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff
from tests.fakes.bot_api import BotApi, FakeUser, Sent

RESIDENTS = "42:abcdefghijklmnopqrstuvwxyz_0123456789"
STAFF = "77:abcdefghijklmnopqrstuvwxyz_0123456789"


class Office:
    """Residents on one side, staff on the other; step by step, nothing here waits for a clock."""

    def __init__(self, services: Services, residents: ResidentBot, staff: StaffBot, api: BotApi) -> None:
        self.services, self.residents, self.staff, self.api = services, residents, staff, api
        self.clock: Any = services.clock
        self._seen: dict[tuple[str, int | None], int] = {}
        channels: dict[str, Any] = {"telegram": residents.channel, CHANNEL: staff.channel}
        self.sender = Sender(services.database, services.clock, services.wake, services.region, channels)
        self.worker = TurnWorker(services.turns, services.wake)
        self.rounds = HandoffRounds(services)

    async def all(self) -> None:
        """Takes what Telegram has, lets everything happen, and sends what came of it."""
        await self.residents.polling.once()
        await self.residents.fetching.fetch_all()
        await self.worker.take_all()
        await self.staff.polling.once()
        await self.staff.jobs.announce()
        await self.sender.send_all()
        await self.staff.courtesies.drain()
        await self.residents.courtesies.drain()

    def new(self, who: FakeUser) -> list[Sent]:
        """What this person was sent since the last look."""
        key = (who.bot.token, who.id)
        sent = [one for one in self.api.sent(*key) if one.method != "editMessageReplyMarkup"]
        fresh, self._seen[key] = sent[self._seen.get(key, 0) :], len(sent)
        return fresh

    def last(self, who: FakeUser) -> Sent:
        """The last message this person was sent."""
        return [one for one in self.api.sent(who.bot.token, who.id) if one.method != "editMessageReplyMarkup"][-1]

    async def hears(self, who: FakeUser) -> str:
        """Everything happens; the texts this person was sent."""
        await self.all()
        return "\n".join(one.text for one in self.new(who))

    async def says(self, who: FakeUser, text: str) -> str:
        """Somebody writes; what they are answered."""
        who.says(text)
        return await self.hears(who)

    async def taps(self, who: FakeUser, *buttons: str) -> str:
        """Somebody taps one button after the other; what they are answered in the end."""
        heard = ""
        for button in buttons:
            who.taps(button)
            heard = await self.hears(who)
        return heard

    async def hire(self, number: int, name: str, role: str = "worker") -> FakeUser:
        """Somebody who was invited and joined over the bot."""
        async with self.services.database.writing() as session, session.begin():
            code = await StaffBook(session, self.services.clock).invite(name, role)
        person = self.api.user(number, name, token=STAFF)
        assert "您已加入" in await self.says(person, f"/start {code}")
        return person

    async def asks(self, number: int, words: str = "人工 路灯不亮") -> FakeUser:
        """A resident who asks for a person."""
        resident = self.api.user(number, "居民", token=RESIDENTS)
        await self.says(resident, words)
        return resident

    async def held_by(self, who: FakeUser) -> list[Handoff]:
        """What that worker holds."""
        async with self.services.database.reading() as session:
            staff = await StaffBook(session, self.services.clock).by_account(str(who.id))
            return list(await HandoffBook(session, self.services.clock).of(staff.id or 0)) if staff else []

    async def remembered(self, who: FakeUser) -> Any:
        """The state of the staff conversation."""
        async with self.services.database.reading() as session:
            talk = await Conversations(session).find(CHANNEL, str(who.id))
        return dict(talk.state) if talk else {}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The server; at the end it must have found nothing wrong with any request."""
    async with BotApi() as server:
        server.add_bot(RESIDENTS)
        server.add_bot(STAFF)
        yield server
        assert server.violations == []


@pytest.fixture
def settings(tmp_path: Path, api: BotApi, database_url: str) -> Settings:
    return Settings(
        data=tmp_path / "data",
        database=database_url,
        messages_per_minute=600,
        burst_milliseconds=0,
        telegram_token=SecretStr(RESIDENTS),
        staff_token=SecretStr(STAFF),
        telegram_api=api.url,
    )


async def open_bot(services: Services, **more: Any) -> StaffBot:
    """A staff bot as a new process would have it."""
    built = StaffBot.build(services, **more)
    built.polling.wait_seconds = 0
    await introduce(built.application, "", "")
    return built


@pytest.fixture
async def staff_bot(services: Services) -> AsyncIterator[StaffBot]:
    built = await open_bot(services)
    yield built
    await built.stop()


@pytest.fixture
async def resident_bot(services: Services) -> AsyncIterator[ResidentBot]:
    built = ResidentBot.build(services)
    built.polling.wait_seconds = 0
    yield built
    await built.stop()


@pytest.fixture
def office(services: Services, resident_bot: ResidentBot, staff_bot: StaffBot, api: BotApi) -> Office:
    return Office(services, resident_bot, staff_bot, api)


@pytest.fixture
async def zhang(office: Office) -> FakeUser:
    return await office.hire(901, "张三")


@pytest.fixture
async def wang(office: Office) -> FakeUser:
    return await office.hire(902, "王五")
