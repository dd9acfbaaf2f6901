"""Whoever told a matter gets an answer: random weeks, and nobody is forgotten."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from orders.book import OrderBook
from orders.follow_up.denials import Denials
from orders.follow_up.owed import forgotten, owed
from orders.status import OPEN
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import (
    CHAIR,
    CLOSINGS,
    RESULT,
    REVIEWER,
    Watch,
    at,
    dispatch,
    dispatched,
    filed,
    handle,
    join,
    rate,
    resolve,
    resolved,
    unit_of,
)

ORDERS = 6
STEPS = 25


async def test_what_is_owed(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """Open, joined, put off and denied ones; an exempted order owes its answer like any other (申诉-剔除)."""
    clock.at = at(11, 23, 10)
    lead, voice, exempted = await dispatched(book), await filed(book), await dispatched(book)
    await join(book, voice, lead)
    await book.life.move(exempted, "exempt", REVIEWER, reason="不属于考核范围", basis="考核办法第八条")
    put_off = await resolved(book, "unsolvable_now", revisit_on=at(12, 24).date())
    denied, done = await resolved(book, "legal_channel"), await resolved(book)
    clock.forward(hours=2)
    await rate(book, denied, solved="no")
    found = {one.number: one for one in await owed(book.session, clock.at)}
    assert {number: one.why for number, one in found.items()} == {
        lead.number: "open",
        voice.number: "merged",
        exempted.number: "open",
        put_off.number: "revisit",
        denied.number: "denied",
    }
    assert done.number not in found
    assert found[put_off.number].revisit_on == at(12, 24).date()
    clock.at = at(12, 23)
    late = forgotten(await owed(book.session, clock.at))
    assert {one.number for one in late} == {lead.number, exempted.number}
    await watch.now()
    assert forgotten(await owed(book.session, clock.at)) == []


@pytest.mark.parametrize("seed", range(2))
async def test_nobody_is_forgotten(book: OrderBook, watch: Watch, clock: StandingClock, seed: int) -> None:
    """Weeks over National Day in which people do, or leave, what they want: what is late is known to somebody, logs
    replay, and in the end every order is answered and filed away."""
    random = Random(seed)
    clock.at = at(9, 14, 9)
    orders = [await filed(book, appeal_type=random.choice(("help", "complaint", "consult"))) for _ in range(ORDERS)]
    for _ in range(STEPS):
        await watch.until(clock.at + timedelta(hours=random.choice((1, 5, 17, 40))), timedelta(hours=10))
        await something(book, random, random.choice(orders))
        await watch.now()
        assert forgotten(await owed(book.session, clock.at)) == []
    for order in orders:
        await finish(book, order)
    await watch.until(clock.at + timedelta(days=250), timedelta(days=5))
    for order in orders:
        if order.status in OPEN:  # what was put off has come back
            await finish(book, order)
    await watch.until(clock.at + timedelta(days=40), timedelta(days=5))
    assert {order.status for order in orders} == {"closed"}
    assert [await book.life.check(order) for order in orders] == [""] * ORDERS
    assert await owed(book.session, clock.at) == []


async def something(book: OrderBook, random: Random, order: Order) -> None:
    """Somebody does what may be done with it now."""
    if order.status == "filed":
        await dispatch(book, order)
    elif order.status == "dispatched":
        await handle(book, order)
    elif order.status in ("accepted", "handling"):
        await close_or_wait(book, random, order)
    else:
        solved, satisfied = random.choice(("yes", "no", "no", "partly")), random.choice((1, 5))
        await rate(book, order, solved=solved, satisfied=satisfied)


async def close_or_wait(book: OrderBook, random: Random, order: Order) -> None:
    """The unit answers, or waits for the resident."""
    if order.paused_at is not None:
        await book.life.move(order, "resume", unit_of(order))
    elif random.random() < 0.3:
        await book.life.move(order, "pause", unit_of(order), note="请补充楼号")
    else:
        how = random.choice(tuple(CLOSINGS))
        await book.life.move(order, "coordinate", unit_of(order), note="和街道商量过", participants=["街道"])
        day = book.life.clock.today() + timedelta(days=random.choice((3, 30)))
        said = {"revisit_on": day} if how == "unsolvable_now" else {}
        await book.life.move(order, "resolve", unit_of(order), closure_type=how, result=RESULT, **CLOSINGS[how], **said)


async def finish(book: OrderBook, order: Order) -> None:
    """People do their work to the end."""
    denials = Denials(book.session, book.region, book.clock)
    if order.status == "filed":
        await dispatch(book, order)
    if order.status == "dispatched":
        await resolve(book, order)
    elif order.status in ("accepted", "handling"):
        said = {"closure_type": "solved", "result": RESULT}
        await book.life.move(order, "resolve", unit_of(order), **said)
    if await denials.undecided(order):
        judge = REVIEWER if order.status == "resolved" else CHAIR
        await denials.decide(order, judge, redo=False, basis="已当面说明，依据许可维持原答复")
