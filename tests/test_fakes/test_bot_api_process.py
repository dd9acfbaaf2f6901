"""The server as a process of its own, and its client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.bot_api import BotApiClient, ControlError
from tests.test_fakes.conftest import ONE, TWO

INLINE = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


@pytest.fixture
async def client() -> AsyncIterator[BotApiClient]:
    command = (sys.executable, "-m", "tests.fakes.bot_api", "--port", "0", "--tokens", f"{ONE},{TWO}")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    async with BotApiClient(f"http://127.0.0.1:{port}") as client:
        yield client
    process.terminate()
    assert await process.wait() == 0


async def test_everything_from_afar(client: BotApiClient) -> None:
    """People, messages, failures and violations pass through the control endpoint."""
    user = await client.user(7, first_name="小王")
    await user.says("/start")
    photo = (await user.sends_photo(b"\x00\xff"))["message"]["photo"][0]["file_id"]
    assert await client.file(ONE, photo) == b"\x00\xff"
    await client.fail("sendMessage", status=429, retry_after=2)
    async with aiohttp.ClientSession() as session:
        for status in (429, 200):
            params = {"chat_id": 7, "text": "选", "reply_markup": INLINE}
            async with session.post(f"{client.url}/bot{ONE}/sendMessage", json=params) as answer:
                assert answer.status == status
        async with session.post(f"{client.url}/bot{ONE}/sendMassage") as answer:
            assert answer.status == 404
    (sent,) = await client.wait_sent(ONE, 1, chat_id=7)
    assert (sent.text, sent.labels) == ("选", ["好"])
    assert (await user.taps("好"))["callback_query"]["data"] == "ok"
    assert [update["update_id"] for update in await client.updates(ONE)] == [1, 2, 3]
    assert await client.pending(ONE) == 3
    assert [one["status"] for one in await client.calls()] == [429, 200, 404]
    assert len(await client.violations()) == 1
    await user.at(TWO).says("x")
    assert await client.pending(TWO) == 1


async def test_mistakes_of_the_test_are_told(client: BotApiClient) -> None:
    """By name, at once or from the server."""
    user = await client.user(7)
    with pytest.raises(ControlError, match="LookupError"):
        await user.taps("没有")
    with pytest.raises(ControlError, match="TypeError"):
        await client.fail("sendMessage")
    with pytest.raises(AttributeError):
        await user.sings()
    with pytest.raises(AttributeError):
        await client.explode()
