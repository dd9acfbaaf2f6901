"""New cards without a restart: the cards are looked at now and then, and the desk changes its engine between two turns.

The index file is built by another process, so that answers go on meanwhile and a mistake in a card costs nothing: the
desk keeps what it has, and the log says what to mend.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from bot.served_cards import ServedCards
from config.errors import KnowledgeError
from config.log import log_notice
from config.region import Region
from handlers.desk import Desk
from knowledge_base import lexicon_cache
from knowledge_base.engine import Engine
from knowledge_base.index_file import digest

BUILD: Final = (sys.executable, "-m", "bot", "kb", "build")


async def build_apart(over: str) -> str:
    """Builds the index file in a process of its own; what it complains of, or nothing.

    `over` is the digest of what answers now: a test question that passes there must pass afterwards.
    """
    process = await asyncio.create_subprocess_exec(
        *BUILD, "--over", over, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return "" if process.returncode == 0 else said.decode("utf-8", "replace").strip() or f"exit {process.returncode}"


class Watch:
    """Looks whether the cards changed, and swaps the engine of a desk when they did."""

    def __init__(
        self,
        desk: Desk,
        region: Region,
        store: Path,
        build: Callable[[str], Awaitable[str]] = build_apart,
        *,
        published: Callable[[], bool] = lambda: False,
        cards: ServedCards | None = None,
    ) -> None:
        self._published = published
        self._cards = cards
        self._desk = desk
        self._region = region
        self._store = store
        self._build = build
        self._seen = self._served = digest(region)
        noted = cards.noted() if cards is not None and cards.waiting() else None
        if noted is not None:
            self._served = noted.digest

    async def run(self, seconds: float) -> None:
        """Looks every so many seconds, until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            await self.look()

    async def look(self) -> bool:
        """Looks once; true where the desk has a new engine.

        Once an edition was published, changed files wait for the gate like any other change: `published` tells.
        """
        if self._published():
            return False
        try:
            now = await asyncio.to_thread(digest, self._region)
        except OSError as error:
            log_notice("cards_not_readable", reason=str(error))
            return False
        if now == self._seen:
            return False
        self._seen = now
        return await self._take_over(now)

    async def _take_over(self, now: str) -> bool:
        problem = await self._build(self._served)
        if problem:
            log_notice("cards_not_taken_over", reason=problem)
            return False
        try:
            fresh = await asyncio.to_thread(self._fresh)
        except KnowledgeError as error:
            log_notice("cards_not_taken_over", reason=error.say)
            return False
        if self._published():
            return False
        self._desk.engine, self._served = fresh, now
        if self._cards is not None:
            self._cards.keep(now)
        log_notice("cards_taken_over", version=fresh.library.version, cards=len(fresh.library))
        return True

    def _fresh(self) -> Engine:
        lexicon_cache.forget()
        return Engine.load(self._region, self._store)
