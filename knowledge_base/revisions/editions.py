"""Editions: which one answers, what lies over the shipped cards in it, and its index in pieces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.errors import RevisionNotFound
from knowledge_base.revisions.tables import CardRevision, Edition, GateRun, IndexChunk, KnowledgePointer

CHUNK: Final = 1024 * 1024
"""Bytes of a piece: nothing that any database or driver finds large."""
KEPT: Final = 3
"""Editions whose index stays in the database; an older one is built again when somebody returns to it."""
MANY: Final = 200
CHUNKS = IndexChunk.__table__  # type: ignore[attr-defined]
ONE = col(KnowledgePointer.id) == 1


async def pointer(session: AsyncSession) -> KnowledgePointer:
    """Edition in service and count of switches; the cheap look of every process, once a second."""
    found = (await session.execute(select(KnowledgePointer).where(ONE))).scalar_one_or_none()
    return found or KnowledgePointer(id=1)


async def hold(session: AsyncSession) -> KnowledgePointer:
    """The same, held to the end of the transaction: publishing and switching are done one after the other."""
    wanted = select(KnowledgePointer).where(ONE).with_for_update().execution_options(populate_existing=True)
    found = (await session.execute(wanted)).scalar_one_or_none()
    if found is None:
        found = KnowledgePointer(id=1)
        session.add(found)
        await session.flush()
    return found


async def edition(session: AsyncSession, number: int) -> Edition:
    """One edition.

    Raises:
        RevisionNotFound: it was never published; 0, the shipped cards, is no row.
    """
    found = await session.get(Edition, number)
    if found is None:
        raise RevisionNotFound(say=f"没有第 {number} 次发布。")
    return found


async def current(session: AsyncSession) -> Edition | None:
    """The edition in service; None for the shipped cards."""
    number = (await pointer(session)).edition
    return await edition(session, number) if number else None


async def listed(session: AsyncSession) -> list[Edition]:
    """Editions, the newest first."""
    return list((await session.execute(select(Edition).order_by(col(Edition.number).desc()).limit(MANY))).scalars())


async def overlay(session: AsyncSession, cards: dict[str, int]) -> list[CardRevision]:
    """The revisions that an edition lays over the shipped cards."""
    wanted = select(CardRevision).where(col(CardRevision.id).in_(list(cards.values())))
    return list((await session.execute(wanted.order_by(col(CardRevision.id)))).scalars())


async def overlay_of(session: AsyncSession, card_id: str) -> CardRevision | None:
    """The published revision of a card that is in service; None where the shipped card is."""
    found = await current(session)
    number = found.cards.get(card_id) if found else None
    return await session.get(CardRevision, number) if number else None


async def put_index(session: AsyncSession, digest: str, packed: bytes) -> None:
    """Writes an index in pieces; one that is there stays."""
    there = (await session.execute(select(col(IndexChunk.place)).where(CHUNKS.c.digest == digest).limit(1))).first()
    if there is None:
        pieces = [packed[start : start + CHUNK] for start in range(0, len(packed), CHUNK)]
        for place, data in enumerate(pieces):
            await session.execute(insert(CHUNKS).values(digest=digest, place=place, data=data))


async def get_index(session: AsyncSession, digest: str) -> bytes | None:
    """The packed index; None where it is not kept any more."""
    wanted = select(CHUNKS.c.data).where(CHUNKS.c.digest == digest).order_by(CHUNKS.c.place)
    pieces = (await session.execute(wanted)).scalars().all()
    return b"".join(pieces) if pieces else None


async def sweep(session: AsyncSession, also: Iterable[str] = ()) -> None:
    """Removes indexes that are neither of the last editions nor of a run that may still be published.

    `also` are digests that stay besides.
    """
    last = select(col(Edition.digest)).order_by(col(Edition.number).desc()).limit(KEPT)
    wanted = {*also, *(await session.execute(last)).scalars()}
    base = (await pointer(session)).edition
    ready = (col(GateRun.state) == "ready") & (col(GateRun.base_edition) == base)
    open_runs = select(col(GateRun.digest)).where(ready).order_by(col(GateRun.id).desc()).limit(KEPT)
    wanted |= set((await session.execute(open_runs)).scalars())
    await session.execute(delete(IndexChunk).where(col(IndexChunk.digest).not_in(list(wanted))))
