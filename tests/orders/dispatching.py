"""Orders on their way: helpers for tests that lead one through its life."""

from __future__ import annotations

from typing import Any

from orders.actor import Actor
from orders.book import OrderBook
from orders.life import Life
from orders.tables import Order
from tests.orders.drafts import draft

DISPATCHER = Actor("派单员小李", "dispatcher")
REVIEWER = Actor("审核员老周", "reviewer")
CHAIR = Actor("主管老陈", "supervisor")
RESULT = "工地已停止夜间打桩，现场复查三晚没有再施工"
PLACE = "松烟社区听雨花园8号"
COUNT = iter(range(10**9))


async def filed(book: OrderBook, **changes: Any) -> Order:
    """An order that was filed; each has a key of its own."""
    return await book.file(draft(**({"incident_address": PLACE} | changes)), key=f"filed-{next(COUNT)}")


def unit_of(order: Order, name: str = "经办人小赵") -> Actor:
    """Somebody of the unit that leads the order."""
    return Actor(name, "unit", order.lead_code)


async def dispatched(book: OrderBook, lead: str = "ecology", **changes: Any) -> Order:
    """An order that is with a unit."""
    order = await filed(book, **changes)
    said = {"level": "department", "basis": "派单目录", "lead": lead}
    return await book.life.move(order, "dispatch", DISPATCHER, **said)


async def handled(book: OrderBook, **changes: Any) -> Order:
    """An order whose resident was contacted."""
    order = await dispatched(book, **changes)
    await book.life.move(order, "accept", unit_of(order))
    return await book.life.move(order, "contact", unit_of(order), how="电话", note="听了情况，约好去看现场")


async def resolved(book: OrderBook, **changes: Any) -> Order:
    """An order that was solved."""
    order = await handled(book, **changes)
    return await solve(book.life, order)


async def solve(life: Life, order: Order) -> Order:
    """Closes an order as solved."""
    return await life.move(order, "resolve", unit_of(order), closure_type="solved", result=RESULT)
