"""The verdict on an objection: once, by a supervisor; what is upheld is in the queue of learning at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.gathering import Gathering
from bot.wake import Wake
from config.clock import Clock
from config.errors import BadInput, MoveNotAllowed
from config.region import Region
from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.objections import Objections
from orders.cases.rows import name_of_state

LONGEST = 150
"""Characters of a reason or a next step: the resident reads them whole."""


@dataclass(frozen=True)
class Verdict:
    """What a supervisor says. `right_card`: the card that it should have been; `next_step`: where to go instead."""

    way: Literal["uphold", "keep"]
    reason: str
    next_step: str = ""
    right_card: str = ""


class Verdicts:
    """Gives verdicts, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock, *, keep_days: int) -> None:
        self.session = session
        self.gathering = Gathering(session, region, clock, keep_days=keep_days)
        self.cases = Cases(session, region, clock)

    async def give(self, receipt: str, actor: Actor, verdict: Verdict, wake: Wake) -> Case:
        """One verdict; the notice to the resident, the handoff and the message to learn from are in the transaction.

        Raises:
            BadInput: no reason, or no way on for one who is sent on.
            MoveNotAllowed: somebody gave one already; `say` tells who and when.
        """
        objections = Objections(self.cases)
        case = await self.cases.lock(await objections.get(receipt))
        if case.state != "asked":
            raise MoveNotAllowed(say=await self._who_was_first(case))
        reason, next_step = verdict.reason.strip()[:LONGEST], verdict.next_step.strip()[:LONGEST]
        if not reason:
            raise BadInput(say="写一句理由：居民会读到，写给他看。")
        if verdict.way == "uphold":
            case = await objections.uphold(case, actor, reason, verdict.right_card)
            await self.gathering.gather()
            await wake.tell(self.session, "handoff")
            return case
        if not next_step:
            raise BadInput(say="维持原答复，要写清接着去哪里、怎么走，不能让居民没有路。")
        return await objections.keep(case, actor, reason, next_step)

    async def _who_was_first(self, case: Case) -> str:
        last = (await self.cases.events(case))[-1]
        who = "居民" if last.role == "resident" else last.actor
        return f"{who}在 {last.at:%m-%d %H:%M} 已经处理过了：{name_of_state(case)}。请刷新再看。"
