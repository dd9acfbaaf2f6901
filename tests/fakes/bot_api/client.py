"""The control API of a server in another process."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

import aiohttp

from .control import PERSON, SERVER, pack, unpack
from .sent import Sent

Remote = Callable[..., Awaitable[Any]]
NO_LIMIT = aiohttp.ClientTimeout(total=None)


class ControlError(Exception):
    """The server refused a control call."""


class BotApiClient:
    """`BotApi` from afar: the same methods, each of them awaited; `violations()` and `calls()` too."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=NO_LIMIT)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    def __getattr__(self, name: str) -> Remote:
        if name not in SERVER:
            raise AttributeError(name)

        async def remote(*args: Any, **named: Any) -> Any:
            return await self.control(name, {"args": args, "named": named})

        return remote

    async def control(self, name: str, given: dict[str, Any]) -> Any:
        """One control call."""
        body = json.dumps(given, default=pack)
        async with self._session.post(f"{self.url}/control/{name}", data=body) as response:
            answer = json.loads(await response.text(), object_hook=unpack)
        if response.status != 200:
            raise ControlError(answer["error"])
        result = answer["result"]
        return [Sent(**one) for one in result] if name in {"sent", "wait_sent"} else result

    async def user(self, user_id: int, **more: Any) -> RemoteUser:
        """A person, as `BotApi.user`."""
        user = RemoteUser(self, {"user_id": user_id, **more})
        await self.control("user", {"user": user.who})
        return user


class RemoteUser:
    """`FakeUser` from afar."""

    def __init__(self, client: BotApiClient, who: dict[str, Any]) -> None:
        self.client = client
        self.who = who

    @property
    def id(self) -> int:
        """The number of the person, and of the private chat."""
        return int(self.who["user_id"])

    def at(self, token: str) -> RemoteUser:
        """The same person before another bot."""
        return RemoteUser(self.client, {**self.who, "token": token})

    def __getattr__(self, name: str) -> Remote:
        if name not in PERSON:
            raise AttributeError(name)

        async def remote(*args: Any, **named: Any) -> Any:
            return await self.client.control(name, {"user": self.who, "args": args, "named": named})

        return remote
