"""水电气热和险情: what cannot wait has its own limits, by the clock and on holidays too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.book import OrderBook
from orders.dispatch.dispatcher import Dispatcher
from tests.conftest import StandingClock
from tests.orders.dispatching import filed


@pytest.mark.parametrize(
    ("card", "sign", "answer"),
    [
        ("gas-pipe-hazard", timedelta(minutes=15), timedelta(hours=2)),
        ("water-outage-area", timedelta(minutes=30), timedelta(hours=24)),
    ],
)
async def test_what_cannot_wait(
    book: OrderBook, clock: StandingClock, card: str, sign: timedelta, answer: timedelta
) -> None:
    """天津细则: 15 minutes in danger, 30 minutes for water, power, gas and heat; 北京条例19: 24 hours. On a Sunday."""
    order = await Dispatcher(book.life).dispatch(await filed(book, card_id=card, topic="utilities", handler="water"))
    assert order.due_at - order.received_at == answer
    assert order.accept_by is not None
    assert order.accept_by - clock.now() == sign


async def test_everything_else_counts_working_time(book: OrderBook, clock: StandingClock) -> None:
    """Filed on a Sunday, a complaint is due at the close of the fifteenth working day."""
    order = await filed(book)
    assert book.region.calendar.working_days_between(clock.now(), order.due_at) == 15
    assert order.due_at.hour == 17
