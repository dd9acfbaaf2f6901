"""A handoff is held by one person at a time, and everybody can see who."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.database import Database
from config.clock import Clock
from config.errors import HandoffNotFound, HandoffNotYours, HandoffTaken, OrderError, StaffNotFound
from config.region import Region
from orders.book import OrderBook
from orders.endings import endings, say_of
from orders.handoffs import HandoffBook
from orders.staff import StaffBook
from orders.tables import Handoff, Staff
from tests.conftest import NOON, StandingClock
from tests.orders.colleagues import hire

Colleagues = tuple[Staff, Staff]


@pytest.fixture
async def two(staff_book: StaffBook) -> Colleagues:
    return await hire(staff_book, "张三"), await hire(staff_book, "李四")


@pytest.fixture
async def waiting(book: OrderBook) -> Handoff:
    return await book.hand_off({"words": ["路灯坏了"], "channel": "web", "account": "v1"}, "asked", "h1")


async def test_of_a_hundred_at_once_one_gets_it(database: Database, region: Region, clock: Clock) -> None:
    """Ninety-nine are told who has it and since when; on the record stands one claim."""
    async with database.writing() as session, session.begin():
        staff = [await hire(StaffBook(session, clock), f"同事{number}号") for number in range(100)]
        handoff = await OrderBook(session, region, clock).hand_off({}, "asked", "h1")

    async def claim(one: Staff) -> str:
        try:
            async with database.writing() as session, session.begin():
                taken = await HandoffBook(session, clock).claim(handoff.id or 0, one)
                return f"won {taken.staff_id}"
        except HandoffTaken as error:
            return error.say

    said = await asyncio.gather(*(claim(one) for one in staff))
    (won,) = [words for words in said if words.startswith("won ")]
    winner = next(one for one in staff if won == f"won {one.id}")
    lost = [words for words in said if words is not won]
    assert set(lost) == {f"这件由{winner.name}受理，从 11-22 12:00 开始。"}
    assert len(lost) == 99
    async with database.reading() as session:
        book = HandoffBook(session, clock)
        now = await book.get(handoff.id or 0)
        assert (now.status, now.staff_id) == ("claimed", winner.id)
        assert [event.what for event in await book.events(now)] == ["handed_over", "claimed"]


async def test_a_claim_is_on_the_record(
    handoffs: HandoffBook, waiting: Handoff, two: Colleagues, clock: StandingClock
) -> None:
    """The resident has waited since the handoff; who holds it, since when, and the lists show it."""
    clock.forward(minutes=7)
    taken = await handoffs.claim(waiting.id or 0, two[0])
    assert (taken.claimed_at, taken.active_at, taken.waiting_since) == (clock.now(), clock.now(), NOON)
    assert await handoffs.check_holder(waiting.id or 0, two[0].id or 0) is taken
    assert list(await handoffs.waiting()) == []
    assert list(await handoffs.of(two[0].id or 0)) == [taken]
    with pytest.raises(HandoffTaken, match="您已经受理"):
        await handoffs.claim(waiting.id or 0, two[0])
    with pytest.raises(HandoffNotYours, match="张三"):
        await handoffs.check_holder(waiting.id or 0, two[1].id or 0)


async def test_what_is_not_there_cannot_be_claimed(handoffs: HandoffBook, two: Colleagues, waiting: Handoff) -> None:
    with pytest.raises(HandoffNotFound):
        await handoffs.claim(999, two[0])
    with pytest.raises(HandoffNotFound):
        await handoffs.by_receipt("R1")
    assert await handoffs.by_receipt(f" {waiting.receipt.lower()} ") is waiting


async def test_who_was_removed_claims_nothing(
    handoffs: HandoffBook, staff_book: StaffBook, waiting: Handoff, two: Colleagues
) -> None:
    await staff_book.remove(two[0].id or 0)
    with pytest.raises(StaffNotFound):
        await handoffs.claim(waiting.id or 0, two[0])
    assert list(await handoffs.waiting()) == [waiting]


async def test_the_urgent_stand_first(handoffs: HandoffBook, book: OrderBook, clock: StandingClock) -> None:
    for key, reason in (("a", "asked"), ("b", "self_harm"), ("c", "asked")):
        clock.forward(minutes=1)
        await book.hand_off({}, reason, key)
    assert [one.handing_key for one in await handoffs.waiting()] == ["b", "a", "c"]


async def test_a_transfer_changes_the_holder(handoffs: HandoffBook, waiting: Handoff, two: Colleagues) -> None:
    """Only the holder may do it, and then no longer."""
    one, other = two
    taken = await handoffs.claim(waiting.id or 0, one)
    with pytest.raises(HandoffNotYours, match="张三"):
        await handoffs.transfer(taken, other, one, "")
    moved = await handoffs.transfer(taken, one, other, "住建的事")
    assert (moved.staff_id, moved.status, moved.waiting_since) == (other.id, "claimed", NOON)
    with pytest.raises(HandoffNotYours, match="李四"):
        await handoffs.transfer(taken, one, other, "")
    last = (await handoffs.events(moved))[-1]
    assert (last.what, last.actor, last.note) == ("transferred", "张三", "转给李四：住建的事")


async def test_nothing_goes_to_somebody_who_left(
    handoffs: HandoffBook, staff_book: StaffBook, waiting: Handoff, two: Colleagues
) -> None:
    """It stays with who has it."""
    one, other = two
    taken = await handoffs.claim(waiting.id or 0, one)
    await staff_book.remove(other.id or 0)
    with pytest.raises(StaffNotFound, match="已不在岗"):
        await handoffs.transfer(taken, one, other, "")
    assert (await handoffs.get(waiting.id or 0)).staff_id == one.id


async def test_what_is_put_back_waits_for_anybody(
    handoffs: HandoffBook, waiting: Handoff, two: Colleagues, clock: StandingClock
) -> None:
    """The resident has waited all along; a second time there is nothing to put back."""
    taken = await handoffs.claim(waiting.id or 0, two[0])
    clock.forward(minutes=90)
    back = await handoffs.put_back(taken, "分流", "超时")
    assert (back.status, back.staff_id, back.waiting_since) == ("waiting", None, NOON)
    with pytest.raises(HandoffNotYours, match="还没有人受理"):
        await handoffs.put_back(back, "分流")
    assert list(await handoffs.unclaimed(clock.now())) == [back]
    assert list(await handoffs.unclaimed(NOON)) == []
    assert (await handoffs.claim(waiting.id or 0, two[1])).staff_id == two[1].id


async def test_an_ended_handoff_stays_ended(handoffs: HandoffBook, waiting: Handoff, two: Colleagues) -> None:
    """It cannot be claimed, moved, put back or ended again; whoever tries reads how it ended."""
    one, other = two
    taken = await handoffs.claim(waiting.id or 0, one)
    ended = await handoffs.end(taken, one.name, "filed", "已登记", order_number="20261122-00001-1")
    assert (ended.status, ended.ended_as, ended.order_number, ended.waiting_since) == (
        "ended", "filed", "20261122-00001-1", None,
    )  # fmt: skip
    tries: list[Callable[[], Awaitable[object]]] = [
        lambda: handoffs.claim(waiting.id or 0, other),
        lambda: handoffs.check_holder(waiting.id or 0, one.id or 0),
        lambda: handoffs.transfer(ended, one, other, ""),
        lambda: handoffs.put_back(ended, "分流"),
        lambda: handoffs.end(ended, one.name, "answered"),
    ]
    for attempt in tries:
        with pytest.raises(OrderError, match="已由张三在 11-22 12:00 办结（已立单）"):
            await attempt()
    await handoffs.resident_spoke(ended)
    assert ended.waiting_since is None
    assert list(await handoffs.of(one.id or 0)) == list(await handoffs.waiting()) == []


async def test_who_lost_it_cannot_end_it(handoffs: HandoffBook, waiting: Handoff, two: Colleagues) -> None:
    """As seen by somebody whose copy is older than the transfer."""
    taken = await handoffs.claim(waiting.id or 0, two[0])
    seen = Handoff.model_validate(taken.model_dump())
    await handoffs.transfer(taken, two[0], two[1])
    with pytest.raises(HandoffNotYours, match="李四"):
        await handoffs.end(seen, "张三", "answered")
    with pytest.raises(HandoffNotYours, match="李四"):
        await handoffs.put_back(seen, "张三")


async def test_a_resident_may_withdraw_what_waits(handoffs: HandoffBook, waiting: Handoff) -> None:
    assert (await handoffs.end(waiting, "居民", "withdrawn")).ended_as == "withdrawn"
    assert list(await handoffs.waiting()) == []


async def test_who_waits_for_whom(
    handoffs: HandoffBook, waiting: Handoff, two: Colleagues, clock: StandingClock
) -> None:
    """From the resident's first unanswered word on, until the worker does something."""
    taken = await handoffs.claim(waiting.id or 0, two[0])
    assert list(await handoffs.silent(NOON)) == [taken]
    clock.forward(minutes=1)
    await handoffs.touched(taken)
    assert (taken.waiting_since, taken.active_at) == (None, clock.now())
    assert list(await handoffs.silent(clock.now())) == []
    clock.forward(minutes=1)
    first = clock.now()
    await handoffs.resident_spoke(taken)
    clock.forward(minutes=1)
    await handoffs.resident_spoke(taken)
    assert taken.waiting_since == first
    assert list(await handoffs.silent(first)) == [taken]


async def test_only_one_calls_it_out(handoffs: HandoffBook, waiting: Handoff, two: Colleagues) -> None:
    """Two that saw the same state: the second one is silent; so is one who missed the claim."""
    seen, late = (Handoff.model_validate(waiting.model_dump()) for _ in range(2))
    assert await handoffs.called_out(seen, "escalated")
    assert not await handoffs.called_out(late, "escalated")
    await handoffs.claim(waiting.id or 0, two[0])
    assert not await handoffs.called_out(late, "escalated")
    assert [event.what for event in await handoffs.events(waiting)] == ["handed_over", "escalated", "claimed"]


async def test_an_ending_is_one_of_the_list(handoffs: HandoffBook, waiting: Handoff) -> None:
    with pytest.raises(OrderError, match="已答复、已指路"):
        await handoffs.end(waiting, "张三", "gone")
    assert (await handoffs.get(waiting.id or 0)).status == "waiting"


@pytest.mark.parametrize("code", endings())
def test_every_ending_speaks_to_the_resident(code: str) -> None:
    """Short, with the receipt, and never a refusal."""
    said = say_of(code, receipt="R20261122-0001-7", order="20261122-00001-1")
    assert "R20261122-0001-7" in said or code == "filed"
    assert len(said) <= 120
    assert "{" not in said
    assert "不予受理" not in said
    assert len(code) <= 20
