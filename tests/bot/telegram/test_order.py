"""Over a webhook the order is kept, and nobody waits for a number that is here and made no message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.seen_updates import KEPT, SEEN, SeenUpdates
from bot.services import Services
from bot.turn_worker import TurnWorker
from config.settings import Settings
from tests.bot.telegram.conftest import Line
from tests.bot.telegram.test_exchange import inbox
from tests.bot.telegram.test_receiving import CHAT, PERSON, said
from tests.conftest import StandingClock

GROUP = {"id": -100, "type": "group", "title": "业主群"}
NO_MESSAGE: dict[str, dict[str, Any]] = {
    "words in a group": {"message": said(2)["message"] | {"chat": GROUP}},
    "a tap in a group": {
        "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": "yes",
                           "message": said(2)["message"] | {"chat": GROUP}},
    },
    "a detail nobody wrote": {
        "callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "data": "fold:9:0",
                           "message": said(2)["message"]},
    },
    "a moving point": {
        "edited_message": {"message_id": 2, "date": 1_700_000_000, "edit_date": 1_700_000_009, "chat": CHAT,
                           "from": PERSON, "location": {"latitude": 31.3, "longitude": 120.6}},
    },
    "a group that changed": {"my_chat_member": {"chat": GROUP, "from": PERSON, "date": 1_700_000_000}},
    "a kind of tomorrow": {"tomorrow": {}},
    "what nobody can read": {"message": {"text": "你好"}},
    "a notice": {"message": {key: value for key, value in said(2)["message"].items() if key != "text"}
                 | {"pinned_message": said(1)["message"]}},
}  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": "http://127.0.0.1:1/", "telegram_secret": SecretStr("shibboleth")})


@pytest.fixture
def worker(line: Line) -> TurnWorker:
    return TurnWorker(line.services.turns, line.services.wake, patience=timedelta(seconds=3))


async def undone(services: Services) -> list[str]:
    return [row.text for row in await inbox(services) if row.done_at is None]


@pytest.mark.parametrize("what", NO_MESSAGE)
async def test_nobody_waits_for_an_update_that_made_no_message(what: str, line: Line, worker: TurnWorker) -> None:
    """The clock stands still: only what is here counts."""
    await line.resident.feed(said(1, "头一句。"))
    await worker.take_all()
    await line.resident.feed({"update_id": 2} | NO_MESSAGE[what])
    await line.resident.feed(said(3, "后一句。"))
    await worker.take_all()
    assert await undone(line.services) == []


async def test_a_number_that_is_really_missing_is_waited_for(line: Line, worker: TurnWorker) -> None:
    """The same again where the update in between has not come yet."""
    await line.resident.feed(said(1, "头一句。"))
    await worker.take_all()
    await line.resident.feed(said(3, "后一句。"))
    await worker.take_all()
    assert await undone(line.services) == ["后一句。"]


async def test_an_update_that_failed_and_comes_again_is_still_missing(line: Line, worker: TurnWorker) -> None:
    """Its number is not noted before it is in the inbox."""
    await line.resident.feed(said(1, "头一句。"))
    await worker.take_all()
    hands, intake = line.resident.receiver.dispatcher["hands"], line.services.intake
    object.__setattr__(hands, "intake", None)
    with pytest.raises(AttributeError):
        await line.resident.feed(said(2, "前一句。"))
    object.__setattr__(hands, "intake", intake)
    await line.resident.feed(said(3, "后一句。"))
    await worker.take_all()
    assert await undone(line.services) == ["后一句。"]
    await line.resident.feed(said(2, "前一句。"))
    await worker.take_all()
    assert await undone(line.services) == []


async def test_numbers_are_noted_once_and_not_kept_for_ever(services: Services, clock: StandingClock) -> None:
    seen = SeenUpdates(services.database, clock, services.wake)
    for place in (5, 5, 0, -1, 2**70):
        await seen.note(place)
    async with services.database.reading() as session:
        assert list((await session.execute(select(SEEN.c.place))).scalars()) == [5]
    clock.forward(hours=KEPT.total_seconds() / 3600 + 1)
    await SeenUpdates(services.database, clock, services.wake).note(6)
    async with services.database.reading() as session:
        assert (await session.execute(select(func.max(SEEN.c.place), func.count()))).one() == (6, 1)


async def test_where_updates_are_polled_nothing_is_noted(services: Services, clock: StandingClock) -> None:
    await SeenUpdates(services.database, clock, services.wake, wanted=False).note(5)
    async with services.database.reading() as session:
        assert (await session.execute(select(SEEN))).all() == []
