"""Finding cards by a resident's own words, with the engine's own matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.pages.guide.published import Published
from knowledge_base.card import Card
from knowledge_base.engine import Engine
from knowledge_base.outcome import KNOWN
from knowledge_base.text import cleaner

MOST: Final = 8
EVIDENCE: Final = 14.0
"""Evidence the words must carry. A guide may guess more than the chat, which asks for 19: 工资 has 16, 我爱你 12."""
NEAR: Final = 0.75
"""Score, relative to the best card, down to which a card is shown: 宪法 has one, 借钱不还 eight."""


@dataclass(frozen=True)
class Found:
    """What a search came to; `outcome` is the engine's."""

    cards: tuple[Card, ...] = ()
    outcome: str = "ask"


def find(engine: Engine, words: str, shelf: Published) -> Found:
    """Up to eight published cards, the engine's own decision first; nothing where the words name no matter."""
    decision = engine.decide(words)
    if decision.outcome == "chat":
        return Found(outcome="chat")
    decided = [one.card for one in (decision, *decision.also) if one.outcome == "route" and one.card]
    return Found(shelf.known([*decided, *_near(engine, words)])[:MOST], decision.outcome)


def _near(engine: Engine, words: str) -> list[str]:
    """Names of the cards that the words fit, best first."""
    ranking = engine.matcher.rank(cleaner().clean(words))
    if ranking.strength < EVIDENCE or ranking.known < KNOWN:
        return []
    best = max(float(ranking.score[at]) for at in ranking.order)
    names = engine.matcher.index.card_ids
    return [names[at] for at in ranking.order if float(ranking.score[at]) >= NEAR * best]
