"""Telegram with the database gone: every update is acknowledged once, danger is answered once, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.bots import Bots
from bot.channels.telegram.resident_bot import ResidentBot
from bot.conversations import TALK, Conversations
from bot.database import Database
from bot.roles import Role
from bot.services import Services
from handlers.message import Option, Reply
from tests.bot.telegram.conftest import TOKEN, Line
from tests.bot.telegram.test_exchange import inbox
from tests.fakes.bot_api import BotApi, FakeUser

DANGER = "楼下着火了"


@pytest.fixture(autouse=True)
def _no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses take no time here."""
    monkeypatch.setattr("bot.channels.telegram.polling.FIRST_PAUSE", 0)


@pytest.fixture
async def resident(services: Services) -> AsyncIterator[ResidentBot]:
    """The bot as a process has it: with the spool behind its intake."""
    bots = Bots(services, Role.ALL)
    assert bots.resident is not None
    bots.resident.polling.wait_seconds = 0
    services.degraded.spool.probe()
    yield bots.resident
    await bots.close()


@contextmanager
def away(services: Services) -> Iterator[None]:
    """Where the database was, nothing answers: the driver's own errors come, whatever asks."""
    database, file = services.database, services.settings.data / "gone" / "fenliu.sqlite3"
    nobody = "postgresql+asyncpg://nobody@127.0.0.1:1/none" if database.shared else f"sqlite+aiosqlite:///{file}"
    here = dict(vars(database))
    vars(database).update(vars(Database(nobody)))
    try:
        yield
    finally:
        vars(database).update(here)


async def back(line: Line) -> None:
    """Everything that was kept is taken up and answered."""
    while line.services.degraded.spool.waiting():
        assert await line.services.degraded.take_up()
    await line.answer()


async def test_nothing_holds_up_the_updates_behind_it(line: Line, li: FakeUser, api: BotApi) -> None:
    """A detail, a long option, a bot stopped and started, a correction: all are acknowledged in the first round, and
    what was said between them is kept and warned of once."""
    long = "很长的选项" * 10
    li.says("你好")
    await line.all()
    async with line.services.database.writing() as session, session.begin():
        conversations, now = Conversations(session), line.services.clock.now()
        talk = await conversations.lock("telegram", "1001", now)
        asked = Reply("哪一种？", options=(Option(long, "这一种"),))
        await conversations.post(talk, [asked], now, push=True)
        await conversations.save(talk, now)
    await line.answer()
    line.new()
    with away(line.services):
        li.taps("依据")
        said = li.says(DANGER)
        li.taps("这一种")
        li.edits(said, f"{DANGER}，六楼")
        li.blocks()
        li.unblocks()
        li.says("谢谢")
        for _ in range(3):
            await line.fetch()
        assert api.pending(TOKEN) == 0
        warned = [one.text for one in line.new() if one.method == "sendMessage"]
        assert len([text for text in warned if "119" in text]) == 2  # the words, and the words corrected
        assert line.services.degraded.spool.waiting() == 4
    await back(line)
    taken = [(row.text, row.option) for row in await inbox(line.services)]
    assert taken == [("你好", ""), (DANGER, ""), ("", long), (f"{DANGER}，六楼", ""), ("谢谢", "")]


async def test_an_update_that_comes_again_is_kept_and_warned_of_once(line: Line, li: FakeUser) -> None:
    """Something behind it may fail for a reason of its own: Telegram then brings the whole window again."""
    again = li.says(DANGER)
    with away(line.services):
        for _ in range(5):
            await line.resident.feed(again)
        assert line.services.degraded.spool.waiting() == 1
        assert len([one for one in line.new() if "119" in one.text]) == 1
    await back(line)
    assert len(await inbox(line.services)) == 1


async def test_more_than_one_window_of_updates_comes_through(line: Line, li: FakeUser, api: BotApi) -> None:
    """A hundred are fetched at a time."""
    li.says("你好")
    await line.all()
    with away(line.services):
        li.taps("依据")
        for number in range(120):
            li.says(str(number))
        for _ in range(3):
            await line.fetch()
        assert (api.pending(TOKEN), line.services.degraded.spool.waiting()) == (0, 120)


async def test_the_bot_is_silent_while_a_person_has_the_conversation(
    line: Line, li: FakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single connection that cannot be had, or the rest of an outage: the words are kept, the bot says nothing."""
    li.says("你好")
    await line.all()
    async with line.services.database.writing() as session, session.begin():
        await session.execute(update(TALK).values(held_by=1))

    async def busy(*_message: object, **_place: object) -> bool:
        raise PoolTimeout

    monkeypatch.setattr(line.services.intake, "accept", busy)
    line.new()
    for words in (DANGER, "还在烧"):
        li.says(words)
        await line.fetch()
    assert (line.services.degraded.spool.waiting(), line.new()) == (2, [])
    async with line.services.database.writing() as session, session.begin():
        await session.execute(update(TALK).values(held_by=None))
    li.says(DANGER)
    await line.fetch()
    assert [one.text for one in line.new() if "119" in one.text]


async def test_danger_is_answered_when_nothing_can_be_kept(line: Line, li: FakeUser, api: BotApi) -> None:
    """Neither database nor disk: it is not acknowledged, comes again and again, and is warned of once."""
    folder: Path = line.services.settings.spool_folder
    (folder / "bad").rmdir()
    folder.rmdir()
    folder.write_text("", encoding="utf-8")
    await line.fetch()
    li.says(DANGER)
    with away(line.services):
        for _ in range(3):
            await line.fetch()
        assert api.pending(TOKEN) == 1
        assert len([one for one in line.new() if "119" in one.text]) == 1
    folder.unlink()
    await asyncio.sleep(1)  # bot.degraded.MOMENT: a database that was gone is not asked at once
    await line.fetch()
    assert [row.text for row in await inbox(line.services)] == [DANGER]
