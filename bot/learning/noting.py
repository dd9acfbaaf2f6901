"""What a turn leaves to learn from: at most a row for each thing that was decided, in the turn's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.tables import Kind, LearningItem
from config.clock import Clock
from config.masking import mask
from config.region import Region
from handlers.message import Doubt, Incoming

ITEM = LearningItem.__table__  # type: ignore[attr-defined]
LONGEST: Final = 500
"""Characters that are kept; phrases and test questions are far shorter."""
NARROW: Final = 0.1
"""A lead of the destination that is enough by no more than this, or a lead of the card that is smaller, was a near
thing. One in twenty of the shipped test questions is one."""
SOON = timedelta(hours=1)
"""So long after a question the card that was chosen is the answer to it."""


class Learning:
    """Notes what there is to learn, within the session of a turn. Adds rows; asks the database nothing of them."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock) -> None:
        self.session = session
        self.region = region
        self.clock = clock

    def decided(self, decision: Mapping[str, Any], incoming: Incoming) -> None:
        """Notes a decision that fitted nothing, or only just."""
        if kind := kind_of(decision):
            self._add(kind, str(decision.get("text") or ""), decision, incoming)

    async def doubted(self, doubt: Doubt, incoming: Incoming) -> None:
        """Notes an answer that was not meant, or which card was chosen of those that were asked about."""
        if doubt.kind == "disputed":
            self._add("disputed", doubt.words, doubt.decision | {"card": doubt.card}, incoming)
            return
        mine = (ITEM.c.account == incoming.account) & (ITEM.c.channel == incoming.channel) & (ITEM.c.state == "open")
        recent = mine & (ITEM.c.kind == "low_margin") & (ITEM.c.at > self.clock.now() - SOON)
        newest = select(func.max(ITEM.c.id)).where(recent).scalar_subquery()
        await self.session.flush()
        await self.session.execute(update(ITEM).where(ITEM.c.id == newest).values(right_card=doubt.card))

    def _add(self, kind: Kind, words: str, decision: Mapping[str, Any], incoming: Incoming) -> None:
        words = mask(words.strip()[:LONGEST], self.region.numbers)
        if words:
            item = LearningItem(
                at=self.clock.now(), region=self.region.key, kind=kind, words=words,
                channel=incoming.channel, account=incoming.account,
                card_id=str(decision.get("card") or ""), destination=str(decision.get("destination") or ""),
                candidates=[str(one["card"]) for one in decision.get("candidates", ())],
            )  # fmt: skip
            self.session.add(item)


def kind_of(decision: Mapping[str, Any]) -> Kind | None:
    """Why a decision is worth a look; None where it is clear, or no matter at all. Signals are never for learning:
    whoever is in danger, or calls for a person, was understood."""
    outcome = decision.get("outcome")
    if decision.get("signals") or outcome not in ("route", "ask", "human"):
        return None
    if outcome == "human" or not decision.get("candidates"):
        return "unmatched"
    spare = float(decision.get("margin") or 0.0) - float(decision.get("needed_margin") or 0.0)
    first, second = [*(float(one.get("score") or 0.0) for one in decision["candidates"]), 0.0, 0.0][:2]
    near = outcome == "ask" or spare < NARROW or first - second < NARROW
    return "low_margin" if near else None
