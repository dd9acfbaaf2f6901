"""Photos stay as long as what they belong to, and no longer."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.effects import Effects
from bot.photos import VOICE_BYTES, Photos
from bot.services import Services
from bot.tables import Photo
from config.errors import AttachmentRefused
from handlers.message import Incoming, Record
from orders.book import OrderBook
from tests.bot.test_turns import count
from tests.bot.test_web_chat import picture, say, upload
from tests.conftest import NOON, StandingClock

DAYS_OLD = NOON.timestamp() - 2 * 24 * 3600


async def test_a_photo_added_for_a_person_is_kept(client: httpx.AsyncClient, services: Services) -> None:
    """It stands in the record of what was added to a handoff, and outlives 清空."""
    ref = (await upload(client, picture())).json()["ref"]
    async with services.database.writing() as session, session.begin():
        photo = (await session.execute(select(Photo))).scalar_one()
        incoming = Incoming("web", photo.account, "m1", NOON)
        hands = Effects(session, OrderBook(session, services.region, services.clock), incoming)
        await hands.perform(Record(what=f"added to R20261122-0001-3: photo {ref}"))
    await client.delete("/api/conversation")
    assert [path.name for path in services.settings.photos.iterdir()] == [ref]


async def test_a_photo_of_a_living_conversation_is_not_too_old(
    client: httpx.AsyncClient, services: Services, clock: StandingClock
) -> None:
    """It goes with its conversation, not by the day it was uploaded."""
    await upload(client, picture())
    clock.forward(days=services.settings.keep_days)
    await say(client, "在吗")
    clock.forward(days=2)
    assert await services.retention.forget_old() == 0
    clock.forward(days=services.settings.keep_days)
    assert await services.retention.forget_old() == 2
    assert not list(services.settings.photos.iterdir())


async def test_a_file_without_a_row_is_swept_away(client: httpx.AsyncClient, services: Services) -> None:
    """After a day, when no upload can still be under way; other files are left alone."""
    ref = (await upload(client, picture())).json()["ref"]
    folder, stray, fresh = services.settings.photos, f"photo-{'s' * 22}.jpg", f"photo-{'f' * 22}.jpg"
    for name in (stray, fresh, "notes.txt"):
        (folder / name).write_bytes(b"")
    for name in (stray, ref, "notes.txt"):
        os.utime(folder / name, (DAYS_OLD, DAYS_OLD))
    await services.retention.forget_old()
    assert {path.name for path in folder.iterdir()} == {ref, fresh, "notes.txt"}


async def test_a_row_that_cannot_be_written_leaves_no_file(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise OSError

    monkeypatch.setattr(services.database, "writing", gone)
    with pytest.raises(OSError):  # noqa: PT011 - the very one from above
        await services.photos.add(picture(), channel="web", account="a")
    assert not list(services.settings.photos.iterdir())


async def test_many_at_once_do_not_pass_the_daily_limit(services: Services) -> None:
    photos = Photos(services.settings.photos, services.database, services.clock, per_day=2)
    data = picture(4, 4)
    tries = (photos.add(data, channel="web", account="a") for _ in range(8))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, AttachmentRefused) for one in done) == 6
    assert await count(services.database, Photo) == len(list(services.settings.photos.iterdir())) == 2


async def test_a_voice_note_is_kept_and_swept_like_a_photo(services: Services) -> None:
    """As it came; kept once it is in a record, swept where its row is missing."""
    data = b"OggS" + b"\x00" * 40
    ref = await services.photos.add_voice(data, channel="telegram", account="5")
    folder, stray = services.settings.photos, f"voice-{'s' * 22}.ogg"
    (folder / stray).write_bytes(b"")
    os.utime(folder / stray, (DAYS_OLD, DAYS_OLD))
    async with services.database.writing() as session, session.begin():
        hands = Effects(
            session, OrderBook(session, services.region, services.clock), Incoming("telegram", "5", "m1", NOON)
        )
        await hands.perform(Record(what=f"added to R20261122-0001-3: voice {ref}"))
    await services.retention.forget("telegram", "5")
    await services.retention.forget_old()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {ref: data}
    (known,) = await services.photos.owned([ref], "5")
    assert (known.kind, known.mime, known.size) == ("voice", "audio/ogg", len(data))


@pytest.mark.parametrize("data", [b"", b"ID3" + b"\x00" * 40, b"OggS" + b"\x00" * VOICE_BYTES])
async def test_what_is_no_voice_note_is_refused(data: bytes, services: Services) -> None:
    with pytest.raises(AttachmentRefused):
        await services.photos.add_voice(data, channel="telegram", account="5")
    assert await count(services.database, Photo) == 0
