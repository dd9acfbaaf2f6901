"""What a worker does at the desk: each step checked anew, carried out once, and put down in the audit log."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.pages.staff.desk import filing
from bot.pages.staff.visit import Visit
from bot.people import People
from bot.staff_post import PAGE, Once, Repeated
from config.errors import BadInput, FenliuError, HandoffNotYours
from handlers.message import Reply
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff, Order, Staff

LONGEST_REPLY: Final = 2000
LONGEST_NOTE: Final = 300
"""Characters."""
OWN, OTHERS = "desk", "desk.others"


class Desk:
    """The actions of one visit."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.people: People = visit.services.people

    async def claim(self, handoff_id: int) -> Handoff:
        """受理.

        Raises:
            HandoffTaken: somebody else has it; `say` tells who and since when. The try is put down.
        """
        staff = await self._me(OWN)
        try:
            return await self._noting("desk.claim", handoff_id).claim(None, handoff_id, staff)
        except FenliuError as error:
            await self.visit.note("desk.claim_refused", await self._receipt(handoff_id), said=error.say)
            raise

    async def say(self, handoff_id: int, text: str, token: str, *, canned: str = "") -> bool:
        """Words to the resident; False where this very text of this token was sent before. `token` belongs to one
        draft: a click that is repeated, in whatever process, sends nothing twice.

        Raises:
            BadInput: nothing to send, or too much.
            HandoffNotYours: it is with somebody else by now.
        """
        text = text.strip()
        if not text:
            raise BadInput(say="还没有写内容。")
        if len(text) > LONGEST_REPLY:
            raise BadInput(say=f"一次最多发 {LONGEST_REPLY} 个字，现在有 {len(text)} 个，请分几次发。")
        staff = await self._me(OWN)
        once = self._once(f"{handoff_id}:{token}:{hashlib.sha256(text.encode()).hexdigest()[:16]}")
        try:
            people = self._noting("desk.reply", handoff_id, length=len(text), canned=canned)
            await people.say(once, handoff_id, staff, Reply(text))
        except Repeated:
            return False
        return True

    async def typing(self, handoff_id: int) -> None:
        """Something is being written for this resident: a sign of life, by which the claim is kept. A page that only
        lies open is none. Where the handoff, or the session, is theirs no more, it changes nothing.
        """
        try:
            me = await self.visit.check(OWN)
        except FenliuError:  # told at the next step; nobody is interrupted while they write
            return
        async with self.visit.services.database.writing() as session, session.begin():
            await HandoffBook(session, self.visit.services.clock).alive(handoff_id, me.staff_id)

    async def file(self, handoff_id: int, values: Mapping[str, str]) -> Order:
        """立单.

        Raises:
            BadInput: something is missing; `say` names it.
            HandoffNotYours, OrderIncomplete
        """
        missing = filing.look(values, self.visit.services.region).missing
        if missing:
            raise BadInput(say=f"还差：{'、'.join(missing)}。")
        staff = await self._me(OWN)
        reason = values["reason"].strip()[:LONGEST_NOTE]
        people = self._noting("desk.file", handoff_id, reason=reason)
        return await people.file_order(self._once(), handoff_id, staff, reason, **filing.given(values))

    async def transfer(self, handoff_id: int, to_id: int, note: str = "") -> Handoff:
        """转交.

        Raises:
            HandoffNotYours, StaffNotFound
        """
        staff = await self._me(OWN)
        if to_id == staff.id:
            raise BadInput(say="这件已经在您手里，请选别的同事。")
        people = self._noting("desk.transfer", handoff_id, to=to_id, note=_note(note))
        return await people.transfer(self._once(), handoff_id, staff, to_id, _note(note))

    async def end(self, handoff_id: int, ended_as: str, note: str = "") -> None:
        """办结.

        Raises:
            HandoffNotYours, OrderError (no such ending)
        """
        staff = await self._me(OWN)
        people = self._noting("desk.end", handoff_id, ended_as=ended_as, note=_note(note))
        await people.end(self._once(), handoff_id, staff, ended_as, _note(note))

    async def give_back(self, handoff_id: int, note: str = "") -> None:
        """退回机器人.

        Raises:
            HandoffNotYours
        """
        staff = await self._me(OWN)
        people = self._noting("desk.give_back", handoff_id, note=_note(note))
        await people.give_back(self._once(), handoff_id, staff, _note(note))

    async def take_over(self, handoff_id: int, held_by: int | None) -> Handoff:
        """接过来: a supervisor takes what a colleague holds. `held_by` is whom the supervisor saw with it.

        Raises:
            NotAllowed
            HandoffTaken: it is with somebody the supervisor did not see; `say` tells who and since when.
        """
        staff = await self._me(OTHERS)
        if held_by is not None and held_by != staff.id:
            with suppress(HandoffNotYours):  # it moved meanwhile: the claim tells where it is
                why = f"由{staff.name}接过去"
                people = self._noting("desk.put_back", handoff_id, note=why)
                await people.put_back(handoff_id, why, staff.name, held_by=held_by)
        return await self._noting("desk.take_over", handoff_id, had=held_by).claim(None, handoff_id, staff)

    async def put_back(self, handoff_id: int, held_by: int | None, note: str = "") -> Handoff:
        """退回等候: a supervisor lets what `held_by`, whom they saw with it, holds wait for anybody.

        Raises:
            NotAllowed
            HandoffNotYours: nobody holds it, or it is with somebody the supervisor did not see.
        """
        staff = await self._me(OTHERS)
        why = _note(note) or f"{staff.name}退回等候"
        people = self._noting("desk.put_back", handoff_id, note=_note(note))
        return await people.put_back(handoff_id, why, staff.name, held_by=held_by or 0)

    async def colleagues(self) -> Sequence[Staff]:
        """To whom something may be given: who is on duty first."""
        async with self.visit.services.database.reading() as session:
            everybody = await StaffBook(session, self.visit.services.clock).everybody()
        others = [one for one in everybody if one.id != self.visit.me.staff_id]
        return sorted(others, key=lambda one: not one.on_duty)

    def _noting(self, action: str, handoff_id: int, **data: Any) -> People:
        """The steps, with the row of this one put down in its transaction."""

        async def note(session: AsyncSession, _made: Any) -> None:
            handoff = await HandoffBook(session, self.visit.services.clock).get(handoff_id)
            filed = {"order": handoff.order_number} if handoff.order_number else {}
            await self.visit.noted(action, lambda _: (handoff.receipt, {**filed, **data}))(session, None)

        return self.people.noting(note)

    async def _me(self, right: str) -> Staff:
        await self.visit.check(right)
        return await self.visit.staff()

    async def _get(self, handoff_id: int) -> Handoff:
        async with self.visit.services.database.reading() as session:
            return await HandoffBook(session, self.visit.services.clock).get(handoff_id)

    async def _receipt(self, handoff_id: int) -> str:
        return (await self._get(handoff_id)).receipt

    def _once(self, number: str = "") -> Once:
        """A message of this person, from a page; without a number it is a new one."""
        account = f"{PAGE}{self.visit.me.staff_id}"
        return Once(account, number[:100] or secrets.token_hex(16), self.visit.services.clock.now())


def _note(note: str) -> str:
    return note.strip()[:LONGEST_NOTE]
