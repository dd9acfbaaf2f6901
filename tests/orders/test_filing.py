"""An order is filed once, in scope and complete, or not at all."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.database import Database
from config.clock import Clock
from config.errors import OrderIncomplete, OutOfScope
from config.region import Region
from orders.book import OrderBook
from orders.draft import FIVE_ELEMENTS
from tests.conftest import StandingClock
from tests.orders.drafts import draft


async def test_a_complete_draft_becomes_an_order(book: OrderBook) -> None:
    """It gets number, code, unit and deadline, and the first step of its life."""
    order = await book.file(draft(), key="k1")
    assert order.number.startswith("20261122-00001-")
    assert len(order.query_code) == 6
    assert order.status == "filed"
    assert order.lead_unit == "示例市生态环境局"
    assert (order.due_at.month, order.due_at.day) == (12, 11)
    assert (order.content, order.account, order.decision) == (draft().content, "visitor-1", {"outcome": "route"})
    assert [event.status for event in await book.events(order)] == ["filed"]


async def test_the_same_key_gives_the_same_order(book: OrderBook) -> None:
    """Also where the second draft reads differently: the first one was confirmed."""
    first = await book.file(draft(), key="k1")
    second = await book.file(draft(title="别的"), key="k1")
    other = await book.file(draft(), key="k2")
    assert first.number == second.number != other.number
    assert len(await book.list()) == 2
    assert len(await book.events(first)) == 1


async def test_two_processes_at_once_file_one_order(database: Database, region: Region, clock: Clock) -> None:
    """Ten transactions with one key and ten with keys of their own give eleven orders with eleven numbers."""

    async def file(key: str) -> str:
        async with database.writing() as session, session.begin():
            return (await OrderBook(session, region, clock).file(draft(), key=key)).number

    numbers = await asyncio.gather(*(file("same" if i % 2 else f"own-{i}") for i in range(20)))
    assert len(set(numbers)) == 11


async def test_a_rolled_back_turn_files_nothing(database: Database, region: Region, clock: Clock) -> None:
    """Order and event vanish with the transaction they belong to; so does the number, but where blocks are taken."""
    with pytest.raises(KeyError):  # noqa: PT012 - the transaction must be open when it breaks
        async with database.writing() as session, session.begin():
            await OrderBook(session, region, clock).file(draft(), key="k1")
            raise KeyError
    async with database.writing() as session, session.begin():
        book = OrderBook(session, region, clock)
        assert not await book.list()
        number = (await book.file(draft(), key="k1")).number
        assert [one.number for one in await book.list()] == [number]
        assert ("-00002-" if database.shared else "-00001-") in number


@pytest.mark.parametrize("destination", ["court", "arbitration", "private", "declined", "emergency", ""])
async def test_out_of_scope_is_refused(book: OrderBook, destination: str) -> None:
    with pytest.raises(OutOfScope):
        await book.file(draft(destination=destination), key="k1")
    assert not await book.list()


@pytest.mark.parametrize(
    "by", [{"worker": "张三"}, {"worker_reason": "特殊情况"}, {"worker": " ", "worker_reason": "x"}]
)
async def test_half_a_voucher_is_no_voucher(book: OrderBook, by: dict[str, str]) -> None:
    """A worker vouches with name and reason, both."""
    with pytest.raises(OutOfScope):
        await book.file(draft(destination="court", **by), key="k1")


async def test_a_worker_may_file_out_of_scope_with_name_and_reason(book: OrderBook) -> None:
    order = await book.file(draft(destination="court", worker="张三", worker_reason="涉及多人，先协调"), key="k1")
    assert (order.worker, order.worker_reason) == ("张三", "涉及多人，先协调")
    assert [event.actor for event in await book.events(order)] == ["张三"]


@pytest.mark.parametrize("name", FIVE_ELEMENTS)
@pytest.mark.parametrize("empty", ["", "  "])
async def test_each_of_the_five_elements_must_be_there(book: OrderBook, name: str, empty: str) -> None:
    """The refusal names what is missing, in the resident's language."""
    names = {
        "occurred_at": "时间",
        "incident_address": "地点",
        "respondent": "对象",
        "content": "事件",
        "demand": "诉求",
    }
    with pytest.raises(OrderIncomplete) as caught:
        await book.file(draft(**{name: empty}), key="k1")
    assert names[name] in caught.value.say
    assert not await book.list()


async def test_only_what_the_card_requires_is_required(book: OrderBook) -> None:
    """What happened is always needed; evidence means an attachment."""
    await book.file(draft(respondent="", required=("content",)), key="k1")
    with pytest.raises(OrderIncomplete):
        await book.file(draft(content="", required=()), key="k2")
    with pytest.raises(OrderIncomplete, match="evidence"):
        await book.file(draft(required=("evidence",)), key="k3")
    await book.file(draft(required=("evidence",), attachments=["photo-1.jpg"]), key="k3")


@pytest.mark.parametrize(
    ("changes", "secret"),
    [
        ({"appeal_type": "report"}, True),
        ({"appeal_type": "complaint"}, False),
        ({"appeal_type": "report", "confidential": False}, False),
        ({"appeal_type": "help", "confidential": True}, True),
    ],
)
async def test_a_report_is_confidential_unless_said_otherwise(
    book: OrderBook, changes: dict[str, Any], secret: bool
) -> None:
    assert (await book.file(draft(**changes), key="k1")).confidential is secret


@pytest.mark.parametrize(("appeal_type", "day"), [("consult", 25), ("help", 27), ("suggestion", 1), ("report", 11)])
async def test_deadlines_follow_the_type_of_appeal(book: OrderBook, appeal_type: str, day: int) -> None:
    """Counted in working days from Sunday 22 November 2026."""
    assert (await book.file(draft(appeal_type=appeal_type), key="k1")).due_at.day == day


async def test_numbers_start_again_every_day(book: OrderBook, clock: StandingClock) -> None:
    assert "-00001-" in (await book.file(draft(), key="k1")).number
    assert "-00002-" in (await book.file(draft(), key="k2")).number
    clock.forward(days=1)
    assert (await book.file(draft(), key="k3")).number.startswith("20261123-00001-")
