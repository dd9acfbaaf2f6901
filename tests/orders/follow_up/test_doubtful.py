"""The same again: closings that did not last are marked, and the last conclusion is shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from orders.book import OrderBook
from orders.follow_up.doubtful import same_cause_again
from orders.follow_up.look_back import last_conclusion
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import REVIEWER, Watch, at, dispatched, filed, join, rate, resolve, resolved


@pytest.fixture(autouse=True)
def monday(clock: StandingClock) -> None:
    clock.at = at(9, 28, 10)


async def test_the_same_cause_within_72_hours(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """疑似虚假办结: told again by a neighbour within 72 hours, the closing is marked, and a person looks."""
    order = await resolved(book)
    await rate(book, order, contacted=True)
    clock.forward(hours=71)
    new = await filed(book)
    assert [one.id for one in await same_cause_again(book.life, new)] == [order.id]
    assert (order.doubtful, order.status) == (True, "resolved")
    (alert,) = await watch.alerts("doubtful_closing")
    assert new.number in alert.text
    assert alert.data["tell_from"] == at(10, 8, 8, 30).isoformat(timespec="seconds")
    assert await same_cause_again(book.life, await filed(book)) == []
    await book.life.move(order, "clear_doubtful", REVIEWER, basis="是另一处工地")
    assert not order.doubtful


@pytest.mark.parametrize(
    ("how", "hours", "changes"),
    [
        ("solved", 73, {}),
        ("solved", 2, {"card_id": "barbecue"}),
        ("solved", 2, {"respondent": "平安路3号工地", "incident_address": "平安路3号"}),
        ("legal_channel", 2, {}),
        ("unsolvable_now", 2, {}),
    ],
)
async def test_what_is_no_false_closing(
    book: OrderBook, clock: StandingClock, how: str, hours: int, changes: dict[str, Any]
) -> None:
    """Later, another matter, another place; and an honest "not now" is not held against anybody."""
    order = await resolved(book, how)
    clock.forward(hours=hours)
    assert await same_cause_again(book.life, await filed(book, **changes)) == []
    assert not order.doubtful


async def test_the_engine_for_duplicates_can_decide(book: OrderBook, clock: StandingClock) -> None:
    order = await resolved(book)
    clock.forward(hours=2)
    seen: list[tuple[int | None, int | None]] = []

    def never(earlier: Order, new: Order) -> bool:
        seen.append((earlier.id, new.id))
        return False

    new = await filed(book)
    assert await same_cause_again(book.life, new, never) == []
    assert seen == [(order.id, new.id)]


async def test_the_last_conclusion_is_shown_for_half_a_year(book: OrderBook, clock: StandingClock) -> None:
    """窗口“日清周结” 半年回弹: who asks again within half a year sees what was said; later or elsewhere nothing."""
    await resolved(book, "explained", account="visitor-old")
    clock.forward(days=1)
    order = await resolved(book, "unsolvable_now", account="visitor-old", revisit_on=at(11, 30).date())
    clock.forward(days=5)
    about = {"card_id": order.card_id, "street": "yanchi", "community": ""}
    found = await last_conclusion(book.life, order.channel, "visitor-old", **about)
    assert found is not None
    assert (found.number, found.how, found.revisit_on) == (order.number, "现在还办不了，到时候再看", at(11, 30).date())
    assert (found.unit, found.basis) == ("示例市生态环境局", "地铁工程夜间抢修许可")
    assert await last_conclusion(book.life, order.channel, "visitor-new", **about) is None
    assert await last_conclusion(book.life, order.channel, "visitor-old", **(about | {"street": "guyu"})) is None
    clock.forward(days=183)
    assert await last_conclusion(book.life, order.channel, "visitor-old", **about) is None
    with pytest.raises(TypeError):
        await last_conclusion(book.life, order.channel, "visitor-old", colour="red")


async def test_a_voice_sees_the_conclusion_of_its_matter(book: OrderBook, clock: StandingClock) -> None:
    lead, voice = await dispatched(book), await filed(book, "visitor-voice")
    await join(book, voice, lead)
    await resolve(book, lead)
    clock.forward(days=20)
    found = await last_conclusion(book.life, voice.channel, "visitor-voice", topic=voice.topic)
    assert found is not None
    assert (found.number, found.resolved_at) == (voice.number, clock.at - timedelta(days=20))
