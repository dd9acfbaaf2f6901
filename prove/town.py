"""A whole installation on loopback: a database, a Bot API server, and processes of Fenliu that can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import aiohttp

from bot.database import Database
from tests.fakes.bot_api import BotApi
from tests.postgres import Server

ROOT = Path(__file__).parent.parent
INDEX = ROOT / "build" / "index"
RESIDENTS = "7000001:residents-token-for-proofs"
STAFF = "7000002:staff-token-for-proofs"
START_SECONDS = 60.0


@dataclass
class Process:
    """One process of Fenliu."""

    name: str
    role: str
    port: int
    pid: int

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True


class Town:
    """`async with Town("postgresql") as town:`. Everything lies in a folder of its own, which goes afterwards."""

    def __init__(self, kind: str, **settings: object) -> None:
        self.kind = kind
        self.folder = Path(tempfile.mkdtemp(prefix="fenliu-prove-"))
        self.settings = {f"FENLIU_{name.upper()}": str(value) for name, value in settings.items()}
        self.processes: dict[str, Process] = {}
        self.api = BotApi(backoff=(0.05, 0.5))
        self.server: Server | None = None
        self._nursery: subprocess.Popen[str] | None = None
        self._stack = AsyncExitStack()
        self._children: list[subprocess.Popen[bytes]] = []
        self._ports: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        self.folder.chmod(0o755)
        if self.kind == "postgresql":
            self.server = Server(self.folder / "postgres")
            self.server.start()
        await self._stack.enter_async_context(self.api)
        self.web: aiohttp.ClientSession = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=30),
            )
        )  # fmt: skip
        for token in (RESIDENTS, STAFF):
            self.api.add_bot(token)
        self.database: Database = await self._stack.enter_async_context(Database(self.database_url))
        await self.database.migrate()
        return self

    async def __aexit__(self, *error: object) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        for child in self._children:
            child.wait()
        if self._nursery is not None:
            self._nursery.kill()
            self._nursery.wait()
        await self._stack.aclose()
        if self.server is not None:
            self.server.stop("immediate")
        if error[0] is None:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"what was left behind: {self.folder}", file=sys.stderr)

    @property
    def database_url(self) -> str:
        """The address of the database."""
        if self.server is not None:
            return self.server.url("postgres")
        (self.folder / "data").mkdir(exist_ok=True)
        return f"sqlite+aiosqlite:///{self.folder / 'data' / 'fenliu.sqlite3'}"

    def port(self, name: str) -> int:
        """The port of that process, the same in each of its lives."""
        if name not in self._ports:
            with socket.create_server(("127.0.0.1", 0)) as opened:
                self._ports[name] = opened.getsockname()[1]
        return self._ports[name]

    async def start(self, name: str, role: str = "all", *, wait: bool = True, **settings: object) -> Process:
        """Starts a process, or starts it again, as a fork; returns when it is ready, or at once."""
        own = {f"FENLIU_{key.upper()}": str(value) for key, value in settings.items()}
        order = {"role": role, "log": str(self.folder / f"{name}.log"), "settings": self._common(name) | own}
        pid = await asyncio.to_thread(self._born, json.dumps(order))
        process = self.processes[name] = Process(name, role, self.port(name), pid)
        if wait:
            await self.ready(process)
        return process

    async def start_whole(self, name: str, role: str = "all") -> Process:
        """Starts a process by the command itself, with memory of its own; returns when it is ready."""
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", "--role", role], cwd=ROOT, env=os.environ | self._common(name),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        process = self.processes[name] = Process(name, role, self.port(name), child.pid)
        self._children.append(child)
        await self.ready(process)
        return process

    async def command(self, *words: str) -> str:
        """What `fenliu` with these words prints, as an admin runs it beside the running processes.

        Raises:
            RuntimeError: it failed.
        """
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=ROOT, env=os.environ | self._common("command"),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        printed, _ = await child.communicate()
        if child.returncode:
            msg = f"fenliu {' '.join(words)}: {printed.decode()}"
            raise RuntimeError(msg)
        return printed.decode()

    async def ready(self, process: Process) -> None:
        """Waits until the process answers that it is ready."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if not process.alive:
                break
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                async with self.web.get(f"{process.url}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)
        log = (self.folder / f"{process.name}.log").read_text(encoding="utf-8", errors="replace")
        msg = f"{process.name} did not start:\n{log[-3000:]}"
        raise RuntimeError(msg)

    async def kill(self, name: str) -> None:
        """SIGKILL, and waits until it is gone."""
        process = self.processes[name]
        os.kill(process.pid, signal.SIGKILL)
        while process.alive:
            await asyncio.sleep(0.002)

    async def stop(self, name: str) -> None:
        """SIGTERM, as an admin stops it; waits until it is gone."""
        process = self.processes.pop(name)
        os.kill(process.pid, signal.SIGTERM)
        while process.alive:
            await asyncio.sleep(0.01)

    def _common(self, name: str) -> dict[str, str]:
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        return {
            "FENLIU_DATA": str(data),
            "FENLIU_INDEX": str(INDEX),
            "FENLIU_DATABASE": self.database_url,
            "FENLIU_PORT": str(self.port(name)),
            "FENLIU_RELOAD_SECONDS": "0",
            "FENLIU_MESSAGES_PER_MINUTE": "1000",
            "FENLIU_LOG_LEVEL": "warning",
            "FENLIU_TELEGRAM_API": self.api.url,
        } | self.settings

    def _born(self, order: str) -> int:
        if self._nursery is None:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "prove.nursery", str(INDEX)], cwd=ROOT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            self._answer()
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(f"{order}\n")
        self._nursery.stdin.flush()
        return int(self._answer())

    def _answer(self) -> str:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        line = self._nursery.stdout.readline().strip()
        if not line:
            msg = "the nursery has died; its words are above"
            raise RuntimeError(msg)
        return line
