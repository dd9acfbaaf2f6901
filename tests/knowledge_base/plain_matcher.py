"""The slow, obvious twin of the index: BM25 in two loops, straight from the formula."""

from __future__ import annotations

import math

from knowledge_base.features import SOUND, WEIGHT, sound, written
from knowledge_base.index import ANSWER_WEIGHT, LENGTH, SATURATION
from knowledge_base.library import Library
from knowledge_base.text import cleaner


class PlainMatcher:
    """Scores every card for a text by looping over cards and features."""

    def __init__(self, library: Library) -> None:
        self.counts = {card.id: self._count(library, card.id) for card in library}
        self.holders: dict[str, int] = {}
        for counts in self.counts.values():
            for name in counts:
                self.holders[name] = self.holders.get(name, 0) + 1
        self.lengths = {card: sum(n for name, n in c.items() if name[0] != SOUND) for card, c in self.counts.items()}
        self.usual = sum(self.lengths.values()) / len(self.lengths)

    def _count(self, library: Library, card_id: str) -> dict[str, float]:
        card = library[card_id]
        counts: dict[str, float] = {}
        for phrase in (*card.phrases, card.title):
            clean = cleaner().clean(phrase)
            for name in {*written(clean), *(heard for name in written(clean) if (heard := sound(name)))}:
                counts[name] = counts.get(name, 0.0) + 1
        for name in written(cleaner().clean("，".join((card.why, *card.next_steps, *card.bring, *card.tags)))):
            counts[name] = counts.get(name, 0.0) + ANSWER_WEIGHT
        return counts

    def score(self, clean: str, card_id: str) -> float:
        """The BM25 sum of one card for a cleaned text."""
        names = [name for name in written(clean) if name in self.holders]
        unseen = [sound(name) for name in written(clean) if name not in self.holders]
        names += [heard for heard in unseen if heard in self.holders]
        return sum(self.part(name, card_id) for name in names)

    def part(self, name: str, card_id: str) -> float:
        """What one feature adds."""
        count = self.counts[card_id].get(name, 0.0)
        if not count:
            return 0.0
        rarity = math.log(1 + (len(self.counts) - self.holders[name] + 0.5) / (self.holders[name] + 0.5))
        held = SATURATION * (1 - LENGTH + LENGTH * self.lengths[card_id] / self.usual)
        return WEIGHT[name[0]] * rarity * count * (SATURATION + 1) / (count + held)
