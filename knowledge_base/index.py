"""The index: BM25 over the pooled features of each card, as one sparse table.

All phrases of a card count together: the single best phrase loses to the card as a whole (shared `peers.md`, and
measured here: 0.38 against 0.23 on the test questions). The answer's own words (why, steps, what to bring) count
a little, for residents who use the official term. Built in a second, no random numbers, the same for the same cards.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge_base.card import Card
from knowledge_base.features import SOUND, WEIGHT, sounds, written
from knowledge_base.library import Library
from knowledge_base.text import cleaner

SATURATION: Final = 1.2
"""BM25's k1: how soon a word repeated over phrases stops adding. 0.8 to 3 differ by one point."""
LENGTH: Final = 0.75
"""BM25's b: how far cards with more text are held back."""
ANSWER_WEIGHT: Final = 0.7
"""How much a word of the answer counts beside a word of a phrase."""

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Index:
    """The table, feature by feature: `cards[starts[i]:starts[i+1]]` hold feature i with `values`."""

    card_ids: tuple[str, ...]
    ids: dict[str, int]
    starts: Numbers
    cards: Numbers
    values: Floats
    best: Floats
    """Per feature the most it can add to any card."""
    phrases: tuple[tuple[str, ...], ...]
    """Cleaned phrases per card, in the order of `card_ids`."""

    def known(self, clean: str) -> tuple[list[int], float]:
        """The features of a text that the library has seen, and their share of all its features' weight.

        The sound of a pair is used only where the pair itself was never seen: 物叶, wuye.
        """
        found: list[int] = []
        seen = total = 0.0
        heard = sounds(clean)
        for name in written(clean):
            total += WEIGHT[name[0]]
            if name in self.ids:
                found.append(self.ids[name])
                seen += WEIGHT[name[0]]
        for name, sound in heard.items():
            if name not in self.ids and sound in self.ids:
                found.append(self.ids[sound])
        return found, (seen / total if total else 0.0)

    def scores(self, ids: list[int]) -> Floats:
        """One number per card: the sum of what its features add, as a share of the most that was possible."""
        scores = np.zeros(len(self.card_ids), dtype=np.float32)
        for place in ids:
            span = slice(self.starts[place], self.starts[place + 1])
            scores[self.cards[span]] += self.values[span]
        return scores / np.float32(self.possible(ids) or 1.0)

    def possible(self, ids: list[int]) -> float:
        """The most that these features could add to any one card."""
        return float(sum(self.best[place] for place in ids))

    def value(self, name: str, card: int) -> float:
        """What a feature adds to a card's sum; 0 where either does not know the other."""
        place = self.ids.get(name)
        if place is None:
            return 0.0
        span = slice(self.starts[place], self.starts[place + 1])
        return float(self.values[span][self.cards[span] == card].sum())


def build_index(library: Library) -> Index:
    """Builds the index from titles, phrases and answers; test questions are never read here."""
    card_ids = tuple(sorted(library.cards))
    clean = cleaner().clean
    phrases = tuple(tuple(clean(text) for text in (*library[one].phrases, library[one].title)) for one in card_ids)
    counts = [_counts(library[one], texts) for one, texts in zip(card_ids, phrases, strict=True)]
    return _table(card_ids, phrases, counts)


def _counts(card: Card, phrases: tuple[str, ...]) -> dict[str, float]:
    """How often each feature stands in a card, with its kind's weight left aside."""
    counts: Counter[str] = Counter()
    for phrase in phrases:
        counts.update(written(phrase).keys())
        counts.update(set(sounds(phrase).values()))
    pooled: dict[str, float] = dict(counts)
    for name in written(cleaner().clean("，".join((card.why, *card.next_steps, *card.bring, *card.tags)))):
        pooled[name] = pooled.get(name, 0.0) + ANSWER_WEIGHT
    return pooled


def _table(card_ids: tuple[str, ...], phrases: tuple[tuple[str, ...], ...], counts: list[dict[str, float]]) -> Index:
    holders = Counter(name for card in counts for name in card)
    names = sorted(holders)
    lengths = [sum(count for name, count in card.items() if name[0] != SOUND) for card in counts]
    usual = sum(lengths) / max(1, len(lengths))
    columns: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    for place, card in enumerate(counts):
        held = SATURATION * (1 - LENGTH + LENGTH * lengths[place] / usual)
        for name, count in card.items():
            rarity = math.log(1 + (len(counts) - holders[name] + 0.5) / (holders[name] + 0.5))
            columns[name].append((place, WEIGHT[name[0]] * rarity * count * (SATURATION + 1) / (count + held)))
    starts = np.cumsum([0, *(len(columns[name]) for name in names)], dtype=np.int32)
    flat = [pair for name in names for pair in columns[name]]
    return Index(
        card_ids=card_ids,
        ids={name: place for place, name in enumerate(names)},
        starts=starts,
        cards=np.asarray([card for card, _ in flat], dtype=np.int32),
        values=np.asarray([value for _, value in flat], dtype=np.float32),
        best=np.asarray([max(value for _, value in columns[name]) for name in names], dtype=np.float32),
        phrases=phrases,
    )
