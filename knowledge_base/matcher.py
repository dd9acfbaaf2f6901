"""Matching: the whole library answers a cleaned text with a belief per card.

The index scores; RapidFuzz re-ranks a short list by the closest phrase; a softmax turns scores into beliefs that
sum to one; the linear model of `places` then moves belief between units, and the index decides within each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process

from knowledge_base import text as texts
from knowledge_base.features import CONCEPT, concept_words, concepts, written
from knowledge_base.index import Floats, Index, Numbers, Reading
from knowledge_base.places import Places
from knowledge_base.split import clauses

SHORT_LIST: Final = 20
"""Cards that are re-ranked: the right one is among the first 20 in 98 % (shared `peers.md`)."""
FUZZ_WEIGHT: Final = 0.15
"""What an exactly repeated phrase adds, in shares of the best card's score."""
SHARPNESS: Final = 14.0
"""Steepness of the softmax over scores relative to the best. At 9 the beliefs fit the test questions best
(log loss 0.82), at 12 the destination does; above 16 neither gains."""
CLAUSE_FROM: Final = 36
"""Characters from which a message is also read sentence by sentence: the point of a long story is one of them."""
CLAUSE_WEIGHT: Final = 0.15
PLACE_WEIGHT: Final = 0.35
"""How much the linear model says about the place, the index the rest (geometric mean). 0.3 to 0.4 are alike: on the
labelled messages destination 0.92 to 0.935 and handler 0.78 to 0.82, on the test questions the place 0.69 to 0.71."""
MOST_CLAUSES: Final = 8
"""Sentences of a long text that are read by themselves, the longest; the point is seldom in the shortest."""
DOUBT: Final = 1e-4
"""Belief that no place is ever below, so that one model's certainty cannot rule out what the other sees."""
DECIMALS: Final = 5
"""Scores are compared to here, so that another processor's last bits cannot change an order."""
SMALL_SHARE: Final = 0.02
"""A word below this share of the score explains nothing."""


@dataclass(frozen=True)
class Ranking:
    """Cards with their beliefs, best first, and what is needed to explain the first."""

    clean: str
    order: tuple[int, ...]
    """Places in the index, most believed first; the short list only."""
    belief: Floats
    """Per card of the index; sums to one."""
    by_place: Floats
    """The same added up per place of the model: destination and handler."""
    score: Floats
    """Per card, relative to the best of the index, which has 1 before re-ranking."""
    known: float
    """Share of the text's weight that the library has ever seen."""
    strength: float
    """What the best card's features add up to: the evidence, however short the text."""


class Matcher:
    """Ranks cards for a cleaned text, as if those `hidden` were not there."""

    def __init__(self, index: Index, places: Places, hidden: frozenset[str] = frozenset()) -> None:
        self.index = index
        self.places = places
        self.hidden = hidden
        self._at = {card: at for at, card in enumerate(index.card_ids) if card not in hidden}
        self._gone = [at for at, card in enumerate(index.card_ids) if card in hidden]

    def rank(self, clean: str, only: Iterable[str] = ()) -> Ranking:
        """The ranking of all cards, or of `only` those named."""
        reading = self.index.read(clean)
        whole = self.index.scores(reading)
        if self._gone:
            whole[self._gone] = 0.0
        strength = float(whole.max(initial=0.0)) * self.index.possible(reading)
        score = _relative(self._whole_and_clauses(clean, whole))
        if self._gone:
            score[self._gone] = -1.0
        wanted = [self._at[card] for card in only if card in self._at]
        if wanted:
            kept = score[wanted]
            score = np.full_like(score, -1.0)
            score[wanted] = kept
        short = _best(score, SHORT_LIST)
        for at in short:
            score[at] += FUZZ_WEIGHT * self._closest(clean, int(at))
        score = np.round(score, DECIMALS)
        belief = self._with_places(_softmax(score * SHARPNESS), reading)
        order = short[np.lexsort((short, -score[short], -belief[short]))]
        by_place = np.bincount(self.places.of_card, belief, len(self.places.names)).astype(np.float32)
        return Ranking(clean, tuple(order.tolist()), belief, by_place, score, reading.known, strength)

    def _with_places(self, belief: Floats, reading: Reading) -> Floats:
        """Moves belief between places; within a place the cards keep their shares."""
        held = np.bincount(self.places.of_card, belief, len(self.places.names))
        moved = ((self.places.belief(reading) + DOUBT) / (held + DOUBT)) ** PLACE_WEIGHT
        raised = belief * moved[self.places.of_card]
        result: Floats = np.round(raised / raised.sum(), DECIMALS).astype(np.float32)
        return result

    def _whole_and_clauses(self, clean: str, whole: Floats) -> Floats:
        """The scores; of a long text the mean of the whole and of its best sentence, card by card."""
        parts = clauses(clean) if len(clean) >= CLAUSE_FROM else []
        if len(parts) <= 1:
            return whole
        parts = sorted(parts, key=len, reverse=True)[:MOST_CLAUSES]
        best = np.max([self.index.scores(self.index.read(part)) for part in parts], axis=0)
        mixed: Floats = (1 - CLAUSE_WEIGHT) * whole + CLAUSE_WEIGHT * best
        return mixed

    def _closest(self, clean: str, at: int) -> float:
        """How near the nearest phrase of a card is, 0 to 1."""
        found = process.extractOne(clean, self.index.phrases[at], scorer=fuzz.ratio)
        return found[1] / 100

    def words(self, clean: str, at: int, top: int = 6) -> tuple[tuple[str, float], ...]:
        """The words that spoke for a card, strongest first, with their share of its score."""
        shares = self._character_shares(clean, at)
        total = sum(shares) or 1.0
        spoken: dict[str, float] = {}
        start = 0
        for word in texts.words(clean):
            start = clean.find(word, start)
            spoken[word] = spoken.get(word, 0.0) + sum(shares[start : start + len(word)]) / total
            start += len(word)
        ranked = sorted(spoken.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple((word, round(share, 3)) for word, share in ranked[:top] if share > SMALL_SHARE)

    def _character_shares(self, clean: str, at: int) -> list[float]:
        """Each character's part of the score: a feature's part is spread evenly over the characters it covers."""
        shares = [0.0] * len(clean)
        spans = [(name[1:], self.index.value(name, at)) for name in written(clean) if name[0] != CONCEPT]
        for word in {word for _, word in concept_words(clean)}:
            spans.extend((word, self.index.value(CONCEPT + concept, at)) for concept in concepts()[word])
        for text, value in spans:
            start = clean.find(text) if value else -1
            if start >= 0:
                for char in range(start, start + len(text)):
                    shares[char] += value / len(text)
        return shares


def _best(score: Floats, count: int) -> Numbers:
    """Where the highest scores stand, best first, the earlier card first where they are equal."""
    if len(score) > count:
        cut = np.partition(score, len(score) - count)[len(score) - count]
        found = np.flatnonzero(score >= cut)
    else:
        found = np.arange(len(score))
    result: Numbers = found[np.argsort(-score[found], kind="stable")][:count].astype(np.int32)
    return result


def _relative(scores: Floats) -> Floats:
    best = scores.max(initial=0.0)
    result: Floats = scores / best if best > 0 else scores.copy()
    return result


def _softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    result: Floats = (raised / raised.sum()).astype(np.float32)
    return result
