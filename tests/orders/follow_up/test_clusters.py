"""Hot events: the third person is told of before the fourth, and one person is one voice."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import Database
from config.clock import Clock
from config.region import Region
from orders.alike.hot import event_key
from orders.book import OrderBook
from orders.case_tables import Alert, Cluster
from orders.follow_up.clusters import Clusters
from orders.follow_up.proposals import proposal, proposals
from orders.life import Life
from tests.conftest import StandingClock
from tests.orders.follow_up.lives import Watch, at, dispatch, filed

ROOT = Path(__file__).parents[3]


async def told(book: OrderBook, account: str = "", **changes: str) -> Cluster | None:
    """Somebody tells of the matter, and it is counted."""
    return await Clusters(book.life).take(await filed(book, account, **changes))


async def test_the_third_voice_is_told_before_the_fourth(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """未诉先办: three people within three days; the unit that has the matter and whoever is on duty know at once."""
    clock.at = at(11, 28, 2)  # a Saturday night
    first = await filed(book)
    assert await Clusters(book.life).take(first) is None
    await dispatch(book, first)
    assert await told(book) is None
    cluster = await told(book, topic="environment")
    assert cluster is not None
    (alert,) = await watch.alerts("hot_event")
    assert (alert.unit, alert.data["to"], alert.data["voices"]) == ("ecology", ["unit", "duty", "supervisor"], 3)
    assert alert.data["tell_from"] == clock.at.isoformat(timespec="seconds")
    assert (cluster.voices, cluster.street, cluster.told_at) == (3, "yanchi", clock.at)
    assert cluster.proposal in alert.text
    assert "示例市生态环境局派人" in cluster.proposal
    assert first.cluster_id == cluster.id
    fourth = await told(book)
    assert fourth is not None
    assert (fourth.id, fourth.voices) == (cluster.id, 4)
    assert len(await watch.alerts("hot_event")) == 1


async def test_fifty_calls_of_one_person_are_one_voice(book: OrderBook, watch: Watch) -> None:
    """江苏 投诉洪峰: what counts is 独立诉求人数, not calls; two people who call often are two."""
    for _ in range(50):
        assert await told(book, "visitor-loud") is None
    assert await told(book, "visitor-quiet") is None
    assert await told(book, "visitor-loud") is None
    cluster = await told(book, "visitor-third")
    assert cluster is not None
    assert cluster.voices == 3
    assert await watch.alerts("hot_event") != []


@pytest.mark.parametrize("change", [{"content": "垃圾桶满了好几天没人收"}, {"community": "xuanhao"}, {"days": 4}])
async def test_other_matters_places_and_weeks_do_not_count(
    book: OrderBook, clock: StandingClock, change: dict[str, object]
) -> None:
    clusters = Clusters(book.life)
    for _ in range(2):
        await clusters.take(await filed(book))
    clock.forward(days=float(str(change.get("days", 0))))
    order = await filed(book)
    if "content" in change:
        order.content, order.demand, order.title = str(change["content"]), "收一下", "垃圾清运"
    order.community = str(change.get("community", order.community))
    order.event_key = event_key(order)
    await book.session.flush()
    assert await clusters.take(order) is None


async def test_an_unknown_place_is_no_place(book: OrderBook) -> None:
    clusters = Clusters(book.life)
    for _ in range(5):
        order = await filed(book)
        order.street = order.community = order.respondent = ""
        order.incident_address = "不清楚"
        order.event_key = event_key(order)
        await book.session.flush()
        assert await clusters.take(order) is None


async def test_it_is_over_when_it_is_quiet(book: OrderBook, watch: Watch, clock: StandingClock) -> None:
    """A late voice keeps it going; afterwards it takes three people again."""
    first = [await told(book) for _ in range(3)][-1]
    assert first is not None
    await watch.until(clock.at + timedelta(days=10), timedelta(days=1))
    await told(book)
    await watch.until(clock.at + timedelta(days=13), timedelta(days=1))
    assert first.ended_at is None
    await watch.until(clock.at + timedelta(days=2), timedelta(days=1))
    assert first.ended_at is not None
    assert [await told(book) for _ in range(2)] == [None, None]
    again = await told(book)
    assert again is not None
    assert again.id != first.id
    assert len(await watch.alerts("hot_event")) == 2


async def test_other_doors_are_other_events(book: OrderBook) -> None:
    """One street, five doors: three who tell of the same door make an event."""
    clusters = Clusters(book.life)
    here = [await clusters.take(await filed(book, incident_address=f"幸福路{number}号")) for number in (1, 2, 3, 1, 1)]
    assert [one is not None for one in here] == [False, False, False, False, True]


async def test_all_at_once_make_one_event(database: Database, region: Region, clock: Clock) -> None:
    """Eight people at the same moment, from as many processes: one event, told once, with everybody in it."""

    async def tell() -> None:
        async with database.writing() as session, session.begin():
            book = OrderBook(session, region, clock)
            await Clusters(Life(session, region, clock)).take(await filed(book))

    await asyncio.gather(*(tell() for _ in range(8)))
    async with database.reading() as session:
        clusters = (await session.execute(select(Cluster))).scalars().all()
        alerts = (await session.execute(select(Alert))).scalars().all()
    assert [(one.voices, one.ended_at) for one in clusters] == [(8, None)]
    assert [(one.kind, one.data["voices"]) for one in alerts] == [("hot_event", 3)]


def test_a_proposal_is_for_every_topic_and_promises_nothing() -> None:
    """Every folder of cards that can become an order has words; none says what will be done for sure."""
    topics = {path.name for path in (ROOT / "knowledge_base" / "cards").iterdir() if path.is_dir()}
    assert set(proposals()) - {"other"} <= topics
    for topic in topics:
        words = proposal(topic, "示例市住建局", "砚池街道松烟社区")
        assert "砚池街道松烟社区" in words
        assert not re.search(r"[{}]|保证|一定|承诺|必须|不予受理", words)
    assert proposal("", "", "").startswith("建议：主办单位到现场")
