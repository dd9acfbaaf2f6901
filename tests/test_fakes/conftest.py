"""A Bot API server with two bots and one person, and a bare way to call it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.bot_api import BotApi, FakeUser

ONE = "101:one"
TWO = "202:two"


class Caller:
    """Calls methods as a library would, but lets everything wrong through."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def __call__(self, method: str, *, token: str = ONE, **params: Any) -> dict[str, Any]:
        """A call with a JSON body; returns the answer's body."""
        async with self.session.post(f"{self.api.url}/bot{token}/{method}", json=params) as response:
            body: dict[str, Any] = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def form(self, method: str, data: Any, *, token: str = ONE) -> dict[str, Any]:
        """A call with a form body, urlencoded or multipart."""
        async with self.session.post(f"{self.api.url}/bot{token}/{method}", data=data) as response:
            body: dict[str, Any] = await response.json()
            return body


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(backoff=(0.01, 0.05)) as api:
        api.add_bot(ONE)
        api.add_bot(TWO)
        yield api


@pytest.fixture
async def call(api: BotApi) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(api, session)


@pytest.fixture
def user(api: BotApi) -> FakeUser:
    """A person who already wrote to the first bot."""
    user = api.user(7, "小王")
    user.says("/start")
    return user
