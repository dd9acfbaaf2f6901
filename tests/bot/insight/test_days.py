"""Days that are over are kept, today is counted anew, and several may look at once."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.database import Database
from bot.insight.days import InsightDays
from bot.insight.tables import InsightDay
from orders.book import CONTACT, OrderBook
from orders.reports.periods import Period, between
from tests.bot.insight.desk_days import DeskDays


@pytest.fixture
def days(desk: DeskDays) -> InsightDays:
    return InsightDays(desk.database, desk.clock, durable_days=7)


def november(desk: DeskDays) -> Period:
    return between("2026-11-01", "2026-11-30", desk.clock.at)


async def make_all(days: InsightDays, period: Period) -> list[date]:
    missing = await days.missing(period)
    for day in missing:
        await days.make(day)
    return missing


async def test_from_the_first_contact_to_yesterday(desk: DeskDays, days: InsightDays) -> None:
    """Days before the first contact are not counted, today is not kept; the newest day comes first."""
    assert await days.missing(november(desk)) == []
    await desk.at(3).said("a", way="court")
    desk.at(6, 12)
    assert await make_all(days, november(desk)) == [date(2026, 11, day) for day in (5, 4, 3)]
    assert await days.missing(november(desk)) == []
    await desk.said("b", way="court")
    found = await days.read(november(desk))
    assert found.total("ending") == {"told": 2}
    assert found.young == 2
    assert sorted(found.days) == [date(2026, 11, day) for day in (3, 4, 5, 6)]


async def test_a_turn_around_midnight_is_waited_for(desk: DeskDays, days: InsightDays) -> None:
    """Until one o'clock yesterday is counted anew each time, as today is."""
    await desk.at(3).said("a", way="court")
    desk.at(4, 0, 30)
    assert await days.missing(november(desk)) == []
    assert (await days.read(november(desk))).total("ending") == {"told": 1}
    desk.at(4, 1)
    assert await days.missing(november(desk)) == [date(2026, 11, 3)]


async def test_whether_somebody_came_back_is_known_after_seven_days(desk: DeskDays, days: InsightDays) -> None:
    """A kept day is counted once more then."""
    await desk.at(3).said("a", way="court")
    await desk.at(5).said("b", way="court")
    await desk.at(8).said("a", way="court")
    desk.at(10, 12)
    await make_all(days, november(desk))
    found = await days.read(november(desk))
    assert (found.total("durable"), found.young) == ({}, 3)
    desk.at(11, 12)
    assert await make_all(days, november(desk)) == [date(2026, 11, 10), date(2026, 11, 3)]
    found = await days.read(november(desk))
    assert (found.total("durable"), found.young) == ({"back": 1}, 2)
    desk.at(30, 12)
    await make_all(days, november(desk))
    assert (await days.read(november(desk))).total("durable") == {"back": 1, "held": 2}


async def test_what_is_kept_outlives_the_words_and_the_records(desk: DeskDays, days: InsightDays) -> None:
    """Numbers alone are kept: blanked or removed records change nothing of them, and nobody's account is there."""
    await desk.at(3).said("张三13812345678", way="court")
    desk.at(30)
    await make_all(days, november(desk))
    before = (await days.read(november(desk))).days
    async with desk.database.writing() as session, session.begin():
        await OrderBook(session, desk.region, desk.clock).blank(CONTACT.c.id > 0)
        await session.execute(CONTACT.delete())
        rows = (await session.execute(select(InsightDay))).scalars().all()
    assert (await days.read(november(desk))).days == before
    assert "张三" not in str([row.model_dump() for row in rows])


async def test_words_taken_off_before_the_count_change_no_figure(desk: DeskDays, days: InsightDays) -> None:
    """Forgetting a person takes their words, not how it ended."""
    await desk.at(3).said("a", "ask", candidates=[])
    async with desk.database.writing() as session, session.begin():
        await OrderBook(session, desk.region, desk.clock).blank(CONTACT.c.id > 0)
    desk.at(30)
    await make_all(days, november(desk))
    found = await days.read(november(desk))
    assert (found.total("unmatched"), found.total("ending")) == ({"yes": 1}, {"unfinished": 1})


async def test_two_look_at_once(desk: DeskDays, database: Database, days: InsightDays) -> None:
    """Both count the same day; it is kept once."""
    await desk.at(3).said("a", way="court")
    desk.at(30)
    other = InsightDays(database, desk.clock, durable_days=7)
    await asyncio.gather(*(one.make(date(2026, 11, 3)) for one in (days, other, days, other)))
    assert (await days.read(november(desk))).total("ending") == {"told": 1}
    async with database.reading() as session:
        marks = select(func.count()).where(InsightDay.name == "made")  # type: ignore[arg-type]
        assert (await session.execute(marks)).scalar_one() == 1


async def test_whoever_is_late_takes_nothing_back(desk: DeskDays, days: InsightDays) -> None:
    """A process whose clock is behind does not replace what another knows already."""
    await desk.at(3).said("a", way="court")
    desk.at(30)
    await days.make(date(2026, 11, 3))
    desk.at(4, 12)
    await days.make(date(2026, 11, 3))
    desk.at(30)
    assert (await days.read(november(desk))).total("durable") == {"held": 1}
