"""A message with a file is on disk before the file is fetched, keeps its place, and is never lost over it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.awaited import PATIENCE
from bot.channels.telegram.resident_bot import ResidentBot
from bot.services import Services
from bot.spooling import SpoolingIntake
from bot.tables import Photo
from bot.turn_worker import TurnWorker
from handlers.unread import MARKS
from tests.bot.telegram.conftest import TOKEN, Line
from tests.bot.telegram.test_exchange import OGG, inbox
from tests.bot.test_turns import count
from tests.bot.test_web_chat import picture
from tests.conftest import StandingClock
from tests.fakes.bot_api import BotApi, FakeUser


@pytest.fixture
def worker(line: Line) -> TurnWorker:
    """With patience for missing updates, as behind a webhook."""
    return TurnWorker(line.services.turns, line.services.wake, patience=timedelta(seconds=3))


async def arrive(line: Line) -> None:
    """What was said is on disk; no file has been fetched yet."""
    await line.resident.polling.once()


async def told(line: Line, worker: TurnWorker) -> list[str]:
    """What is answered now, first lines."""
    await worker.take_all()
    await line.sender.send_all()
    return [one.text.split("\n")[0] for one in line.new() if one.method == "sendMessage"]


async def test_words_do_not_overtake_the_photo_before_them(line: Line, li: FakeUser, worker: TurnWorker) -> None:
    li.sends_photo(picture(), "门口")
    await arrive(line)
    li.says("堆满了垃圾。")
    await arrive(line)
    assert await told(line, worker) == []
    await line.resident.fetching.fetch_all()
    assert await told(line, worker) == ["第1句：门口，堆满了垃圾。"]
    photo, words = await inbox(line.services)
    assert (len(photo.attachments), words.attachments) == (1, [])


async def test_a_photo_holds_back_its_own_conversation_only(
    line: Line, li: FakeUser, api: BotApi, worker: TurnWorker
) -> None:
    li.sends_photo(picture(), "门口")
    api.user(2002, "王").says("楼道灯坏了很久。没人修。")
    await arrive(line)
    await worker.take_all()
    assert [row.done_at is None for row in sorted(await inbox(line.services), key=lambda row: row.place)] == [
        True,
        False,
    ]


async def test_a_process_that_dies_before_it_has_the_file_loses_nothing(
    line: Line, li: FakeUser, services: Services, worker: TurnWorker
) -> None:
    """The update was acknowledged; the next process finds the message, and fetches its file."""
    li.sends_voice(OGG)
    await arrive(line)
    again = ResidentBot.build(services)
    await again.fetching.fetch_all()
    await again.stop()
    await worker.take_all()
    (row,) = await inbox(services)
    assert row.done_at is not None
    assert row.attachments[0].startswith("voice-")


async def test_a_file_that_nobody_fetches_holds_nothing_for_ever(
    line: Line, li: FakeUser, clock: StandingClock, worker: TurnWorker
) -> None:
    """The message is taken with the mark, before the words that came after it."""
    li.sends_photo(picture(), "门口")
    await arrive(line)
    li.says("堆满了垃圾。")
    await arrive(line)
    clock.forward(seconds=PATIENCE.total_seconds() - 1)
    assert await told(line, worker) == []
    clock.forward(seconds=1)
    assert await told(line, worker) == ["第1句：门口"]
    assert MARKS["photo_lost"] in line.api.sent(TOKEN)[-1].text
    await line.resident.fetching.fetch_all()
    assert await count(line.services.database, Photo) == 0


async def test_a_file_that_comes_too_late_changes_nothing(
    line: Line, li: FakeUser, clock: StandingClock, worker: TurnWorker
) -> None:
    li.sends_photo(picture(), "门口")
    await arrive(line)
    (lacking,) = await line.services.intake.lacking("telegram")
    clock.forward(seconds=PATIENCE.total_seconds())
    await worker.take_all()
    before = await inbox(line.services)
    assert not await line.services.intake.complete(lacking, (), MARKS["photo_lost"])
    assert await inbox(line.services) == before


async def test_danger_does_not_wait_for_a_photo_before_it(line: Line, li: FakeUser, worker: TurnWorker) -> None:
    """Nor is the photo lost: it follows."""
    li.sends_photo(picture(), "门口")
    await arrive(line)
    li.says("楼下着火了")
    await arrive(line)
    assert await told(line, worker) == ["第1句：楼下着火了"]
    await line.resident.fetching.fetch_all()
    assert await told(line, worker) == ["第2句：门口"]
    assert [len(row.attachments) for row in await inbox(line.services)] == [1, 0]


async def test_danger_under_a_photo_does_not_wait_for_it(line: Line, li: FakeUser, worker: TurnWorker) -> None:
    """However often the update comes."""
    li.sends_photo(picture(), "楼下着火了")
    await arrive(line)
    for update in line.api.updates(TOKEN):
        await line.resident.feed(update)
    assert await told(line, worker) == ["第1句：楼下着火了"]
    await line.resident.fetching.fetch_all()
    await worker.take_all()
    words, photo = await inbox(line.services)
    assert (words.text, words.attachments, photo.text, len(photo.attachments)) == ("楼下着火了", [], "", 1)
    assert photo.done_at is not None


async def test_a_photo_after_danger_does_not_put_it_off(line: Line, li: FakeUser, worker: TurnWorker) -> None:
    li.says("楼下着火了")
    li.sends_photo(picture())
    await arrive(line)
    assert await told(line, worker) == ["第1句：楼下着火了"]


async def test_one_of_two_processes_fetches(line: Line, li: FakeUser, services: Services, api: BotApi) -> None:
    other = ResidentBot.build(services, leases=type(services.leases)(services.database, services.clock))
    li.sends_photo(picture(), "门口")
    await arrive(line)
    await asyncio.gather(line.resident.fetching.fetch_all(), other.fetching.fetch_all())
    await other.stop()
    assert [call.method for call in api.calls].count("getFile") == 1
    (row,) = await inbox(services)
    assert len(row.attachments) == 1


async def test_a_photo_that_was_kept_on_disk_is_fetched_afterwards(
    line: Line, li: FakeUser, services: Services
) -> None:
    """With the database gone the name of the file is kept with the words."""
    intake = SpoolingIntake("telegram", services.intake, services.degraded, services.metrics)
    bot = ResidentBot.build(services, intake=intake)
    bot.polling.wait_seconds = 0
    known = {"account": "1001", "message_id": "0", "at": services.clock.now().isoformat(), "place": 0, "body": {}}
    services.degraded.spool.put("telegram", known, key="1001")
    li.sends_photo(picture(), "门口")
    await bot.polling.once()
    assert await inbox(services) == []
    assert await services.degraded.take_up() == 2
    await bot.fetching.fetch_all()
    await bot.stop()
    assert [len(row.attachments) for row in await inbox(services)] == [0, 1]
