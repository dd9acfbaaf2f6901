"""Messages to staff: each goes through the outbox of its own conversation with the staff bot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import Conversations
from config.clock import Clock
from config.errors import FenliuError
from handlers.message import Incoming, Reply
from orders.staff import StaffBook

CHANNEL = "staff"
PAGE = "page:"
"""The beginning of the account of somebody who acts on the pages: they see what came of it, nothing is sent to them."""
AUTHOR = "staff"
"""Staff conversations are never held; the mark keeps them out of the gate all the same."""


class Repeated(FenliuError):
    """This message of a worker was carried out already: whatever began again is undone."""


@dataclass(frozen=True)
class Once:
    """A message of a worker: what it asks for happens once. `account` is the chat, `message_id` the update."""

    account: str
    message_id: str
    at: datetime
    state: Mapping[str, Any] | None = None
    """What the staff bot remembers of this worker from then on; None leaves it as it is."""
    replies: tuple[Reply, ...] = ()
    """What the worker reads before anything else that comes of it."""


class StaffPost:
    """Writes to staff within one transaction. Residents' conversations are locked before, never after."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self._conversations = Conversations(session)

    async def hold(self, *accounts: str) -> None:
        """Locks the conversations of several at once, always in the same order: two who write to each other wait."""
        for account in sorted({one for one in accounts if one}):
            await self._conversations.lock(CHANNEL, account, self.clock.now())

    async def tell(self, staff_id: int, *replies: Reply) -> bool:
        """Writes to a person; False where they have no account (any more)."""
        staff = await StaffBook(self.session, self.clock).get(staff_id)
        if not staff.account:
            return False
        await self.write(staff.account, replies)
        return True

    async def tell_all(self, notices: Iterable[tuple[int, Reply]]) -> None:
        """Writes to several; always in the order of their numbers, so that two such rounds never block each other."""
        for staff_id, reply in sorted(notices, key=lambda notice: notice[0]):
            await self.tell(staff_id, reply)

    async def write(self, account: str, replies: Iterable[Reply]) -> None:
        """Writes to an account of the staff bot; nothing where it is the account of a page."""
        if account.startswith(PAGE):
            return
        now = self.clock.now()
        talk = await self._conversations.lock(CHANNEL, account, now)
        await self._conversations.post(talk, tuple(replies), now, push=True, author=AUTHOR)
        await self._conversations.save(talk, now)

    async def once(self, once: Once) -> None:
        """Marks a worker's message as carried out, with what it changes in the conversation with the worker.

        Raises:
            Repeated: it was.
        """
        now = self.clock.now()
        talk = await self._conversations.lock(CHANNEL, once.account, now)
        mark = Incoming(channel=CHANNEL, account=once.account, message_id=once.message_id, received_at=once.at)
        if await self._conversations.take(talk, mark, now) is None:
            raise Repeated
        talk.state = talk.state if once.state is None else once.state
        await self._conversations.post(talk, once.replies, now, push=True, author=AUTHOR)
        await self._conversations.save(talk, now)
