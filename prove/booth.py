"""One installation within this process: real bots, real application, real desk and database; only Telegram is ours."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr
from sqlalchemy import func, select, update

from bot.app import build_app
from bot.asking import Desk
from bot.bots import Bots
from bot.channels.staff.introduction import introduce
from bot.conversations import INBOX, OUTBOX, TALK
from bot.outbox import Sender
from bot.roles import Role
from bot.services import build_services
from bot.turn_worker import TurnWorker
from config.clock import CHINA, Clock
from config.settings import Settings
from orders.staff import StaffBook
from prove.asgi import ask
from prove.odd_requests import Request
from prove.overheard import Overheard, overhearing
from prove.town import RESIDENTS, STAFF
from tests.fakes.bot_api import BotApi, FakeUser
from tests.postgres import quick_place

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)
SECRET = "proof"  # noqa: S105 - of a bot that is none
BOTS = {RESIDENTS: b"/telegram/residents", STAFF: b"/telegram/staff"}
LIMIT = 50
"""Rounds after which everything must have left."""
OF_INPUT = ("getFile: ", "answerCallbackQuery: ")
"""Calls that repeat a number of the update: where that is made up, the call cannot be right."""


class Booth:
    """`async with Booth(desk) as booth:`. Time stands still but for what `settle` lets pass."""

    def __init__(self, desk: Desk, database_url: str = "") -> None:
        self.desk = desk
        self.api = BotApi()
        self.statuses: Counter[int] = Counter()
        self.updates = 0
        self.now = NOON
        self._database_url = database_url
        self._stack = AsyncExitStack()
        self._number = 1_000_000

    async def __aenter__(self) -> Self:
        folder = tempfile.mkdtemp(prefix="fenliu-fuzz-", dir=quick_place())
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self.heard: Overheard = self._stack.enter_context(overhearing())
        await self._stack.enter_async_context(self.api)
        for token in BOTS:
            self.api.add_bot(token)
        clock = Clock(lambda: self.now)
        self.services = build_services(self._settings(Path(folder) / "data"), lambda _region: self.desk, clock)
        await self._stack.enter_async_context(self.services.database)
        await self.services.database.migrate()
        self.bots = Bots(self.services, Role.ALL)
        self._stack.push_async_callback(self.bots.close)
        assert self.bots.resident is not None
        assert self.bots.staff is not None
        self.resident, self.staff = self.bots.resident, self.bots.staff
        await introduce(self.staff.application, "", "")
        limiter: Any = self.staff.application.bot.rate_limiter
        limiter._base_limiter = None  # Telegram's pace is not what is tried here
        self.app = build_app(self.services, Role.ALL, self.bots.routers)
        self.worker = TurnWorker(self.services.turns, self.services.wake)
        self.colleagues = [await self.hire("张三", "worker"), await self.hire("王五", "supervisor"), self.person(STAFF)]
        """The last of them is a stranger."""
        await self.settle()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._stack.aclose()

    def _settings(self, data: Path) -> Settings:
        data.mkdir()
        return Settings(
            data=data, database=self._database_url, messages_per_minute=1000, photos_per_day=1000, burst_milliseconds=0,
            telegram_token=SecretStr(RESIDENTS), staff_token=SecretStr(STAFF), telegram_secret=SecretStr(SECRET),
            staff_secret=SecretStr(SECRET), telegram_api=self.api.url, public_url="https://fenliu.example",
        )  # fmt: skip

    def fresh(self) -> int:
        """A number that was never given before."""
        self._number += 1
        return self._number

    def person(self, token: str) -> FakeUser:
        """Somebody new, who has opened the chat with the bot."""
        user = self.api.user(self.fresh(), token=token)
        user.chat.opened = True
        return user

    async def hire(self, name: str, role: str) -> FakeUser:
        """A colleague who joined over the bot."""
        async with self.services.database.writing() as session, session.begin():
            code = await StaffBook(session, self.services.clock).invite(name, role)
        person = self.person(STAFF)
        await self.push(STAFF, person.says(f"/start {code}"))
        return person

    async def push(self, token: str, raw: Any, *, posted: bool = True) -> None:
        """One update, by the route of the webhook or into the bot; it must be acknowledged at once."""
        self.updates += 1
        _known(self.api, token, raw)
        self.api.bots[token].pending.clear()
        if posted:
            await self.post(token, json.dumps(raw).encode())
        elif token == RESIDENTS:
            await self.resident.feed(raw)
        else:
            await self.staff.feed(raw)

    async def post(self, token: str, body: bytes) -> None:
        """A body at the route of the webhook."""
        secret = (b"x-telegram-bot-api-secret-token", SECRET.encode())
        await self.ask(Request("POST", BOTS[token], headers=(secret,), body=(body,)), only=(200, 413))

    async def ask(self, request: Request, *, client: str = "127.0.0.1", only: tuple[int, ...] = ()) -> None:
        """A request.

        Raises:
            AssertionError: the answer says that the server is at fault, or none of `only`.
        """
        status = await ask(self.app, request, client=client)
        self.statuses[status] += 1
        assert status < 500, f"{status} for {request.method} {request.path[:60]!r}; {self.heard.take()}"
        assert not only or status in only, f"{status} for an update; {self.heard.take()}"

    async def settle(self) -> None:
        """Everything that was written down is done and sent; then nothing must be left, and nothing have gone wrong."""
        for _ in range(LIMIT):
            if not await self._waiting():
                break
            await self.work()
            self.api.heal()
            self.now += timedelta(seconds=301)
        await self._courtesies()
        self.check()
        assert not (left := await self._waiting()), f"{left} wait for ever"

    async def work(self) -> None:
        """Takes and sends what is due now."""
        self.now += timedelta(seconds=2)
        channels = self.bots.channels
        sender = Sender(
            self.services.database, self.services.clock, self.services.wake, self.services.region, channels,
            report=self.services.metrics.reply,
        )  # fmt: skip
        await self.worker.take_all()
        await self.staff.jobs.announce()
        await sender.send_all()
        await self._courtesies()

    async def _courtesies(self) -> None:
        for bot in (self.resident, self.staff):
            await bot.courtesies.drain()

    async def clear(self) -> None:
        """Forgets what a failure left behind, so that it is told once."""
        self.heard.take()
        self.api.violations.clear()
        self.api.heal()
        async with self.services.database.writing() as session, session.begin():
            await session.execute(update(INBOX).where(INBOX.c.done_at.is_(None)).values(done_at=self.now))
            await session.execute(update(OUTBOX).where(OUTBOX.c.try_at.is_not(None)).values(try_at=None))
            await session.execute(update(TALK).values(due_at=None, first_place=None, waiting_from=None))

    def check(self) -> None:
        """Nothing was logged as a failure, and every call of Telegram was right."""
        violations = [one for one in self.api.violations if not one.startswith(OF_INPUT)]
        self.api.violations.clear()
        troubles = [*self.heard.take(), *violations]
        assert not troubles, "; ".join(troubles)

    async def _waiting(self) -> int:
        async with self.services.database.reading() as session:
            waits = [
                (await session.execute(select(func.count()).select_from(table).where(condition))).scalar_one()
                for table, condition in ((INBOX, INBOX.c.done_at.is_(None)), (OUTBOX, OUTBOX.c.try_at.is_not(None)))
            ]
        return sum(waits)


def _known(api: BotApi, token: str, raw: Any) -> None:
    """Telegram knows the queries that it asks."""
    query = raw.get("callback_query") if isinstance(raw, Mapping) else None
    if isinstance(query, Mapping) and isinstance(query.get("id"), str):
        api.bots[token].queries.add(query["id"])
