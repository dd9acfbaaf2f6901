"""Kill switches: a card or a whole topic stops answering at once, in every process, without building anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import ReviewRefused, RevisionNotFound
from knowledge_base.library import Library
from knowledge_base.revisions.editions import hold
from knowledge_base.revisions.people import named
from knowledge_base.revisions.tables import CardSwitch

Kind = Literal["card", "topic"]
KINDS_ZH: dict[str, str] = {"card": "卡片", "topic": "主题"}


@dataclass(frozen=True)
class Target:
    """A card by its id, or a topic by its folder."""

    kind: Kind
    name: str


@dataclass(frozen=True)
class Off:
    """What is switched off."""

    cards: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def among(self, library: Library) -> frozenset[str]:
        """The cards of a library that may not answer."""
        of_topics = {card for card, topic in library.topics.items() if topic in self.topics}
        return frozenset((self.cards | of_topics) & library.cards.keys())


async def switch(
    session: AsyncSession, clock: Clock, library: Library, target: Target, who: str, *, off: bool, reason: str
) -> CardSwitch:
    """Switches a card or topic off, or on again. Off again when off is a second note, and changes nothing.

    Raises:
        RevisionNotFound: there is no such card or topic.
        ReviewRefused: there is no reason.
    """
    there = target.name in (library.cards if target.kind == "card" else set(library.topics.values()))
    if off and not there:
        raise RevisionNotFound(say=f"没有{KINDS_ZH[target.kind]} {target.name}。")
    if not reason.strip():
        raise ReviewRefused(say="请写明为什么，别人要看得懂。")
    pointed = await hold(session)
    row = CardSwitch(kind=target.kind, name=target.name, off=off, by=named(who), reason=reason.strip(), at=clock.now())
    session.add(row)
    pointed.switches += 1
    await session.flush()
    return row


async def switched(session: AsyncSession) -> list[CardSwitch]:
    """The last flick of every card and topic that is off."""
    last = select(func.max(CardSwitch.id)).group_by(col(CardSwitch.kind), col(CardSwitch.name))
    wanted = select(CardSwitch).where(col(CardSwitch.id).in_(last), col(CardSwitch.off).is_(True))
    return list((await session.execute(wanted.order_by(col(CardSwitch.id)))).scalars())


def off_of(rows: list[CardSwitch]) -> Off:
    """Those rows as what is switched off."""
    return Off(
        frozenset(row.name for row in rows if row.kind == "card"),
        frozenset(row.name for row in rows if row.kind == "topic"),
    )


async def history(session: AsyncSession, limit: int = 100) -> list[CardSwitch]:
    """The last flicks, the newest first."""
    return list((await session.execute(select(CardSwitch).order_by(col(CardSwitch.id).desc()).limit(limit))).scalars())
