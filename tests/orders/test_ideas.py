"""Ideas for old compounds, collected apart from complaints."""

from __future__ import annotations

from config.catalogue import MatterKey
from config.region import Region
from orders.book import OrderBook
from orders.dispatch.dispatcher import Dispatcher
from orders.ideas import RENOVATION, ideas
from tests.orders.dispatching import filed


async def test_ideas_for_old_compounds_are_collected_apart(book: OrderBook, region: Region) -> None:
    """成都武侯社区规划师 (facts 5.1): suggestions of the bundle 老旧小区改造, by community; no complaints."""
    told = {"card_id": "old-renovation", "topic": "housing", "handler": "housing"}
    idea = await filed(book, **told, appeal_type="suggestion", title="改造时留一块晒衣区")
    await filed(book, **told, appeal_type="complaint", title="改造拖了半年")
    there = await filed(book, **told, appeal_type="suggestion", incident_address="宣毫社区宣毫里3号")
    for order in await book.list():
        await Dispatcher(book.life).dispatch(order)
    assert idea.bundle == RENOVATION
    assert [one.number for one in await ideas(book.session)] == [idea.number, there.number]
    assert [one.number for one in await ideas(book.session, community="xuanhao")] == [there.number]
    small = region.catalogue.find(MatterKey("micro-renewal-idea"), book.clock.today())
    assert small is not None
    assert (small.bundle, small.lead, "planning" in small.co) == (RENOVATION, "community", True)
