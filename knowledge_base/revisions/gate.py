"""The publish gate. Nothing becomes an edition but by `publish` of a run that was replayed and met no obstacle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import GateClosed, RevisionNotFound
from knowledge_base.revisions import editions
from knowledge_base.revisions.digest import digest_of_revision
from knowledge_base.revisions.editions import hold
from knowledge_base.revisions.job import SHIPPED, Done
from knowledge_base.revisions.laying import Laid
from knowledge_base.revisions.obstacles import obstacles
from knowledge_base.revisions.people import named
from knowledge_base.revisions.tables import CardRevision, Edition, GateChange, GateRun

PUBLISHABLE: Final = ("draft", "in_review", "approved", "rejected")
"""States in which a revision may be tried at the gate; published are only approved ones."""


class Gate:
    """Runs of the gate in one open transaction; the caller commits."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self.session = session
        self.clock = clock

    async def begin(self, revisions: Sequence[int], who: str) -> tuple[GateRun, list[Laid]]:
        """A run for these revisions over the edition in service, and what is to be laid over the shipped cards.

        No revisions at all take up the shipped cards as they are now.

        Raises:
            RevisionNotFound: one of them is not there.
            GateClosed: one is published or given up already, or two are of one card.
        """
        await hold(self.session)  # what is laid, and over which edition, must be of one moment
        rows = [await self._fresh(number) for number in dict.fromkeys(revisions)]
        cards = [row.card_id for row in rows]
        if twice := {card for card in cards if cards.count(card) > 1}:
            say = f"{min(twice)} 有两份修订，一次只能发布一份；请先合成一份。"
            raise GateClosed(say)
        found = await editions.current(self.session)
        laid = dict(found.cards) if found else {}
        laid |= {row.card_id: row.id or 0 for row in rows}
        run = await self._run(laid, who, {str(row.id): digest_of_revision(row) for row in rows})
        return run, await self._laid(laid, fresh={row.id or 0 for row in rows})

    async def back(self, number: int, who: str) -> tuple[GateRun, list[Laid], str]:
        """A run for a return to an earlier edition; 0 is the shipped cards. Tells the library version of then.

        Raises:
            RevisionNotFound: there was no such edition.
        """
        await hold(self.session)
        then = await editions.edition(self.session, number) if number else None
        run = await self._run(dict(then.cards) if then else {}, who, {})
        run.back_to = number
        return run, await self._laid(run.cards, fresh=set()), then.version if then else SHIPPED

    async def ready(self, number: int, done: Done, packed: bytes) -> GateRun:
        """Writes down what the replay found, with the index that it tried."""
        run = await self.run(number)
        for name in ("version", "shipped", "digest", "code", "size", "asked", "heard", "failures", "notes"):
            setattr(run, name, getattr(done, name))
        rows = [await self.session.get(CardRevision, int(one)) for one in run.revisions]
        outdated = [row for row in rows if row and row.base_version != done.versions.get(row.card_id, "")]
        run.outdated = [{"revision": row.id, "card": row.card_id} for row in outdated]
        for row in done.changes:
            self.session.add(GateChange(run_id=number, **{**row, "day": date.fromisoformat(row["day"])}))
        run.state, run.ready_at = "ready", self.clock.now()
        await self.session.flush()
        await editions.sweep(self.session, also=[done.digest])
        await editions.put_index(self.session, done.digest, packed)
        return run

    async def broken(self, number: int, problem: str) -> None:
        """Writes down why a run came to nothing."""
        run = await self.run(number)
        run.state, run.problem = "broken", problem

    async def run(self, number: int, *, lock: bool = False) -> GateRun:
        """One run.

        Raises:
            RevisionNotFound: there is none.
        """
        wanted = select(GateRun).where(col(GateRun.id) == number)
        wanted = wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted
        found = (await self.session.execute(wanted)).scalar_one_or_none()
        if found is None:
            raise RevisionNotFound(say=f"没有第 {number} 次检查。")
        return found

    async def changes(self, number: int) -> list[GateChange]:
        """The answers that a run would change, each to be accepted by somebody."""
        wanted = select(GateChange).where(col(GateChange.run_id) == number).order_by(col(GateChange.id))
        return list((await self.session.execute(wanted)).scalars())

    async def accept(self, change: int, who: str) -> GateChange:
        """One person wants one answer to change. The same again changes nothing.

        Raises:
            RevisionNotFound: there is no such change.
            GateClosed: the run is published or broken.
        """
        who, found = named(who), await self._open(change)
        if not found.accepted_by:
            found.accepted_by, found.accepted_at = who, self.clock.now()
        await self.session.flush()
        return found

    async def take_back(self, change: int) -> GateChange:
        """Nobody wants that answer to change after all.

        Raises:
            RevisionNotFound, GateClosed: as `accept`.
        """
        found = await self._open(change)
        found.accepted_by, found.accepted_at = "", None
        await self.session.flush()
        return found

    async def _open(self, change: int) -> GateChange:
        wanted = select(GateChange).where(col(GateChange.id) == change).with_for_update()
        found = (await self.session.execute(wanted)).scalar_one_or_none()
        if found is None:
            raise RevisionNotFound(say=f"没有第 {change} 处变化。")
        run = await self.run(found.run_id, lock=True)
        if run.state != "ready":
            say = f"第 {run.id} 次检查已经结束，不用再认可。"
            raise GateClosed(say)
        return found

    async def publish(self, number: int, who: str, note: str = "") -> Edition:
        """Makes the run the edition in service. The same run again is the edition that it became.

        Raises:
            GateClosed: with all that is in the way; see `obstacles`.
        """
        who = named(who)
        pointed = await hold(self.session)
        run = await self.run(number, lock=True)
        if run.edition is not None:
            return await editions.edition(self.session, run.edition)
        if reasons := await obstacles(self.session, run, pointed.edition):
            raise GateClosed(*reasons)
        now = self.clock.now()
        last = await editions.listed(self.session)
        made = Edition(
            number=(last[0].number if last else 0) + 1, cards=run.cards, shipped=run.shipped, version=run.version,
            digest=run.digest, code=run.code, size=run.size, run_id=number, back_to=run.back_to, published_by=who,
            at=now, note=note.strip(),
        )  # fmt: skip
        before = await editions.current(self.session)
        await self._move(before.cards if before else {}, run.cards)
        self.session.add(made)
        pointed.edition = made.number
        run.state, run.edition = "published", made.number
        await self.session.flush()
        await editions.sweep(self.session)
        return made

    async def _move(self, before: dict[str, int], after: dict[str, int]) -> None:
        """What came into service is published; what left it is retired."""
        now = self.clock.now()
        for row in await editions.overlay(self.session, after):
            if row.state != "published":
                row.state, row.published_at, row.retired_at = "published", now, None
        left = {card: number for card, number in before.items() if after.get(card) != number}
        for row in await editions.overlay(self.session, left):
            row.state, row.retired_at = "retired", now

    async def _fresh(self, number: int) -> CardRevision:
        row = await self.session.get(CardRevision, number)
        if row is None:
            raise RevisionNotFound(say=f"没有第 {number} 号修订，可能写错了号。")
        if row.state not in PUBLISHABLE:
            say = f"第 {number} 号修订（{row.card_id}）已经发布过或放弃了，不能再发布；请另起一份草稿。"
            raise GateClosed(say)
        return row

    async def _run(self, cards: dict[str, int], who: str, revisions: dict[str, str]) -> GateRun:
        found = await editions.pointer(self.session)
        run = GateRun(
            base_edition=found.edition, cards=cards, revisions=revisions, made_by=named(who), made_at=self.clock.now()
        )
        self.session.add(run)
        await self.session.flush()
        return run

    async def _laid(self, cards: dict[str, int], fresh: set[int]) -> list[Laid]:
        rows = await editions.overlay(self.session, cards)
        return [
            Laid(row.id or 0, row.card_id, row.content, row.topic, row.questions, row.retires, new=row.id in fresh)
            for row in rows
        ]
