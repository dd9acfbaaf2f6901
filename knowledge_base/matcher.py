"""Matching: the whole library answers a cleaned text with a belief per card.

The index scores; RapidFuzz re-ranks a short list by the closest phrase; a softmax turns scores into beliefs that
sum to one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz

from knowledge_base import text as texts
from knowledge_base.features import CONCEPT, concept_words, concepts, written
from knowledge_base.index import Floats, Index
from knowledge_base.split import clauses

SHORT_LIST: Final = 20
"""Cards that are re-ranked: the right one is among the first 20 in 98 % (shared `peers.md`)."""
FUZZ_WEIGHT: Final = 0.15
"""What an exactly repeated phrase adds, in shares of the best card's score."""
SHARPNESS: Final = 12.0
"""Steepness of the softmax over scores relative to the best. At 9 the beliefs fit the test questions best
(log loss 0.82), at 12 the destination does; above 16 neither gains."""
CLAUSE_FROM: Final = 36
"""Characters from which a message is also read sentence by sentence: the point of a long story is one of them."""
CLAUSE_WEIGHT: Final = 0.3
DECIMALS: Final = 5
"""Scores are compared to here, so that another processor's last bits cannot change an order."""
SMALL_SHARE: Final = 0.02
"""A word below this share of the score explains nothing."""


@dataclass(frozen=True)
class Ranking:
    """Cards with their beliefs, best first, and what is needed to explain the first."""

    clean: str
    order: tuple[int, ...]
    """Places in the index, best first; the short list only."""
    belief: Floats
    """Per card of the index; sums to one."""
    score: Floats
    """Per card, relative to the best of the index, which has 1 before re-ranking."""
    known: float
    """Share of the text's weight that the library has ever seen."""
    strength: float
    """What the best card's features add up to: the evidence, however short the text."""


class Matcher:
    """Ranks cards for a cleaned text."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._places = {card: place for place, card in enumerate(index.card_ids)}

    def rank(self, clean: str, only: Iterable[str] = ()) -> Ranking:
        """The ranking of all cards, or of `only` those named."""
        ids, known = self.index.known(clean)
        whole = self.index.scores(ids)
        strength = float(whole.max(initial=0.0)) * self.index.possible(ids)
        score = _relative(self._whole_and_clauses(clean, whole))
        wanted = [self._places[card] for card in only if card in self._places]
        if wanted:
            kept = score[wanted]
            score = np.full_like(score, -1.0)
            score[wanted] = kept
        short = np.argsort(-score, kind="stable")[:SHORT_LIST]
        for place in short:
            score[place] += FUZZ_WEIGHT * self._closest(clean, int(place))
        score = np.round(score, DECIMALS)
        best = short[np.argsort(-score[short], kind="stable")]
        return Ranking(clean, tuple(int(place) for place in best), _softmax(score * SHARPNESS), score, known, strength)

    def _whole_and_clauses(self, clean: str, whole: Floats) -> Floats:
        """The scores; of a long text the mean of the whole and of its best sentence, card by card."""
        parts = clauses(clean) if len(clean) >= CLAUSE_FROM else []
        if len(parts) <= 1:
            return whole
        best = np.max([self.index.scores(self.index.known(part)[0]) for part in parts], axis=0)
        mixed: Floats = (1 - CLAUSE_WEIGHT) * whole + CLAUSE_WEIGHT * best
        return mixed

    def _closest(self, clean: str, place: int) -> float:
        """How near the nearest phrase of a card is, 0 to 1."""
        return max(fuzz.ratio(clean, phrase) for phrase in self.index.phrases[place]) / 100

    def words(self, clean: str, place: int, top: int = 6) -> tuple[tuple[str, float], ...]:
        """The words that spoke for a card, strongest first, with their share of its score."""
        shares = self._character_shares(clean, place)
        total = sum(shares) or 1.0
        spoken: dict[str, float] = {}
        start = 0
        for word in texts.words(clean):
            start = clean.find(word, start)
            spoken[word] = spoken.get(word, 0.0) + sum(shares[start : start + len(word)]) / total
            start += len(word)
        ranked = sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((word, round(share, 3)) for word, share in ranked[:top] if share > SMALL_SHARE)

    def _character_shares(self, clean: str, place: int) -> list[float]:
        """Each character's part of the score: a feature's part is spread evenly over the characters it covers."""
        shares = [0.0] * len(clean)
        spans = [(name[1:], self.index.value(name, place)) for name in written(clean) if name[0] != CONCEPT]
        for word in set(concept_words().findall(clean)):
            spans.extend((word, self.index.value(CONCEPT + concept, place)) for concept in concepts()[word])
        for text, value in spans:
            at = clean.find(text) if value else -1
            if at >= 0:
                for char in range(at, at + len(text)):
                    shares[char] += value / len(text)
        return shares


def _relative(scores: Floats) -> Floats:
    best = scores.max(initial=0.0)
    result: Floats = scores / best if best > 0 else scores.copy()
    return result


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    result: Floats = (raised / raised.sum()).astype(np.float32)
    return result
