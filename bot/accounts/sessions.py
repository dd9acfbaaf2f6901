"""Browsers that are signed in. The token is in the cookie; the database knows its digest only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts.rights import may
from bot.accounts.tables import StaffLogin, StaffSession
from config.clock import Clock
from orders.tables import Staff

LONGEST = timedelta(hours=12)
"""A session ends after a working day, used or not."""
IDLE = timedelta(hours=1)
"""It ends earlier where nobody used it for so long."""
NOTED = timedelta(minutes=1)
"""How exactly the last use is noted: not every click writes."""


@dataclass(frozen=True)
class Signed:
    """Who is signed in, as the database says now."""

    session_id: int
    staff_id: int
    name: str
    role: str
    login: str
    regions: tuple[str, ...]
    must_change: bool
    seen_at: datetime

    def may(self, right: str) -> bool:
        """Whether they have a right. Whoever still has a given password may only change it."""
        return may(self.role, right) and (right == "own" or not self.must_change)

    def works_in(self, region: str) -> bool:
        """Whether the region is theirs."""
        return not self.regions or region in self.regions


class Sessions:
    """Opens, finds and closes, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def open(self, staff_id: int) -> str:
        """A new token, always a fresh one: what the browser had before counts for nothing."""
        token, now = secrets.token_urlsafe(32), self.clock.now()
        row = StaffSession(digest=_digest(token), staff_id=staff_id, created_at=now, seen_at=now)
        row.expires_at = now + LONGEST
        self.session.add(row)
        await self.session.execute(delete(StaffSession).where(col(StaffSession.expires_at) < now))
        await self.session.flush()
        return token

    async def find(self, token: str) -> Signed | None:
        """Who has that token; None where it is unknown, over, unused for long, or its owner left."""
        now = self.clock.now()
        wanted = (
            select(StaffSession, Staff, StaffLogin)
            .join(Staff, col(Staff.id) == col(StaffSession.staff_id))
            .join(StaffLogin, col(StaffLogin.staff_id) == col(Staff.id))
            .where(col(StaffSession.digest) == _digest(token), col(StaffSession.expires_at) > now)
            .where(col(StaffSession.seen_at) > now - IDLE, col(Staff.active).is_(True))
            .execution_options(populate_existing=True)
        )
        row = (await self.session.execute(wanted)).one_or_none()
        if row is None:
            return None
        held, staff, login = row
        return Signed(
            session_id=held.id or 0,
            staff_id=staff.id or 0,
            name=staff.name,
            role=staff.role,
            login=login.login,
            regions=tuple(login.regions),
            must_change=login.must_change,
            seen_at=held.seen_at,
        )

    async def note_use(self, signed: Signed) -> None:
        """Puts down that it is in use; at most once a minute."""
        now = self.clock.now()
        if now - signed.seen_at > NOTED:
            mine = col(StaffSession.id) == signed.session_id
            await self.session.execute(update(StaffSession).where(mine).values(seen_at=now))

    async def close(self, token: str) -> None:
        """Signs one browser out."""
        await self.session.execute(delete(StaffSession).where(col(StaffSession.digest) == _digest(token)))

    async def close_all(self, staff_id: int, *, but: int | None = None) -> None:
        """Signs a person out everywhere, `but` in the session of that number."""
        mine = col(StaffSession.staff_id) == staff_id
        if but is not None:
            mine &= col(StaffSession.id) != but
        await self.session.execute(delete(StaffSession).where(mine))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
