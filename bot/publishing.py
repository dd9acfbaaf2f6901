"""From revisions to what residents read: the gate, editions, and the way back. Each call is one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.editions import Editions, Tell
from bot.gate_messages import last_messages
from bot.noting import Noting
from bot.wake import Wake
from config.errors import FenliuError
from config.log import log_failure
from knowledge_base.engine import Engine
from knowledge_base.revisions import editions
from knowledge_base.revisions.gate import Gate
from knowledge_base.revisions.laying import Laid
from knowledge_base.revisions.obstacles import obstacles
from knowledge_base.revisions.tables import Edition, GateChange, GateRun

Made = TypeVar("Made")
MANY = 50
STOPPED = "检查中断了"


class Begun(NamedTuple):
    """A run of the gate that has a number, and waits to be built and replayed."""

    run: int
    base: Edition | None
    laid: list[Laid]
    back_to: str = ""


class Publishing(Noting):
    """What is tried, published and taken back."""

    def __init__(self, source: Editions, wake: Wake) -> None:
        self.source = source
        self.wake = wake

    async def begin(self, revisions: Sequence[int], who: str) -> Begun:
        """Gives a run its number; `finish` does the work. No revisions take up the cards on disk as they are now.

        Raises:
            KnowledgeError: a revision cannot be used, or is published already.
        """
        return await self._begun(lambda gate: _forward(gate, revisions, who))

    async def begin_back(self, number: int, who: str) -> Begun:
        """The same for a return to an earlier edition; 0 is the cards on disk.

        Raises:
            RevisionNotFound: there was no such edition.
        """
        return await self._begun(lambda gate: gate.back(number, who))

    async def finish(self, begun: Begun, tell: Tell = lambda _part: None) -> int:
        """Builds and replays, a minute in a process of its own; `tell` hears how far, 0 to 1. The run's number."""
        try:
            async with self.source.database.reading() as session:
                messages = await last_messages(session, known=self.source.region.numbers)
            job = await self.source.job(begun.base, begun.laid, messages, begun.back_to)
            done, packed = await self.source.run(job, tell)
            await self._gate(lambda gate: gate.ready(begun.run, done, packed))
        except BaseException as error:
            await self.give_up(begun, error.say if isinstance(error, FenliuError) else STOPPED)
            raise
        return begun.run

    async def give_up(self, begun: Begun, problem: str = STOPPED) -> None:
        """Puts down why a run came to nothing; with the database gone the log says so, and time tells the rest."""
        try:
            await self._gate(lambda gate: gate.broken(begun.run, problem))
        except Exception as error:  # noqa: BLE001 - whatever ended the run must not be hidden by this
            log_failure("run not put down as broken", error)

    async def prepare(self, revisions: Sequence[int], who: str, tell: Tell = lambda _part: None) -> int:
        """`begin` and `finish` in one call."""
        return await self.finish(await self.begin(revisions, who), tell)

    async def rollback(self, number: int, who: str, note: str = "", tell: Tell = lambda _part: None) -> Edition:
        """Returns to an earlier edition (0: the cards on disk) in one call, through the same gate.

        What was published once was looked at once: the changes are accepted in the name of whoever returns to it.

        Raises:
            GateClosed: a question that must pass would fail, or somebody published meanwhile.
        """
        return await self.finish_back(await self.begin_back(number, who), number, who, note, tell)

    async def finish_back(
        self, begun: Begun, number: int, who: str, note: str = "", tell: Tell = lambda _part: None
    ) -> Edition:
        """The second half of `rollback`."""
        run = await self.finish(begun, tell)
        for change in await self.changes(run):
            await self.accept(change.id or 0, who)
        return await self.publish(run, who, note or f"退回第 {number} 版")

    async def runs(self) -> list[GateRun]:
        """The last runs, the newest first."""
        async with self.source.database.reading() as session:
            return list((await session.execute(select(GateRun).order_by(col(GateRun.id).desc()).limit(MANY))).scalars())

    async def run(self, number: int) -> tuple[GateRun, list[GateChange], list[str]]:
        """A run of the gate: what it found, the changes, and all that keeps it from being published."""
        async with self.source.database.reading() as session:
            gate = Gate(session, self.source.clock)
            run = await gate.run(number)
            pointed = await editions.pointer(session)
            return run, await gate.changes(number), await obstacles(session, run, pointed.edition)

    async def changes(self, number: int) -> list[GateChange]:
        """The answers that a run would change."""
        async with self.source.database.reading() as session:
            return await Gate(session, self.source.clock).changes(number)

    async def accept(self, change: int, who: str) -> GateChange:
        """One person wants one answer to change."""
        return await self._gate(lambda gate: gate.accept(change, who))

    async def take_back(self, change: int) -> GateChange:
        """It is not wanted after all."""
        return await self._gate(lambda gate: gate.take_back(change))

    async def publish(self, run: int, who: str, note: str = "") -> Edition:
        """Makes a run the edition in service, here at once, in every process within two seconds.

        Raises:
            GateClosed: with all that is in the way.
        """
        return await self._live(lambda session: Gate(session, self.source.clock).publish(run, who, note))

    async def editions(self) -> list[Edition]:
        """All editions, the newest first."""
        async with self.source.database.reading() as session:
            return await editions.listed(session)

    async def tried(self, run: GateRun) -> Engine:
        """An engine with what a run would publish, to try words on; it answers nobody else. Takes a second.

        Raises:
            KnowledgeError: the run came to nothing, or its index is not kept any more.
        """
        return await self.source.engine_of(run.digest)

    async def _begun(self, begin: Callable[[Gate], Awaitable[tuple[GateRun, list[Laid], str]]]) -> Begun:
        async with self.source.database.writing() as session, session.begin():
            run, laid, back_to = await begin(Gate(session, self.source.clock))
            base = await editions.edition(session, run.base_edition) if run.base_edition else None
            begun = Begun(run.id or 0, base, laid, back_to)
            await self._put_down(session, begun)
        return begun

    async def _gate(self, work: Callable[[Gate], Awaitable[Made]]) -> Made:
        async with self.source.database.writing() as session, session.begin():
            made = await work(Gate(session, self.source.clock))
            await self._put_down(session, made)
        return made

    async def _live(self, work: Callable[[AsyncSession], Awaitable[Made]]) -> Made:
        async with self.source.database.writing() as session, session.begin():
            made = await work(session)
            await self._put_down(session, made)
            await self.wake.tell(session, "knowledge")
        self.wake.ring("knowledge")
        return made


async def _forward(gate: Gate, revisions: Sequence[int], who: str) -> tuple[GateRun, list[Laid], str]:
    return *await gate.begin(revisions, who), ""
