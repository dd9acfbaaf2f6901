"""What the tests of the lookup share: orders that are filed with their words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from orders.alike.lookup import Alike
from orders.book import OrderBook
from orders.tables import Order
from tests.orders.drafts import draft

File = Callable[..., Awaitable[Order]]


@pytest.fixture
def alike(session: AsyncSession) -> Alike:
    return Alike(session)


@pytest.fixture
def file(book: OrderBook, alike: Alike) -> File:
    """Files an order with some fields and remembers it."""
    count = 0

    async def made(**changes: Any) -> Order:
        nonlocal count
        count += 1
        order = await book.file(draft(account=f"visitor-{count}", **changes), key=f"k{count}")
        await alike.remember(order)
        return order

    return made
