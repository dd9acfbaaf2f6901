"""One open page of one person: who it is, asked anew at every action, and what they do, put down in the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Scope

from bot.accounts.audit import AuditLog
from bot.accounts.rights import NotAllowed, acts_as
from bot.accounts.sessions import Sessions, Signed
from bot.noting import Note
from bot.services import Services
from config.errors import FenliuError
from config.masking import mask
from orders.actor import Actor
from orders.tables import Staff


class SignedOut(FenliuError):
    """The session is over."""

    say = "登录已经过期，请重新登录。写好的内容还在，登录后回到这一页接着办。"


Told = Callable[[Any], tuple[str, dict[str, Any]]]
"""Subject and data of a row, from what came of the step."""


@dataclass
class Visit:
    """A page in a browser. `me` is as of the last look; `check` looks again."""

    services: Services
    token: str
    me: Signed

    @classmethod
    def of(cls, scope: Scope) -> Visit:
        """The visit of a request that came through the gate."""
        return cls(scope["fenliu.services"], scope["fenliu.token"], scope["fenliu.signed"])

    def may(self, right: str) -> bool:
        """For showing or hiding; every action asks `check` as well."""
        return self.me.may(right)

    async def check(self, right: str) -> Signed:
        """Who acts, as the database says now.

        Raises:
            SignedOut: the session is over.
            NotAllowed: not theirs to do; the try is put down.
        """
        async with self.services.database.writing() as session, session.begin():
            sessions = Sessions(session, self.services.clock)
            signed = await sessions.find(self.token)
            refused = signed is None or not signed.may(right) or not signed.works_in(self.services.settings.region)
            if signed is not None and refused:
                await self._log(session).write("refused", right, **_who(signed))
            elif signed is not None:
                await sessions.note_use(signed)
        if signed is None:
            raise SignedOut
        self.me = signed
        if refused:
            raise NotAllowed(right)
        return signed

    @asynccontextmanager
    async def acting(self, right: str, action: str, subject: str = "", **data: Any) -> AsyncIterator[AsyncSession]:
        """A transaction for one action, with its row in the audit log; nothing stays where it breaks.

        Raises:
            SignedOut, NotAllowed: as `check`.
        """
        signed = await self.check(right)
        async with self.services.database.writing() as session, session.begin():
            yield session
            await self._log(session).write(action, subject, **_who(signed), **data)

    async def note(self, action: str, subject: str = "", **data: Any) -> None:
        """The row in the audit log of something that was looked at or taken along, and changed nothing."""
        async with self.services.database.writing() as session, session.begin():
            await self._log(session).write(action, subject, **_who(self.me), **data)

    def noted(self, action: str, told: Told) -> Note:
        """Puts the row down in the transaction of a step that makes its own (`Noting`); `told` says what came of it."""
        signed = self.me

        async def note(session: AsyncSession, made: Any) -> None:
            await session.flush()  # what came of it has its number
            subject, data = told(made)
            await self._log(session).write(action, subject, **_who(signed), **data)

        return note

    async def staff(self) -> Staff:
        """The person as the desk knows them (claims, replies)."""
        async with self.services.database.reading() as session:
            return await session.get_one(Staff, self.me.staff_id)

    def actor(self, by: tuple[str, ...], unit: str = "") -> Actor | None:
        """In which of the roles `by` they may make a step of an order; None where in none of them."""
        role = next((role for role in acts_as(self.me.role) if role in by), None)
        return Actor(self.me.name, role, unit if role in ("unit", "co_unit") else "") if role else None

    def hidden(self, text: str) -> str:
        """A text as it may be shown on lists: numbers of persons masked."""
        return mask(text, self.services.region.numbers)

    def _log(self, session: AsyncSession) -> AuditLog:
        return AuditLog(session, self.services.clock)


def _who(signed: Signed) -> dict[str, Any]:
    return {"staff_id": signed.staff_id, "actor": signed.name, "role": signed.role}
