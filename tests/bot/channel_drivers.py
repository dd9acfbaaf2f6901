"""Residents on real channels, for the dialogues: each turn runs in a new process's worth of application."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import build_app
from bot.asking import Desk
from bot.channels.console import Console
from bot.channels.plain_text import plain_text
from bot.channels.telegram.buttons import LABEL
from bot.channels.telegram.resident_bot import ResidentBot
from bot.channels.telegram.splitting import cut
from bot.database import Database
from bot.delivery import Channel
from bot.outbox import Sender
from bot.reply_json import reply_from_json
from bot.services import Services, build_services
from bot.turn_worker import TurnWorker
from config.masking import mask
from config.settings import Settings
from handlers.message import Reply
from orders.tables import Handoff, Order
from tests.bot.tiny_desk import last_resort
from tests.conftest import StandingClock
from tests.dialogue import Dialogue
from tests.fakes.bot_api import BotApi, Sent

TOKEN = "42:abcdefghijklmnopqrstuvwxyz_0123456789"
POLLS = 3
TABLES = {"orders": Order, "handoffs": Handoff}


async def _polled(bot: ResidentBot) -> None:
    """One round of polling; like the service's own loop, once more where the disk was too slow for the lease."""
    for _ in range(POLLS - 1):
        with contextlib.suppress(TimeoutError):
            await bot.polling.once()
            return
    await bot.polling.once()


class ChannelDriver:
    """What the drivers of all channels share: the folder, the clock, a fresh application for every turn."""

    can: ClassVar[frozenset[str]] = frozenset()
    """The kinds of steps this channel can do, beyond words and buttons."""

    def __init__(self, folder: Path, desk: Desk, runner: asyncio.Runner) -> None:
        self.settings = Settings(data=folder, messages_per_minute=1000)
        self.desk = desk
        self.runner = runner
        self.clock = StandingClock()
        self.replies: Sequence[Reply] = ()
        self.prepared = False

    @classmethod
    def plays(cls, dialogue: Dialogue) -> bool:
        """Whether the channel can do every step."""
        wanted = {kind for step in dialogue.steps for kind in ("photo", "voice", "location") if step.get(kind)}
        return wanted <= cls.can

    def restarted(self) -> Services:
        """The application as a new process would build it; the desk alone is kept, for it keeps nothing itself."""
        self.clock.forward(minutes=1)
        return build_services(self.settings, lambda _region: self.desk, self.clock, last_resort)

    async def prepare(self, database: Database) -> None:
        """Brings the new folder's database up to date, once; later turns find it so, as a restarted process would."""
        if not self.prepared:
            await database.migrate()
            self.prepared = True

    def count(self, what: str) -> int:
        """How many orders or handoffs there are: each resident has a folder of their own."""
        return self.runner.run(self._count(what))

    async def _count(self, what: str) -> int:
        services = self.restarted()
        async with services.database as database, database.reading() as session:
            return int((await session.execute(select(func.count()).select_from(TABLES[what]))).scalar_one())


class WebDriver(ChannelDriver):
    """A browser's requests, cookie included."""

    can = frozenset({"photo", "location"})

    def __init__(self, folder: Path, desk: Desk, runner: asyncio.Runner) -> None:
        super().__init__(folder, desk, runner)
        self.cookies = httpx.Cookies()
        self.numbers = itertools.count(1)
        self.seen: dict[str, str] = {}

    def say(
        self, text: str = "", *, tap: str = "", photo: bool = False, voice: bool = False, location: bool = False
    ) -> Sequence[Reply]:
        """One message over HTTP, sent twice: the second answer must be the same, but for numbers that are not kept."""
        body: dict[str, object] = {"client_id": f"message-{next(self.numbers)}", "text": text}
        body["option"] = self.seen.get(tap, tap)
        if location:
            body["location"] = {"lat": 31.2304, "lng": 121.4737}
        self.replies = self.runner.run(self._send(body, photo=photo))
        self.seen |= {option.label: option.code for reply in self.replies for option in reply.options}
        return self.replies

    async def _send(self, body: dict[str, object], *, photo: bool) -> Sequence[Reply]:
        services = self.restarted()
        transport = httpx.ASGITransport(app=build_app(services))
        async with (
            services.database as database,
            httpx.AsyncClient(transport=transport, base_url="http://fenliu", cookies=self.cookies) as client,
        ):
            await self.prepare(database)
            await client.get("/")
            if photo:
                answer = await client.post("/api/photos", files={"photo": ("a.jpg", picture())})
                body["attachments"] = [answer.json()["ref"]]
            answer, again = [await client.post("/api/messages", json=body) for _ in range(2)]
            self.cookies = client.cookies
        assert answer.status_code == 200, answer.text
        assert mask(again.text) == mask(answer.text)
        return [reply_from_json(reply) for reply in answer.json()["replies"]]


class ConsoleDriver(ChannelDriver):
    """A terminal: buttons are typed by their number, in a form by their words. Old buttons cannot be tapped there."""

    def say(
        self, text: str = "", *, tap: str = "", photo: bool = False, voice: bool = False, location: bool = False
    ) -> Sequence[Reply]:
        """One line typed."""
        self.replies = self.runner.run(self._take(self._typed(tap) if tap else text))
        assert all(plain_text(reply) for reply in self.replies)
        return self.replies

    def _typed(self, label: str) -> str:
        last = self.replies[-1].options if self.replies else ()
        number = next((number for number, option in enumerate(last, 1) if option.label == label), None)
        if number is None:
            pytest.skip(f"a terminal has no old button {label}")
        return label if self.replies[-1].kind == "form" else str(number)

    async def _take(self, line: str) -> Sequence[Reply]:
        services = self.restarted()
        async with services.database as database:
            await self.prepare(database)
            return await Console(services.turns, services.clock, "tester", read=input, write=print).take(line)


class TelegramDriver(ChannelDriver):
    """A person before the bot, over HTTP; the bot is a new process at every turn, and gets every update twice."""

    can = frozenset({"photo", "voice", "location"})

    def __init__(self, folder: Path, desk: Desk, runner: asyncio.Runner) -> None:
        super().__init__(folder, desk, runner)
        self.api = BotApi()
        self.buttons: dict[str, tuple[int, str]] = {}
        """Label of every button seen so far -> the newest message it was under, and its data."""
        runner.run(self._open())

    async def _open(self) -> None:
        ready = asyncio.Event()
        self._server = asyncio.get_running_loop().create_task(self._serve(ready))
        await ready.wait()

    async def _serve(self, ready: asyncio.Event) -> None:
        async with self.api:
            self.api.add_bot(TOKEN)
            self.user = self.api.user(1001, "李")
            more = {"telegram_token": SecretStr(TOKEN), "telegram_api": self.api.url, "burst_milliseconds": 0}
            self.settings = self.settings.model_copy(update=more)
            ready.set()
            await asyncio.Event().wait()

    def say(
        self, text: str = "", *, tap: str = "", photo: bool = False, voice: bool = False, location: bool = False
    ) -> Sequence[Reply]:
        """One update, and what the outbox sent for it."""
        if tap and cut(tap, LABEL) in self.buttons:
            self.user.presses(*self.buttons[cut(tap, LABEL)])
        elif photo:
            self.user.sends_photo(picture(), text)
        elif voice:
            self.user.sends_voice(b"OggS" + bytes(40))
        elif location:
            self.user.sends_location(31.2304, 121.4737)
        else:
            self.user.says(text or tap)
        return self.runner.run(self._take())

    async def _take(self) -> Sequence[Reply]:
        services = self.restarted()
        async with services.database as database:
            await self.prepare(database)
            bot = ResidentBot.build(services)
            bot.polling.wait_seconds, (newest, *_) = 0, reversed(self.api.updates(TOKEN))
            replies, before = Written(bot.channel), len(self.api.sent(TOKEN))
            await _polled(bot)
            await bot.fetching.fetch_all()
            await TurnWorker(services.turns, services.wake).take_all()
            await Sender(database, services.clock, services.wake, services.region, {"telegram": replies}).send_all()
            await bot.feed(newest)
            assert await services.intake.waiting() == 0
            session = bot.bot.session
            assert isinstance(session, AiohttpSession)
            await (await session.create_session()).close()  # at once; aiogram waits a moment, for TLS
            await bot.stop()
        self._look(replies.written, self.api.sent(TOKEN)[before:])
        return replies.written

    def _look(self, replies: Sequence[Reply], sent: Sequence[Sent]) -> None:
        """Everything written reached the telephone as it was meant, and no request was wrong."""
        assert self.api.violations == []
        shown = "".join("".join(one.text.split()) for one in sent)
        for reply in replies:
            assert "".join(reply.text.split()) in shown
        for one in sent:
            self.buttons |= {label: (one.message_id, data) for label, data in zip(one.labels, one.data, strict=True)}


class Written:
    """A channel that keeps what it is given to send."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.written: list[Reply] = []

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """As the channel makes them."""
        self.written.append(reply)
        return self.channel.parts(reply, outbox_id)

    async def send(self, account: str, part: Any) -> str:
        """As the channel does."""
        return await self.channel.send(account, part)


def picture() -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


AnyDriver = WebDriver | ConsoleDriver | TelegramDriver
DRIVERS: tuple[type[AnyDriver], ...] = (WebDriver, ConsoleDriver, TelegramDriver)
