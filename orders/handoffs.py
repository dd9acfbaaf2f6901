"""The book of handoffs: who holds what, since when, and every step on the way.

The book never commits. Each step is one conditional UPDATE, so that of many at once one succeeds, on every database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import HandoffNotFound, HandoffNotYours, HandoffTaken, StaffNotFound
from orders.endings import ending
from orders.status import CLAIMED, ENDED, WAITING
from orders.tables import Handoff, HandoffEvent, Staff

QUIET: dict[str, Any] = {"escalated": 0, "escalated_at": None}
"""Nothing was called out yet about this step."""
NOT_ACTIVE = "这位同事已不在岗，请换一位。"


class HandoffBook:
    """All that may happen to handoffs, within one database session."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def get(self, handoff_id: int) -> Handoff:
        """The handoff as it is now.

        Raises:
            HandoffNotFound: there is none.
        """
        return await self._one(col(Handoff.id) == handoff_id)

    async def by_receipt(self, receipt: str) -> Handoff:
        """The handoff with that receipt, however it was typed.

        Raises:
            HandoffNotFound: there is none.
        """
        return await self._one(col(Handoff.receipt) == receipt.strip().upper())

    async def waiting(self) -> Sequence[Handoff]:
        """What nobody has taken, urgent first, then oldest first."""
        return await self._all(col(Handoff.status) == WAITING, col(Handoff.urgent).desc(), col(Handoff.created_at))

    async def of(self, staff_id: int) -> Sequence[Handoff]:
        """What this person holds, oldest first."""
        mine = (col(Handoff.status) == CLAIMED) & (col(Handoff.staff_id) == staff_id)
        return await self._all(mine, col(Handoff.claimed_at), col(Handoff.id))

    async def unclaimed(self, before: datetime) -> Sequence[Handoff]:
        """What waits since `before` or longer, oldest first; one that was put back waits since then."""
        since = func.coalesce(col(Handoff.active_at), col(Handoff.created_at))
        return await self._all((col(Handoff.status) == WAITING) & (since <= before), col(Handoff.created_at))

    async def silent(self, before: datetime) -> Sequence[Handoff]:
        """What somebody holds while the resident waits for an answer since `before` or longer."""
        waits = (col(Handoff.status) == CLAIMED) & (col(Handoff.waiting_since) <= before)
        return await self._all(waits, col(Handoff.waiting_since))

    async def events(self, handoff: Handoff) -> Sequence[HandoffEvent]:
        """The steps of a handoff, oldest first."""
        wanted = select(HandoffEvent).where(col(HandoffEvent.handoff_id) == handoff.id).order_by(col(HandoffEvent.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def claim(self, handoff_id: int, staff: Staff) -> Handoff:
        """Takes a waiting handoff; of many at once one gets it.

        Raises:
            HandoffTaken: somebody holds it (`say` tells who and since when), or it has ended.
            HandoffNotFound: there is none.
            StaffNotFound: the person does not work here any more.
        """
        now = self.clock.now()
        free = (col(Handoff.status) == WAITING) & _works(staff)
        waits = func.coalesce(col(Handoff.waiting_since), col(Handoff.created_at))
        values = {"status": CLAIMED, "staff_id": staff.id, "claimed_at": now, "active_at": now, "waiting_since": waits}
        if not await self._step(handoff_id, free, values | QUIET, what="claimed", actor=staff.name):
            await self._refuse_claim(handoff_id, staff)
        return await self.get(handoff_id)

    async def check_holder(self, handoff_id: int, staff_id: int) -> Handoff:
        """The handoff, if this person holds it.

        Raises:
            HandoffNotYours: somebody else does, or nobody; `say` tells.
            HandoffNotFound: there is none.
        """
        handoff = await self.get(handoff_id)
        if handoff.status != CLAIMED or handoff.staff_id != staff_id:
            raise HandoffNotYours(say=f"{await self._standing(handoff)}现在不能替它操作。")
        return handoff

    async def transfer(self, handoff: Handoff, staff: Staff, to: Staff, note: str = "") -> Handoff:
        """Gives what `staff` holds to `to`.

        Raises:
            StaffNotFound: `to` does not work here any more.
            HandoffNotYours: `staff` does not hold it.
        """
        mine = (col(Handoff.status) == CLAIMED) & (col(Handoff.staff_id) == staff.id) & _works(to)
        now = self.clock.now()
        values = {"staff_id": to.id, "claimed_at": now, "active_at": now} | QUIET
        said = f"转给{to.name}" + (f"：{note}" if note else "")
        if not await self._step(handoff.id, mine, values, what="transferred", actor=staff.name, note=said):
            await self.check_holder(_id(handoff), _id(staff))
            raise StaffNotFound(say=NOT_ACTIVE)
        return await self.get(_id(handoff))

    async def put_back(self, handoff: Handoff, actor: str, note: str = "") -> Handoff:
        """Lets a claimed handoff wait for anybody again, as long as it is with whom `handoff` says.

        Raises:
            HandoffNotYours: it is with somebody else by now, waits already, or has ended.
        """
        held = (col(Handoff.status) == CLAIMED) & _same_holder(handoff)
        values = {"status": WAITING, "staff_id": None, "claimed_at": None, "active_at": self.clock.now()} | QUIET
        if not await self._step(handoff.id, held, values, what="put_back", actor=actor, note=note):
            raise HandoffNotYours(say=f"{await self._standing(await self.get(_id(handoff)))}不用再退回。")
        return await self.get(_id(handoff))

    async def end(self, handoff: Handoff, actor: str, ended_as: str, note: str = "", order_number: str = "") -> Handoff:
        """Ends a handoff, claimed or still waiting, as long as it is with whom `handoff` says. `actor` did it.

        Raises:
            OrderError: no such ending (orders/endings.yaml).
            HandoffNotYours: it is with somebody else by now, or has ended.
        """
        open_still = (col(Handoff.status) != ENDED) & _same_holder(handoff)
        values = {"status": ENDED, "ended_at": self.clock.now(), "ended_as": ending(ended_as).code}
        values |= {"waiting_since": None, **QUIET} | ({"order_number": order_number} if order_number else {})
        said = ending(ended_as).name + (f"：{note}" if note else "")
        if not await self._step(handoff.id, open_still, values, what="ended", actor=actor, note=said):
            raise HandoffNotYours(say=f"{await self._standing(await self.get(_id(handoff)))}不能再办结。")
        return await self.get(_id(handoff))

    async def touched(self, handoff: Handoff) -> None:
        """The worker did something for the resident: nobody waits now."""
        values = {"active_at": self.clock.now(), "waiting_since": None} | QUIET
        await self._change((col(Handoff.id) == handoff.id) & (col(Handoff.status) == CLAIMED), values)
        await self._refresh(handoff)

    async def alive(self, handoff_id: int, staff_id: int) -> bool:
        """They are at it, though nothing was said yet: the lease counts from now. False: it is not theirs."""
        mine = (col(Handoff.id) == handoff_id) & (col(Handoff.status) == CLAIMED) & (col(Handoff.staff_id) == staff_id)
        return await self._change(mine, {"active_at": self.clock.now()})

    async def resident_spoke(self, handoff: Handoff) -> None:
        """The resident waits for an answer from now on, where they did not wait before."""
        quiet = (col(Handoff.waiting_since).is_(None)) & (col(Handoff.status) != ENDED)
        await self._change((col(Handoff.id) == handoff.id) & quiet, {"waiting_since": self.clock.now()})
        await self._refresh(handoff)

    async def called_out(self, handoff: Handoff, what: str, note: str = "") -> bool:
        """Marks that somebody was told of it; False where another process did so first, or it moved on."""
        seen = (col(Handoff.status) == handoff.status) & (col(Handoff.escalated) == handoff.escalated)
        if handoff.status == CLAIMED:
            seen &= _same_holder(handoff) & (col(Handoff.waiting_since) == handoff.waiting_since)
        values = {"escalated": handoff.escalated + 1, "escalated_at": self.clock.now()}
        done = await self._step(handoff.id, seen, values, what=what, actor="分流", note=note)
        await self._refresh(handoff)
        return done

    async def lapses(self, handoff: Handoff) -> bool:
        """Marks that the lease of this handoff ran out, as it was seen; False where somebody did something meanwhile.

        Whoever gets True puts it back. Should they die before, it runs out once more.
        """
        seen = (col(Handoff.status) == CLAIMED) & _same_holder(handoff)
        seen &= col(Handoff.active_at).is_not_distinct_from(handoff.active_at)
        seen &= col(Handoff.waiting_since).is_not_distinct_from(handoff.waiting_since)
        return await self._change((col(Handoff.id) == handoff.id) & seen, {"active_at": self.clock.now()})

    async def held_by_nobody(self) -> Sequence[Handoff]:
        """What is in the hands of somebody who does not work here any more."""
        works = exists().where(col(Staff.id) == col(Handoff.staff_id), col(Staff.active).is_(True))
        return await self._all((col(Handoff.status) == CLAIMED) & ~works, col(Handoff.created_at))

    async def _refuse_claim(self, handoff_id: int, staff: Staff) -> NoReturn:
        handoff = await self.get(handoff_id)
        if handoff.status == WAITING:
            raise StaffNotFound
        if handoff.status == CLAIMED and handoff.staff_id == staff.id:
            raise HandoffTaken(say=f"这件您已经受理了（{handoff.claimed_at:%m-%d %H:%M}）。")
        raise HandoffTaken(say=await self._standing(handoff))

    async def _standing(self, handoff: Handoff) -> str:
        """Where a handoff stands, as a sentence for a colleague."""
        if handoff.status == WAITING:
            return "这件还没有人受理。"
        holder = await self.session.get(Staff, handoff.staff_id) if handoff.staff_id else None
        name = holder.name if holder else "同事"
        if handoff.status == CLAIMED:
            return f"这件由{name}受理，从 {handoff.claimed_at:%m-%d %H:%M} 开始。"
        return f"这件已由{name}在 {handoff.ended_at:%m-%d %H:%M} 办结（{ending(handoff.ended_as).name}）。"

    async def _step(
        self, handoff_id: int | None, condition: Any, values: dict[str, Any], *, what: str, actor: str, note: str = ""
    ) -> bool:
        """One conditional change with its event; False where the condition did not hold."""
        if not await self._change((col(Handoff.id) == handoff_id) & condition, values):
            return False
        event = HandoffEvent(handoff_id=handoff_id, at=self.clock.now(), what=what, actor=actor, note=note)
        self.session.add(event)
        await self.session.flush()
        return True

    async def _change(self, condition: Any, values: dict[str, Any]) -> bool:
        statement = update(Handoff).where(condition).values(values).execution_options(synchronize_session=False)
        return bool((await self.session.execute(statement)).rowcount)  # type: ignore[attr-defined]

    async def _refresh(self, handoff: Handoff) -> None:
        await self.get(_id(handoff))

    async def _one(self, condition: Any) -> Handoff:
        wanted = select(Handoff).where(condition).execution_options(populate_existing=True)
        handoff = (await self.session.execute(wanted)).scalar_one_or_none()
        if handoff is None:
            raise HandoffNotFound
        return handoff

    async def _all(self, condition: Any, *order: Any) -> Sequence[Handoff]:
        wanted = select(Handoff).where(condition).order_by(*order).execution_options(populate_existing=True)
        return (await self.session.execute(wanted)).scalars().all()


def _works(staff: Staff) -> Any:
    return exists().where(col(Staff.id) == staff.id, col(Staff.active).is_(True))


def _same_holder(handoff: Handoff) -> Any:
    return col(Handoff.staff_id).is_not_distinct_from(handoff.staff_id)


def _id(row: Handoff | Staff) -> int:
    if row.id is None:
        raise HandoffNotFound
    return row.id
