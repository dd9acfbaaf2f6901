"""The life of an order in the database: what each step needs, what it leaves behind, and that nobody can change it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.database import Database
from config.clock import Clock
from config.errors import MoveIncomplete, MoveNotAllowed
from config.region import Region
from orders.actor import SYSTEM, Actor
from orders.book import OrderBook
from orders.case_tables import Notice
from orders.moves import moves
from orders.tables import Order, OrderEvent
from tests.conftest import StandingClock
from tests.orders.dispatching import CHAIR, RESULT, dispatched, filed, handled, resolved, unit_of

EXPLAINED = {
    "closure_type": "explained",
    "result": "基站经检测辐射值低于国家限值，检测报告已当面交给居民",
    "policy_basis": "电磁环境控制限值 GB 8702",
}


async def test_accepting_is_for_the_unit_that_leads(book: OrderBook) -> None:
    """签收: another department cannot, and it must be accepted within a working day."""
    order = await dispatched(book)
    with pytest.raises(MoveNotAllowed) as refused:
        await book.life.move(order, "accept", Actor("小钱", "unit", "police"))
    assert order.lead_unit in refused.value.say
    await book.life.move(order, "accept", unit_of(order))
    assert order.accepted_at is not None


async def test_the_same_step_twice_is_refused_with_where_it_stands(book: OrderBook) -> None:
    """The second tap."""
    order = await dispatched(book)
    await book.life.move(order, "accept", unit_of(order))
    with pytest.raises(MoveNotAllowed) as refused:
        await book.life.move(order, "accept", unit_of(order))
    assert refused.value.say == "工单现在是“已签收”，不能“签收”。"


async def test_nothing_is_closed_by_words(book: OrderBook) -> None:
    """程序性考核、话术手册 (facts 5.1): explaining needs the policy's text and a coordination record (杭州拱墅“工单处理
    说明书”); empty words close none."""
    order = await handled(book)
    with pytest.raises(MoveNotAllowed) as empty:
        await book.life.move(
            order, "resolve", unit_of(order), closure_type="solved", result="已处理，感谢您的理解与支持"
        )
    assert "套话" in empty.value.say
    with pytest.raises(MoveNotAllowed) as basis:
        await book.life.move(order, "resolve", unit_of(order), **(EXPLAINED | {"policy_basis": " "}))
    assert "政策依据" in basis.value.say
    with pytest.raises(MoveNotAllowed) as record:
        await book.life.move(order, "resolve", unit_of(order), **EXPLAINED)
    assert "协调记录" in record.value.say
    await book.life.move(order, "coordinate", unit_of(order), note="请检测单位到场测了三处", participants=["检测单位"])
    await book.life.move(order, "resolve", unit_of(order), **EXPLAINED)
    assert (order.status, order.closure_type) == ("resolved", "explained")


async def test_not_solvable_now_has_a_day_and_wakes(book: OrderBook, clock: StandingClock) -> None:
    """信访“隐形库存”: 暂无法解决 carries the day to look again; before it nothing wakes it, on it the system does."""
    order = await handled(book)
    later = clock.today() + timedelta(days=90)
    await book.life.move(order, "coordinate", unit_of(order), note="维修资金今年已用完", participants=["房管", "街道"])
    said = EXPLAINED | {"closure_type": "unsolvable_now"}
    with pytest.raises(MoveNotAllowed) as without:
        await book.life.move(order, "resolve", unit_of(order), **said)
    assert "复查日期" in without.value.say
    await book.life.move(order, "resolve", unit_of(order), revisit_on=later, **said)
    with pytest.raises(MoveNotAllowed) as early:
        await book.life.move(order, "wake", SYSTEM)
    assert f"{later}" in early.value.say
    clock.forward(days=90)
    await book.life.move(order, "wake", SYSTEM)
    assert (order.status, order.closure_type, order.revisit_on) == ("dispatched", "", None)


async def test_ending_is_judged_by_somebody_else(book: OrderBook) -> None:
    """潍坊条例21: 终止办理要审核."""
    order = await handled(book)
    said = EXPLAINED | {"closure_type": "ended", "approver": unit_of(order).name}
    with pytest.raises(MoveNotAllowed):
        await book.life.move(order, "resolve", unit_of(order), **said)
    await book.life.move(order, "resolve", unit_of(order), **(said | {"approver": "科长老吴"}))
    assert order.closure_type == "ended"


async def test_waiting_for_the_resident_stops_the_clock(book: OrderBook, clock: StandingClock) -> None:
    """Two working days of waiting move the deadline by two working days."""
    clock.forward(days=1)  # a Monday
    order = await handled(book)
    due = order.due_at
    await book.life.move(order, "pause", unit_of(order), note="请补一张现场照片")
    clock.forward(days=2)
    await book.life.move(order, "resume", SYSTEM)
    assert book.region.calendar.working_days_between(due, order.due_at) == 2
    assert order.paused_at is None
    assert order.paused_minutes > 0


async def test_an_extension_is_granted_by_somebody_else(book: OrderBook) -> None:
    """北京条例15: with a reason, within the limit, told to the resident."""
    order = await handled(book)
    due, boss = order.due_at, Actor("经办人小赵", "supervisor")
    for days in (0, 99):
        with pytest.raises(MoveNotAllowed):
            await book.life.move(order, "request_extension", unit_of(order), days=days, reason="要等检测")
    with pytest.raises(MoveIncomplete):
        await book.life.move(order, "request_extension", unit_of(order), days="三天", reason="要等检测")
    await book.life.move(order, "request_extension", unit_of(order), days="3", reason="要等检测报告")
    with pytest.raises(MoveNotAllowed):
        await book.life.move(order, "grant_extension", boss)
    await book.life.move(order, "grant_extension", CHAIR)
    assert book.region.calendar.working_days_between(due, order.due_at) == 3
    told = (await book.session.execute(select(Notice).where(col(Notice.key) == "extended"))).scalars().all()
    assert len(told) == 1


async def test_exemption_touches_the_score_only(book: OrderBook) -> None:
    """“免责不免责”: the order stays open and due, and can only end with an answer."""
    order = await handled(book)
    due = order.due_at
    await book.life.move(order, "exempt", CHAIR, reason="诉求超出法定职责", basis="免责清单第三项")
    assert (order.status, order.exempted, order.due_at) == ("handling", True, due)
    with pytest.raises(MoveIncomplete):
        await book.life.move(order, "resolve", unit_of(order), closure_type="solved")


async def test_the_resident_is_told_of_what_matters_and_not_twice_of_the_first_dispatch(book: OrderBook) -> None:
    """Progress at each step that means something to a resident; the unit was already named with the number."""
    order = await resolved(book)
    notices = (await book.session.execute(select(Notice).order_by(col(Notice.id)))).scalars().all()
    assert [notice.key for notice in notices] == ["accepted", "resolved_solved"]
    assert notices[-1].values["result"] == RESULT
    assert all(notice.order_id == order.id for notice in notices)


async def test_numbers_of_persons_are_masked_in_the_log(book: OrderBook) -> None:
    """What can never be changed holds no telephone number."""
    order = await dispatched(book)
    await book.life.move(order, "accept", unit_of(order))
    await book.life.move(order, "contact", unit_of(order), how="电话", note="打了 13812345678，约好明天看现场")
    logged = [event.note for event in await book.events(order)]
    assert not any("13812345678" in note for note in logged)


async def test_the_log_replays_to_the_same_state_and_shows_a_change(
    database: Database, region: Region, clock: Clock
) -> None:
    """容错: who decided what on which text, unalterable: the database refuses, and the chain of digests tells."""
    async with database.writing() as session, session.begin():
        order = await resolved(OrderBook(session, region, clock))
        assert await OrderBook(session, region, clock).life.check(order) == ""
        number = order.id
    for change in (update(OrderEvent).values(actor="别人"), delete(OrderEvent)):
        with pytest.raises(DBAPIError):
            async with database.writing() as session, session.begin():
                await session.execute(change)
    async with database.writing() as session, session.begin():
        await session.execute(update(Order).where(col(Order.id) == number).values(closure_type="explained"))
    async with database.writing() as session, session.begin():
        book = OrderBook(session, region, clock)
        order = (await session.execute(select(Order).where(col(Order.id) == number))).scalar_one()
        assert "closure_type" in await book.life.check(order)


async def test_of_two_at_once_one_accepts(database: Database, region: Region, clock: Clock) -> None:
    """Two clerks of a unit tap at the same moment: one step stands in the log."""
    async with database.writing() as session, session.begin():
        number = (await dispatched(OrderBook(session, region, clock))).number

    async def accept(name: str) -> bool:
        async with database.writing() as session, session.begin():
            book = OrderBook(session, region, clock)
            order = await book.get(number)
            try:
                await book.life.move(order, "accept", unit_of(order, name))
            except MoveNotAllowed:
                return False
            return True

    done = await asyncio.gather(*(accept(name) for name in ("甲", "乙", "丙", "丁")))
    assert sum(done) == 1
    async with database.reading() as session:
        events = (await session.execute(select(OrderEvent).where(col(OrderEvent.move) == "accept"))).scalars().all()
    assert len(events) == 1


async def test_an_unknown_step_is_named(session: AsyncSession, book: OrderBook) -> None:
    """A slip in a command gets an answer."""
    order = await filed(book)
    with pytest.raises(MoveNotAllowed) as unknown:
        await book.life.move(order, "fly", SYSTEM)
    assert "fly" in unknown.value.say
    with pytest.raises(MoveIncomplete) as extra:
        await book.life.move(order, "supervise", CHAIR, reason="拖了", colour="红")
    assert "colour" in extra.value.say
    assert len({move.move for move in moves()}) > 30
