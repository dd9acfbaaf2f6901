"""Every error of the Bot API is either waited for or told to staff; what is sent is what Telegram takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiogram import exceptions
from aiogram.methods import SendMessage

from bot.channels.telegram.rendering import FilePart, TextPart
from bot.channels.telegram.resident_bot import ResidentBot
from bot.channels.telegram.troubles import BLOCKED, LATER, NEVER, meaning
from bot.delivery import Refused, TryLater
from bot.outbox import AT_ONCE
from bot.services import Services
from handlers.message import Attachment, Option, Reply
from tests.bot.telegram.conftest import TOKEN, Line
from tests.bot.test_web_chat import picture
from tests.conftest import StandingClock
from tests.fakes.bot_api import BotApi, FakeUser

CALL = SendMessage(chat_id=1, text="秘密")


def all_errors() -> list[type[BaseException]]:
    found = [one for one in vars(exceptions).values() if isinstance(one, type) and issubclass(one, BaseException)]
    assert len(found) > 15
    return found


@pytest.mark.parametrize("kind", all_errors())
def test_no_error_of_aiogram_goes_unmapped(kind: type[BaseException]) -> None:
    """A new one has to be put on one of the two lists, and no error is on both."""
    assert (kind in LATER) != (kind in NEVER)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (exceptions.TelegramRetryAfter(CALL, "slow down", 7), TryLater),
        (exceptions.TelegramServerError(CALL, "oops"), TryLater),
        (exceptions.TelegramForbiddenError(CALL, "Forbidden"), Refused),
        (exceptions.ClientDecodeError("秘密", ValueError(), "秘密"), TryLater),
        (aiohttp.ServerDisconnectedError("秘密"), TryLater),
        (TimeoutError(), TryLater),
        (ConnectionResetError(), TryLater),
    ],
)
def test_an_error_has_its_meaning_and_tells_no_words(error: Exception, kind: type[Exception]) -> None:
    found = meaning(error)
    assert type(found) is kind
    assert "秘密" not in str(found)


def test_telegrams_own_pause_is_kept() -> None:
    found = meaning(exceptions.TelegramRetryAfter(CALL, "slow down", 7))
    assert isinstance(found, TryLater)
    assert found.seconds == 7


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Refused), (400, Refused), (429, TryLater), (500, TryLater), (502, TryLater), (401, TryLater)],
)
async def test_what_the_server_says_reaches_the_outbox(
    status: int, kind: type[Exception], resident: ResidentBot, api: BotApi, li: FakeUser
) -> None:
    li.says("你好")
    api.fail("sendMessage", status=status)
    with pytest.raises(kind):
        await resident.channel.send("1001", TextPart("您好"))


async def test_a_connection_that_breaks_is_tried_later(resident: ResidentBot, api: BotApi, li: FakeUser) -> None:
    api.drop("sendMessage", after_effect=False)
    with pytest.raises(TryLater):
        await resident.channel.send("1001", TextPart("您好"))


async def test_a_person_who_blocked_the_bot_does_not_stop_the_others(
    line: Line, api: BotApi, li: FakeUser, clock: StandingClock
) -> None:
    """The reply becomes a dead letter that says why."""
    other = api.user(2002, "王")
    li.says("你好")
    other.says("您好")
    await line.fetch()
    li.blocks()
    await line.answer()
    assert [one.chat_id for one in line.new()] == [2002]
    (letter,) = await line.services.dead_letters.list()
    assert (letter.account, letter.error) == ("1001", BLOCKED)


async def test_a_busy_server_gets_the_reply_after_the_pause_it_asked_for(
    line: Line, api: BotApi, li: FakeUser, clock: StandingClock
) -> None:
    li.says("你好")
    api.fail("sendMessage", status=429, retry_after=5)
    assert await line.all() == []
    clock.at += timedelta(seconds=6)
    line.restart()
    await line.sender.send_all()
    assert len(line.new()) == 1


async def test_files_of_a_person_arrive(resident: ResidentBot, services: Services, api: BotApi, li: FakeUser) -> None:
    """A photo and a voice note of the store, the words as the caption of the first."""
    li.says("你好")
    photo = await services.photos.add(picture(), channel="staff", account="7")
    voice = await services.photos.add_voice(b"OggS" + b"\x00" * 50, channel="staff", account="7")
    reply = Reply("看<这里>", attachments=(Attachment("photo", photo), Attachment("voice", voice)))
    for part in resident.channel.parts(reply, 1):
        assert (await resident.channel.send("1001", part)).isdigit()
    assert [(one.method, one.text) for one in api.sent(TOKEN)] == [("sendPhoto", "看<这里>"), ("sendVoice", "")]


@pytest.mark.parametrize("ref", ["photo-xxxxxxxxxxxxxxxxxxxxxx.jpg", "../../etc/passwd"])
async def test_a_file_that_is_gone_or_none_of_ours_is_refused(ref: str, resident: ResidentBot) -> None:
    with pytest.raises(Refused, match="file gone"):
        await resident.channel.send("1001", FilePart("photo", ref))


async def test_long_words_with_markup_arrive_whole(resident: ResidentBot, api: BotApi, li: FakeUser) -> None:
    """The server parses the HTML and counts as Telegram does."""
    li.says("你好")
    reply = Reply(
        "<b>&楼道😀" * 1500 + "完", options=(Option("长" * 60, "长" * 90), Option("b", "好")), rows=(("地点", "<3幢>"),)
    )
    parts = resident.channel.parts(reply, 5)
    for part in parts:
        await resident.channel.send("1001", part)
    sent: list[Any] = api.sent(TOKEN)
    assert len(sent) == len(parts) == 3
    assert "".join(one.text for one in sent).replace("\n", "") == "<b>&楼道😀" * 1500 + "完地点：<3幢>"
    assert sent[-1].data == ["opt:5:0", "b"]


async def test_conversations_that_have_to_wait_do_not_fill_the_list(line: Line, api: BotApi, li: FakeUser) -> None:
    """However many wait for their first reply to be tried again, with others behind it: the next one is served."""
    api.fail("sendMessage", status=500, times=None)
    waiting = [api.user(5000 + number) for number in range(AT_ONCE + 2)]
    for _ in range(2):
        for one in waiting:
            one.says("你好")
        await line.all()
    api.heal()
    li.says("你好")
    assert [one.chat_id for one in await line.all()] == [li.id]


@pytest.mark.parametrize("wait", ["1e300", "10000000000000000", '"x"'])
async def test_a_pause_that_nobody_can_wait_for_has_an_end(
    line: Line, api: BotApi, li: FakeUser, clock: StandingClock, wait: str
) -> None:
    body = f'{{"ok": false, "error_code": 429, "description": "x", "parameters": {{"retry_after": {wait}}}}}'
    api.garble("sendMessage", body, status=429)
    li.says("你好")
    assert await line.all() == []
    clock.forward(hours=2)
    line.restart()
    assert len(await line.all()) == 1


@pytest.mark.parametrize("status", [200, 302, 502])
@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"ok": true}', '{"ok": true, "result": []}', "[" * 9999])
async def test_what_is_no_answer_of_telegram_is_tried_later(
    resident: ResidentBot, api: BotApi, li: FakeUser, status: int, body: str
) -> None:
    """A page of a proxy, for example. Nothing is known then; the reply is neither lost nor given up."""
    li.says("你好")
    api.garble("sendMessage", body, status=status)
    with pytest.raises(TryLater):
        await resident.channel.send(str(li.id), resident.channel.parts(Reply("您好"), 1)[0])
