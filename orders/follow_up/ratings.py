"""What residents say of an answer: contacted, solved, satisfied, one by one and kept apart (北京条例32: 三率分开).

One rating for each resident of a matter and each result. It is completed, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import MoveIncomplete, MoveNotAllowed
from config.masking import mask
from config.region import Region
from orders.actor import RESIDENT
from orders.case_tables import Rating
from orders.follow_up.denials import Denials
from orders.follow_up.doubts import Doubts
from orders.follow_up.leads import lead_of
from orders.follow_up.numbers import numbers
from orders.life import Life
from orders.status import OPEN
from orders.tables import Order, OrderEvent

SOLVED = ("yes", "partly", "no")
BEST = 5
ANSWERS = ("contacted", "solved", "satisfied", "reason")
NOT_YOURS = "这件事要由反映的人自己来评价。"
NOT_YET = "这件事还在办，办结以后再请您评价。"


@dataclass(frozen=True)
class Rated:
    """What came of it. `ask_reason`: a reason would help, and nobody has to give one."""

    reopened: bool
    rating: Rating
    ask_reason: bool = False


class Ratings:
    """Takes ratings, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.life = Life(session, region, clock)
        self.denials = Denials(session, region, clock)
        self.doubts = Doubts(session, region, clock)

    async def rate(
        self,
        order: Order,
        channel: str,
        account: str,
        *,
        contacted: bool | None = None,
        solved: str | None = None,
        satisfied: int | None = None,
        reason: str = "",
    ) -> Rated:
        """Takes what was answered; what was answered before stays. `solved` is yes, partly or no; `satisfied` 1 to 5.

        Who joined another matter rates with their own order, and it counts for the matter.

        Raises:
            MoveNotAllowed: somebody else's order, or one that was not answered yet.
            MoveIncomplete: an answer that there is not.
        """
        said = _read(
            {"contacted": contacted, "solved": solved or "", "satisfied": satisfied, "reason": mask(reason.strip())}
        )
        if (order.channel, order.account) != (channel, account):
            raise MoveNotAllowed(say=NOT_YOURS)
        lead = await lead_of(self.session, order)
        await self.life.lock(lead)
        rating = await self._rating(order, lead)
        changed_mind = said["solved"] == "no" and rating.solved not in ("", "no")
        fresh = _complete(rating, said)
        await self.session.flush()
        reopened = False
        if changed_mind:
            await self.denials.changed(lead, rating, said["reason"])
        if fresh:
            await self.doubts.look(order, lead, rating)
        if "solved" in fresh:
            reopened = await self._follow(order, lead, rating)
        low = rating.satisfied is not None and rating.satisfied <= numbers().low_rating
        return Rated(reopened, rating, low and not rating.reason)

    async def _follow(self, order: Order, lead: Order, rating: Rating) -> bool:
        """Not solved reaches the owner and reopens; solved counts as followed up, once its own resident says so."""
        if rating.solved == "no":
            return await self.denials.take(order, lead, rating)
        if order.id == lead.id and lead.status == "resolved" and not await self.denials.undecided(lead):
            said = {name: getattr(rating, name) for name in ANSWERS}
            await self.life.move(lead, "follow_up", RESIDENT, **said)
        return False

    async def _rating(self, order: Order, lead: Order) -> Rating:
        """The rating of this resident for the last result; a new one where there is none."""
        results = (col(OrderEvent.order_id) == lead.id) & (col(OrderEvent.move) == "resolve")
        times = (await self.session.execute(select(func.count()).where(results))).scalar_one()
        whose = (col(Rating.order_id) == order.id) & (col(Rating.round) == times - 1)
        known = (await self.session.execute(select(Rating).where(whose))).scalar_one_or_none()
        if known is not None:
            return known
        if not times or lead.status in OPEN:
            raise MoveNotAllowed(say=NOT_YET)
        at = self.clock.now()
        rating = Rating(order_id=order.id or 0, round=times - 1, at=at, channel=order.channel, account=order.account)
        self.session.add(rating)
        return rating


def _read(said: dict[str, Any]) -> dict[str, Any]:
    if said["solved"] not in ("", *SOLVED):
        raise MoveIncomplete(say="解决了吗？请选：解决了、部分解决、没有解决。")
    if said["satisfied"] is not None and not 1 <= said["satisfied"] <= BEST:
        raise MoveIncomplete(say="满意几分？请选 1 到 5 分，5 分最满意。")
    return said


def _complete(rating: Rating, said: dict[str, Any]) -> set[str]:
    """Fills in what was not answered yet; the names of what is new."""
    empty = (None, "")
    fresh = {name for name in ANSWERS if said[name] not in empty and getattr(rating, name) in empty}
    for name in fresh:
        setattr(rating, name, said[name])
    return fresh
