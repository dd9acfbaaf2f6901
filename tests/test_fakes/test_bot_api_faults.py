"""Failures on order."""

from __future__ import annotations

import time

import aiohttp
import pytest

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, TWO, Caller


async def test_fail_counts_down(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Twice 429 with a wait, then all is well; a failure is no violation."""
    api.fail("sendMessage", status=429, retry_after=3, times=2)
    for _ in range(2):
        body = await call("sendMessage", chat_id=7, text="x")
        assert body["parameters"] == {"retry_after": 3}
        assert body["description"] == "Too Many Requests: retry after 3"
    assert (await call("sendMessage", chat_id=7, text="x"))["ok"]
    assert api.violations == []
    assert [one.status for one in api.calls] == [429, 429, 200]


async def test_fail_for_one_chat_and_token(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Others do not notice; `times=None` is for ever, until `heal`."""
    api.user(8).says("x")
    user.at(TWO).says("x")
    api.fail("*", status=502, times=None, chat_id=7, token=ONE)
    assert (await call("sendMessage", chat_id=8, text="x"))["ok"]
    assert (await call("sendMessage", token=TWO, chat_id=7, text="x"))["ok"]
    for _ in range(3):
        assert (await call("sendMessage", chat_id=7, text="x"))["description"] == "Bad Gateway"
    api.heal()
    assert (await call("sendMessage", chat_id=7, text="x"))["ok"]


async def test_fail_after_the_effect(api: BotApi, call: Caller, user: FakeUser) -> None:
    """The message is there, the answer says it is not."""
    api.fail("sendMessage", status=500, before_effect=False, description="Internal Server Error: on order")
    assert (await call("sendMessage", chat_id=7, text="x"))["description"] == "Internal Server Error: on order"
    assert len(api.sent(ONE)) == 1


@pytest.mark.parametrize(("after_effect", "sent"), [(False, 0), (True, 1)])
async def test_drop(api: BotApi, call: Caller, user: FakeUser, after_effect: bool, sent: int) -> None:
    """The connection closes before or after the effect."""
    api.drop("sendMessage", after_effect=after_effect)
    with pytest.raises(aiohttp.ClientConnectionError):
        await call("sendMessage", chat_id=7, text="x")
    assert len(api.sent(ONE)) == sent
    assert api.calls[-1].status == 0
    assert (await call("sendMessage", chat_id=7, text="x"))["ok"]


async def test_slow(api: BotApi, call: Caller, user: FakeUser) -> None:
    """The answer is late, the effect is not."""
    api.slow("sendMessage", 0.2, chat_id=7)
    start = time.monotonic()
    await call("sendMessage", chat_id=7, text="x")
    assert time.monotonic() - start >= 0.2
    assert 0 <= api.sent(ONE)[0].at - start < 0.2


async def test_limit(api: BotApi, call: Caller, user: FakeUser) -> None:
    """One message a second in a chat, three in all."""
    for number in (8, 9, 10):
        api.user(number).says("x")
    api.limit(per_second=3, per_second_per_chat=1)
    answers = [await call("sendMessage", chat_id=chat, text="x") for chat in (7, 7, 8, 9, 10)]
    assert [answer["ok"] for answer in answers] == [True, False, True, True, False]
    assert answers[1]["parameters"] == {"retry_after": 1}
    assert (await call("sendChatAction", chat_id=7, action="typing"))["ok"]
    api.limit()
    assert (await call("sendMessage", chat_id=7, text="x"))["ok"]


async def test_files_fail_too(api: BotApi, call: Caller, user: FakeUser) -> None:
    """Downloads by the name "file"; a too large one is refused as Telegram does."""
    file = user.sends_document(b"x")["message"]["document"]["file_id"]
    path = (await call("getFile", file_id=file))["result"]["file_path"]
    api.fail("file", status=502)
    api.slow("file", 0.01)
    for status in (502, 200):
        async with call.session.get(f"{api.url}/file/bot{ONE}/{path}") as response:
            assert response.status == status
    api.drop("file", after_effect=False, times=None)  # aiohttp quietly asks a second time
    with pytest.raises(aiohttp.ClientConnectionError):
        await call.session.get(f"{api.url}/file/bot{ONE}/{path}")
    large = user.sends_document(b"x" * (20 * 1024 * 1024 + 1))["message"]["document"]["file_id"]
    assert (await call("getFile", file_id=large))["description"] == "Bad Request: file is too big"
    assert api.violations == []


async def test_a_failure_of_nothing_is_a_mistake(api: BotApi) -> None:
    """A misspelt method would never fail."""
    with pytest.raises(ValueError, match="sendMassage"):
        api.fail("sendMassage", status=500)


async def test_garble(api: BotApi, user: FakeUser) -> None:
    """What is answered is no answer of the Bot API; the next one is."""
    api.garble("getMe", "<html>", status=502)
    async with aiohttp.ClientSession() as web:
        async with web.get(f"{api.url}/bot{ONE}/getMe") as answer:
            assert (answer.status, await answer.text()) == (502, "<html>")
        async with web.get(f"{api.url}/bot{ONE}/getMe") as answer:
            assert answer.status == 200
