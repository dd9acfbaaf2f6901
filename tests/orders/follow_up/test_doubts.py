"""Authenticity of ratings: marked by rule, judged by a person, and never thrown away by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.book import OrderBook
from orders.case_tables import Rating
from orders.follow_up.numbers import numbers
from orders.follow_up.rates import rates
from orders.follow_up.reviews import Reviews
from orders.staff import StaffBook
from tests.conftest import StandingClock
from tests.orders.colleagues import hire
from tests.orders.follow_up.lives import CHAIR, REVIEWER, WORKER, Watch, at, rate, resolved


@pytest.fixture(autouse=True)
def monday(clock: StandingClock) -> None:
    clock.at = at(11, 23, 10)


@pytest.fixture
def reviews(book: OrderBook) -> Reviews:
    return Reviews(book.session, book.clock)


async def praised(book: OrderBook, clock: StandingClock, account: str = "") -> Rating:
    """A best rating two hours after the result."""
    order = await resolved(book, account=account)
    clock.forward(hours=2)
    return (await rate(book, order, solved="yes", satisfied=5)).rating


async def test_ordinary_praise_is_not_doubted(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    rating = await praised(book, clock)
    assert (rating.doubts, rating.review) == ([], "")
    assert await watch.alerts("rating_doubtful") == []


async def test_praise_within_seconds_is_marked(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """平谷 刚办即满: praise within seconds of the result goes to a person; a complaint as quick does not."""
    order, other = await resolved(book), await resolved(book)
    clock.forward(seconds=20)
    rating = (await rate(book, order, solved="yes", satisfied=5)).rating
    assert (rating.doubts, rating.review) == (["just_closed"], "pending")
    bad = (await rate(book, other, solved="no", satisfied=1)).rating
    assert (bad.doubts, bad.review) == ([], "")
    (alert,) = await watch.alerts("rating_doubtful")
    assert "刚办结就给了好评" in alert.text


@pytest.mark.parametrize(("name", "doubt"), [(WORKER, "own_account"), ("同事小孙", "staff_account")])
async def test_praise_from_a_workers_account_is_marked(
    book: OrderBook, staff_book: StaffBook, clock: StandingClock, name: str, doubt: str
) -> None:
    """平谷 承办号代评、自导自演: the account that rates is the one of whoever handled the order, or of other staff."""
    await hire(staff_book, name)
    rating = await praised(book, clock, account=f"chat-{name}")
    assert (rating.doubts, rating.review) == ([doubt], "pending")


async def test_one_account_that_praises_many_orders_is_marked(book: OrderBook, clock: StandingClock) -> None:
    """平谷 同号互评: the fifth praise of one account within a day; the first four stay as they are."""
    found = [await praised(book, clock, account="visitor-many") for _ in range(numbers().rater_orders)]
    assert [one.doubts for one in found] == [[], [], [], [], ["one_rater"]]


async def test_a_burst_of_best_ratings_is_marked(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """平谷 花钱买满意: ten best ratings of one unit within minutes are marked all together, and told once."""
    orders = [await resolved(book) for _ in range(numbers().burst_ratings + 1)]
    clock.forward(hours=2)
    found = []
    for order in orders:
        clock.forward(seconds=20)
        found.append((await rate(book, order, solved="yes", satisfied=5)).rating)
    assert {one.review for one in found} == {"pending"}
    assert {tuple(one.doubts) for one in found} == {("unit_burst",)}
    (alert,) = await watch.alerts("rating_burst")
    assert (alert.unit, alert.data["count"]) == ("ecology", 10)
    assert await watch.alerts("rating_doubtful") == []


async def test_the_same_number_of_ratings_over_a_day_is_none(book: OrderBook, clock: StandingClock) -> None:
    found = [await praised(book, clock) for _ in range(numbers().burst_ratings + 1)]
    assert {one.review for one in found} == {""}


async def test_what_is_doubted_is_not_filed_away(
    book: OrderBook, reviews: Reviews, watch: Watch, clock: StandingClock
) -> None:
    """It waits for a person, however long; then the clock goes on."""
    order = await resolved(book)
    clock.forward(seconds=20)
    rating = (await rate(book, order, solved="yes")).rating
    await watch.until(clock.at + timedelta(days=40), timedelta(days=2))
    assert order.status == "followed_up"
    assert [one.id for one in await reviews.pending()] == [rating.id]
    await reviews.review(rating, REVIEWER, "upheld", "打电话问过本人，确实满意")
    await watch.now()
    assert order.status == "closed"
    (alert,) = await watch.alerts("rating_doubtful")
    assert alert.ended_by == REVIEWER.name


async def test_who_judges_had_no_hand_in_it(book: OrderBook, reviews: Reviews, clock: StandingClock) -> None:
    """And states a basis; of two who judge at once one does."""
    order = await resolved(book)
    clock.forward(seconds=20)
    rating = (await rate(book, order, solved="yes")).rating
    for judge in (Actor(WORKER, "reviewer"), Actor("同事小孙", "unit", "ecology")):
        with pytest.raises(MoveNotAllowed):
            await reviews.review(rating, judge, "upheld", "没问题")
    for verdict, basis in (("void", "  "), ("fine", "问过本人")):
        with pytest.raises(MoveIncomplete):
            await reviews.review(rating, REVIEWER, verdict, basis)
    await reviews.review(rating, REVIEWER, "void", "账号是经办人家属的，本人没有评价过")
    with pytest.raises(MoveNotAllowed) as late:
        await reviews.review(rating, CHAIR, "upheld", "问过本人")
    assert "已经有人核实" in late.value.say
    assert (rating.review, rating.reviewed_by) == ("void", REVIEWER.name)


async def test_rates_are_kept_apart(book: OrderBook, reviews: Reviews, clock: StandingClock) -> None:
    """北京条例32 三率: contacted, solved and satisfied each have answers of their own; a void rating is in none."""
    start = clock.at
    for answers in (
        {"contacted": True, "solved": "yes", "satisfied": 5},
        {"contacted": True, "solved": "partly", "satisfied": 2},
        {"contacted": False},
        {"solved": "no", "satisfied": 4},
    ):
        order = await resolved(book)
        clock.forward(hours=2)
        await rate(book, order, **answers)
    order = await resolved(book)
    clock.forward(seconds=10)
    rating = (await rate(book, order, contacted=True, solved="yes", satisfied=5)).rating
    before = await rates(book.session, start, clock.at + timedelta(seconds=1))
    assert (before.pending, before.solved.answers) == (1, 4)
    await reviews.review(rating, REVIEWER, "void", "刚办结自己点的")
    found = await rates(book.session, start, clock.at + timedelta(seconds=1))
    assert [(one.yes, one.answers) for one in (found.contacted, found.solved, found.satisfied)] == [
        (2, 3),
        (1, 3),
        (2, 3),
    ]
    assert (found.partly, found.void, found.pending) == (1, 1, 0)
    assert (await rates(book.session, start - timedelta(days=2), start)).contacted.share is None
