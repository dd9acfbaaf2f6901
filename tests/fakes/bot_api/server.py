"""The server and what a test can do with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, Self

import aiohttp
from aiohttp import web

from .delivery import BACKOFF, Courier, post
from .engine import Engine
from .faults import Fault, Limit
from .person import FakeUser
from .polling import end_polling
from .sent import Sent
from .state import Bot, Json, Webhook
from .web import Site


class BotApi(Engine):
    """A Bot API server on loopback: `async with BotApi() as api:`."""

    def __init__(self, port: int = 0, *, backoff: tuple[float, float] = BACKOFF) -> None:
        super().__init__()
        self.port = port
        self.backoff = backoff
        self._stack = AsyncExitStack()
        self._couriers: dict[str, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()
        self._session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._group)
        self._session = await self._stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        runner = web.AppRunner(Site(self).app(), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for bot in self.bots.values():
            end_polling(bot)
        for courier in self._couriers.values():
            courier.cancel()
        await self._stack.aclose()

    def add_bot(self, token: str) -> Json:
        """Makes a token known; returns the bot as a user. The number before the colon is the bot's."""
        head = token.partition(":")[0]
        bot = Bot(token, int(head) if head.isdigit() else 1000 + len(self.bots))
        return self.bots.setdefault(token, bot).info

    def user(
        self, user_id: int, first_name: str = "居民", language_code: str | None = "zh-hans", token: str | None = None
    ) -> FakeUser:
        """A person before a bot, by default the first one."""
        person: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
        if language_code:
            person["language_code"] = language_code
        person = self.people.setdefault(user_id, person)
        return FakeUser(self, person, self.bots[token or next(iter(self.bots))])

    def updates(self, token: str) -> list[Json]:
        """All updates made for a bot."""
        return list(self.bots[token].updates)

    def pending(self, token: str) -> int:
        """How many updates the bot has not taken yet."""
        return len(self.bots[token].pending)

    def sent(self, token: str, chat_id: int | None = None) -> list[Sent]:
        """Messages a bot sent or edited, in order."""
        return list(self.sends[token, chat_id])

    async def until(self, done: Callable[[], object], seconds: float = 5) -> None:
        """Waits until something is true; TimeoutError after so many seconds."""
        async with asyncio.timeout(seconds):
            while not done():  # noqa: ASYNC110  # anything may be asked, so nothing can tell
                await asyncio.sleep(0.005)

    async def wait_sent(self, token: str, count: int = 1, chat_id: int | None = None, seconds: float = 5) -> list[Sent]:
        """Waits until a bot sent so many messages, and returns them."""
        await self.until(lambda: len(self.sends[token, chat_id]) >= count, seconds)
        return self.sent(token, chat_id)

    async def wait_taken(self, token: str, seconds: float = 5) -> None:
        """Waits until no update of a bot is pending."""
        await self.until(lambda: not self.bots[token].pending, seconds)

    def hold(self, token: str | None = None) -> None:
        """Stops handing out updates."""
        self._hold(token, held=True)

    def release(self, token: str | None = None) -> None:
        """Hands out updates again."""
        self._hold(token, held=False)

    def _hold(self, token: str | None, *, held: bool) -> None:
        for bot in self.bots.values():
            if token in {None, bot.token}:
                bot.held = held
                bot.wake.set()

    async def deliver(self, token: str, update: Json, url: str, secret: str | None = None) -> int:
        """Posts one update once to an address; the status, or 0 if there was no connection."""
        bot = self.bots[token]
        known = bot.webhook.secret if bot.webhook else None
        return await post(self._session, self.run, bot, Webhook(url, secret or known), update)

    def fail(self, method: str, *, status: int, times: int | None = 1, **more: Any) -> None:
        """Lets calls fail; "*" means all methods, "file" downloads.

        `more`: retry_after, description, chat_id, token, before_effect.
        """
        self.faults.add(Fault(method, status, times, **more))

    def slow(self, method: str, seconds: float, *, times: int | None = None, **more: Any) -> None:
        """Lets answers come late, after the effect; `more`: chat_id, token."""
        self.faults.add(Fault(method, None, times, seconds=seconds, **more))

    def drop(self, method: str, *, after_effect: bool, times: int | None = 1, **more: Any) -> None:
        """Closes connections without an answer; `more`: chat_id, token."""
        self.faults.add(Fault(method, 0, times, before_effect=not after_effect, **more))

    def garble(self, method: str, body: str, *, status: int = 200, times: int | None = 1, **more: Any) -> None:
        """Answers something that is no answer of the Bot API; `more`: chat_id, token, before_effect."""
        self.faults.add(Fault(method, status, times, body=body, **more))

    def heal(self) -> None:
        """Ends all ordered failures and limits."""
        self.faults.ordered.clear()
        self.limits = Limit()

    def limit(self, *, per_second: float | None = None, per_second_per_chat: float | None = None) -> None:
        """Answers 429 to more messages than that."""
        self.limits = Limit(per_second, per_second_per_chat)

    def file(self, token: str, file_id: str) -> bytes:
        """The bytes of a file the bot sent or got."""
        return self.bots[token].files[file_id].data

    def follow(self, bot: Bot) -> None:
        """Puts a courier on the way to the bot's new webhook, or calls the old one back."""
        if old := self._couriers.pop(bot.token, None):
            old.cancel()
        if bot.webhook:
            end_polling(bot)
            courier = Courier(bot, bot.webhook, self._session, self.run)
            courier.backoff = self.backoff
            self._couriers[bot.token] = self._group.create_task(courier.work())

    def now(self) -> int:
        """Seconds for the dates of updates."""
        return int(time.time())
