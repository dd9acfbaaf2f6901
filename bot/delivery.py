"""What the outbox needs of a channel that is pushed to, and the two ways in which sending may fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from handlers.message import Reply


class TryLater(Exception):
    """A passing trouble: too many requests, a server error, no connection. `seconds` is what the channel asked for."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


class Refused(Exception):
    """A lasting refusal: blocked by the person, no such chat, a message that is not accepted. `say` is for staff."""

    def __init__(self, reason: str, say: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.say = say or reason


class Channel(Protocol):
    """Where replies of one channel leave."""

    def parts(self, reply: Reply, outbox_id: int) -> Sequence[Any]:
        """The reply as the messages the channel can carry, at least one. The same reply gives the same parts."""

    async def send(self, account: str, part: Any) -> str:
        """Sends one part; returns the channel's number of it.

        Raises:
            TryLater, Refused
        """
