"""An update is acknowledged when it is on disk or is none of ours; a poisoned one does not block the queue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from bot.channels.telegram.passed_over import PassedOver
from bot.channels.telegram.receiving import TRIES
from bot.channels.telegram.resident_bot import ResidentBot
from bot.services import Services
from handlers.message import Incoming
from tests.bot.telegram.conftest import Line
from tests.bot.telegram.test_exchange import inbox
from tests.conftest import StandingClock
from tests.fakes.bot_api import BotApi, FakeUser

CHAT = {"id": 1001, "type": "private", "first_name": "李"}
PERSON = {"id": 1001, "is_bot": False, "first_name": "李"}


def said(number: int, text: str = "你好", **more: Any) -> dict[str, Any]:
    message = {"message_id": number, "date": 1_700_000_000, "chat": CHAT, "from": PERSON, "text": text}
    return {"update_id": number, "message": message | more}


class Broken:
    """An intake that fails so often before it works."""

    def __init__(self, times: int, error: Exception) -> None:
        self.times = times
        self.error = error
        self.taken: list[Incoming] = []

    async def accept(self, incoming: Incoming, *, place: int = 0) -> bool:
        """Fails, or takes it."""
        if self.times:
            self.times -= 1
            raise self.error
        self.taken.append(incoming)
        return True


def with_intake(services: Services, intake: Broken) -> tuple[ResidentBot, list[tuple[Mapping[str, Any], str]]]:
    dead: list[tuple[Mapping[str, Any], str]] = []

    async def keep(update: Mapping[str, Any], reason: str) -> None:
        dead.append((update, reason))

    return ResidentBot.build(services, intake=intake, dead=keep), dead


async def test_a_failing_update_is_not_acknowledged_and_taken_when_it_comes_again(services: Services) -> None:
    intake = Broken(1, RuntimeError())
    bot, dead = with_intake(services, intake)
    with pytest.raises(RuntimeError):
        await bot.feed(said(1))
    await bot.feed(said(1))
    assert [one.text for one in intake.taken] == ["你好"]
    assert dead == []


async def test_a_poisoned_update_is_kept_and_passed_over(services: Services) -> None:
    bot, dead = with_intake(services, Broken(100, RuntimeError("秘密")))
    for _ in range(TRIES - 1):
        with pytest.raises(RuntimeError):
            await bot.feed(said(1))
    await bot.feed(said(1))
    assert dead == [(said(1), "RuntimeError")]
    assert bot.receiver.passed_over == 1


async def test_a_database_that_is_gone_poisons_nothing(services: Services) -> None:
    """However long it is gone: the update comes again until it can be written down."""
    intake = Broken(3 * TRIES, OperationalError("", {}, Exception()))
    bot, dead = with_intake(services, intake)
    for _ in range(3 * TRIES):
        with pytest.raises(OperationalError):
            await bot.feed(said(1))
    await bot.feed(said(1))
    assert len(intake.taken) == 1
    assert dead == []


async def test_words_in_a_shape_of_tomorrow_are_still_taken(line: Line) -> None:
    """What aiogram cannot read is reduced to who, when and what was said."""
    await line.resident.feed(said(1, "楼道漏水", entities="none", chat=CHAT | {"available_reactions": 5}))
    assert [row.text for row in await inbox(line.services)] == ["楼道漏水"]


async def test_an_update_without_any_shape_is_kept(services: Services) -> None:
    bot, dead = with_intake(services, Broken(0, RuntimeError()))
    await bot.feed({"update_id": 3, "message": {"text": "你好"}})
    assert [reason for _, reason in dead] == ["unreadable"]


@pytest.mark.parametrize(
    "update",
    [None, [], "x", 5, {}, {"update_id": "7"}, {"update_id": True, "message": {}},
     {"update_id": 4, "poll": {"id": "1"}}, {"update_id": 5, "channel_post": {"message_id": 1}},
     {"update_id": 6, "tomorrow": {}}],
)  # fmt: skip
async def test_what_is_none_of_ours_is_passed_by(update: Any, line: Line) -> None:
    await line.resident.feed(update)
    assert await inbox(line.services) == []
    assert line.resident.receiver.passed_over == 0


async def test_broken_characters_are_taken_out(line: Line) -> None:
    """NUL, and halves of emoji, which no database writes down."""
    await line.resident.feed(said(1, "漏\x00水\ud83d"))
    assert [row.text for row in await inbox(line.services)] == ["漏水\ufffd"]


async def test_a_message_is_never_from_the_future(line: Line, clock: StandingClock) -> None:
    await line.resident.feed(said(1, date=int(clock.now().timestamp()) + 99))
    await line.resident.feed(said(2, date=int(clock.now().timestamp()) - 99))
    rows = await inbox(line.services)
    assert [(clock.now() - row.received_at).total_seconds() for row in rows] == [0, 99]
    assert [row.message_id for row in rows] == ["42:1", "42:2"]
    assert [row.place for row in rows] == [1, 2]


async def test_messages_without_a_sender_and_notices_do_no_harm(line: Line) -> None:
    nobody = said(1)
    del nobody["message"]["from"]
    await line.resident.feed(nobody)
    pinned = {**said(2)["message"], "pinned_message": said(1)["message"]}
    del pinned["text"]
    await line.resident.feed({"update_id": 2, "message": pinned})
    assert [row.text for row in await inbox(line.services)] == ["你好"]


async def test_kept_updates_are_whole_and_not_kept_for_ever(tmp_path: Path) -> None:
    keeper = PassedOver(tmp_path / "kept", keep_days=0)
    await keeper(said(1, "漏\ud83d水"), "RuntimeError")
    (file,) = (tmp_path / "kept").iterdir()
    assert json.loads(file.read_text()) == {"reason": "RuntimeError", "update": said(1, "漏\ud83d水")}
    await keeper(said(2), "RuntimeError")
    assert [one.name for one in (tmp_path / "kept").iterdir()] == ["2.json"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["text", "caption", "chat", "from", "photo", "voice", "document", "contact", "location", "venue", "sticker",
     "date", "edit_date", "entities", "reply_to_message", "message_id", "data", "message", "dice", "id", "quote"]
)  # fmt: skip
EVENTS = st.builds(lambda base, odd: base | odd, st.just(said(1)["message"]), st.dictionaries(FIELDS, JSON, max_size=4))
DATA = ["fold:1:0", "opt:1:5", "fold:999999999999999999:9", "yes"]
QUERIES = st.builds(
    lambda message, data, odd: {"id": "1", "from": PERSON, "chat_instance": "1", "message": message} | data | odd,
    EVENTS, st.fixed_dictionaries({"data": st.text(max_size=12) | st.sampled_from(DATA)}),
    st.dictionaries(FIELDS, JSON, max_size=2),
)  # fmt: skip
UPDATES = st.one_of(
    JSON,
    st.fixed_dictionaries({"update_id": st.integers(1, 50)}, optional={"message": EVENTS, "edited_message": EVENTS}),
    st.fixed_dictionaries({"update_id": st.integers(1, 50), "callback_query": QUERIES}),
    st.fixed_dictionaries({"update_id": st.integers(1, 50), "my_chat_member": JSON}),
)


@hypothesis(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UPDATES)
async def test_nothing_that_comes_breaks_the_bot(line: Line, update: Any) -> None:
    """Odd updates are taken, ignored or kept; none of them fails."""
    await line.resident.feed(update)


async def test_a_server_that_fails_loses_no_update(line: Line, li: FakeUser, api: BotApi) -> None:
    """Neither a 500, nor a 409 of another poller, nor a connection that breaks."""
    li.says("你好")
    for status in (500, 409):
        api.fail("getUpdates", status=status)
        with pytest.raises(Exception, match=r"Internal Server Error|Conflict"):
            await line.fetch()
    api.drop("getUpdates", after_effect=True)
    with pytest.raises(Exception, match="Disconnected"):
        await line.fetch()
    assert len(await line.all()) == 1


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**40, 10**4000])
async def test_a_number_that_no_update_has_is_passed_by(line: Line, number: int) -> None:
    """It fits into no database, and into no name of a file."""
    await line.resident.feed(said(1) | {"update_id": number})
    assert await inbox(line.services) == []


@pytest.mark.parametrize("value", [2**63, 10**300, float("nan"), float("inf")])
async def test_numbers_that_cannot_be_written_down_cost_no_words(line: Line, value: float) -> None:
    """Where they stand in what is not needed, the words are taken; else the update is kept."""
    place = {"latitude": value, "longitude": 118.0}
    await line.resident.feed(said(1, "楼道漏水", location=place))
    assert [row.text for row in await inbox(line.services)] == ["楼道漏水"]
    await line.resident.feed(said(2, chat=CHAT | {"id": value}))
    assert line.resident.receiver.passed_over == 1
