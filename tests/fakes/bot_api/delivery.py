"""Updates on their way to a webhook, again and again until it answers 2xx."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp

from .errors import ApiError
from .state import Bot, Json, Webhook
from .wire import Params, parts, plain

Run = Callable[[str, str, Params], Awaitable[object]]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE = aiohttp.ClientTimeout(total=60)
BACKOFF = (0.05, 1.0)
"""First and longest pause before an update is delivered once more, in seconds."""


class Courier:
    """Brings the updates of one bot to its webhook."""

    def __init__(self, bot: Bot, hook: Webhook, session: aiohttp.ClientSession, run: Run) -> None:
        self.bot = bot
        self.hook = hook
        self.session = session
        self.run = run
        self.backoff = BACKOFF
        self.underway: set[int] = set()

    async def work(self) -> None:
        """Delivers until cancelled, `max_connections` at a time, the oldest first."""
        gate = asyncio.Semaphore(self.hook.max_connections)
        async with asyncio.TaskGroup() as group:
            while True:
                await gate.acquire()
                update = await self._next()
                self.underway.add(update["update_id"])
                group.create_task(self._bring(update, gate))

    async def _next(self) -> Json:
        while True:
            if not self.bot.held:
                for number, update in self.bot.pending.items():
                    if number not in self.underway:
                        return update
            await self.bot.woken()

    async def _bring(self, update: Json, gate: asyncio.Semaphore) -> None:
        number, pause = update["update_id"], self.backoff[0]
        while number in self.bot.pending:
            while self.bot.held:
                await self.bot.woken()
            status = await post(self.session, self.run, self.bot, self.hook, update)
            if 200 <= status < 300:
                self.bot.pending.pop(number, None)
                break
            reason = f"Wrong response from the webhook: {status}" if status else "Connection failed"
            self.hook.last_error = (int(time.time()), reason)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.backoff[1])
        self.underway.discard(number)
        gate.release()


async def post(session: aiohttp.ClientSession, run: Run, bot: Bot, hook: Webhook, update: Json) -> int:
    """Delivers once and returns the status, 0 without a connection; a call in the answer is done."""
    headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
    try:
        async with session.post(hook.url, json=update, headers=headers, timeout=PATIENCE) as response:
            if 200 <= response.status < 300:
                await _answer(run, bot, response)
            else:
                await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        return 0


async def _answer(run: Run, bot: Bot, response: aiohttp.ClientResponse) -> None:
    try:
        params = await _call(response)
    except ApiError:
        params = {}
    method = params.pop("method", None)
    if isinstance(method, str):
        await run(bot.token, method, params)


async def _call(response: aiohttp.ClientResponse) -> Params:
    if response.content_type.startswith("multipart/"):
        return await parts(aiohttp.MultipartReader.from_response(response))
    body = await response.read()
    known = response.content_type in {"application/json", "application/x-www-form-urlencoded"}
    return plain(response.content_type, body) if known and body[:1] not in {b"", b"n", b'"', b"["} else {}
