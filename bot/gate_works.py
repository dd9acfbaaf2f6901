"""Checks that this process is doing, one after the other, so that whoever opens the page sees how far each is.

A check takes a minute of one core. Whoever began it may close the page: the check goes on, its run holds the result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.noting import Note
from bot.publishing import Begun, Publishing
from config.clock import Clock
from config.errors import FenliuError
from config.log import log_failure
from knowledge_base.revisions.tables import GateRun

LOST_AFTER: Final = timedelta(minutes=20)
"""A run that says it is under way for longer, and not here, belonged to a process that is gone."""
KEPT: Final = 20
"""Works that are remembered after they ended; all else is in the database."""


@dataclass
class Work:
    """One check. `part`: how far, 0 to 1; `problem`: why it came to nothing; `edition`: what a return has published."""

    run: int
    part: float = 0.0
    waiting: bool = True
    ended: bool = False
    problem: str = ""
    edition: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, part: float) -> None:
        """Notes how far it is."""
        self.part = part


class GateWorks:
    """The checks of one process; `run` does them."""

    def __init__(self, publishing: Publishing, clock: Clock) -> None:
        self.publishing = publishing
        self.clock = clock
        self.works: dict[int, Work] = {}
        self._queue: asyncio.Queue[tuple[Begun, Work, Do]] = asyncio.Queue()

    async def start(self, revisions: Sequence[int], who: str, note: Note | None = None) -> int:
        """Begins a check and gives its number at once; `note` is written with it, and is given the `Begun`.

        Raises:
            KnowledgeError: a revision cannot be used, or is published already.
        """

        async def do(begun: Begun, work: Work) -> None:
            await self.publishing.finish(begun, work.hear)

        return self._put(await self.publishing.noting(note).begin(revisions, who), do)

    async def back(self, number: int, who: str, why: str, note: Note | None = None) -> int:
        """Begins a return to an earlier edition; it publishes by itself where nothing is in the way. `note` as above.

        Raises:
            RevisionNotFound: there was no such edition.
        """

        async def do(begun: Begun, work: Work) -> None:
            work.edition = (await self.publishing.finish_back(begun, number, who, why, work.hear)).number

        return self._put(await self.publishing.noting(note).begin_back(number, who), do)

    def of(self, run: GateRun) -> Work:
        """How far a run is, also one that another process is doing, or was."""
        found = self.works.get(run.id or 0)
        if found is not None:
            return found
        gone = run.state == "running" and run.made_at < self.clock.now() - LOST_AFTER
        problem = "做检查的进程已经不在了，请再检查一次。" if gone else run.problem
        return Work(run.id or 0, waiting=False, ended=gone or run.state != "running", problem=problem)

    async def run(self) -> None:
        """Does them one after the other, until cancelled; what is left then is put down as broken."""
        try:
            while True:
                await self._do(*await self._queue.get())
        finally:
            while not self._queue.empty():
                await self.publishing.give_up(self._queue.get_nowait()[0])

    async def _do(self, begun: Begun, work: Work, do: Do) -> None:
        work.waiting = False
        try:
            await do(begun, work)
        except FenliuError as error:
            work.problem = error.say
        except Exception as error:  # noqa: BLE001 - whoever waits must read something
            log_failure("gate work failed", error)
            work.problem = "检查没有做完，请再试一次；还不行请告诉管理员。"
        finally:
            work.ended = True
            work.over.set()

    def _put(self, begun: Begun, do: Do) -> int:
        for old in [one for one in self.works.values() if one.ended][:-KEPT]:
            del self.works[old.run]
        work = self.works[begun.run] = Work(begun.run)
        self._queue.put_nowait((begun, work, do))
        return begun.run


Do = Callable[[Begun, Work], Awaitable[None]]
"""The rest of a check that has its number."""
