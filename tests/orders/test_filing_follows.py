"""What follows when an order is filed: it is sent on, counted, joined where that is certain, and never lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from orders.alike.traces import Trace
from orders.book import OrderBook
from orders.case_tables import Alert, Cluster
from orders.dispatch.dispatcher import Dispatcher
from orders.filing import Filing
from orders.progress import earlier
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.dispatching import PLACE, solve, unit_of
from tests.orders.drafts import draft

LAMP = {"card_id": "street-light", "topic": "city", "handler": "urban_management", "incident_address": PLACE}


async def lamp(book: OrderBook, account: str, content: str, *, asked: bool = True, join: str = "") -> Order:
    said = LAMP | {"account": account, "content": content, "demand": "请修", "title": "路灯不亮"}
    return await Filing(book).file(draft(**said), key=f"{account}{content}", asked=asked, join=join)


async def test_it_is_sent_on_and_can_be_found(book: OrderBook) -> None:
    """Filed, dispatched by the list, and findable while it is under way."""
    order = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    assert (order.status, order.lead_code) == ("dispatched", "urban_management")
    assert (await book.session.execute(select(Trace))).scalars().all()
    for step, said in (("accept", {}), ("contact", {"how": "电话", "note": "约好去看"})):
        await book.life.move(order, step, unit_of(order), **said)
    await solve(book.life, order)
    assert (await book.session.execute(select(Trace))).scalars().all() == []


async def test_the_same_key_again_changes_nothing(book: OrderBook) -> None:
    """A confirmation that comes twice."""
    first = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    again = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    assert (first.id, again.sequence) == (again.id, 2)


async def test_joining_what_is_over_stands_for_itself(book: OrderBook) -> None:
    """The order that a resident wanted to join was closed meanwhile: theirs is sent on, not lost."""
    lead = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    await book.life.move(lead, "accept", unit_of(lead))
    await book.life.move(lead, "contact", unit_of(lead), how="电话", note="约好去看")
    await solve(book.life, lead)
    voice = await lamp(book, "b", "听雨花园8号楼下的灯黑着", join=lead.number)
    assert (voice.status, voice.main_id) == ("dispatched", None)
    unknown = await lamp(book, "c", "听雨花园8号楼下的灯都黑着", join="20200101-00001-1")
    assert unknown.status == "dispatched"


async def test_a_certain_repeat_joins_only_where_nobody_was_asked(book: OrderBook) -> None:
    """Two imports of one person's words are one; whoever was asked and said 另立一件 gets an order."""
    first = await lamp(book, "a", "听雨花园8号楼下路灯不亮", asked=False)
    again = await lamp(book, "a", "听雨花园8号楼下路灯不亮。", asked=False)
    assert (again.status, again.main_id) == ("merged", first.id)
    wanted = await lamp(book, "a", "听雨花园8号楼下路灯不亮！", asked=True)
    assert wanted.status == "dispatched"


async def test_what_breaks_goes_to_a_person(book: OrderBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """首接负责: dispatch fails, the order is filed all the same, and the dispatcher is told."""

    async def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Dispatcher, "dispatch", broken)
    order = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    assert order.status == "filed"
    alerts = (await book.session.execute(select(Alert))).scalars().all()
    assert [alert.kind for alert in alerts] == ["undispatched"]
    assert await book.life.check(order) == ""


async def test_one_who_calls_often_is_one_voice(book: OrderBook, clock: StandingClock) -> None:
    """投诉洪峰: the same person five times is one voice; three people are an event, in whatever words."""
    for number in range(5):
        await lamp(book, "a", f"听雨花园8号楼下路灯不亮，第{number}次说了")
    assert (await book.session.execute(select(Cluster))).scalars().all() == []
    await lamp(book, "b", "听雨花园8号楼下的路灯坏了")
    clock.forward(hours=30)
    await lamp(book, "c", "8号楼下路灯一到晚上不亮")
    clusters = (await book.session.execute(select(Cluster))).scalars().all()
    assert [cluster.voices for cluster in clusters] == [3]


async def test_the_same_cause_after_closing_marks_it(book: OrderBook, clock: StandingClock) -> None:
    """疑似虚假办结: closed, and within 72 hours a neighbour tells the same thing at the same place."""
    lead = await lamp(book, "a", "听雨花园8号楼下路灯不亮")
    await book.life.move(lead, "accept", unit_of(lead))
    await book.life.move(lead, "contact", unit_of(lead), how="电话", note="约好去看")
    await solve(book.life, lead)
    clock.forward(hours=40)
    await lamp(book, "b", "听雨花园8号楼下的路灯还是不亮")
    await book.session.refresh(lead)
    assert lead.doubtful


async def test_others_read_nothing_personal_of_an_earlier_order(book: OrderBook) -> None:
    """Matter, rough place and day; of what a worker filed by hand not even the title, which may be somebody's words."""
    order = await lamp(book, "a", "听雨花园8号楼下路灯不亮，我是王芳")
    shown = str(earlier(order, book.region, own=False))
    assert "松烟社区" in shown
    assert not any(word in shown for word in ("8号", "王芳", "不亮，我"))
    by_hand = await Filing(book).file(
        draft(**(LAMP | {"title": "王芳家门口的灯", "worker": "小李", "worker_reason": "居民坚持"})), key="by-hand"
    )
    assert "王芳" not in str(earlier(by_hand, book.region, own=False))
    assert "王芳" in str(earlier(by_hand, book.region, own=True))
