"""Merging in the database: a voice joins an order under way, keeps its own number and code, and can leave it again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.actor import Actor
from orders.follow_up.alerts import Alerts
from orders.life import Life
from orders.life_state import state_of
from orders.merging import Member, Planned, merge_plan, part_plan, unmerge_plan
from orders.tables import Order


class Joining:
    """Merges and unmerges, within one database session."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.session = life.session

    async def merge(self, voice: Order, lead: Order, actor: Actor, why: str) -> Order:
        """`voice` joins `lead`, or the order that `lead` itself joined; its unit is told once, nothing is sent anew.

        Raises:
            MoveNotAllowed: the same order, or one that is not under way any more; `say` tells.
        """
        lead = await self.main(lead)
        for order in sorted((voice, lead), key=lambda order: order.id or 0):  # two merges at once wait, never hang
            await self.life.lock(order)
        await self._perform(merge_plan(_member(voice), _member(lead), why), actor)
        ours = (col(Order.id) == voice.id) | (col(Order.main_id) == voice.id)
        await self._point(ours, lead.id)
        await self.session.refresh(voice)
        alerts = Alerts(self.session, self.life.clock, self.life.region.calendar)
        key = f"joined:{voice.number}:{voice.sequence}"
        await alerts.raise_("joined", key, order=lead, data={"voices": lead.voices})
        await self.session.flush()
        return lead

    async def unmerge(self, voice: Order, actor: Actor, why: str) -> Order:
        """Undoes a merge: the voice is an order of its own again, where it was before, with all that joined it.

        Raises:
            MoveNotAllowed: it is not merged.
        """
        above = await self.above(voice)
        await self._perform(unmerge_plan(_member(voice), [_member(order) for order in above], why), actor)
        await self._lead_own(voice)
        return voice

    async def withdraw(self, order: Order, actor: Actor, note: str = "") -> Order:
        """The resident takes their own appeal back; other voices go on without it.

        Raises:
            MoveNotAllowed: others joined this one, or it is over.
        """
        above = [_member(one) for one in await self.above(order)]
        member = _member(order)
        await self.life.move(order, "withdraw", actor, note=note)
        await self._perform(part_plan(member, above), actor)
        order.main_id = None
        await self.session.flush()
        return order

    async def main(self, order: Order) -> Order:
        """The order that this one belongs to: itself, or the one at the top that it joined."""
        above = await self.above(order)
        return above[-1] if above else order

    async def above(self, order: Order) -> list[Order]:
        """The orders that this one is part of, nearest first."""
        found: list[Order] = []
        here = order
        while here.merged_into is not None:
            here = await self._get(here.merged_into)
            found.append(here)
        return found

    async def voices(self, lead: Order) -> Sequence[Order]:
        """All that joined an order, also by way of others."""
        wanted = select(Order).where(col(Order.main_id) == lead.id).order_by(col(Order.id))
        return (await self.session.execute(wanted)).scalars().all()

    async def _perform(self, plan: Sequence[Planned], actor: Actor) -> None:
        for planned in plan:
            await self.life.move(await self._get(planned.order_id), planned.code, actor, **planned.said)

    async def _lead_own(self, voice: Order) -> None:
        """Whatever joined `voice` belongs to it again."""
        below, here = [], [voice.id]
        while here:
            children = select(col(Order.id)).where(col(Order.merged_into).in_(here))
            here = list((await self.session.execute(children)).scalars().all())
            below += here
        await self._point(col(Order.id).in_(below), voice.id)
        await self._point(col(Order.id) == voice.id, None)
        await self.session.refresh(voice)

    async def _point(self, orders: object, main: int | None) -> None:
        change = update(Order).where(orders).values(main_id=main)  # type: ignore[arg-type]
        await self.session.execute(change.execution_options(synchronize_session=False))

    async def _get(self, number: int) -> Order:
        order = await self.session.get(Order, number)
        if order is None:
            raise MoveNotAllowed(say="没有这张工单。")
        return order


def _member(order: Order) -> Member:
    return Member(order.id or 0, order.number, state_of(order))
