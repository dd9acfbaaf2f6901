"""换理由再打 (facts 5.5): orders that are really one quarrel, named as such by a worker, and proposed for mediation.

Only a person may say so, with a reason; residents never read of it (`orders.cases.labels`). Every order stays open and
is answered as before: what is proposed is to talk with both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveNotAllowed
from orders.actor import Actor
from orders.case_tables import Cluster
from orders.cases.book import Cases
from orders.cases.labels import Labels
from orders.follow_up.alerts import Alerts
from orders.follow_up.people import person
from orders.tables import Order

QUARREL = "quarrel:"
"""How the key of such a cluster begins; it is no hot event, and the reports leave it out."""
NEW_REASON = "new_reason"
FEWEST = 2


class RootConflicts:
    """Puts the orders of one quarrel together, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases
        self.session = cases.session

    async def gather(self, orders: Sequence[Order], actor: Actor, *, conflict: str, basis: str) -> Cluster:
        """Labels the orders with the quarrel, puts them into one cluster, and proposes mediation once.

        `conflict` names the quarrel, the same words the same quarrel; `basis`: why these are one. Who calls later about
        the same is gathered in with a second call. An order of a hot event stays counted there.

        Raises:
            MoveNotAllowed: not by a worker of the hotline, or fewer than two orders.
            MoveIncomplete: no basis.
        """
        different = {order.number: order for order in orders}
        cluster = await self._known(conflict, orders)
        if len(different) + (cluster is not None) < FEWEST or not conflict.strip():
            raise MoveNotAllowed(say="要写明核心矛盾，并选出至少两张其实是同一个矛盾的工单。")
        for number, order in different.items():
            told = {"basis": basis, "problem_kind": NEW_REASON, "root_conflict": conflict}
            await Labels(self.cases).put(order, actor, key=f"{number} {conflict} {basis}", **told)
        if cluster is None:
            cluster = await self._begin(conflict, orders[0])
        for order in different.values():
            order.cluster_id = order.cluster_id or cluster.id
        await self.session.flush()
        mine = select(Order).where(col(Order.cluster_id) == cluster.id)
        cluster.voices = len({person(one) for one in (await self.session.execute(mine)).scalars()})
        await self._propose(cluster, orders[0], sorted(different), conflict)
        return cluster

    async def _known(self, conflict: str, orders: Sequence[Order]) -> Cluster | None:
        wanted = select(Cluster).where(col(Cluster.key) == _key(conflict, orders), col(Cluster.ended_at).is_(None))
        return (await self.session.execute(wanted.with_for_update())).scalar_one_or_none()

    async def _begin(self, conflict: str, order: Order) -> Cluster:
        now = self.cases.clock.now()
        cluster = Cluster(key=_key(conflict, [order]), title=conflict, street=order.street, opened_at=now)
        cluster.proposal = f"建议转调解：{self._mediators(order)}先分别听双方说，再请双方坐到一起；各张工单照常答复。"
        self.session.add(cluster)
        await self.session.flush()
        return cluster

    async def _propose(self, cluster: Cluster, order: Order, numbers: Sequence[str], conflict: str) -> None:
        alerts = Alerts(self.session, self.cases.clock, self.cases.region.calendar)
        told = {"cluster": cluster.id, "numbers": list(numbers), "conflict": conflict, "proposal": cluster.proposal}
        await alerts.raise_("root_conflict", f"root_conflict:{cluster.id}", order=order, data=told)
        await self.session.flush()

    def _mediators(self, order: Order) -> str:
        """Who mediates at the place, by name where the region knows them (城桥镇法律明白人, facts 5.1)."""
        community = self.cases.region.places.communities.get(order.community)
        helpers = (*community.mediators, *community.advisers) if community else ()
        return f"请{'、'.join(one.name for one in helpers)}" if helpers else "请街道人民调解委员会"


def _key(conflict: str, orders: Sequence[Order]) -> str:
    """The quarrel at the place of the first order."""
    place = (orders[0].community or orders[0].street) if orders else ""
    return f"{QUARREL}{place}:{sha256(conflict.strip().encode()).hexdigest()[:32]}"
