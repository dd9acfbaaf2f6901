"""一人多号、重复录入: one matter, one main number; those of other platforms stand beside it and find it."""

from __future__ import annotations

import pytest

from config.errors import OrderError
from orders.book import OrderBook
from orders.external import ExternalRefs
from tests.orders.dispatching import filed


async def test_an_outside_number_finds_the_order(book: OrderBook) -> None:
    """一人多号、重复录入 (facts 5.2): entered once (网格员只录一次); the same again, with a gap in it, changes
    nothing."""
    order, refs = await filed(book), ExternalRefs(book)
    await refs.add(order, "网格App", "WG-2026 0001")
    await refs.add(order, "网格App", "WG-20260001")
    found = await refs.find("网格App", "WG-20260001")
    assert found is not None
    assert found.number == order.number
    assert len(await refs.of(order)) == 1
    assert await refs.find("市长信箱", "WG-20260001") is None


async def test_a_number_belongs_to_one_order(book: OrderBook) -> None:
    """A second order with the same outside number is told which order has it."""
    first, second = await filed(book), await filed(book)
    refs = ExternalRefs(book)
    await refs.add(first, "市长信箱", "0017")
    with pytest.raises(OrderError) as taken:
        await refs.add(second, "市长信箱", "0017")
    assert first.number in taken.value.say
    for system, ref in (("", "1"), ("市长信箱", " "), ("市长信箱", "9" * 81)):
        with pytest.raises(OrderError):
            await refs.add(second, system, ref)
