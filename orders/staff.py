"""The book of staff: invitations, who works here, and who is on duty.

The book never commits; its steps are conditional updates, so that two at once cannot both succeed.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import InvitationNotGood, OrderError, StaffNotFound
from config.vocabulary import name_of, vocabulary
from orders.number import ALPHABET
from orders.tables import Staff, StaffInvite

WORKER: Final = "worker"
SUPERVISOR: Final = "supervisor"
ADMIN: Final = "admin"
INVITE_LENGTH = 12
"""Of 31 signs each: nobody guesses it while it is good."""
LONGEST_NAME = 40


class StaffBook:
    """All that may happen to staff, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def invite(self, name: str, role: str, *, days: int = 7) -> str:
        """A code that lets one person in, once, within so many days. It is told here and never again.

        Raises:
            OrderError: no name, one that is too long, or a role that does not exist.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME:
            msg = f"请写上姓名，最多 {LONGEST_NAME} 个字。"
            raise OrderError(msg, say=msg)
        if role not in vocabulary()["roles"]:
            msg = f"没有“{role}”这个角色，可以选：{'、'.join(vocabulary()['roles'])}"
            raise OrderError(msg, say=msg)
        code, now = "".join(secrets.choice(ALPHABET) for _ in range(INVITE_LENGTH)), self.clock.now()
        invite = StaffInvite(digest=_digest(code), name=name, role=role, created_at=now)
        invite.expires_at = now + timedelta(days=days)
        self.session.add(invite)
        await self.session.flush()
        return "-".join(code[place : place + 4] for place in range(0, INVITE_LENGTH, 4))

    async def join(self, code: str, account: str) -> Staff:
        """Lets the account in with that code. Whoever works here already gets the invitation's name and role.

        Raises:
            InvitationNotGood: unknown, used or too old; which of them is not told.
        """
        now, digest = self.clock.now(), _digest(code)
        good = (col(StaffInvite.digest) == digest) & col(StaffInvite.used_at).is_(None)
        if not await self._changed(
            update(StaffInvite).where(good, col(StaffInvite.expires_at) > now).values(used_at=now)
        ):
            raise InvitationNotGood
        by_digest = select(StaffInvite).where(col(StaffInvite.digest) == digest)
        invite = (await self.session.execute(by_digest)).scalar_one()
        known = await self.by_account(account)
        if known is not None:
            known.name, known.role = invite.name, invite.role
            await self.session.flush()
            return known
        staff = Staff(name=invite.name, role=invite.role, account=account, created_at=now)
        try:
            async with self.session.begin_nested():
                self.session.add(staff)
        except IntegrityError as error:  # the same account joined with two codes at once
            raise InvitationNotGood from error
        return staff

    async def by_account(self, account: str) -> Staff | None:
        """Who works here with that account of the staff bot; None for everybody else."""
        mine = (col(Staff.account) == account) & col(Staff.active).is_(True)
        return (await self.session.execute(select(Staff).where(mine))).scalar_one_or_none()

    async def get(self, staff_id: int) -> Staff:
        """The person with that number, whether or not they still work here.

        Raises:
            StaffNotFound: there is none.
        """
        wanted = select(Staff).where(col(Staff.id) == staff_id).execution_options(populate_existing=True)
        staff = (await self.session.execute(wanted)).scalar_one_or_none()
        if staff is None:
            raise StaffNotFound
        return staff

    async def everybody(self) -> Sequence[Staff]:
        """Everybody who works here, on duty or not, in the order in which they came."""
        wanted = select(Staff).where(col(Staff.active).is_(True)).order_by(col(Staff.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def on_duty(self, *roles: str) -> Sequence[Staff]:
        """Those on duty who have one of the roles; without roles everybody on duty."""
        return [one for one in await self.everybody() if one.on_duty and (not roles or one.role in roles)]

    async def chiefs(self) -> Sequence[Staff]:
        """Who is told when something lies: supervisors on duty, else admins on duty, else any of either; else all."""
        everybody = await self.everybody()
        chiefs = [one for one in everybody if one.role in (SUPERVISOR, ADMIN)]
        groups = (
            [one for one in chiefs if one.on_duty and one.role == SUPERVISOR],
            [one for one in chiefs if one.on_duty],
            chiefs,
            everybody,
        )
        return next((group for group in groups if group), [])

    async def set_duty(self, staff_id: int, on_duty: bool) -> Staff:  # noqa: FBT001 - the name says what it is
        """Goes on or off duty.

        Raises:
            StaffNotFound: nobody with that number works here.
        """
        return await self._change(staff_id, on_duty=on_duty)

    async def remove(self, staff_id: int) -> Staff:
        """Takes somebody off the staff; the account may then join again only with a new invitation.

        What they hold goes back to waiting within a minute (bot.escalation).

        Raises:
            StaffNotFound: nobody with that number works here.
        """
        return await self._change(staff_id, active=False, on_duty=False, account=None)

    async def _change(self, staff_id: int, **values: Any) -> Staff:
        mine = (col(Staff.id) == staff_id) & col(Staff.active).is_(True)
        if not await self._changed(update(Staff).where(mine).values(values)):
            raise StaffNotFound
        return await self.get(staff_id)

    async def _changed(self, statement: Any) -> bool:
        done = await self.session.execute(statement.execution_options(synchronize_session=False))
        return bool(done.rowcount)  # type: ignore[attr-defined]


def role_name(staff: Staff) -> str:
    """The role as people say it: 工作人员, 主管, 管理员."""
    return name_of("roles", staff.role)


def _digest(code: str) -> str:
    """What is kept of a code; however it was typed, spaces, dashes and lower case do not matter."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    return hashlib.sha256(plain.encode()).hexdigest()
