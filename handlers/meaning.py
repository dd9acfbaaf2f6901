"""What a message means, as the library sees it: weighted words of card names, comparable between two messages.

`orders.alike` compares them without knowing where they come from: orders and the knowledge base do not know each other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from math import exp, log, sqrt

from knowledge_base.engine import Engine
from knowledge_base.text import cleaner

CARDS, WORDS = 12, 16
"""Cards that are looked at, and words that are kept."""
SHARPNESS = 10.0
"""Of the softmax over scores relative to the best; softer than the matcher's own, so that neighbouring cards of one
matter (water-outage-home, water-outage-area) are seen by both."""

Meaning = tuple[tuple[str, float], ...]


def meaning(engine: Engine, text: str) -> Meaning:
    """Words with their weights, heaviest first, of length one as a vector; empty for an empty text."""
    clean = cleaner().clean(text)
    if not clean.strip():
        return ()
    ranking = engine.matcher.rank(clean)
    ids = engine.matcher.index.card_ids
    best = sorted(range(len(ids)), key=lambda place: (-ranking.score[place], ids[place]))[:CARDS]
    rarity = _rarity(tuple(ids))
    weights: dict[str, float] = defaultdict(float)
    for place in best:
        share = exp(SHARPNESS * (float(ranking.score[place]) - float(ranking.score[best[0]])))
        words = {word: rarity[word] for word in ids[place].split("-")}
        size = sqrt(sum(value * value for value in words.values()))
        for word, value in words.items():
            weights[word] += share * value / size
    kept = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:WORDS]
    length = sqrt(sum(value * value for _, value in kept))
    return tuple((word, round(value / length, 3)) for word, value in kept)


@lru_cache(maxsize=4)
def _rarity(ids: tuple[str, ...]) -> dict[str, float]:
    """How much a word of a card's name tells: the logarithm of how few cards have it."""
    counted = Counter(word for card in ids for word in set(card.split("-")))
    return {word: log(len(ids) / count) for word, count in counted.items()}
