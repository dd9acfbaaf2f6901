"""Bringing the index of an edition from the database onto this machine, and into an engine."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot.database import Database
from bot.served_cards import ServedCards
from config.clock import Clock
from config.errors import KnowledgeError
from config.region import Region
from config.settings import Settings
from knowledge_base.engine import Engine
from knowledge_base.index_file import Built, code_digest, read
from knowledge_base.library import FOLDER, Library
from knowledge_base.matcher import Matcher
from knowledge_base.revisions import editions
from knowledge_base.revisions.apart import build_apart
from knowledge_base.revisions.index_store import IndexStore
from knowledge_base.revisions.job import Done, Job
from knowledge_base.revisions.laying import Laid
from knowledge_base.revisions.tables import Edition
from knowledge_base.signals import Signals, load_signals

Tell = Callable[[float], None]
Build = Callable[[Job, Tell], Awaitable[Done]]


class Editions:
    """The editions of one database, as this machine has them.

    `folder` holds the shipped cards; `build` does the jobs of the gate, in a process of its own.
    """

    def __init__(
        self,
        database: Database,
        region: Region,
        settings: Settings,
        clock: Clock,
        *,
        folder: Path = FOLDER,
        build: Build = build_apart,
    ) -> None:
        self._build = build
        self.database = database
        self.region = region
        self.settings = settings
        self.clock = clock
        self.folder = folder
        self.store = IndexStore(settings.index_files)
        self.cards = ServedCards(settings, region, folder)
        self.signals: Signals | None = None
        """Of the region; whoever has an engine already gives its own, for they take half a second to read."""
        self._code = ""

    async def current(self) -> Edition | None:
        """The edition in service; None for the shipped cards."""
        async with self.database.reading() as session:
            return await editions.current(session)

    async def engine(self, found: Edition | None) -> Engine:
        """The engine of an edition, all cards on, whatever their dates; of the shipped cards for None.

        Raises:
            KnowledgeError: its index is damaged or gone.
        """
        if found is None:
            return self._engine(await asyncio.to_thread(self.cards.built))
        path = await self.path(found)
        return await asyncio.to_thread(self._read, path)

    async def library(self, found: Edition | None) -> Library:
        """The cards of an edition, without what it takes to decide.

        Raises:
            KnowledgeError: its index is damaged or gone.
        """
        if found is None:
            return (await asyncio.to_thread(self.cards.built)).library
        return (await asyncio.to_thread(self._built, await self.path(found))).library

    async def path(self, found: Edition) -> Path:
        """Where the index of an edition lies on this machine; fetched from the database where it does not yet.

        Raises:
            KnowledgeError: it is damaged or gone.
        """
        newer = self.store.path(found.digest, await self.code())
        path = newer if newer.exists() else self.store.path(found.digest)
        if path.exists():
            return path
        return await self._fetched(found.digest, f"数据库里没有第 {found.number} 版的索引了。请再检查、发布一次。")

    async def engine_of(self, digest: str) -> Engine:
        """An engine over the index of a run of the gate, all cards on.

        Raises:
            KnowledgeError: its index is damaged or gone.
        """
        path = self.store.path(digest)
        if not path.exists():
            path = await self._fetched(digest, "这次检查的索引已经清掉了。请再检查一次。")
        return await asyncio.to_thread(self._read, path)

    async def _fetched(self, digest: str, gone: str) -> Path:
        async with self.database.reading() as session:
            packed = await editions.get_index(session, digest)
        if packed is None:
            raise KnowledgeError(say=gone)
        return await asyncio.to_thread(self.store.put, digest, packed)

    async def outgrown(self, found: Edition) -> bool:
        """Whether the index was built by another version of the program, and not yet again by this one."""
        code = await self.code()
        return code != found.code and not self.store.path(found.digest, code).exists()

    async def build_again(self, found: Edition) -> None:
        """Indexes the cards of an edition with this version of the program; the cards stay the same.

        Raises:
            KnowledgeError: the cards cannot be used any more.
        """
        async with self.database.reading() as session:
            rows = await editions.overlay(session, found.cards)
        laid = [Laid(row.id or 0, row.card_id, row.content, row.topic, row.questions, row.retires) for row in rows]
        job = replace(self._job(laid), again=str(self.store.path(found.digest)))
        _, packed = await self.run(job)
        await asyncio.to_thread(self.store.put, found.digest, packed, await self.code())

    async def job(self, before: Edition | None, laid: list[Laid], messages: list[str], back_to: str = "") -> Job:
        """What the gate's process is asked, `before` being what is in service."""
        path = await self.path(before) if before else await asyncio.to_thread(self.cards.waiting)
        return replace(self._job(laid), before=str(path or ""), back_to=back_to, messages=tuple(messages))

    async def run(self, job: Job, tell: Tell = lambda _part: None) -> tuple[Done, bytes]:
        """Does a job in a process of its own, and reads the packed index.

        Raises:
            KnowledgeError: as `build_apart`.
        """
        with tempfile.TemporaryDirectory(prefix="fenliu-gate-") as folder:
            out = Path(folder) / "index.packed"
            done = await self._build(replace(job, out=str(out)), tell)
            return done, await asyncio.to_thread(out.read_bytes)

    async def code(self) -> str:
        """The digest of this version of the program, as of its start."""
        if not self._code:
            self._code = await asyncio.to_thread(code_digest)
        return self._code

    def _job(self, laid: list[Laid]) -> Job:
        return Job(
            region=self.settings.region,
            folder=str(self.folder),
            store=str(self.settings.index_files),
            out="",
            today=self.clock.today().isoformat(),
            laid=tuple(laid),
        )

    def _built(self, path: Path) -> Built:
        built = read(path)
        if built is None:
            path.unlink(missing_ok=True)
            raise KnowledgeError(say="这一版的索引读不出来，正在重新建。")
        return built

    def _read(self, path: Path) -> Engine:
        return self._engine(self._built(path))

    def _engine(self, built: Built) -> Engine:
        self.signals = self.signals or load_signals(self.region)
        return Engine(built.library, self.signals, Matcher(built.index, built.places))
