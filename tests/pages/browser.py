"""Finds a browser and serves the real application to it."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from bot.app import build_app
from bot.asking import Desk
from bot.services import Services, build_services
from config.region import Region
from config.settings import Settings
from tests.bot.tiny_desk import last_resort

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"


def chromium() -> str:
    """Where the browser is; without one the tests skip, and fail with CI=true."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    reason = "没有 Chromium：apt-get install chromium fonts-noto-cjk"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class Site:
    """The application on a port of its own; it can be stopped and started again on the same folder."""

    def __init__(self, data: Path, desk_for: Callable[[Region], Desk], database: str = "") -> None:
        self.settings = Settings(data=data, messages_per_minute=600, database=database)
        self.desk_for = desk_for
        with socket.create_server(("127.0.0.1", 0)) as opened:
            self.port: int = opened.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.services: Services
        self._server: uvicorn.Server
        self._thread: threading.Thread

    def start(self) -> None:
        """Serves until `stop`."""
        self.services = build_services(self.settings, self.desk_for, None, last_resort)
        config = uvicorn.Config(build_app(self.services), port=self.port, log_config=None, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the site did not start"
            time.sleep(0.02)

    async def _serve(self) -> None:
        async with self.services.database as database:
            await database.migrate()
            await self._server.serve()

    def stop(self) -> None:
        """Ends the process's part; the folder stays."""
        self._server.should_exit = True
        self._thread.join()


@contextmanager
def site(data: Path, desk_for: Callable[[Region], Desk], database: str = "") -> Iterator[Site]:
    """A running site over a fresh folder."""
    built = Site(data, desk_for, database)
    built.start()
    yield built
    built.stop()
