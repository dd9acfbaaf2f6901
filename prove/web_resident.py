"""A resident at the web page: sends each message until it is answered, as the page does."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp

from prove.residents import MOST_TURNS, Story, choose, last_of

Where = Callable[[], str]
RETRY_SECONDS = 0.05
PATIENCE_SECONDS = 120.0


class WebResident:
    """One browser. `where` names the address to send to, anew at each try, as a proxy would choose it."""

    def __init__(
        self,
        web: aiohttp.ClientSession,
        where: Where,
        rng: random.Random,
        *,
        think: float = 0.0,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.web = web
        self.where = where
        self.rng = rng
        self.think = think
        self.stop = stop
        self.seconds: list[float] = []
        """How long each answer took, from the moment the message was to be sent."""
        self.troubles: list[str] = []
        self.acknowledged: list[str] = []
        """The numbers of messages that were answered with 200."""
        self.kept_numbers: list[str] = []
        """The numbers of those that were answered with 202: on disk, to be answered later."""
        self.orders: list[str] = []
        self._token = secrets.token_urlsafe(32)
        self._house = ".".join(str(rng.randrange(1, 250)) for _ in range(3))

    @property
    def account(self) -> str:
        """What the database knows of this visitor."""
        import hashlib  # noqa: PLC0415

        return hashlib.sha256(self._token.encode()).hexdigest()[:40]

    @property
    def kept(self) -> int:
        """How many messages were kept on disk."""
        return len(self.kept_numbers)

    async def live(self, story: Story) -> bool:
        """Sees a story through; False where it was stopped before its end."""
        replies: Sequence[dict[str, Any]] = ()
        for words in story.first:
            replies = await self.send(text=words)
        for _ in range(MOST_TURNS):
            if self.stop():
                return False
            options, kind = last_of(replies)
            what, value = choose(options, kind, self.rng)
            if what == "end":
                break
            code = next((one["code"] for one in replies[-1]["options"] if one["label"] == value), "")
            replies = await self.send(option=code) if what == "tap" else await self.send(text=value)
        for words in story.after:
            await self.send(text=words)
        return True

    async def send(self, *, text: str = "", option: str = "") -> Sequence[dict[str, Any]]:
        """One message, sent again until the answer is there."""
        if self.think:
            await asyncio.sleep(self.rng.expovariate(1 / self.think))
        message = {"client_id": secrets.token_hex(12), "text": text, "option": option}
        started = time.perf_counter()
        while time.perf_counter() - started < PATIENCE_SECONDS:
            status, body = await self._once(message)
            if status in (200, 202):
                self.seconds.append(time.perf_counter() - started)
                return self._taken(message, status, body)
            if status:
                self.troubles.append(f"{status}: {str(body.get('say', ''))[:60]}")
            await asyncio.sleep(RETRY_SECONDS)
        msg = "no answer for two minutes"
        raise TimeoutError(msg)

    def _taken(self, message: dict[str, str], status: int, body: dict[str, Any]) -> Sequence[dict[str, Any]]:
        replies: Sequence[dict[str, Any]] = body.get("replies", [])
        if status == 200:
            self.acknowledged.append(message["client_id"])
        else:
            self.kept_numbers.append(message["client_id"])
        for reply in replies:
            self.orders += [
                value for name, value in reply.get("rows", ()) if name == "工单号" and reply["kind"] == "order"
            ]
        return replies

    async def _once(self, message: dict[str, str]) -> tuple[int, dict[str, Any]]:
        headers = {"Cookie": f"fenliu_visitor={self._token}", "X-Forwarded-For": f"10.{self._house}"}
        try:
            async with self.web.post(f"{self.where()}/api/messages", json=message, headers=headers) as answer:
                return answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return 0, {}
