"""Figures of a day, counted by hand beside it."""

from __future__ import annotations

from datetime import date

from bot.database import Database
from bot.insight.counting import Counts, count_day, count_durable
from tests.bot.insight.desk_days import DeskDays

THIRD = date(2026, 11, 3)


async def counted(database: Database, day: date = THIRD) -> Counts:
    async with database.reading() as session:
        return await count_day(session, day)


async def test_each_end_of_a_conversation(desk: DeskDays, database: Database) -> None:
    """Seven accounts, seven ends; an order comes before a person, and both before what was said last."""
    desk.at(3)
    await desk.said("told", way="court")
    await desk.said("order", way="order")
    await desk.filed("order")
    await desk.said("both", way="community")
    await desk.filed("both")
    await desk.handed("both")
    await desk.said("person", "human", signals=["asks-person"])
    await desk.handed("person")
    await desk.said("fire", way="emergency")
    await desk.said("form left", way="order")
    await desk.said("asked", "ask")
    await desk.said("hello", "chat")
    await desk.touched("photo")
    found = await counted(database)
    ends = {key: times for (name, key), times in found.items() if name == "ending"}
    assert ends == {"told": 1, "order": 2, "person": 1, "emergency": 1, "unfinished": 2, "small": 2}


async def test_thanks_afterwards_change_nothing(desk: DeskDays, database: Database) -> None:
    """What was last decided about a matter says how it ended, not the last words."""
    desk.at(3, 9)
    await desk.said("a", "ask")
    desk.at(3, 10)
    await desk.said("a", way="court")
    desk.at(3, 11)
    await desk.said("a", "chat")
    await desk.said("a", "status")
    found = await counted(database)
    assert (found["ending", "told"], found["ending", "small"]) == (1, 0)
    desk.at(3, 12)
    await desk.said("a", "ask")
    assert (await counted(database))["ending", "unfinished"] == 1


async def test_a_day_is_a_day_in_china(desk: DeskDays, database: Database) -> None:
    """23:59 and 00:01 are two conversations of two days, whatever the database thinks of time zones."""
    desk.at(2, 23, 59)
    await desk.said("a", way="court")
    desk.at(3, 0, 1)
    await desk.said("a", way="court")
    desk.at(3, 23, 59)
    await desk.said("b", way="court")
    desk.at(4, 0, 0)
    await desk.said("b", way="court")
    await desk.filed("a")
    found = await counted(database)
    assert found["ending", "told"] == 2
    assert {key: times for (name, key), times in found.items() if name == "hour"} == {"00": 1, "23": 1}


async def test_channels_have_accounts_of_their_own(desk: DeskDays, database: Database) -> None:
    """The same number on another channel is somebody else."""
    desk.at(3)
    await desk.said("7", way="court")
    await desk.filed("7", channel="telegram")
    assert (await counted(database))["ending", "told"] == 1


async def test_decisions_and_what_did_not_match(desk: DeskDays, database: Database) -> None:
    """没匹配上: asked openly, or given up; not a question between two cards, nor a call for a person."""
    desk.at(3)
    await desk.said("a", way="court")
    await desk.said("a", way="order")
    await desk.said("a", "ask")
    await desk.said("a", "ask", candidates=[])
    await desk.said("a", "human")
    await desk.said("a", "human", signals=["asks-person"])
    await desk.said("a", "status")
    await desk.said("a", "chat", candidates=[])
    found = await counted(database)
    assert {key: times for (name, key), times in found.items() if name == "outcome"} == {
        "route": 2, "ask": 2, "human": 1, "called": 1, "status": 1, "chat": 1,
    }  # fmt: skip
    assert (found["unmatched", "yes"], found["unmatched", "no"]) == (2, 3)
    assert {key: times for (name, key), times in found.items() if name == "destination"} == {"court": 1, "order": 1}


async def test_who_came_back_with_the_same_card(desk: DeskDays, database: Database) -> None:
    """Within seven days after the day, the same card: back. Another card, another account, the eighth day: held."""
    desk.at(3)
    for who in ("back", "last hour", "other card", "too late", "same day", "order"):
        await desk.said(who, way="court")
    await desk.filed("order")
    await desk.said("same day", way="court")
    desk.at(4)
    await desk.said("back", way="court")
    await desk.said("back", way="court")
    await desk.said("order", way="court")
    await desk.said("other card", way="community")
    await desk.said("somebody", way="court")
    desk.at(10, 23, 59)
    await desk.said("last hour", way="court")
    desk.at(11, 0)
    await desk.said("too late", way="court")
    async with database.reading() as session:
        found = await count_durable(session, THIRD, 7)
    assert found == {("durable", "back"): 2, ("durable", "held"): 3}


async def test_a_quiet_day_counts_nothing(database: Database) -> None:
    """Nothing came, nothing is made up."""
    assert await counted(database) == {}
    async with database.reading() as session:
        assert await count_durable(session, THIRD, 7) == {}
