"""Hot events (未诉先办, facts 5.1): whoever is responsible is told at once that several people tell of one thing.

What counts is different people (独立诉求人数, facts 5.3), never calls: fifty calls of one person are one voice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from orders.case_tables import Cluster
from orders.follow_up.alerts import Alerts
from orders.follow_up.people import person
from orders.follow_up.proposals import proposal
from orders.life import Life
from orders.tables import Order


class Clusters:
    """Finds hot events as orders are filed, within one database session."""

    def __init__(self, life: Life) -> None:
        self.session = life.session
        self.region = life.region
        self.clock = life.clock
        self.alerts = Alerts(life.session, life.clock, life.region.calendar)

    async def take(self, order: Order) -> Cluster | None:
        """Counts a new order in (`event_key`); the hot event that it belongs to, if there is one.

        Call it once and last in the transaction that files the order, whether or not it joins another: who files the
        same matter at the same moment waits for its end, so that the third voice is told before the fourth.
        """
        key = order.event_key
        if not key:
            return None
        await self._wait(key)
        cluster = await self._open(key)
        if cluster is not None:
            cluster.voices += not await self._told_before(cluster, order)
            order.cluster_id = cluster.id
            await self.session.flush()
            return cluster
        alike = await self._alike(order, key)
        if len({person(one) for one in alike}) < self.region.limits.hot_voices:
            return None
        return await self._begin(order, key, alike)

    async def _begin(self, order: Order, key: str, alike: Sequence[Order]) -> Cluster:
        """A hot event: everybody's order belongs to it, and the responsible unit is told."""
        now, place = self.clock.now(), self._place(order)
        unit = await self._responsible(order, alike)
        cluster = Cluster(key=key, title=order.title, street=order.street, opened_at=now, told_at=now)
        cluster.voices = len({person(one) for one in alike})
        cluster.proposal = proposal(order.topic, self._unit_name(unit, order), place)
        self.session.add(cluster)
        await self.session.flush()
        for one in alike:
            one.cluster_id = cluster.id
        told = {"voices": cluster.voices, "place": place, "proposal": cluster.proposal, "title": cluster.title}
        told |= {"cluster": cluster.id, "numbers": [one.number for one in alike]}
        await self.alerts.raise_("hot_event", f"hot_event:{cluster.id}", unit=unit, order=order, data=told)
        await self.session.flush()
        return cluster

    async def _alike(self, order: Order, key: str) -> list[Order]:
        """The order and those of the last days with the same key."""
        since = self.clock.now() - timedelta(days=self.region.limits.hot_days)
        wanted = select(Order).where(col(Order.event_key) == key, col(Order.received_at) >= since)
        wanted = wanted.where(col(Order.cluster_id).is_(None), col(Order.id) != order.id).order_by(col(Order.id))
        return [*(await self.session.execute(wanted)).scalars().all(), order]

    async def _open(self, key: str) -> Cluster | None:
        wanted = select(Cluster).where(col(Cluster.key) == key, col(Cluster.ended_at).is_(None))
        return (await self.session.execute(wanted.with_for_update())).scalar_one_or_none()

    async def _told_before(self, cluster: Cluster, order: Order) -> bool:
        """Whether this person is one of the voices already (`people.person`)."""
        if order.account:
            same = (col(Order.channel) == order.channel) & (col(Order.account) == order.account)
        elif order.contact_phone:
            same = (col(Order.account) == "") & (col(Order.contact_phone) == order.contact_phone)
        else:
            return False
        wanted = select(col(Order.id)).where(col(Order.cluster_id) == cluster.id, col(Order.id) != order.id, same)
        return (await self.session.execute(wanted.limit(1))).first() is not None

    async def _responsible(self, order: Order, alike: Sequence[Order]) -> str:
        """The unit that has the newest of the orders; before any dispatch the one that its handler names."""
        known = next((one.lead_code for one in reversed(alike) if one.lead_code), "")
        if known or not order.handler:
            return known
        spot = self.region.places.find(order.incident_address, lng=order.lng, lat=order.lat)
        unit = self.region.unit_at(order.handler, spot)
        return unit.code if unit else ""

    def _unit_name(self, code: str, order: Order) -> str:
        return self.region.unit_by_code(code).name if code else order.lead_unit

    def _place(self, order: Order) -> str:
        """The community or street by name."""
        community = self.region.places.communities.get(order.community)
        street = self.region.places.streets.get(order.street)
        return "".join(one.name for one in (street, community) if one is not None)

    async def _wait(self, key: str) -> None:
        """Until no other transaction counts the same matter; held to the end of this one."""
        if self.session.get_bind().dialect.name == "postgresql":
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"cluster {key}", 0))
            await self.session.execute(select(lock))
