"""Alerts: each once, from when they may be told, and over when their cause is."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from config.errors import OrderError
from config.region import Region
from orders.book import OrderBook
from orders.case_tables import Alert
from orders.closures import closures
from orders.follow_up.alerts import Alerts, kinds
from orders.moves import states
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import at, dispatched

VALUES = {"number", "title", "due", "redo_count", "dispatches", "unit"}
GIVEN = {
    "reopened": {"reason"}, "not_solved": {"reason", "closure"}, "not_solved_again": {"reason"},
    "not_solved_late": {"reason"}, "rating_changed": {"reason"}, "rating_doubtful": {"doubts"},
    "rating_burst": {"count"}, "doubtful_closing": {"again"}, "hot_event": {"place", "voices", "proposal"},
    "stuck": {"sweep"}, "joined": {"voices"}, "conflict": {"other"},
    "root_conflict": {"conflict", "proposal"},
}  # fmt: skip


@pytest.fixture
def alerts(session: AsyncSession, region: Region, clock: StandingClock) -> Alerts:
    return Alerts(session, clock, region.calendar)


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (at(11, 23, 10), at(11, 23, 10)),
        (at(11, 23, 12, 30), at(11, 23, 14)),
        (at(11, 27, 22), at(11, 30, 8, 30)),  # a weekend
        (at(9, 30, 20), at(10, 8, 8, 30)),  # National Day
        (at(10, 9, 23), at(10, 10, 8, 30)),  # a make-up Saturday
    ],
)
async def test_it_waits_for_working_time(
    book: OrderBook, alerts: Alerts, clock: StandingClock, raised: datetime, told: datetime
) -> None:
    """Nobody is called on a holiday for what can wait; what is urgent is told at once."""
    clock.at = raised
    normal, urgent = await dispatched(book), await dispatched(book, urgency="critical")
    await alerts.raise_("accept_late", "normal", order=normal)
    await alerts.raise_("accept_late", "urgent", order=urgent)
    assert [one.once for one in await alerts.to_tell()] == (["normal", "urgent"] if raised == told else ["urgent"])
    clock.at = told - timedelta(seconds=1)
    assert ("normal" in [one.once for one in await alerts.to_tell()]) == (raised == told and clock.at >= raised)
    clock.at = told
    for one in await alerts.to_tell():
        await alerts.told(one)
    assert await alerts.to_tell() == []
    assert len(await alerts.open_(unit="ecology")) == 2


async def test_it_is_raised_once(alerts: Alerts, book: OrderBook) -> None:
    order = await dispatched(book)
    said = {"again": "20261122-00009-1"}
    assert await alerts.raise_("doubtful_closing", "doubtful:1", order=order, data=said)
    assert not await alerts.raise_("doubtful_closing", "doubtful:1", order=order, data=said)
    assert await alerts.raise_("stuck", "stuck:1", data={"sweep": "close", "number": "7"})
    (alert,) = await alerts.open_(order=order)
    assert alert.unit == ""
    with pytest.raises(KeyError):
        await alerts.raise_("no such kind", "x")


async def test_many_processes_raise_one(database: Database, region: Region, clock: StandingClock) -> None:
    async def raise_() -> bool:
        async with database.writing() as session, session.begin():
            return await Alerts(session, clock).raise_("rating_burst", "burst:1", unit="ecology", data={"count": 10})

    assert sorted(await asyncio.gather(*(raise_() for _ in range(8)))) == [False] * 7 + [True]


async def test_what_others_raised_is_told_at_once(alerts: Alerts, session: AsyncSession, clock: StandingClock) -> None:
    """Without a moment in its data it does not wait."""
    session.add(Alert(once="joined 1", kind="joined", text="又有一位居民反映同一件事", created_at=clock.at))
    await session.flush()
    assert [one.once for one in await alerts.to_tell()] == ["joined 1"]


async def test_one_of_two_ends_it(alerts: Alerts, clock: StandingClock) -> None:
    await alerts.raise_("rating_burst", "burst:1", data={"count": 10})
    (alert,) = await alerts.open_(kind="rating_burst")
    await alerts.end(alert, "审核员老周")
    with pytest.raises(OrderError) as late:
        await alerts.end(alert, "主管老陈")
    assert "已经有人处理" in late.value.say
    assert (alert.ended_by, alert.ended_at, await alerts.open_()) == ("审核员老周", clock.at, [])


def test_every_kind_reads_well() -> None:
    """Known receivers, known states, words without gaps, and nothing that the house does not say."""
    assert closures()
    for code, kind in kinds().items():
        assert set(kind.to) <= {"unit", "dispatcher", "reviewer", "supervisor", "duty"}, code
        assert kind.to, code
        assert set(kind.stands) <= set(states()), code
        named = set(re.findall(r"\{(\w+)\}", kind.text))
        assert named <= VALUES | GIVEN.get(code, set()), code
        assert len(code) <= 30, code
        assert "不予受理" not in kind.text, code
