"""A resident on Telegram: reads what the bot sent last, and taps or types."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable

from prove.residents import MOST_TURNS, Story, choose
from tests.fakes.bot_api import BotApi, Sent

QUIET_SECONDS = 0.25
"""An answer of several messages is complete when nothing has followed for so long."""
PATIENCE_SECONDS = 120.0


class TelegramResident:
    """One person with one chat."""

    def __init__(
        self, api: BotApi, token: str, number: int, rng: random.Random, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self.api = api
        self.token = token
        self.user = api.user(number, first_name=f"居民{number}", token=token)
        self.number = number
        self.rng = rng
        self.stop = stop
        self.said = 0
        self.orders = 0

    async def live(self, story: Story) -> bool:
        """Sees a story through; False where it was stopped before its end."""
        last: Sent | None = None
        for words in story.first:
            last = await self.say(words)
        for _ in range(MOST_TURNS):
            if self.stop():
                return False
            labels = [label for label in last.labels if label] if last else []
            form = bool(last and ("返回" in labels))
            what, value = choose(labels, "form" if form else "", self.rng)
            if what == "end":
                break
            last = await (self.tap(value) if what == "tap" else self.say(value))
        for words in story.after:
            await self.say(words)
        return True

    async def say(self, words: str) -> Sent:
        """Types, and waits for the answer."""
        before = self._count()
        self.user.says(words)
        return await self._answered(before)

    async def tap(self, label: str) -> Sent:
        """Taps, and waits for the answer."""
        before = self._count()
        self.user.taps(label)
        return await self._answered(before)

    async def _answered(self, before: int) -> Sent:
        self.said += 1
        end, seen, since = time.monotonic() + PATIENCE_SECONDS, before, 0.0
        while time.monotonic() < end:
            count = self._count()
            if count != seen:
                seen, since = count, time.monotonic()
            elif count > before and time.monotonic() - since > QUIET_SECONDS:
                return self._messages()[-1]
            await asyncio.sleep(0.03)
        msg = f"resident {self.number} got no answer for {PATIENCE_SECONDS:.0f} s"
        raise TimeoutError(msg)

    def _messages(self) -> list[Sent]:
        """New messages only: an edit that takes buttons away is no answer."""
        return [one for one in self.api.sent(self.token, self.number) if one.method.startswith("send")]

    def _count(self) -> int:
        return len(self._messages())
