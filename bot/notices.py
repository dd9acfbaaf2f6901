"""What staff is told by itself: found and written into the outbox in one transaction; none is lost or doubled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.escalation import Notice
from bot.staff_post import StaffPost

if TYPE_CHECKING:
    from bot.services import Services

Find = Callable[[AsyncSession], Awaitable[list[Notice]]]
"""Marks what is due within a transaction; who is to be told of it."""


class Notices:
    """Notices over these services. Without a staff bot nothing is written: it would lie in the outbox for ever."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.bot_is_there = bool(services.settings.staff_token.get_secret_value())

    async def tell(self, find: Find) -> None:
        """Marks what is due, and tells it where there is a bot to tell it."""
        services = self.services
        async with services.database.writing() as session, session.begin():
            notices = await find(session)
            told = bool(notices) and self.bot_is_there
            if told:
                await StaffPost(session, services.clock).tell_all(notices)
                await services.wake.tell(session, "outbox")
        if told:
            services.wake.ring("outbox")
