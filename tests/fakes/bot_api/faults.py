"""Failures on order, and a real rate limit."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from .errors import ApiError, Dropped, Garbled
from .schema import METHODS

DESCRIPTIONS = {
    400: "Bad Request: failed on order",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """One ordered failure; `status` 0 closes the connection, None only answers late."""

    method: str
    status: int | None
    times: int | None = 1
    retry_after: int | None = None
    description: str | None = None
    chat_id: int | None = None
    token: str | None = None
    before_effect: bool = True
    seconds: float = 0
    body: str | None = None
    """What is answered word for word, where it is no answer that Telegram knows."""

    def fits(self, method: str, token: str, params: dict[str, Any]) -> bool:
        """Whether the failure is meant for this call."""
        return (
            self.times != 0
            and self.method in {method, "*"}
            and self.token in {None, token}
            and (self.chat_id is None or str(self.chat_id) == str(params.get("chat_id")))
        )

    def error(self) -> Exception:
        """What the caller gets."""
        if not self.status:
            return Dropped()
        if self.body is not None:
            return Garbled(self.status, self.body)
        wait = self.retry_after if self.retry_after is not None or self.status != 429 else 1
        said = self.description or DESCRIPTIONS.get(self.status, "failed on order").format(wait)
        return ApiError(self.status, said, retry_after=wait)


@dataclass
class Faults:
    """All ordered failures; the oldest fitting one is used first."""

    ordered: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Orders a failure; a method nobody knows is the test's mistake."""
        if fault.method not in {*METHODS, "*", "file"}:
            raise ValueError(fault.method)
        self.ordered.append(fault)

    def take(self, method: str, token: str, params: dict[str, Any]) -> Fault | None:
        """The failure for a call, counted down."""
        for fault in self.ordered:
            if fault.status is not None and fault.fits(method, token, params):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def delay(self, method: str, token: str, params: dict[str, Any]) -> float:
        """Seconds by which the answer is late."""
        total = 0.0
        for fault in self.ordered:
            if fault.status is None and fault.fits(method, token, params):
                if fault.times is not None:
                    fault.times -= 1
                total += fault.seconds
        return total


@dataclass
class Limit:
    """Messages a second, in one chat and in all chats of a bot."""

    per_second: float | None = None
    per_second_per_chat: float | None = None
    past: dict[tuple[str, int | None], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, token: str, chat_id: int, now: float) -> None:
        """Counts one message, or answers 429."""
        rates = [(None, self.per_second), (chat_id, self.per_second_per_chat)]
        kept = [((token, key), rate) for key, rate in rates if rate]
        for key, rate in kept:
            span = max(1.0, 1 / rate)
            past = self.past[key]
            while past and past[0] <= now - span:
                past.popleft()
            if len(past) >= max(1, rate):
                wait = max(1, math.ceil(past[0] + span - now))
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for key, _ in kept:
            self.past[key].append(now)
