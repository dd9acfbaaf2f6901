"""Messages of pushed channels: on disk before they are acknowledged, once, in order, together where they belong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.conversations import INBOX, OUTBOX, TALK
from bot.database import Database
from bot.frontier import Frontier
from bot.intake import Intake
from bot.turn_worker import TurnWorker
from bot.turns import Turns
from bot.wake import Wake
from config.region import Region
from handlers.message import Incoming
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import NOON, StandingClock

HOLD = timedelta(seconds=1.5)
Say = Callable[..., Incoming]


def said(text: str, place: int, account: str = "7", option: str = "") -> Incoming:
    return Incoming("telegram", account, f"1:{place}", NOON, text=text, option=option)


@pytest.fixture
def wake(database: Database) -> Wake:
    return Wake(database)


@pytest.fixture
def intake(database: Database, clock: StandingClock, wake: Wake) -> Intake:
    return Intake(database, clock, wake, last_resort(), hold=HOLD)


@pytest.fixture
def worker(database: Database, region: Region, clock: StandingClock, wake: Wake) -> TurnWorker:
    turns = Turns(database, TinyDesk(), region, clock, last_resort(), wake=wake)
    return TurnWorker(turns, wake, patience=timedelta(seconds=3))


async def answers(database: Database, account: str = "7") -> list[str]:
    mine = TALK.c.account == account
    wanted = select(OUTBOX.c.reply).join(TALK, TALK.c.id == OUTBOX.c.conversation_id).where(mine).order_by(OUTBOX.c.seq)
    async with database.reading() as session:
        return [raw["text"] for raw in (await session.execute(wanted)).scalars()]


async def waiting(database: Database) -> int:
    async with database.reading() as session:
        count = select(func.count()).select_from(INBOX).where(INBOX.c.done_at.is_(None))
        return int((await session.execute(count)).scalar_one())


async def test_a_message_waits_a_moment_and_is_taken_once(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    """However often it comes, before and after."""
    assert await intake.accept(said("漏水", 5), place=5)
    assert not await intake.accept(said("漏水", 5), place=5)
    await worker.take_all()
    assert await answers(database) == []
    clock.forward(minutes=1)
    await worker.take_all()
    assert not await intake.accept(said("漏水", 5), place=5)
    await worker.take_all()
    assert await answers(database) == ["第1句：漏水"]
    assert await waiting(database) == 0


async def test_a_burst_is_one_turn_and_a_tap_another(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    for place, text in enumerate(["你好", "我家楼上", "漏水"], 1):
        await intake.accept(said(text, place), place=place)
    await intake.accept(said("", 4, option="later"), place=4)
    clock.forward(minutes=1)
    await worker.take_all()
    assert await answers(database) == ["第1句：你好，我家楼上，漏水", "第2句：later"]


async def test_a_hundred_deliveries_at_once_are_one_message(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    known = await asyncio.gather(*(intake.accept(said("漏水", 9), place=9) for _ in range(30)))
    assert sum(known) == 1
    clock.forward(minutes=1)
    await worker.take_all()
    assert await answers(database) == ["第1句：漏水"]


async def test_words_of_persons_are_masked_once_they_were_taken(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    """While the message waits its body is whole, for the desk; afterwards nothing of it is left."""
    await intake.accept(said("打13812345678", 1), place=1)
    clock.forward(minutes=1)
    await worker.take_all()
    async with database.reading() as session:
        row = (await session.execute(select(INBOX))).one()
    assert (row.text, row.body) == ("打138****5678", {})
    assert await answers(database) == ["第1句：打13812345678"]


async def test_a_correction_changes_what_waits_and_nothing_else(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    await intake.accept(said("3幢漏水", 1), place=1)
    assert await intake.correct(said("5幢漏水", 1), "1:1")
    clock.forward(minutes=1)
    await worker.take_all()
    assert not await intake.correct(said("7幢漏水", 1), "1:1")
    assert await answers(database) == ["第1句：5幢漏水"]


async def test_a_missing_update_is_waited_for_and_then_passed(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    """The later message waits; the missing one, once there, comes first. One that never comes holds nobody for ever."""
    await intake.accept(said("头一句。", 10, account="8"), place=10)
    await worker.take_all()
    await intake.accept(said("后一句。", 12), place=12)
    await worker.take_all()
    assert await answers(database) == []
    await intake.accept(said("前一句。", 11), place=11)
    await worker.take_all()
    assert await answers(database) == ["第1句：前一句。后一句。"]
    await intake.accept(said("又一句。", 15), place=15)
    await worker.take_all()
    assert len(await answers(database)) == 1
    clock.forward(minutes=1)
    await worker.take_all()
    assert (await answers(database))[1:] == ["第2句：又一句。"]


async def test_what_comes_too_late_is_taken_all_the_same(
    intake: Intake, worker: TurnWorker, database: Database, clock: StandingClock
) -> None:
    """There is no high-water mark: an update far below the newest one is a message like any other."""
    for place in (50, 51):
        await intake.accept(said("新的。", place, account=str(place)), place=place)
        await worker.take_all()
    await intake.accept(said("迟到的。", 20), place=20)
    await worker.take_all()
    assert await answers(database) == ["第1句：迟到的。"]


async def test_danger_waits_for_nothing(intake: Intake, worker: TurnWorker, database: Database) -> None:
    """Neither for more words nor for a missing update."""
    await intake.accept(said("头一句。", 10, account="8"), place=10)
    await worker.take_all()
    await intake.accept(said("楼下着火了", 14), place=14)
    await worker.take_all()
    assert await answers(database) == ["第1句：楼下着火了"]


async def test_a_desk_that_breaks_gives_what_waited_to_a_person(
    intake: Intake, worker: TurnWorker, database: Database
) -> None:
    """The message is not tried for ever, and nothing of it is lost."""
    await intake.accept(said("坏掉了。", 1), place=1)
    await worker.take_all()
    assert "已经原样转给工作人员" in (await answers(database))[0]
    assert await waiting(database) == 0


async def test_two_workers_take_each_message_once(
    intake: Intake, database: Database, region: Region, clock: StandingClock
) -> None:
    """Two processes over one database."""
    workers = [TurnWorker(Turns(database, TinyDesk(), region, clock, last_resort()), Wake(database)) for _ in range(2)]
    for number in range(1, 21):
        await intake.accept(said(f"第{number}件。", number, account=str(number % 5)), place=number)
    await asyncio.gather(*(one.take_all() for one in workers))
    assert await waiting(database) == 0
    told = [text for number in range(5) for text in await answers(database, str(number))]
    assert sorted("".join(told).count(f"第{number}件。") for number in range(1, 21)) == [1] * 20


async def test_the_order_of_an_empty_inbox_is_unknown(database: Database, clock: StandingClock) -> None:
    """Nothing that waits for its order is ready before there is one."""
    async with database.reading() as session:
        assert await Frontier(timedelta(seconds=3)).advance(session, clock.now()) == 0
        assert await Frontier(timedelta(0)).advance(session, clock.now()) is None


async def test_a_message_of_the_page_comes_after_what_waits(
    intake: Intake, worker: TurnWorker, database: Database
) -> None:
    """What was kept during an outage is taken before the words that are said now."""
    await intake.accept(replace(said("停电的时候说的。", 0), channel="web", message_id="m1"))
    posted = await worker.turns.take(replace(said("现在说的", 0), channel="web", message_id="m2"))
    assert [one.reply.text for one in posted] == ["第2句：现在说的"]
    assert await answers(database) == ["第1句：停电的时候说的。", "第2句：现在说的"]
