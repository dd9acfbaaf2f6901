"""Everything an admin does with cards, for pages and the command line: each call is one transaction, all or nothing.
Drafts, switches and tables are here, the way to residents in `publishing.py`.

What raises is a `FenliuError` whose `say` can be shown. Rows that are returned are plain data, detached from the
database. Who does something is given by name; roles are checked by the caller.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from bot.editions import Editions
from bot.publishing import Publishing
from bot.wake import Wake
from config.errors import KnowledgeError
from knowledge_base.engine import Engine
from knowledge_base.library import Library
from knowledge_base.revisions import importing, sheet, sheet_reading, switches
from knowledge_base.revisions.book import OPEN, Revisions
from knowledge_base.revisions.content import Fault
from knowledge_base.revisions.differences import Difference
from knowledge_base.revisions.importing import Plan
from knowledge_base.revisions.served import Served
from knowledge_base.revisions.switches import Target
from knowledge_base.revisions.tables import CardRevision, CardSwitch

Made = TypeVar("Made")


def library_of(desk: object) -> Library:
    """All cards that a desk answers with, switched off or not.

    Raises:
        KnowledgeError: it has none.
    """
    engine = getattr(desk, "engine", None)
    if not isinstance(engine, Engine):
        raise KnowledgeError(say="这个进程没有知识库。")
    return engine.whole


class Knowledge(Publishing):
    """The cards, as an admin changes them. `library` tells what is in service: `desk.engine.whole`."""

    def __init__(self, source: Editions, wake: Wake, library: Callable[[], Library]) -> None:
        super().__init__(source, wake)
        self._library = library

    @property
    def served(self) -> Served:
        """What answers now, switched off or not."""
        return Served(self._library(), self.source.region, self.source.folder)

    async def drafts(self, states: Sequence[str] = OPEN, card_id: str = "") -> list[CardRevision]:
        """Revisions in these states, the newest first."""
        async with self._reading() as book:
            return await book.listed(states, card_id)

    async def drafted(self) -> set[str]:
        """The cards that somebody works on."""
        async with self._reading() as book:
            return await book.cards(OPEN)

    async def revision(self, number: int) -> tuple[CardRevision, list[Difference], list[Fault]]:
        """A revision, what it changes, and what keeps it from being submitted."""
        async with self._reading() as book:
            row = await book.get(number)
            return row, await book.diff(number), await book.faults(row)

    async def diff(self, number: int, other: int) -> list[Difference]:
        """What a revision changes against another one."""
        async with self._reading() as book:
            return await book.diff(number, other)

    async def start(self, card_id: str, who: str, *, retires: bool = False) -> CardRevision:
        """A draft of a card as it is in service, of a new card, or (`retires`) that a card is to leave."""
        return await self._book(lambda book: book.start(card_id, who, retires=retires))

    async def save(self, number: int, seen: int, who: str, **fields: Any) -> CardRevision:
        """Saves a draft: `content`, `topic`, `questions`, `note`, as far as given; `seen` is its `saves` when opened.

        Raises:
            DraftChanged: somebody saved it meanwhile; nothing was overwritten.
        """
        return await self._book(lambda book: book.save(number, seen, who, **fields))

    async def save_beside(self, card_id: str, who: str, **fields: Any) -> CardRevision:
        """Keeps what was typed as a draft of its own, after `DraftChanged`."""

        async def both(book: Revisions) -> CardRevision:
            row = await book.start(card_id, who)
            return await book.save(row.id or 0, row.saves, who, **fields)

        return await self._book(both)

    async def submit(self, number: int, who: str) -> CardRevision:
        """Gives a draft to review."""
        return await self._book(lambda book: book.submit(number, who))

    async def approve(self, number: int, who: str, note: str = "") -> CardRevision:
        """Another person finds it right."""
        return await self._book(lambda book: book.approve(number, who, note))

    async def reject(self, number: int, who: str, note: str) -> CardRevision:
        """Another person sends it back."""
        return await self._book(lambda book: book.reject(number, who, note))

    async def reopen(self, number: int, who: str) -> CardRevision:
        """Takes it back out of review."""
        return await self._book(lambda book: book.reopen(number, who))

    async def discard(self, number: int, who: str) -> CardRevision:
        """Gives it up."""
        return await self._book(lambda book: book.discard(number, who))

    async def rebase(self, number: int, who: str) -> CardRevision:
        """Puts its changes upon the card as it is in service now."""
        return await self._book(lambda book: book.rebase(number, who))

    async def switch(self, target: Target, who: str, *, off: bool, reason: str) -> CardSwitch:
        """Stops a card or a topic from answering at once, or lets it answer again."""
        return await self._live(
            lambda session: switches.switch(
                session, self.source.clock, self._library(), target, who, off=off, reason=reason
            )
        )

    async def switched(self) -> list[CardSwitch]:
        """What is switched off."""
        async with self.source.database.reading() as session:
            return await switches.switched(session)

    async def switch_history(self) -> list[CardSwitch]:
        """The last flicks of switches, the newest first."""
        async with self.source.database.reading() as session:
            return await switches.history(session)

    def export(self, kind: sheet.Format, cards: Sequence[str] = ()) -> bytes:
        """A file of the cards in service, or of those named. Takes seconds for all: call it in a thread."""
        rows = importing.rows_of(self.served)
        return sheet.write(kind, [row for row in rows if not cards or row["id"] in cards])

    def plan(self, kind: sheet.Format, data: bytes) -> Plan:
        """The dry run of an import. Takes seconds for a large file: call it in a thread.

        Raises:
            SheetRefused: the file is too large, or cannot be read at all.
        """
        return importing.plan(sheet_reading.read(kind, data), self.served)

    async def take(self, plan: Plan, who: str, note: str = "") -> list[CardRevision]:
        """Drafts of all that is new or changed in a plan.

        Raises:
            SheetRefused: the plan has problems; nothing is taken over.
        """
        return await self._book(lambda book: importing.draft(book, plan, who, note))

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Revisions]:
        async with self.source.database.reading() as session:
            yield Revisions(session, self.source.clock, self.served)

    async def _book(self, work: Callable[[Revisions], Awaitable[Made]]) -> Made:
        async with self.source.database.writing() as session, session.begin():
            made = await work(Revisions(session, self.source.clock, self.served))
            await self._put_down(session, made)
        return made
