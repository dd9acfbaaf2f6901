"""Changes to other people's logins, by an admin: role, regions, unlocking, signing out. One admin always stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.accounts.book import LoginRefused
from bot.accounts.sessions import Sessions
from bot.accounts.tables import StaffLogin
from config.clock import Clock
from config.vocabulary import vocabulary
from orders.staff import ADMIN
from orders.tables import Staff

LAST = "这是最后一位管理员，先把别人设为管理员再改。"


class Keeping:
    """What an admin may change, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def change(self, row: StaffLogin, staff: Staff, *, role: str, regions: Sequence[str]) -> None:
        """Another role or other regions; what is open in a browser follows at the next action.

        Raises:
            LoginRefused: no such role, or the last admin.
        """
        if role not in vocabulary()["roles"]:
            msg = f"没有“{role}”这个角色。"
            raise LoginRefused(msg)
        if role != ADMIN:
            await self._another_admin(staff)
        staff.role, row.regions = role, list(regions)
        await self.session.flush()

    async def unlock(self, row: StaffLogin) -> None:
        """Lets somebody try again at once."""
        row.failures, row.locked_until = 0, None
        await self.session.flush()

    async def sign_out(self, row: StaffLogin) -> None:
        """Signs somebody out everywhere."""
        await Sessions(self.session, self.clock).close_all(row.staff_id)

    async def may_leave(self, staff: Staff) -> None:
        """Whether somebody may be taken off the staff (bot.dismissal does it).

        Raises:
            LoginRefused: the last admin.
        """
        await self._another_admin(staff)

    async def _another_admin(self, staff: Staff) -> None:
        if staff.role != ADMIN:
            return
        others = select(func.count()).select_from(StaffLogin).join(Staff, col(Staff.id) == col(StaffLogin.staff_id))
        others = others.where(col(Staff.role) == ADMIN, col(Staff.active).is_(True), col(Staff.id) != staff.id)
        if not (await self.session.execute(others)).scalar_one():
            raise LoginRefused(LAST)
