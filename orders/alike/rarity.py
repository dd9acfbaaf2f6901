"""How much two appeals have in common in their words: a shared rare pair of characters tells more than a common one.

`common.json` says in how many of the cards' phrases a pair of characters occurs; `tests.orders.alike.learn` writes it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from math import log, sqrt
from pathlib import Path

FILE = Path(__file__).parent / "common.json"
APART = re.compile(r"[^\w]+")
RARE = 5
"""Phrases that are assumed for a pair of characters that is not listed."""
Weights = Mapping[str, float]


def pairs(text: str) -> list[str]:
    """Pairs of neighbouring characters; marks part them."""
    return [part[at : at + 2] for part in APART.split(text) for at in range(len(part) - 1)]


def weights(text: str) -> Weights:
    """Every pair of a text with how much it tells; said again it tells a little more."""
    return {pair: (1 + log(count)) * rarity(pair) for pair, count in Counter(pairs(text)).items()}


def rarity(pair: str) -> float:
    """How rare a pair is, as the logarithm of one in so many phrases."""
    rarities, rare = _rarities()
    return rarities.get(pair, rare)


def cosine(a: Weights, b: Weights) -> float:
    """How alike two texts are, 0 to 1."""
    size = sqrt(sum(value * value for value in a.values()) * sum(value * value for value in b.values()))
    return sum(value * b[pair] for pair, value in a.items() if pair in b) / size if size else 0.0


def shared(a: Weights, b: Weights) -> list[float]:
    """The rarity of what both say."""
    return [rarity(pair) for pair in a if pair in b]


def held(a: Weights, b: Weights) -> float:
    """Which part of `a` stands in `b` too, 0 to 1; one half where `a` says nothing."""
    total = sum(a.values())
    return sum(value for pair, value in a.items() if pair in b) / total if total else 0.5


@lru_cache(maxsize=1)
def _rarities() -> tuple[Mapping[str, float], float]:
    """Of the listed pairs, and of any other."""
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    phrases = int(raw["phrases"]) + 1
    return {pair: log(phrases / (count + 0.5)) for pair, count in raw["pairs"].items()}, log(phrases / (RARE + 0.5))
