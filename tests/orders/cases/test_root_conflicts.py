"""换理由再打: orders that are one quarrel, put together by a person, proposed for mediation, hidden from residents."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.book import OrderBook
from orders.case_tables import Alert, Cluster, Notice
from orders.cases.book import Cases
from orders.cases.labels import leaks
from orders.cases.root_conflicts import RootConflicts
from orders.tables import Order
from tests.orders.cases.people import DESK, HOUSING, RESIDENT
from tests.orders.drafts import draft

QUARREL = "楼道堆物两家吵架"
WHY = "三次都提到同一家，时间紧接着争吵"


async def calls(book: OrderBook) -> list[Order]:
    """One neighbour, three reasons; the other neighbour, one."""
    told = [("visitor-1", "深夜噪声"), ("visitor-1", "油烟呛人"), ("visitor-1", "狗叫"), ("visitor-2", "堵楼道")]
    return [
        await book.file(draft(account=who, title=title, incident_address="柳园村12号"), key=title)
        for who, title in told
    ]


async def test_other_reasons_of_one_quarrel_come_together(cases: Cases, book: OrderBook) -> None:
    """换理由再打 (facts 5.5): marked with the 核心矛盾, one cluster of two people, mediation proposed once by name."""
    orders, quarrels = await calls(book), RootConflicts(cases)
    await quarrels.gather(orders[:3], DESK, conflict=QUARREL, basis=WHY)
    cluster = await quarrels.gather(orders[3:], DESK, conflict=QUARREL, basis="对方也打来了")
    assert {order.root_conflict for order in orders} == {QUARREL}
    assert {order.cluster_id for order in orders} == {cluster.id}
    assert (cluster.voices, cluster.ended_at) == (2, None)
    assert "转调解" in cluster.proposal
    assert "赵调解" in cluster.proposal
    (alert,) = (await cases.session.execute(select(Alert).where(col(Alert.kind) == "root_conflict"))).scalars().all()
    assert alert.data["to"] == ["dispatcher", "supervisor"]
    assert QUARREL in alert.text
    assert {order.status for order in orders} == {"filed"}


async def test_only_a_worker_with_a_reason_says_so(cases: Cases, book: OrderBook) -> None:
    """换理由再打: never by the program, a resident or a unit; never without a reason, nor of a single order."""
    orders, quarrels = await calls(book), RootConflicts(cases)
    for actor in (RESIDENT, HOUSING):
        with pytest.raises(MoveNotAllowed):
            await quarrels.gather(orders, actor, conflict=QUARREL, basis=WHY)
    with pytest.raises(MoveIncomplete):
        await quarrels.gather(orders, DESK, conflict=QUARREL, basis="")
    with pytest.raises(MoveNotAllowed):
        await quarrels.gather(orders[:1], DESK, conflict=QUARREL, basis=WHY)
    assert {order.root_conflict for order in orders} == {""}
    assert (await cases.session.execute(select(Cluster))).scalars().all() == []


async def test_residents_do_not_read_of_it_and_hot_events_stay(cases: Cases, book: OrderBook) -> None:
    """换理由再打: 不给居民贴标签; and who was counted in a hot event is counted there still."""
    orders = await calls(book)
    hot = Cluster(key="noise:willow", title="噪声", opened_at=cases.clock.now())
    cases.session.add(hot)
    await cases.session.flush()
    orders[0].cluster_id = hot.id
    await RootConflicts(cases).gather(orders, DESK, conflict=QUARREL, basis=WHY)
    assert orders[0].cluster_id == hot.id
    sent = (await cases.session.execute(select(Notice))).scalars().all()
    shown = [await book.progress(order) for order in orders]
    assert leaks([shown, [one.values for one in sent]], orders[0]) == []
