"""Updates brought to a webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import FormData, MultipartWriter, web

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, Caller


class Listener:
    """A bot's web server that keeps what came and answers what the test wants."""

    def __init__(self) -> None:
        self.url = ""
        self.came: list[tuple[int, str | None]] = []
        self.statuses: list[int] = []
        self.answer: Any = None
        self.pause = 0.0
        self.now = self.most = 0

    async def take(self, request: web.Request) -> web.Response:
        """One delivery."""
        update = await request.json()
        self.came.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.pause)
        self.now -= 1
        if self.statuses and (status := self.statuses.pop(0)) != 200:
            return web.Response(status=status)
        if isinstance(self.answer, MultipartWriter):
            return web.Response(body=self.answer)
        return web.json_response(self.answer) if self.answer else web.Response()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/hook", listener.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listener
    await runner.cleanup()


async def test_delivers_with_the_secret(api: BotApi, call: Caller, user: FakeUser, listener: Listener) -> None:
    """What waited and what comes later, with the header."""
    await call("setWebhook", url=listener.url, secret_token="geheim_1", allowed_updates=["message"])
    user.says("二")
    await api.wait_taken(ONE)
    assert listener.came == [(1, "geheim_1"), (2, "geheim_1")]
    info = (await call("getWebhookInfo"))["result"]
    assert info["url"] == listener.url
    assert info["pending_update_count"] == 0
    assert info["allowed_updates"] == ["message"]
    assert api.violations == []


async def test_delivers_until_2xx(api: BotApi, call: Caller, user: FakeUser, listener: Listener) -> None:
    """A failing webhook gets the update again, and the error can be read."""
    listener.statuses = [500, 404, 200]
    await call("setWebhook", url=listener.url)
    await api.wait_taken(ONE)
    assert [number for number, _ in listener.came] == [1, 1, 1]
    info = (await call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 404"


async def test_no_more_connections_than_wanted(api: BotApi, call: Caller, user: FakeUser, listener: Listener) -> None:
    """One after another with 1, side by side with 3."""
    listener.pause = 0.02
    for wanted in (1, 3):
        api.hold()
        for _ in range(6):
            user.says("x")
        listener.most = 0
        await call("setWebhook", url=listener.url, max_connections=wanted)
        api.release()
        await api.wait_taken(ONE)
        assert listener.most == wanted
    assert [number for number, _ in listener.came] == list(range(1, 14))


async def test_hold_and_drop_pending(api: BotApi, call: Caller, user: FakeUser, listener: Listener) -> None:
    """Held updates stay; dropped ones never come."""
    api.hold(ONE)
    await call("setWebhook", url=listener.url)
    await asyncio.sleep(0.05)
    assert listener.came == []
    await call("setWebhook", url=listener.url, drop_pending_updates=True)
    api.release(ONE)
    user.says("二")
    await api.wait_taken(ONE)
    assert [number for number, _ in listener.came] == [2]


async def test_a_call_in_the_answer_is_done(api: BotApi, call: Caller, user: FakeUser, listener: Listener) -> None:
    """As JSON and as multipart; a wrong one is a violation."""
    listener.answer = {"method": "sendMessage", "chat_id": 7, "text": "json"}
    await call("setWebhook", url=listener.url)
    await api.wait_sent(ONE, 1)
    form = FormData({"method": "sendMessage", "chat_id": "7", "text": "multipart"}, default_to_multipart=True)
    listener.answer = form()
    user.says("二")
    assert [sent.text for sent in await api.wait_sent(ONE, 2)] == ["json", "multipart"]
    listener.answer = {"method": "sendMessage", "chat_id": 7}
    user.says("三")
    await api.until(lambda: api.violations)
    assert "text" in api.violations[0]


async def test_one_update_many_times(api: BotApi, user: FakeUser, listener: Listener) -> None:
    """The test delivers as it likes; no connection is 0."""
    first, second = user.says("一"), user.says("二")
    listener.statuses = [200, 503]
    assert await api.deliver(ONE, second, listener.url, secret="s") == 200
    assert await api.deliver(ONE, first, listener.url) == 503
    assert await api.deliver(ONE, second, listener.url) == 200
    assert await api.deliver(ONE, second, "http://127.0.0.1:9/") == 0
    assert listener.came == [(3, "s"), (2, None), (3, None)]
    assert api.pending(ONE) == 3
