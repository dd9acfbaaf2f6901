"""The book of logins: who may sign in, made and changed by an admin or by the person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts import passwords, second_factor
from bot.accounts.sessions import Sessions
from bot.accounts.sign_in import clean
from bot.accounts.tables import StaffLogin
from config.clock import Clock
from config.errors import BadInput, StaffNotFound
from config.vocabulary import vocabulary
from orders.staff import LONGEST_NAME
from orders.tables import Staff

TAKEN = "这个登录名已经有人用，或者这位同事已经有账号了。"
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class LoginRefused(BadInput):
    """A login that cannot be made or changed like this; `say` tells why."""

    def __init__(self, say: str) -> None:
        super().__init__(say, say=say)


class LoginBook:
    """Logins, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def create(
        self, name: str, login: str, role: str, password: str, *, regions: Sequence[str] = (), given: bool = True,
        staff_id: int | None = None,
    ) -> StaffLogin:  # fmt: skip
        """A login, for somebody new or for whoever is on the staff already (`staff_id`). `given`: an admin chose the
        password, so that it must be changed first.

        Raises:
            LoginRefused: the login is taken or malformed, no name, or no such role.
            WeakPassword: the password is easily guessed.
            StaffNotFound: nobody has that number.
        """
        name, login = " ".join(name.split()), clean(login)
        if not LOGIN.fullmatch(login):
            msg = "登录名用 3 到 40 个小写字母、数字、点、横线，例如 zhang.san。"
            raise LoginRefused(msg)
        if role not in vocabulary()["roles"]:
            msg = f"没有“{role}”这个角色，可以选：{'、'.join(vocabulary()['roles'])}"
            raise LoginRefused(msg)
        if not 0 < len(name) <= LONGEST_NAME:
            msg = f"请写上姓名，最多 {LONGEST_NAME} 个字。"
            raise LoginRefused(msg)
        passwords.check(password, login=login, name=name)
        now = self.clock.now()
        if staff_id is not None and await self.session.get(StaffLogin, staff_id) is not None:
            raise LoginRefused(TAKEN)
        staff = await self._staff(staff_id) if staff_id is not None else Staff(name=name, role=role, created_at=now)
        staff.name, staff.role = name, role
        row = StaffLogin(login=login, password=passwords.digest(password), must_change=given, created_at=now)
        row.regions, row.changed_at = list(regions), now
        try:
            async with self.session.begin_nested():
                self.session.add(staff)
                await self.session.flush()
                row.staff_id = staff.id or 0
                self.session.add(row)
        except IntegrityError as error:
            raise LoginRefused(TAKEN) from error
        return row

    async def everybody(self) -> Sequence[tuple[StaffLogin, Staff]]:
        """All logins with their people, those who left too, in the order in which they came."""
        wanted = select(StaffLogin, Staff).join(Staff, col(Staff.id) == col(StaffLogin.staff_id))
        rows = (await self.session.execute(wanted.order_by(col(Staff.id)))).all()
        return [(row[0], row[1]) for row in rows]

    async def without_login(self) -> Sequence[Staff]:
        """Who is on the staff, over the staff bot or from before, and cannot sign in on the pages."""
        has = exists().where(col(StaffLogin.staff_id) == col(Staff.id))
        wanted = select(Staff).where(col(Staff.active).is_(True), ~has).order_by(col(Staff.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def get(self, login: str) -> tuple[StaffLogin, Staff]:
        """A login and its person.

        Raises:
            StaffNotFound: there is none.
        """
        found = {row.login: (row, staff) for row, staff in await self.everybody()}
        if clean(login) not in found:
            raise StaffNotFound
        return found[clean(login)]

    async def set_password(self, row: StaffLogin, password: str, *, given: bool, keep: int | None = None) -> None:
        """A new password: unlocks, and signs out everywhere `but` in the session `keep`.

        Raises:
            WeakPassword: it is easily guessed, or it is the old one.
        """
        passwords.check(password, login=row.login)
        if passwords.fits(row.password, password):
            msg = "新密码和原来的一样，请换一个。"
            raise passwords.WeakPassword(msg, say="新密码和原来的一样，请换一个。")
        row.password, row.must_change, row.changed_at = passwords.digest(password), given, self.clock.now()
        row.failures, row.locked_until = 0, None
        await Sessions(self.session, self.clock).close_all(row.staff_id, but=keep)
        await self.session.flush()

    async def change_own(self, row: StaffLogin, old: str, new: str, session_id: int) -> None:
        """The person's own change.

        Raises:
            LoginRefused: the old password is wrong.
            WeakPassword: the new one is easily guessed.
        """
        if not passwords.fits(row.password, old):
            msg = "原来的密码不对。"
            raise LoginRefused(msg)
        await self.set_password(row, new, given=False, keep=session_id)

    async def set_second_factor(self, row: StaffLogin, secret: str, code: str) -> None:
        """Turns the second factor on, once the app shows the right code.

        Raises:
            LoginRefused: the code is wrong.
        """
        step = second_factor.step_of(secret, code, self.clock.now(), 0)
        if step is None:
            msg = "动态码不对。请核对手机的时间，再输一次新的 6 位数。"
            raise LoginRefused(msg)
        row.totp_secret, row.totp_step = secret, step
        await self.session.flush()

    async def drop_second_factor(self, row: StaffLogin) -> None:
        """Turns it off: by an admin, where the phone is lost, or by the person."""
        row.totp_secret, row.totp_step = "", 0
        await self.session.flush()

    async def _staff(self, staff_id: int) -> Staff:
        staff = await self.session.get(Staff, staff_id)
        if staff is None or not staff.active:
            raise StaffNotFound
        return staff
