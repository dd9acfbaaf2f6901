"""Checks that this process is doing, one after the other, so that whoever opens the page sees how far each is.

A check takes a minute of one core. Whoever began it may close the page: the check goes on, its run holds the result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

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


class GateWorks:
    """The checks of one process."""

    def __init__(self, publishing: Publishing, clock: Clock) -> None:
        self.publishing = publishing
        self.clock = clock
        self.works: dict[int, Work] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def check(self, revisions: Sequence[int], who: str) -> int:
        """Begins a check and gives its number at once.

        Raises:
            KnowledgeError: a revision cannot be used, or is published already.
        """
        begun = await self.publishing.begin(revisions, who)

        async def go(work: Work) -> None:
            await self.publishing.finish(begun, self._hear(work))

        return self._start(begun, go)

    async def back(self, number: int, who: str, note: str) -> int:
        """Begins a return to an earlier edition; it publishes by itself where nothing is in the way.

        Raises:
            RevisionNotFound: there was no such edition.
        """
        begun = await self.publishing.begin_back(number, who)

        async def go(work: Work) -> None:
            work.edition = (await self.publishing.finish_back(begun, number, who, note, self._hear(work))).number

        return self._start(begun, go)

    def of(self, run: GateRun) -> Work:
        """How far a run is, also one that another process is doing, or was."""
        found = self.works.get(run.id or 0)
        if found is not None:
            return found
        gone = run.state == "running" and run.made_at < self.clock.now() - LOST_AFTER
        problem = "做检查的进程已经不在了，请再检查一次。" if gone else run.problem
        return Work(run.id or 0, waiting=False, ended=gone or run.state != "running", problem=problem)

    async def close(self) -> None:
        """Stops what is under way; its runs are put down as broken."""
        under_way = list(self._tasks.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def wait(self, run: int) -> Work:
        """Until a check of this process has ended."""
        if task := self._tasks.get(run):
            await asyncio.wait([task])
        return self.works[run]

    def _hear(self, work: Work) -> Callable[[float], None]:
        def tell(part: float) -> None:
            work.part = part

        return tell

    def _start(self, begun: Begun, go: Callable[[Work], Awaitable[None]]) -> int:
        work = self.works[begun.run] = Work(begun.run)
        for old in [one for one in self.works.values() if one.ended][:-KEPT]:
            del self.works[old.run]
        task = self._tasks[begun.run] = asyncio.create_task(self._do(work, go))
        task.add_done_callback(lambda _done: self._tasks.pop(begun.run, None))
        return begun.run

    async def _do(self, work: Work, go: Callable[[Work], Awaitable[None]]) -> None:
        try:
            async with self._turn:
                work.waiting = False
                await go(work)
        except FenliuError as error:
            work.problem = error.say
        except Exception as error:  # noqa: BLE001 - whoever waits must read something
            log_failure("gate work failed", error)
            work.problem = "检查没有做完，请再试一次；还不行请告诉管理员。"
        finally:
            work.ended = True
