"""The queue as a page shows it: what is open, in clusters, and what was done of late."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.clusters import clusters
from bot.learning.noting import ITEM
from bot.learning.tables import LearningItem

NEWEST: Final = 2000
"""Messages that are clustered at a time, the newest first; older ones come up when these are done."""
KEPT: Final = 8
"""Results that are remembered: whoever comes back to the page does not wait again. Digests and numbers, no words:
what is forgotten is forgotten here too."""
Members = tuple[int, ...]
"""The numbers of the messages of a cluster, the one most like the others first."""
_FOUND: dict[bytes, list[Members]] = {}
KINDS: Final = {
    "unmatched": "没匹配上",
    "low_margin": "拿不准",
    "disputed": "居民说不对",
    "rerouted": "派错了",
}
"""Kind -> its name, in the order of the filter."""
STATES: Final = {"phrase": "作为说法", "question": "作为测试问句", "dismissed": "不用处理"}
"""State of what is done -> its name."""


@dataclass(frozen=True)
class Group:
    """Like messages. `items`: the one most like the others first."""

    items: tuple[LearningItem, ...]

    @property
    def numbers(self) -> list[int]:
        """The numbers of its messages."""
        return [item.id or 0 for item in self.items]

    @property
    def people(self) -> int:
        """How many different people said it."""
        return len({(item.channel, item.account) for item in self.items})

    @property
    def kinds(self) -> list[str]:
        """Why it is here, the most frequent first."""
        return [kind for kind, _ in Counter(item.kind for item in self.items).most_common()]

    @property
    def words(self) -> list[str]:
        """The different wordings, the most typical first."""
        return list(dict.fromkeys(item.words for item in self.items))

    @property
    def answered(self) -> list[str]:
        """The cards that were answered with, the most frequent first."""
        return [card for card, _ in Counter(item.card_id for item in self.items if item.card_id).most_common()]

    @property
    def likely(self) -> list[str]:
        """Cards that it may belong to: those known to be right, then those that came near; what was disputed last."""
        right = Counter(item.right_card for item in self.items if item.right_card)
        near = Counter[str]()
        disputed = {item.card_id for item in self.items if item.kind == "disputed"}
        for item in self.items:
            near.update({card: 1.0 / place for place, card in enumerate(item.candidates, 1)})
        ranked = [card for card, _ in sorted(near.items(), key=lambda one: (-one[1], one[0]))]
        known = [card for card, _ in right.most_common()]
        return list(dict.fromkeys([*known, *sorted(ranked, key=lambda card: card in disputed)]))

    @property
    def units(self) -> list[str]:
        """Units that turned out to be the right ones."""
        return list(dict.fromkeys(item.right_unit for item in self.items if item.right_unit))


async def open_groups(session: AsyncSession, kind: str = "") -> list[Members]:
    """What is open of a kind, or of all, in clusters, the largest first: numbers only.

    A page keeps them as long as it is open; of thousands of messages it shows the first ten clusters.
    """
    own = ITEM.c
    wanted = select(own.id, own.words, own.right_card, own.candidates, own.card_id).where(own.state == "open")
    if kind:
        wanted = wanted.where(own.kind == kind)
    rows = (await session.execute(wanted.order_by(own.id.desc()).limit(NEWEST))).all()
    said = [(row.id, row.words, _about(row.right_card, row.candidates, row.card_id)) for row in reversed(rows)]
    return await asyncio.to_thread(grouped, said)


async def read_groups(session: AsyncSession, groups: Sequence[Members]) -> list[Group]:
    """Clusters with their messages; what was done meanwhile is left out."""
    wanted = [number for members in groups for number in members]
    rows = select(LearningItem).where(col(LearningItem.id).in_(wanted), col(LearningItem.state) == "open")
    known = {item.id: item for item in (await session.execute(rows)).scalars()}
    found = (tuple(known[number] for number in members if number in known) for members in groups)
    return [Group(items) for items in found if items]


def grouped(said: Sequence[tuple[int, str, str]]) -> list[Members]:
    """Messages in clusters, the oldest of equal ones first. `said`: number, words, and the card it may be about."""
    key = hashlib.blake2b(repr(said).encode(), digest_size=16).digest()
    members = _FOUND.get(key)
    if members is None:
        members = _FOUND[key] = [one.members for one in clusters(said)]
        while len(_FOUND) > KEPT:
            _FOUND.pop(next(iter(_FOUND)), None)
    return members


async def counts(session: AsyncSession) -> dict[str, int]:
    """Kind -> how many are open."""
    wanted = select(col(LearningItem.kind), func.count()).where(col(LearningItem.state) == "open")
    rows = (await session.execute(wanted.group_by(col(LearningItem.kind)))).all()
    return {kind: count for kind, count in rows}  # noqa: C416 - rows are no pairs to the type checker


async def done(session: AsyncSession, limit: int = 50) -> Sequence[LearningItem]:
    """What was done of late, the newest first."""
    wanted = select(LearningItem).where(col(LearningItem.state).in_(STATES), col(LearningItem.done_at).is_not(None))
    return (await session.execute(wanted.order_by(col(LearningItem.done_at).desc()).limit(limit))).scalars().all()


async def item_of(session: AsyncSession, source: str) -> LearningItem | None:
    """The message that came of a source."""
    wanted = select(LearningItem).where(col(LearningItem.source) == source)
    return (await session.execute(wanted)).scalar_one_or_none()


def _about(right_card: str, candidates: Sequence[str], card_id: str) -> str:
    return right_card or (candidates[0] if candidates else card_id)
