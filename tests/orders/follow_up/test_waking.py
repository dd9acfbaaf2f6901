"""What was put off wakes by itself, and what nobody gets done goes up a level."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from orders.book import OrderBook
from orders.case_tables import Notice
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import (
    CHAIR,
    REVIEWER,
    Watch,
    at,
    dispatch,
    dispatched,
    filed,
    join,
    rate,
    resolve,
    resolved,
    unit_of,
)


@pytest.mark.parametrize("before", ["resolved", "followed_up", "closed"])
async def test_put_off_is_not_buried(book: OrderBook, watch: Watch, clock: StandingClock, before: str) -> None:
    """隐形库存: 暂无法解决 comes back on its day, also from the file, to its unit and to all its residents."""
    clock.at = at(9, 28)
    order, voice = await dispatched(book), await filed(book)
    await join(book, voice, order)
    day = {"resolved": 30, "followed_up": 2, "closed": 7}[before]
    month = 9 if before == "resolved" else 10
    await resolve(book, order, "unsolvable_now", revisit_on=at(month, day).date())
    if before != "resolved":
        clock.forward(hours=3)
        await rate(book, order, solved="partly")
    await watch.until(at(month, day, 0, 1), timedelta(hours=12))
    assert order.status == before
    await watch.until(at(month, day, 8, 31), timedelta(hours=1))
    assert (order.status, order.lead_code, order.revisit_on) == ("dispatched", "ecology", None)
    (alert,) = await watch.alerts("woken")
    assert alert.unit == "ecology"
    told = select(Notice).where(col(Notice.key) == "woken").order_by(col(Notice.order_id))
    notices = (await book.session.execute(told)).scalars().all()
    assert [one.order_id for one in notices] == sorted([order.id or 0, voice.id or 0])
    assert {one.due_at.hour for one in notices if one.due_at} == {8}
    await watch.until(clock.at + timedelta(days=2))
    assert len(await watch.alerts("woken")) == 1


async def test_put_off_twice_wakes_twice(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """隐形库存: each time anew."""
    clock.at = at(11, 23, 10)
    order = await resolved(book, "unsolvable_now", revisit_on=at(11, 30).date())
    await watch.until(at(11, 30, 9))
    assert order.status == "dispatched"
    await resolve(book, order, "unsolvable_now", revisit_on=at(12, 7).date())
    await watch.until(at(12, 7, 9))
    assert order.status == "dispatched"
    assert len(await watch.alerts("woken")) == 2


async def test_only_what_was_put_off_wakes(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    clock.at = at(11, 23, 10)
    orders = [await resolved(book, how) for how in ("solved", "explained", "legal_channel", "ended")]
    await watch.until(at(12, 31), timedelta(days=1))
    assert {order.status for order in orders} == {"closed"}


async def test_redone_three_times_is_a_problem_order(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """巴彦淖尔问题工单: 重办≥3 goes up a level by itself, once; the next redo is the next level."""
    clock.at = at(11, 23, 10)
    order = await resolved(book)
    for times in range(1, 4):
        clock.forward(hours=2)
        await rate(book, order, solved="no")
        await watch.now()
        assert order.supervised == (times == 3)
        if times < 3:
            await resolve(book, order)
    await watch.now()
    assert (order.supervised, len(await watch.alerts("problem_order"))) == (1, 1)
    await resolve(book, order)
    await book.life.move(order, "redo", CHAIR, reason="还是没有解决")
    clock.at = at(11, 24, 10)
    await watch.now()
    await watch.now()
    assert (order.supervised, len(await watch.alerts("problem_order"))) == (2, 2)
    (first, _) = await watch.alerts("problem_order")
    assert "重办 3 次" in first.text


async def test_sent_to_three_without_an_owner_is_a_problem_order(
    book: OrderBook, watch: Watch, clock: StandingClock
) -> None:
    """巴彦淖尔问题工单: 转办≥3 and nobody leads; not at night, and not where a unit took it."""
    clock.at = at(11, 23, 22)
    order = await dispatched(book)
    for unit in ("urban_management", "housing"):
        said: dict[str, Any] = {"reason": "不归我们管", "basis": "三定方案", "proposed_unit": unit}
        await book.life.move(order, "return", unit_of(order), **said)
        await book.life.move(order, "uphold_return", REVIEWER, basis="职责确实不在该单位")
        await dispatch(book, order)
    await watch.now()
    assert (order.dispatches, order.supervised) == (3, 0)
    taken = await dispatched(book)
    taken.dispatches = 3
    await book.life.move(taken, "accept", unit_of(taken))
    clock.at = at(11, 24, 8, 30)
    await watch.now()
    await watch.now()
    assert (order.supervised, taken.supervised) == (1, 0)
    (alert,) = await watch.alerts("problem_order")
    assert (alert.order_id, "supervisor" in alert.data["to"]) == (order.id, True)
