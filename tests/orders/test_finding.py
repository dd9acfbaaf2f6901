"""Progress is for whoever knows number and query code; handoffs and contacts are kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from config.errors import OrderNotFound
from orders.book import OrderBook
from orders.number import order_number
from orders.tables import ContactRecord
from tests.conftest import NOON
from tests.orders.drafts import draft


async def test_number_and_code_open_the_progress(book: OrderBook) -> None:
    """Typed with spaces, without dashes, in full-width digits or lower case. It tells nothing private."""
    order = await book.file(draft(), key="k1")
    wide = order.number.translate({ord(str(i)): ord("０") + i for i in range(10)})
    for number in (order.number, order.number.replace("-", ""), f" {order.number} ", wide):
        found = await book.find(number, f" {order.query_code.lower()} ")
        assert found.number == order.number
    progress = await book.progress(order)
    assert (progress["status_zh"], progress["unit"]) == ("已受理", "示例市生态环境局")
    assert [event["what"] for event in progress["events"]] == ["已受理，生成工单"]
    told = str(progress)
    assert not [secret for secret in ("王芳", "13812345678", "幸福路", order.query_code) if secret in told]


async def test_wrong_number_and_wrong_code_sound_the_same(book: OrderBook) -> None:
    """Nobody learns which numbers exist."""
    order = await book.file(draft(), key="k1")
    sentences = set()
    for number, code in (
        (order.number, "AAAAAA"),
        (order.number, ""),
        (order.number, "查询码"),
        (order_number(NOON.date(), 999), order.query_code),
    ):
        with pytest.raises(OrderNotFound) as caught:
            await book.find(number, code)
        sentences.add(caught.value.say)
    assert sentences == {OrderNotFound.say}


async def test_a_miscopied_number_is_told_as_such(book: OrderBook) -> None:
    """A number whose check digit is wrong exists nowhere: saying so helps and gives nothing away."""
    with pytest.raises(OrderNotFound) as caught:
        await book.find("20261122-00017-0", "AAAAAA")
    assert "抄错" in caught.value.say
    assert "人工" in caught.value.say


async def test_staff_find_by_number_alone(book: OrderBook) -> None:
    order = await book.file(draft(), key="k1")
    assert await book.get(order.number.replace("-", "")) is order
    with pytest.raises(OrderNotFound, match="没有工单 1"):
        await book.get("1")


async def test_the_list_is_newest_first(book: OrderBook) -> None:
    for key in "abc":
        await book.file(draft(title=key), key=key)
    assert [order.title for order in await book.list()] == ["c", "b", "a"]
    assert [order.title for order in await book.list(limit=1)] == ["c"]
    assert not await book.list(status="closed")


async def test_a_handoff_gives_one_receipt_per_key(book: OrderBook) -> None:
    """The packet stays whole, and its receipt is not another one when it is sent again."""
    packet = {"channel": "web", "account": "visitor-1", "words": ["我要找人"], "fields": {"demand": "x"}}
    first = await book.hand_off(packet, "居民要求", "h1")
    again = await book.hand_off(packet, "居民要求", "h1")
    other = await book.hand_off(packet, "居民要求", "h2")
    assert first.receipt == again.receipt != other.receipt
    assert first.receipt.startswith("R20261122-0001-")
    assert (first.packet, first.account, first.status) == (packet, "visitor-1", "waiting")


async def test_what_is_handed_over_again_replaces_what_waits(book: OrderBook) -> None:
    """The receipt stays, while it waits and while somebody holds it: what a resident adds reaches that person."""
    first = await book.hand_off({"words": ["路灯坏了"]}, "asked", "h1")
    for status, words in (("waiting", ["路灯坏了", "井盖也坏了"]), ("claimed", ["路灯坏了", "井盖也坏了", "在三号楼"])):
        first.status = status
        await book.session.flush()
        again = await book.hand_off({"words": words}, "asked", "h1")
        assert (again.receipt, again.packet, again.status) == (first.receipt, {"words": words}, status)


async def test_after_an_ended_handoff_comes_a_new_one(book: OrderBook) -> None:
    """The ended one stays as it was; the key goes on to mean the newest."""
    first = await book.hand_off({"words": ["路灯坏了"]}, "asked", "h1")
    first.status = "ended"
    await book.session.flush()
    second = await book.hand_off({"words": ["又坏了"]}, "asked", "h1")
    third = await book.hand_off({"words": ["又坏了", "三天了"]}, "asked", "h1")
    assert (second.id, second.status, second.packet["words"]) == (third.id, "waiting", ["又坏了", "三天了"])
    assert second.receipt != first.receipt
    await book.session.refresh(first)
    assert first.packet == {"words": ["路灯坏了"]}


@pytest.mark.parametrize(("reason", "urgent"), [("self_harm", True), ("danger", True), ("asked", False)])
async def test_danger_makes_a_handoff_urgent(book: OrderBook, reason: str, urgent: bool) -> None:
    """Once urgent it stays so, and one that turns dangerous becomes so."""
    assert (await book.hand_off({}, reason, "h1")).urgent is urgent
    assert (await book.hand_off({}, "asked", "h1")).urgent is urgent
    assert (await book.hand_off({}, "self_harm", "h1")).urgent is True


async def test_a_contact_record_has_no_numbers_and_loses_its_words(book: OrderBook) -> None:
    """What was decided stays, for whoever asks why."""
    decision = {"card": "private-loan", "text": "借钱不还", "words": [["借钱", 1.0]], "also": []}
    await book.record(channel="web", account="visitor-1", what="added: 电话13812345678", decision=decision)
    row = (await book.session.execute(select(ContactRecord))).scalar_one()
    assert row.what == "added: 电话138****5678"
    assert await book.blank(ContactRecord.account == "someone-else") is None
    assert row.decision == decision
    last = await book.blank(ContactRecord.account == "visitor-1") or 0
    assert await book.blank(ContactRecord.account == "visitor-1", after=last) is None
    await book.session.refresh(row)
    assert (row.what, row.decision) == ("", {"card": "private-loan"})


async def test_every_contact_is_registered(book: OrderBook) -> None:
    await book.record(channel="web", account="visitor-1", what="告知去法院", decision={"card": "private-loan"})
    row = (await book.session.execute(select(ContactRecord))).scalar_one()
    assert (row.what, row.decision["card"], row.at) == ("告知去法院", "private-loan", NOON)
