"""The npm package telegram-test-api: somebody else's idea of Telegram, for the residents' bot (docs/decisions/0017)."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from prove.town import ROOT

FOLDER = Path(os.environ.get("FENLIU_TEST_API_SERVER") or ROOT / "build" / "telegram-test-api")
"""Where `npm install telegram-test-api` was run."""
SCRIPT = """
const Server = require("telegram-test-api");
const server = new (Server.default || Server)({port: Number(process.argv[1]), host: "127.0.0.1"});
server.start().then(() => console.log("ready"));
"""
START_SECONDS = 20.0


def is_installed() -> bool:
    """Whether node and the package are on this machine."""
    return shutil.which("node") is not None and (FOLDER / "node_modules" / "telegram-test-api").is_dir()


class SecondServer:
    """`async with SecondServer() as server:`. Talks for residents over the package's own client routes."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as opened:
            self.port = opened.getsockname()[1]
        self.asked = 0

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._child = await asyncio.create_subprocess_exec(
            "node", "-e", SCRIPT, str(self.port), cwd=FOLDER, stdout=subprocess.PIPE
        )
        assert self._child.stdout is not None
        async with asyncio.timeout(START_SECONDS):
            await self._child.stdout.readline()
        self._web = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._web.close()
        with suppress(ProcessLookupError):
            self._child.kill()
        await self._child.wait()

    async def says(self, token: str, chat: int, text: str) -> None:
        """Somebody types."""
        about = {"botToken": token, "date": 1_780_000_000, "text": text, **_who(chat)}
        if text.startswith("/"):
            await self._post("sendCommand", about | {"entities": [{"type": "bot_command", "offset": 0, "length": 5}]})
        else:
            await self._post("sendMessage", about)

    async def new(self, token: str, chat: int) -> list[dict[str, Any]]:
        """What the bot sent since the last look."""
        return list((await self._post("getUpdates", {"token": token, "chatId": chat}))["result"])

    async def _post(self, name: str, body: dict[str, Any]) -> Any:
        self.asked += 1
        async with self._web.post(f"{self.url}/{name}", json=body) as answer:
            return await answer.json()


def _who(chat: int) -> dict[str, Any]:
    person = {"id": chat, "first_name": "居民"}
    return {"from": person | {"is_bot": False}, "chat": person | {"type": "private"}}
