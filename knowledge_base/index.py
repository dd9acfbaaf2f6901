"""The index: BM25 over the pooled features of each card, as one sparse table.

All phrases of a card count together: the single best phrase loses to the card as a whole (shared `peers.md`, and
measured here: 0.38 against 0.23 on the test questions). The answer's own words (why, steps, what to bring) count
a little, for residents who use the official term. Built in seconds, no random numbers, the same for the same cards.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from knowledge_base.features import CHARACTER, CONCEPT, PAIR, SOUND, WEIGHT, concepts, sound, written
from knowledge_base.text import cleaner, is_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge_base.card import Card
    from knowledge_base.library import Library

SATURATION: Final = 1.2
"""BM25's k1: how soon a word repeated over phrases stops adding. 0.8 to 3 differ by one point."""
LENGTH: Final = 0.75
"""BM25's b: how far cards with more text are held back."""
ANSWER_WEIGHT: Final = 0.7
"""How much a word of the answer counts beside a word of a phrase."""

MEANT_WORD: Final = 0.8
MEANT_CHARACTER: Final = 0.3
"""How much the word counts that a never seen pair sounds like, and its characters. On test questions with one word
mistyped by sound, own card first: 0.606 without sounds, 0.618 with, 0.637 with these; correct ones lose 0.001."""
COMMON: Final = 0.35
"""Rarity below which a feature (我, 的, 了: in two cards of three) says nothing about a card and is only known."""
FEWEST_SPELLED: Final = 3
"""Phrases in which a word must stand to be taken for what was meant."""

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Reading:
    """What the library has seen of a text."""

    places: tuple[int, ...]
    """Features, as places in the index."""
    counts: tuple[int, ...]
    """How often each stands in the text; 0 for one that is only heard, not written."""
    weights: tuple[float, ...]
    """1 for what is written or heard, less for what was probably meant."""
    known: float
    """Share of the weight of all the text's features that these have."""


@dataclass(frozen=True)
class Index:
    """The table, feature by feature: `cards[starts[i]:starts[i+1]]` hold feature i with `values`."""

    card_ids: tuple[str, ...]
    names: tuple[str, ...]
    """Features, sorted."""
    starts: Numbers
    cards: Numbers
    values: Floats
    best: Floats
    """Per feature the most it can add to any card."""
    phrases: tuple[tuple[str, ...], ...]
    """Cleaned phrases per card, in the order of `card_ids`."""
    spelled: dict[str, str]
    """Sound -> the commonest word of two characters with that sound: swuye, 物业."""

    @cached_property
    def ids(self) -> dict[str, int]:
        """Feature -> its place."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def _bounds(self) -> list[int]:
        starts: list[int] = self.starts.tolist()
        return starts

    def read(self, clean: str) -> Reading:
        """The features of a text that the library has seen.

        Where a pair of characters was never seen (物叶, wuye), its sound counts, and a little also the word that has
        this sound: it is probably what was meant.
        """
        ids = self.ids
        places: list[int] = []
        counts: list[int] = []
        weights: list[float] = []
        seen = total = 0.0
        for name, count in written(clean).items():
            weight = WEIGHT[name[0]]
            total += weight
            place = ids.get(name)
            if place is not None:
                places.append(place)
                counts.append(count)
                weights.append(1.0)
                seen += weight
            elif heard := sound(name):
                for meant, share in self._meant(heard):
                    places.append(meant)
                    counts.append(0)
                    weights.append(share)
        return Reading(tuple(places), tuple(counts), tuple(weights), seen / total if total else 0.0)

    def _meant(self, heard: str) -> Iterator[tuple[int, float]]:
        """The features behind a sound, with their weights."""
        word = self.spelled.get(heard, "")
        guessed = [(heard, 1.0)]
        if word:
            guessed += [(PAIR + word, MEANT_WORD), *((CHARACTER + char, MEANT_CHARACTER) for char in word)]
            guessed += [(CONCEPT + concept, MEANT_WORD) for concept in concepts().get(word, ())]
        yield from ((self.ids[name], share) for name, share in guessed if name in self.ids)

    def scores(self, reading: Reading) -> Floats:
        """One number per card: the sum of what its features add, as a share of the most that was possible."""
        places = np.asarray(reading.places, dtype=np.int32)
        begins = self.starts[places]
        sizes = self.starts[places + 1] - begins
        ends = np.cumsum(sizes)
        entries = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - ends + sizes, sizes)
        shares = np.repeat(np.asarray(reading.weights, dtype=np.float32), sizes)
        sums = np.bincount(self.cards[entries], self.values[entries] * shares, len(self.card_ids))
        result: Floats = (sums / (self.possible(reading) or 1.0)).astype(np.float32)
        return result

    def possible(self, reading: Reading) -> float:
        """The most that these features could add to any one card."""
        return float(self.best[list(reading.places)] @ np.asarray(reading.weights, dtype=np.float32))

    def value(self, name: str, card: int) -> float:
        """What a feature adds to a card's sum; 0 where either does not know the other."""
        place = self.ids.get(name)
        if place is None:
            return 0.0
        start, end = self._bounds[place], self._bounds[place + 1]
        at = start + int(np.searchsorted(self.cards[start:end], card))
        return float(self.values[at]) if at < end and self.cards[at] == card else 0.0


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
        names = written(phrase).keys()
        counts.update(names)
        counts.update({heard for name in names if (heard := sound(name))})
    pooled: dict[str, float] = dict(counts)
    for name in written(cleaner().clean("，".join((card.why, *card.next_steps, *card.bring, *card.tags)))):
        pooled[name] = pooled.get(name, 0.0) + ANSWER_WEIGHT
    return pooled


def _table(card_ids: tuple[str, ...], phrases: tuple[tuple[str, ...], ...], counts: list[dict[str, float]]) -> Index:
    holders = Counter(name for card in counts for name in card)
    names = tuple(sorted(holders))
    lengths = [sum(count for name, count in card.items() if name[0] != SOUND) for card in counts]
    usual = sum(lengths) / max(1, len(lengths))
    columns: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    rarity = {name: math.log(1 + (len(counts) - held + 0.5) / (held + 0.5)) for name, held in holders.items()}
    for place, card in enumerate(counts):
        held = SATURATION * (1 - LENGTH + LENGTH * lengths[place] / usual)
        for name, count in card.items():
            if rarity[name] < COMMON:
                continue
            value = WEIGHT[name[0]] * rarity[name] * count * (SATURATION + 1) / (count + held)
            columns[name].append((place, value))
    starts = np.cumsum([0, *(len(columns[name]) for name in names)], dtype=np.int32)
    flat = [pair for name in names for pair in columns[name]]
    return Index(
        card_ids=card_ids,
        names=names,
        starts=starts,
        cards=np.asarray([card for card, _ in flat], dtype=np.int32),
        values=np.asarray([value for _, value in flat], dtype=np.float32),
        best=np.asarray([max((value for _, value in columns[name]), default=0.0) for name in names], dtype=np.float32),
        phrases=phrases,
        spelled=_spelled(phrases),
    )


def _spelled(phrases: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """For each sound the word of the dictionary that has it and stands in most phrases."""
    pairs = Counter(name for card in phrases for phrase in card for name in written(phrase) if name[0] == PAIR)
    spelled: dict[str, str] = {}
    for name, count in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])):
        heard = sound(name)
        if heard and count >= FEWEST_SPELLED and not name.isascii() and is_word(name[1:]):
            spelled.setdefault(heard, name[1:])
    return spelled
