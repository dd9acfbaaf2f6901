"""What the desk made of the words: the cards it thought of, as weighted words of their names.

Cards of one matter share words of their names (water-outage-home, water-outage-area), so two decisions that chose
neighbouring cards still meet. Orders do not know the cards: the names come with the decision of each order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import sqrt
from typing import Any

from orders.alike.words import read_yaml

Meaning = tuple[tuple[str, float], ...]
DULL = 0.5
"""Weight of a word that many cards have, as against 1."""
SOFTER = 0.5
"""Power of a card's share of belief: the second card of a decision counts for something, too."""
LEAST = 0.001


def meaning_of(decision: Mapping[str, Any] | None) -> Meaning:
    """Words with their weights, as a vector of length one; empty where the decision names no card.

    `decision` as `knowledge_base.decision.Decision.as_record` writes it; further matters (`also`) count, too.
    """
    cards = dict(_candidates(decision or {}))
    weights: dict[str, float] = defaultdict(float)
    for card, score in cards.items():
        words = card.split("-")
        for word in words:
            weights[word] += max(score, LEAST) ** SOFTER * (DULL if word in _dull() else 1.0) / sqrt(len(words))
    length = sqrt(sum(value * value for value in weights.values()))
    return tuple((word, value / length) for word, value in sorted(weights.items())) if length else ()


def cards_of(decision: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The cards that the desk thought of for the first matter, best first."""
    return tuple(str(candidate["card"]) for candidate in (decision or {}).get("candidates") or ())


def _candidates(decision: Mapping[str, Any]) -> Iterable[tuple[str, float]]:
    for candidate in decision.get("candidates") or ():
        yield str(candidate["card"]), float(candidate["score"])
    for other in decision.get("also") or ():
        yield from _candidates(other)


@lru_cache(maxsize=1)
def _dull() -> frozenset[str]:
    return frozenset(read_yaml("meaning")["dull"])


def cosine(a: Meaning, b: Meaning) -> float:
    """How near two meanings are, 0 to 1."""
    other = dict(b)
    return sum(value * other[word] for word, value in a if word in other)
