"""Signing in: login, password, and the second factor where there is one. Wrong ones cost time, then a lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts import passwords, second_factor
from bot.accounts.audit import AuditLog
from bot.accounts.sessions import Sessions
from bot.accounts.tables import StaffLogin
from config.clock import Clock
from config.errors import FenliuError
from orders.tables import Staff

TRIES = 5
"""Wrong ones in a row before the account is locked."""
LOCKED = timedelta(minutes=15)
WRONG = "登录名、密码或动态码不对。忘了密码，请管理员重设。"
NEEDS_CODE = "请再输入手机上的 6 位动态码。"


class SignInRefused(FenliuError):
    """Not let in. `needs_code`: login and password fit, the second factor is still to come."""

    def __init__(self, say: str, *, needs_code: bool = False) -> None:
        super().__init__(say, say=say)
        self.needs_code = needs_code


class SignIn:
    """Lets staff in, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.audit = AuditLog(session, clock)

    async def enter(self, login: str, password: str, code: str = "") -> str | SignInRefused:
        """The token of a new session, or why there is none: wrong, locked, or the second factor is missing. Whether the
        login exists is not told. A refusal is returned and not raised, so that its count is committed.
        """
        found = await self._row(login)
        kept = found[0].password if found else passwords.NOBODY
        right = passwords.fits(kept, password)
        if found is None:
            await self.audit.write("sign_in.refused", login[:40], why="unknown")
            return SignInRefused(WRONG)
        row, staff = found
        now = self.clock.now()
        if row.locked_until is not None and row.locked_until > now:
            await self.audit.write("sign_in.refused", row.login, staff_id=staff.id, actor=staff.name, why="locked")
            return SignInRefused(_locked(row.locked_until))
        if not right:
            return await self._wrong(row, staff, now)
        if row.totp_secret and (refused := await self._second(row, staff, code, now)):
            return refused
        row.failures, row.locked_until = 0, None
        if passwords.is_old(row.password):
            row.password = passwords.digest(password)
        await self.audit.write("sign_in", row.login, staff_id=staff.id, actor=staff.name, role=staff.role)
        return await Sessions(self.session, self.clock).open(staff.id or 0)

    async def _second(self, row: StaffLogin, staff: Staff, code: str, now: datetime) -> SignInRefused | None:
        if not code.strip():
            return SignInRefused(NEEDS_CODE, needs_code=True)
        step = second_factor.step_of(row.totp_secret, code, now, row.totp_step)
        if step is None:
            return await self._wrong(row, staff, now)
        row.totp_step = step
        return None

    async def _wrong(self, row: StaffLogin, staff: Staff, now: datetime) -> SignInRefused:
        row.failures += 1
        locked = row.failures >= TRIES
        if locked:
            row.failures, row.locked_until = 0, now + LOCKED
        await self.audit.write(
            "sign_in.refused", row.login, staff_id=staff.id, actor=staff.name, why="locked now" if locked else "wrong"
        )
        return SignInRefused(_locked(row.locked_until) if locked and row.locked_until else WRONG)

    async def _row(self, login: str) -> tuple[StaffLogin, Staff] | None:
        wanted = select(StaffLogin, Staff).join(Staff, col(Staff.id) == col(StaffLogin.staff_id))
        mine = (col(StaffLogin.login) == clean(login)) & col(Staff.active).is_(True)
        row = (await self.session.execute(wanted.where(mine).with_for_update(of=StaffLogin))).one_or_none()
        return (row[0], row[1]) if row else None


def clean(login: str) -> str:
    """A login as it is kept: small letters, without spaces."""
    return "".join(login.split()).lower()


def _locked(until: datetime) -> str:
    return f"输错次数太多，账号先锁到 {until:%H:%M}。着急请找管理员解锁。"
