"""Authenticity of ratings (满意度甄别, facts 5.5: 刚办即满, 同号互评, 承办号代评): marked by rule, judged by a person.

Nothing is thrown away by itself. Until a person has judged, the order is not filed away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.region import Region
from orders.case_tables import Rating
from orders.follow_up.alerts import Alerts
from orders.follow_up.conditions import PENDING
from orders.follow_up.numbers import Numbers, numbers
from orders.tables import Order, OrderEvent, Staff

FILE = Path(__file__).parent / "doubts.yaml"
BURST = "unit_burst"


@lru_cache(maxsize=1)
def reasons() -> Mapping[str, str]:
    """Every doubt by its code, in the order of weight."""
    raw: dict[str, str] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


class Doubts:
    """Marks ratings that a person should look at, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.clock = clock
        self.alerts = Alerts(session, clock, region.calendar)
        self.numbers: Numbers = numbers()

    async def look(self, order: Order, lead: Order, rating: Rating) -> Sequence[str]:
        """Marks the rating with what is odd about it; the doubts, none where there are none."""
        if rating.review not in ("", PENDING):
            return ()
        found = await self._accounts(lead, rating)
        if self._praises(rating):
            found |= self._too_soon(lead) | await self._one_rater(rating)
        if rating.satisfied is not None and rating.satisfied >= self.numbers.top_rating:
            found |= await self._burst(order, lead, rating)
        if new := found - set(rating.doubts):
            await self._mark(rating, found)
            if new != {BURST}:
                await self._tell(lead, rating)
        return tuple(rating.doubts)

    def _praises(self, rating: Rating) -> bool:
        return rating.solved == "yes" or (rating.satisfied or 0) >= self.numbers.satisfied_from

    async def _accounts(self, lead: Order, rating: Rating) -> set[str]:
        """The account of somebody who works on the order, or of staff at all (承办号代评)."""
        mine = (col(OrderEvent.order_id) == lead.id) & col(OrderEvent.role).in_(("unit", "co_unit"))
        handlers = set((await self.session.execute(select(col(OrderEvent.actor)).where(mine).distinct())).scalars())
        names = select(col(Staff.name)).where(col(Staff.account) == rating.account)
        staff = set((await self.session.execute(names)).scalars())
        if rating.account in handlers or staff & handlers:
            return {"own_account"}
        return {"staff_account"} if staff else set()

    def _too_soon(self, lead: Order) -> set[str]:
        """Praise within seconds of the result (刚办即满)."""
        soon = timedelta(seconds=self.numbers.doubt_seconds)
        resolved = lead.resolved_at
        return {"just_closed"} if resolved and self.clock.now() - resolved <= soon else set()

    async def _one_rater(self, rating: Rating) -> set[str]:
        """One account that praises many orders (同号互评)."""
        since = self.clock.now() - timedelta(hours=self.numbers.rater_hours)
        best = (col(Rating.solved) == "yes") | (col(Rating.satisfied) >= self.numbers.satisfied_from)
        mine = (col(Rating.account) == rating.account) & (col(Rating.channel) == rating.channel) & best
        orders = select(func.count(col(Rating.order_id).distinct())).where(mine, col(Rating.at) >= since)
        many = (await self.session.execute(orders)).scalar_one() >= self.numbers.rater_orders
        return {"one_rater"} if many else set()

    async def _burst(self, order: Order, lead: Order, rating: Rating) -> set[str]:
        """Many best ratings of one unit within minutes; those before it are marked too, and it is told once an hour."""
        now, unit = self.clock.now(), lead.lead_code
        since = now - timedelta(minutes=self.numbers.burst_minutes)
        best = (col(Rating.satisfied) >= self.numbers.top_rating) & (col(Rating.at) >= since)
        of_unit = select(Rating).join(Order, col(Order.id) == col(Rating.order_id)).where(col(Order.lead_code) == unit)
        rows = of_unit.where(best).order_by(col(Rating.id)).with_for_update(of=Rating, skip_locked=True)
        ratings = list((await self.session.execute(rows)).scalars())
        count = len(ratings) + (order.id != lead.id and rating not in ratings)
        if not unit or count < self.numbers.burst_ratings:
            return set()
        for one in ratings:
            if one.review in ("", PENDING) and one.id != rating.id:
                await self._mark(one, {*one.doubts, BURST})
        told = {"unit": lead.lead_unit, "count": count, "ratings": [one.id for one in ratings]}
        await self.alerts.raise_("rating_burst", f"rating_burst:{unit}:{now:%Y%m%d%H}", unit=unit, data=told)
        return {BURST}

    async def _mark(self, rating: Rating, found: set[str]) -> None:
        rating.doubts = [code for code in reasons() if code in found or code in rating.doubts]
        rating.review = PENDING
        await self.session.flush()

    async def _tell(self, lead: Order, rating: Rating) -> None:
        words = "；".join(reasons()[code] for code in rating.doubts)
        data = {"doubts": words, "rating": rating.id}
        await self.alerts.raise_("rating_doubtful", f"rating_doubtful:{rating.id}", order=lead, data=data)
