"""The real service as a process of its own, with logins, for the tests of the pages of staff."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.sync_api import Browser, BrowserContext, Page

from bot.accounts.book import LoginBook
from bot.database import Database
from config.clock import Clock
from tests.shared import INDEX

PASSWORD = "今天也要早点下班回家吃饭"
PATIENCE = 120.0
Result = TypeVar("Result")


class StaffSite:
    """`fenliu serve` over one database; `url` is where it answers."""

    def __init__(self, data: Path, database: str = "") -> None:
        self.data = data
        self.database = database or f"sqlite+aiosqlite:///{(data / 'fenliu.sqlite3').resolve()}"
        with socket.create_server(("127.0.0.1", 0)) as opened:
            self.port: int = opened.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process and waits until its door opens."""
        own = {"FENLIU_DATA": str(self.data), "FENLIU_DATABASE": self.database, "FENLIU_INDEX": str(INDEX)}
        own |= {"FENLIU_PORT": str(self.port), "FENLIU_MESSAGES_PER_MINUTE": "600"}
        with (self.data / "serve.log").open("wb") as log:
            command = [sys.executable, "-m", "bot", "serve"]
            self._process = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/staff/sign-in").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError((self.data / "serve.log").read_text(encoding="utf-8", errors="replace"))

    def stop(self) -> None:
        """Ends the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)

    def run(self, work: Callable[[Database], Awaitable[Result]]) -> Result:
        """Does something in the same database, from this process."""

        async def go() -> Result:
            async with Database(self.database) as database:
                return await work(database)

        with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
            return thread.submit(lambda: asyncio.run(go())).result()

    def login(self, login: str, role: str, *, regions: tuple[str, ...] = (), given: bool = False) -> str:
        """Makes a login, which is the name too, with the password of all tests; gives it back."""

        async def make(database: Database) -> None:
            async with database.writing() as session, session.begin():
                book = LoginBook(session, Clock())
                await book.create(login, login, role, PASSWORD, regions=regions, given=given)

        self.run(make)
        return login

    @contextmanager
    def client(self, login: str = "") -> Iterator[httpx.Client]:
        """An HTTP client, signed in where a login is given."""
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}) as client:
            if login:
                enter(client, login)
            yield client

    def page(self, browser: Browser, login: str, **options: Any) -> Page:
        """A browser of its own, signed in by the form, at the desk's first page."""
        context: BrowserContext = browser.new_context(locale="zh-CN", base_url=self.url, **options)
        page = context.new_page()
        page.goto("/staff/sign-in")
        page.get_by_label("登录名").fill(login)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda address: "sign-in" not in address)
        return page


def enter(client: httpx.Client, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    """Fills in the form and sends it."""
    client.get("/staff/sign-in")
    form = {"login": login, "password": password, "form": client.cookies["fenliu_form"]} | more
    return client.post("/staff/sign-in", data=form)
