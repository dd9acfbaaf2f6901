"""What residents say of an answer, one by one and kept apart; "not solved" reaches the owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.book import OrderBook
from orders.follow_up.denials import Denials
from orders.follow_up.ratings import Ratings
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import (
    CHAIR,
    REVIEWER,
    Watch,
    dispatched,
    filed,
    join,
    rate,
    resolve,
    resolved,
)


@pytest.fixture(autouse=True)
def later(clock: StandingClock) -> None:
    """A Monday morning."""
    clock.forward(hours=21)


async def test_answers_come_one_by_one(book: OrderBook, clock: StandingClock) -> None:
    """Contacted first, solved later, satisfied later: one rating, and the order is followed up with the second."""
    order = await resolved(book)
    clock.forward(hours=2)
    first = await rate(book, order, contacted=False)
    assert (order.status, first.rating.contacted) == ("resolved", False)
    second = await rate(book, order, solved="yes")
    assert (order.status, order.solved) == ("followed_up", "yes")
    third = await rate(book, order, satisfied=4, reason="电话13812345678")
    assert first.rating.id == second.rating.id == third.rating.id
    rating = third.rating
    assert (rating.contacted, rating.solved, rating.satisfied) == (False, "yes", 4)
    assert "13812345678" not in rating.reason


async def test_a_second_tap_changes_nothing(book: OrderBook, clock: StandingClock) -> None:
    order = await resolved(book)
    clock.forward(hours=2)
    await rate(book, order, contacted=True, solved="partly", satisfied=2, reason="只修了一半")
    again = await rate(book, order, contacted=False, solved="yes", satisfied=5, reason="好")
    rating = again.rating
    assert (rating.contacted, rating.solved, rating.satisfied, rating.reason) == (True, "partly", 2, "只修了一半")
    assert order.sequence == 6


async def test_only_who_told_the_matter_may_rate(book: OrderBook) -> None:
    """平谷 花钱买满意、自导自演: somebody else's praise is not taken."""
    order = await resolved(book)
    for channel, account in ((order.channel, "visitor-x"), ("telegram", order.account)):
        with pytest.raises(MoveNotAllowed) as refused:
            await Ratings(book.session, book.region, book.clock).rate(order, channel, account, solved="yes")
        assert "反映的人自己" in refused.value.say
    assert order.status == "resolved"


@pytest.mark.parametrize("answer", [{"solved": "maybe"}, {"satisfied": 0}, {"satisfied": 6}])
async def test_there_are_no_other_answers(book: OrderBook, answer: dict[str, Any]) -> None:
    order = await resolved(book)
    with pytest.raises(MoveIncomplete) as refused:
        await rate(book, order, **answer)
    assert "请选" in refused.value.say


async def test_nothing_to_rate_before_the_result(book: OrderBook) -> None:
    with pytest.raises(MoveNotAllowed) as refused:
        await rate(book, await dispatched(book), solved="yes")
    assert "还在办" in refused.value.say


@pytest.mark.parametrize("how", ["solved", "explained", "ended"])
async def test_not_solved_reopens_at_once(book: OrderBook, watch: Watch, clock: StandingClock, how: str) -> None:
    """济南条例27: it is back with the unit that closed it, which is told in the resident's words."""
    order = await resolved(book, how)
    clock.forward(hours=2)
    rated = await rate(book, order, contacted=True, solved="no", reason="昨晚又打桩了")
    assert rated.reopened
    assert (order.status, order.redo_count, order.lead_code, order.resolved_at) == ("dispatched", 1, "ecology", None)
    (alert,) = await watch.alerts("reopened")
    assert alert.unit == "ecology"
    assert "昨晚又打桩了" in alert.text
    late = await rate(book, order, satisfied=1)
    assert (late.rating.satisfied, late.ask_reason) == (1, False)


async def test_each_result_is_rated_anew(book: OrderBook, clock: StandingClock) -> None:
    """After redoing, and after waking, the resident is asked again and the earlier answers stay."""
    order = await resolved(book)
    clock.forward(hours=2)
    first = (await rate(book, order, solved="no")).rating
    await resolve(book, order, "unsolvable_now", revisit_on=clock.today() + timedelta(days=30))
    clock.forward(hours=2)
    second = (await rate(book, order, solved="partly")).rating
    clock.forward(days=31)
    await book.life.move(order, "wake", CHAIR)
    await resolve(book, order)
    clock.forward(hours=2)
    third = (await rate(book, order, solved="yes")).rating
    assert [(one.round, one.solved) for one in (first, second, third)] == [(0, "no"), (1, "partly"), (2, "yes")]
    assert order.status == "followed_up"


async def test_not_solved_for_ever_goes_to_the_supervisor(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """巴彦淖尔问题工单: after three times nothing is redone by itself, and nothing ends by itself either."""
    order = await resolved(book)
    for _ in range(3):
        clock.forward(hours=2)
        assert (await rate(book, order, solved="no")).reopened
        await resolve(book, order)
    clock.forward(hours=2)
    assert not (await rate(book, order, solved="no", reason="还是老样子")).reopened
    (alert,) = await watch.alerts("not_solved_again")
    assert "supervisor" in alert.data["to"]
    await watch.until(clock.at + timedelta(days=60), timedelta(days=1))
    assert order.status == "resolved"
    await Denials(book.session, book.region, book.clock).decide(order, CHAIR, redo=True, basis="主管牵头，换人重办")
    assert order.status == "dispatched"
    assert not await Denials(book.session, book.region, book.clock).undecided(order)


@pytest.mark.parametrize("how", ["legal_channel", "unsolvable_now"])
async def test_honest_closings_are_looked_at_by_a_person(
    book: OrderBook, watch: Watch, clock: StandingClock, how: str
) -> None:
    """Told that it cannot be done now, somebody says "not solved": a person decides; the day to look again stays."""
    order = await resolved(book, how)
    revisit = order.revisit_on
    clock.forward(hours=2)
    rated = await rate(book, order, solved="no", reason="我等不了")
    assert (rated.reopened, order.status, order.revisit_on) == (False, "resolved", revisit)
    (alert,) = await watch.alerts("not_solved")
    assert ("我等不了" in alert.text, alert.unit) == (True, "ecology")
    await watch.until(clock.at + timedelta(days=20), timedelta(days=1))
    assert order.status == "resolved"
    denials = Denials(book.session, book.region, book.clock)
    with pytest.raises(MoveIncomplete):
        await denials.decide(order, REVIEWER, redo=False, basis=" ")
    await denials.decide(order, REVIEWER, redo=False, basis="依据许可维持原答复，已当面说明")
    assert (order.status, order.revisit_on) == ("followed_up", revisit)
    (alert,) = await watch.alerts("not_solved")
    assert alert.ended_by == REVIEWER.name


async def test_after_filing_away_a_person_decides(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    order = await resolved(book)
    clock.forward(hours=2)
    await rate(book, order, contacted=True)
    await watch.until(clock.at + timedelta(days=30), timedelta(days=1))
    assert order.status == "closed"
    assert not (await rate(book, order, solved="no")).reopened
    assert len(await watch.alerts("not_solved_late")) == 1


async def test_yes_and_then_no_is_not_guessed_at(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    order = await resolved(book)
    clock.forward(hours=2)
    await rate(book, order, solved="yes")
    again = await rate(book, order, solved="no", reason="今晚又来了")
    assert (again.reopened, again.rating.solved) == (False, "yes")
    (alert,) = await watch.alerts("rating_changed")
    assert "今晚又来了" in alert.text
    await watch.until(clock.at + timedelta(days=30), timedelta(days=1))
    assert order.status == "followed_up"


async def test_every_voice_counts_for_the_matter(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """Who joined is asked too; their yes ends nothing for the others, and their no reopens the matter for all."""
    lead, voice, other = await dispatched(book), await filed(book), await filed(book)
    await join(book, voice, lead)
    await join(book, other, lead)
    await resolve(book, lead)
    await watch.until(clock.at + timedelta(hours=25))
    assert [len(await watch.questions(order)) for order in (lead, voice, other)] == [1, 1, 1]
    assert not (await rate(book, voice, solved="yes", satisfied=5)).reopened
    assert (lead.status, voice.status) == ("resolved", "merged")
    assert (await rate(book, other, solved="no")).reopened
    assert (lead.status, other.status) == ("dispatched", "merged")
    with pytest.raises(MoveNotAllowed):
        await rate(book, lead, solved="yes")


async def test_a_low_rating_needs_no_reason(book: OrderBook, clock: StandingClock) -> None:
    """低分: a reason would help and is asked for once; without it the rating counts all the same."""
    order = await resolved(book)
    clock.forward(hours=2)
    rated = await rate(book, order, solved="partly", satisfied=1)
    assert (rated.ask_reason, rated.rating.satisfied, order.status) == (True, 1, "followed_up")
    assert not (await rate(book, order, reason="拖得太久")).ask_reason
