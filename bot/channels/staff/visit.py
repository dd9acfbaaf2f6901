"""One update of one worker: who it is, what they hold, what is remembered; and the ways to answer it, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.channels.staff.files import Files
from bot.channels.staff.memory import Memory
from bot.channels.staff.reading import Heard
from bot.channels.telegram.courtesies import Courtesies
from bot.locks import Locks
from bot.services import Services
from bot.staff_post import Once, Repeated
from config.errors import FenliuError, HandoffNotFound, HandoffNotYours, HandoffTaken, LetterNotFound
from handlers.message import Option, Reply
from orders.handoffs import HandoffBook
from orders.staff import ADMIN, SUPERVISOR
from orders.tables import Handoff, Staff

OVER = (HandoffTaken, HandoffNotYours, HandoffNotFound, LetterNotFound)
"""After these the tapped buttons are of no more use."""
Work = Callable[[Once], Awaitable[Any]]


@dataclass(frozen=True)
class Hands:
    """What the handlers work with."""

    services: Services
    files: Files
    courtesies: Courtesies
    bot_id: int
    locks: Locks = field(default_factory=Locks)


@dataclass
class Visit:
    """Everything that is known when a worker's update is taken. `held` is oldest first."""

    hands: Hands
    heard: Heard
    staff: Staff
    memory: Memory
    held: Sequence[Handoff]
    toast: str = ""
    """What shows over the tapped button."""
    spent: bool = False
    """The tapped buttons have served; they are taken away."""

    @property
    def services(self) -> Services:
        """The parts of the application."""
        return self.hands.services

    @property
    def is_chief(self) -> bool:
        """Whether they may take over what a colleague holds."""
        return self.staff.role in (SUPERVISOR, ADMIN)

    def mine(self, handoff_id: int) -> Handoff:
        """A handoff that this worker holds.

        Raises:
            HandoffNotYours
        """
        for one in self.held:
            if one.id == handoff_id:
                return one
        raise HandoffNotYours(say="这件现在不在您手里，不能操作。用 /mine 看手里的，/waiting 看等候的。")

    async def handoff(self, handoff_id: int) -> Handoff:
        """Any handoff as it is now.

        Raises:
            HandoffNotFound: there is none.
        """
        async with self.services.database.reading() as session:
            return await HandoffBook(session, self.services.clock).get(handoff_id)

    async def answer(self, *replies: Reply, memory: Memory | None = None) -> None:
        """Answers the worker and remembers; nothing where this update was carried out before."""
        try:
            await self.services.people.answer(self._once(memory), *replies)
        except Repeated:
            return

    async def ask(self, text: str, *options: Option, memory: Memory | None = None, **more: Any) -> None:
        """Asks the worker something. An answer to such a message is never taken as words for a resident."""
        await self.answer(Reply(text, kind="question", options=options, **more), memory=memory)

    async def do(self, work: Work, *, then: Memory, told: Sequence[Reply] = (), failed: Sequence[Option] = ()) -> bool:
        """Carries out what a worker asks for, remembers `then` and tells `told` in the same transaction.

        An error they should read is told, with the buttons `failed`; nothing else changes. False then.
        """
        try:
            await work(self._once(then, told))
        except Repeated:
            return False
        except FenliuError as error:
            self.toast, self.spent = error.say, isinstance(error, OVER)
            await self.answer(Reply(error.say, options=tuple(failed)))
            return False
        return True

    def _once(self, memory: Memory | None = None, told: Sequence[Reply] = ()) -> Once:
        heard, state = self.heard, None if memory is None else memory.to_json()
        return Once(heard.account, heard.number, heard.at, state, tuple(told))
