"""Limits that pass are told once, in working time, to whom they concern."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from orders.actor import Actor
from orders.book import OrderBook
from orders.follow_up.pauses import answered_pause
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import (
    REVIEWER,
    Watch,
    at,
    dispatched,
    filed,
    handle,
    unit_of,
)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (at(11, 23, 10), at(11, 24, 17, 31)),
        (at(9, 30, 16), at(10, 8, 17, 31)),  # National Day from 10-01 to 10-07
        (at(10, 9, 16), at(10, 10, 17, 31)),  # 10-10 is a make-up Saturday
    ],
)
async def test_not_accepted_in_time(
    book: OrderBook, watch: Watch, clock: StandingClock, sent: datetime, told: datetime
) -> None:
    """签收时限: told to unit and dispatcher once, after a working day; holidays and make-up Saturdays count as such."""
    clock.at = sent
    order = await dispatched(book)
    await watch.until(told - timedelta(minutes=2), timedelta(hours=12))
    assert await watch.alerts("accept_late") == []
    clock.at = told
    await watch.now()
    await watch.now()
    (alert,) = await watch.alerts("accept_late")
    assert (alert.unit, alert.data["to"], alert.ended_at) == ("ecology", ["unit", "dispatcher"], None)
    await book.life.move(order, "accept", unit_of(order))
    await watch.now()
    (alert,) = await watch.alerts("accept_late")
    assert alert.ended_at == clock.at


async def test_the_answer_is_due(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """A working day before, and when it is too late, once each; a longer time is a new limit."""
    clock.at = at(9, 21)
    order = await handle(book, await dispatched(book, appeal_type="help"))
    assert order.due_at == at(9, 29, 17, 30)  # 09-25 is Mid-Autumn
    await watch.until(at(9, 27, 23))
    assert await watch.alerts("due_near") == []
    await watch.until(at(9, 29, 17))
    assert [len(await watch.alerts(kind)) for kind in ("due_near", "due_late")] == [1, 0]
    await book.life.move(order, "request_extension", unit_of(order), days=3, reason="等检测结果")
    await book.life.move(order, "grant_extension", REVIEWER)
    assert order.due_at == at(10, 9, 17, 30)  # over National Day
    await watch.until(at(10, 7, 20))
    assert [len(await watch.alerts(kind)) for kind in ("due_near", "due_late")] == [1, 0]
    await watch.until(at(10, 12))
    assert [len(await watch.alerts(kind)) for kind in ("due_near", "due_late")] == [2, 1]


async def test_an_urgent_order_counts_by_the_clock(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """By night on a holiday: told within minutes, and at once."""
    clock.at = at(10, 2, 2)
    order = await dispatched(book, urgency="urgent")
    await watch.until(at(10, 2, 2, 40), timedelta(minutes=1))
    (late,) = await watch.alerts("accept_late")
    assert late.data["tell_from"] == late.created_at.isoformat(timespec="seconds")
    assert late.created_at == at(10, 2, 2, 31)
    assert await watch.alerts("due_near") == []
    await watch.until(order.due_at - timedelta(minutes=20), timedelta(hours=4))
    assert len(await watch.alerts("due_near")) == 1


async def test_nobody_dispatched_it(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """首接负责: an order that lies is told to the dispatchers."""
    clock.at = at(11, 23, 10)
    await filed(book)
    await watch.until(at(11, 24, 17))
    assert await watch.alerts("undispatched") == []
    await watch.until(at(11, 26))
    (alert,) = await watch.alerts("undispatched")
    assert alert.data["to"] == ["dispatcher", "supervisor"]


async def test_nobody_judges_the_return(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """退单难 (江苏): a return that lies for a working day is told to reviewers, a long consultation to supervisors."""
    clock.at = at(11, 23, 10)
    order = await dispatched(book)
    said = {"reason": "不归环保管", "basis": "三定方案", "proposed_unit": "urban_management"}
    await book.life.move(order, "return", unit_of(order), **said)
    await watch.until(at(11, 24, 17))
    assert await watch.alerts("return_unjudged") == []
    await watch.until(at(11, 26))
    assert len(await watch.alerts("return_unjudged")) == 1
    await book.life.move(order, "refuse_return", REVIEWER, basis="环保局三定第六条")
    await book.life.move(order, "raise_return", unit_of(order), reason="界定不清")
    await watch.until(at(12, 1, 17))
    assert await watch.alerts("consultation_long") == []
    await watch.until(at(12, 3))
    assert len(await watch.alerts("consultation_long")) == 1
    assert (await watch.alerts("return_unjudged"))[0].ended_at is not None


async def test_waiting_for_the_resident(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """等居民补充: nothing is late meanwhile, ten working days are told to the unit, and the answer lets time go on."""
    clock.at = at(9, 21)
    order = await handle(book, await dispatched(book, appeal_type="help"))
    due = order.due_at
    await book.life.move(order, "pause", unit_of(order), note="请补充楼号")
    await watch.until(at(10, 11))
    assert [await watch.alerts(kind) for kind in ("due_near", "due_late", "paused_long")] == [[], [], []]
    await watch.until(at(10, 16))
    (alert,) = await watch.alerts("paused_long")
    assert alert.unit == "ecology"
    assert await answered_pause(book.life, order, "3号楼")
    assert not await answered_pause(book.life, order, "再说一遍")
    assert (order.paused_at, order.due_at > due) == (None, True)
    await watch.until(at(10, 31))
    assert len(await watch.alerts("due_late")) == 1


async def test_a_round_made_twice_tells_nothing_twice(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    clock.at = at(11, 23, 10)
    for _ in range(3):
        await dispatched(book)
    await filed(book)
    clock.forward(days=40)
    first = await watch.now()
    assert (first["accept_late"], first["due_late"], first["undispatched"]) == (3, 4, 1)
    assert await watch.now() == {}


async def test_what_breaks_stops_no_other(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """One order that cannot be moved is told to people; the others go on."""
    clock.at = at(11, 23, 10)
    orders = [await dispatched(book) for _ in range(3)]
    for order in orders:
        await handle(book, order)
        await book.life.move(order, "coordinate", unit_of(order), note="和街道商量过", participants=["街道"])
        await book.life.move(
            order, "resolve", Actor("经办人小赵", "unit", "ecology"), closure_type="unsolvable_now",
            result="地铁抢修要到下个月才完工，已告诉居民", policy_basis="抢修许可", revisit_on=at(12, 21).date(),
        )  # fmt: skip
    orders[0].appeal_type = "no such type" * 50
    orders[0].urgency = "normal"
    await book.session.flush()
    clock.at = at(12, 21, 9)
    real = watch.region.due

    def breaks(start: object, appeal_type: str, urgency: str = "normal") -> object:
        if appeal_type.startswith("no such"):
            raise KeyError(appeal_type)
        return real(start, appeal_type, urgency)  # type: ignore[arg-type]

    object.__setattr__(watch.region, "due", breaks)
    try:
        await watch.now()
    finally:
        object.__delattr__(watch.region, "due")
    assert [order.status for order in orders] == ["resolved", "dispatched", "dispatched"]
    (alert,) = await watch.alerts("stuck")
    assert orders[0].number in alert.text
    await watch.now()
    assert orders[0].status == "dispatched"
