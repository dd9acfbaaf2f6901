"""The board: what is found by each filter, how it is masked and how much time is left; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.pages.staff.orders.board import CARDS, ROWS, Board
from bot.pages.staff.orders.due import due_of
from bot.pages.staff.orders.filters import Filters
from bot.pages.staff.orders.views import waiting
from config.clock import CHINA
from orders.book import OrderBook
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.dispatching import CHAIR, DISPATCHER, dispatched, filed, handled, resolved, unit_of


async def numbers(board: Board, **filters: Any) -> set[str]:
    """What a table with these filters holds."""
    found, more = await board.rows(Filters(view="table", **filters))
    assert not more
    assert await board.count(Filters(**filters)) == len(found)
    return {row.number for row in found}


async def test_every_filter_finds_its_own(book: OrderBook, board: Board) -> None:
    """State, unit, place, marks and urgency, each alone and two together."""
    waits, with_unit = await filed(book, title="路灯不亮"), await dispatched(book)
    sent_back = await dispatched(book, lead="urban_management")
    await book.life.move(
        sent_back, "return", unit_of(sent_back), reason="不归本局", basis="三定", proposed_unit="ecology"
    )
    pushed = await handled(book)
    await book.life.move(pushed, "supervise", CHAIR, reason="校门口")
    await book.life.move(pushed, "pause", unit_of(pushed), note="等照片")
    done = await resolved(book)
    await book.life.move(done, "mark_doubtful", CHAIR, reason="又来了")
    urgent = await filed(book, urgency="critical", incident_address="宣毫里3幢")
    urgent.cluster_id = 7
    await book.session.flush()
    assert await numbers(board) == {one.number for one in (waits, with_unit, sent_back, pushed, done, urgent)}
    assert await numbers(board, state="filed") == {waits.number, urgent.number}
    assert done.number not in await numbers(board, state="open")
    assert await numbers(board, unit="urban_management") == {sent_back.number}
    assert await numbers(board, place="community:xuanhao") == {urgent.number}
    assert urgent.number in await numbers(board, place="street:yanchi")
    assert await numbers(board, marks=("returned",)) == {sent_back.number}
    assert await numbers(board, marks=("supervised",)) == {pushed.number}
    assert await numbers(board, marks=("paused",)) == {pushed.number}
    assert await numbers(board, marks=("doubtful",)) == {done.number}
    assert await numbers(board, marks=("hot",)) == {urgent.number}
    assert await numbers(board, marks=("hot", "returned")) == set()
    assert await numbers(board, urgency="critical") == {urgent.number}
    assert await numbers(board, urgency="urgent") == set()
    assert await numbers(board, unit="nobody' OR 1=1") == set()


async def test_words_are_looked_for_as_they_stand(book: OrderBook, board: Board) -> None:
    """A number, its beginning, a title, an address, two words; a percent sign is one; what is no day is a word."""
    one, other = await filed(book, title="路灯不亮", content="黑了100%三天"), await filed(book)
    assert await numbers(board, q=one.number) == {one.number}
    assert await numbers(board, q=one.number.replace("-", "")) == {one.number}
    assert await numbers(board, q=one.number[:11]) == {one.number, other.number}
    assert await numbers(board, q="路灯") == {one.number}
    assert await numbers(board, q="听雨花园") == {one.number, other.number}
    assert await numbers(board, q="听雨花园 路灯") == {one.number}
    assert await numbers(board, q="100%") == {one.number}
    assert await numbers(board, q="%") == {one.number}
    assert await numbers(board, q="_") == set()
    for nothing in ("20261340", "99999999", "20261122-99999-9", "'; DROP TABLE orders; --"):
        assert await numbers(board, q=nothing) == set()


async def test_deadlines_by_time(book: OrderBook, session: Any, clock: StandingClock) -> None:
    """Late, today, soon; one that waits for its resident is never late; the colour says the same."""
    late, today, soon, far, paused = [await handled(book) for _ in range(5)]
    now = clock.at = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
    for order, due in (
        (late, now - timedelta(hours=2)),
        (today, now + timedelta(hours=4)),
        (soon, now + timedelta(days=1)),
        (far, now + timedelta(days=20)),
        (paused, now - timedelta(days=2)),
    ):
        order.due_at = due
    paused.paused_at = now
    await session.flush()
    board = Board(session, book.region, now)
    assert await numbers(board, due="late") == {late.number}
    assert await numbers(board, due="today") == {today.number}
    assert await numbers(board, due="soon") == {today.number, soon.number}
    told = {order.number: due_of(order, now, book.region.calendar) for order in (late, today, soon, far, paused)}
    assert [told[one.number].tone for one in (late, today, soon, far, paused)] == [
        "late", "today", "soon", "fine", "paused",
    ]  # fmt: skip
    assert told[late.number].words == "超时 1 小时"  # 8:30 is when the office opened
    assert told[today.number].words == "今天 14:00 到期"
    rows, _ = await board.rows(Filters(sort="due"))
    assert [row.number for row in rows[:2]] == [paused.number, late.number]


async def test_an_urgent_order_counts_by_the_clock(book: OrderBook, clock: StandingClock) -> None:
    order = await filed(book, urgency="critical")
    clock.forward(hours=5)
    assert due_of(order, clock.now(), book.region.calendar).words == "超时 3 小时"


async def test_lists_show_nobody(book: OrderBook, board: Board) -> None:
    """The title may hold a name or a number; a confidential order has no address."""
    await filed(book, title="王芳说工地太吵13812345678", incident_address="不知何处9号")
    await filed(book, title="举报工地", confidential=True, appeal_type="report", incident_address="某地秘密8号")
    rows, _ = await board.rows(Filters())
    shown = " ".join(f"{row.title} {row.place} {row.unit}" for row in rows)
    for private in ("王芳", "13812345678", "9号", "某地", "8号"):
        assert private not in shown
    assert any("保密" in row.marks for row in rows)


async def test_a_page_ends_and_the_next_begins(book: OrderBook, board: Board) -> None:
    """No order twice and none left out; a column tells how many there are beyond it."""
    made = {(await filed(book)).number for _ in range(ROWS + 3)}
    first, more = await board.rows(Filters())
    second, last = await board.rows(Filters(page=2))
    assert (len(first), more, len(second), last) == (ROWS, True, 3, False)
    assert {row.number for row in (*first, *second)} == made
    assert await board.rows(Filters(page=200)) == ([], False)
    column = next(one for one in await board.columns(Filters()) if one.status == "filed")
    assert (len(column.rows), column.count) == (CARDS, ROWS + 3)
    assert [one.status for one in await board.columns(Filters(state="filed"))] == ["filed"]
    [place] = await board.places(Filters())
    assert (place.code, place.name, place.count) == ("community:songyan", "砚池街道松烟社区", ROWS + 3)


async def test_points_are_open_located_and_not_confidential(book: OrderBook, board: Board) -> None:
    known = await filed(book, lng=0.02, lat=0.02)
    await filed(book)
    await filed(book, lng=0.02, lat=0.02, confidential=True, appeal_type="report")
    assert [point.number for point in await board.points(Filters())] == [known.number]


@pytest.mark.parametrize(("role", "shown"), [("worker", False), ("supervisor", True)])
async def test_views_are_those_of_the_role(book: OrderBook, board: Board, role: str, shown: bool) -> None:
    from bot.accounts.rights import may

    await filed(book)
    lists = {one.view.name: one.count for one in await waiting(board, lambda right: may(role, right))}
    assert lists["等派单"] == 1
    assert ("退单等审" in lists) is shown


async def test_merged_orders_stand_in_no_column(book: OrderBook, board: Board) -> None:
    from orders.joining import Joining

    lead, voice = await dispatched(book), await filed(book)
    await Joining(book.life).merge(voice, lead, DISPATCHER, "同一处")
    shown = [row.number for column in await board.columns(Filters()) for row in column.rows]
    assert shown == [lead.number]
    assert await numbers(board, state="merged") == {voice.number}
    held = await book.session.get(Order, voice.id)
    assert held is not None
    assert due_of(held, board.now, book.region.calendar).words == "随主单"
