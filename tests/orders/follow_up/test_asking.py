"""After the result: three questions by day, patience, and the file."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import col

from bot.database import Database
from config.clock import CHINA
from config.region import Region
from config.working_time import WorkCalendar
from orders.book import OrderBook
from orders.case_tables import Alert, Notice
from orders.follow_up.numbers import numbers
from orders.follow_up.rounds import Rounds
from orders.follow_up.times import by_day, is_by_day, months_ago, working_days_ago
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import REVIEWER, Watch, at, dispatched, rate, resolved

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(CHINA))


@pytest.mark.parametrize(
    ("answered", "asked"),
    [
        (at(9, 28, 10), at(9, 29, 10)),
        (at(9, 30, 23), at(10, 2, 8, 30)),  # a holiday is a day too
        (at(9, 30, 6), at(10, 1, 8, 30)),
        (at(9, 30, 20), at(10, 2, 8, 30)),
    ],
)
async def test_the_questions_come_a_day_later_and_not_by_night(
    book: OrderBook, watch: Watch, clock: StandingClock, answered: datetime, asked: datetime
) -> None:
    """回访三问: 24 hours after the result, between 8:30 and 20:00, once."""
    clock.at = answered
    order = await resolved(book)
    await watch.until(answered + timedelta(hours=23, minutes=59), timedelta(hours=8))
    assert await watch.questions(order) == []
    await watch.until(answered + timedelta(hours=60), timedelta(minutes=241))
    (question,) = await watch.questions(order)
    assert question.due_at is not None
    assert timedelta() <= question.due_at - asked < timedelta(minutes=241)
    assert is_by_day(question.due_at, numbers())
    assert question.values["number"] == order.number


async def test_who_has_answered_is_not_asked(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """Whoever said by themselves whether it is solved; and whom a person has called."""
    clock.at = at(11, 23, 10)
    own, called, half = [await resolved(book) for _ in range(3)]
    clock.forward(hours=2)
    await rate(book, own, solved="yes")
    await rate(book, half, contacted=True)
    await book.life.move(called, "follow_up", REVIEWER, contacted=True, solved="yes")
    await watch.until(at(11, 26))
    assert [len(await watch.questions(order)) for order in (own, called, half)] == [0, 0, 1]


async def test_silence_is_noted_as_silence(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """Seven days after the questions it counts as followed up without an answer, and is filed away a week later."""
    clock.at = at(11, 23, 10)
    silent, half = await resolved(book), await resolved(book)
    clock.forward(hours=2)
    await rate(book, half, contacted=False, satisfied=3)
    await watch.until(at(12, 1, 9))
    assert (silent.status, half.status) == ("resolved", "resolved")
    await watch.until(at(12, 2, 10))
    assert (silent.status, half.status) == ("followed_up", "followed_up")
    said = [(await book.life.steps(order))[-1].data for order in (silent, half)]
    assert said == [{"unanswered": True}, {"unanswered": True, "contacted": False, "satisfied": 3}]
    await watch.until(at(12, 8))
    assert silent.status == "followed_up"
    await watch.until(at(12, 10))
    assert (silent.status, half.status) == ("closed", "closed")
    assert [await book.life.check(order) for order in (silent, half)] == ["", ""]


async def test_a_reopened_order_is_asked_about_again(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    clock.at = at(11, 23, 10)
    order = await resolved(book)
    await watch.until(at(11, 24, 12))
    await rate(book, order, solved="no")
    await watch.until(at(11, 27))
    assert len(await watch.questions(order)) == 1


async def test_two_processes_make_the_rounds(database: Database, region: Region, clock: StandingClock) -> None:
    """Five rounds at the same moment ask, remind and wake each once; more rows than fit into one transaction."""
    clock.at = at(11, 23, 10)
    async with database.writing() as session, session.begin():
        book = OrderBook(session, region, clock)
        for _ in range(6):
            await dispatched(book)
            await resolved(book)
        put_off = await resolved(book, "unsolvable_now", revisit_on=at(11, 24).date())
    clock.at = at(11, 25, 10)
    rounds = Rounds(database.writing, region, clock)
    await asyncio.gather(*(Rounds(database.writing, region, clock).run() for _ in range(5)))
    async with database.reading() as session:
        asked = select(func.count()).where(col(Notice.key) == "follow_up")
        assert (await session.execute(asked)).scalar_one() == 6
        kinds = select(col(Alert.kind), func.count()).group_by(col(Alert.kind)).order_by(col(Alert.kind))
        assert [tuple(row) for row in (await session.execute(kinds)).all()] == [("accept_late", 6), ("woken", 1)]
        woken = (await session.execute(select(Order).where(col(Order.id) == put_off.id))).scalar_one()
        assert (woken.status, woken.sequence) == ("dispatched", put_off.sequence + 1)
    assert set((await rounds.run()).values()) == {0}


async def test_a_large_backlog_is_worked_off(database: Database, region: Region, clock: StandingClock) -> None:
    """More than one portion."""
    clock.at = at(11, 23, 10)
    many = numbers().batch + 5
    async with database.writing() as session, session.begin():
        book = OrderBook(session, region, clock)
        for _ in range(many):
            await dispatched(book)
    clock.at = at(11, 25, 10)
    assert (await Rounds(database.writing, region, clock).run())["accept_late"] == many


@given(MOMENTS)
def test_by_day_is_by_day_and_never_earlier(moment: datetime) -> None:
    told = by_day(moment, numbers())
    assert is_by_day(told, numbers())
    assert timedelta() <= told - moment <= timedelta(hours=12, minutes=30)
    assert by_day(told, numbers()) == told


@given(MOMENTS, st.integers(min_value=1, max_value=30))
def test_working_days_ago_is_the_other_way_round(moment: datetime, days: int) -> None:
    """What began before that moment lasts at least as many working days; what began a day later does not."""
    calendar = WorkCalendar()
    before = working_days_ago(moment, days, calendar)
    assert calendar.working_days_between(before - timedelta(seconds=1), moment) >= days
    assert calendar.working_days_between(before, moment) == days


@given(MOMENTS, st.integers(min_value=1, max_value=24))
def test_months_ago_is_within_the_month(moment: datetime, months: int) -> None:
    then = months_ago(moment, months)
    assert (moment.year - then.year) * 12 + moment.month - then.month == months
    assert then.day <= moment.day
