"""The slow, obvious twin of the index: BM25 in two loops, straight from the formula."""

from __future__ import annotations

import math
from collections import Counter

from knowledge_base.features import SOUND, WEIGHT, concepts, sound, written
from knowledge_base.index import (
    ANSWER_WEIGHT,
    COMMON,
    FEWEST_SPELLED,
    LENGTH,
    MEANT_CHARACTER,
    MEANT_WORD,
    SATURATION,
)
from knowledge_base.library import Library
from knowledge_base.text import cleaner, is_word


class PlainMatcher:
    """Scores every card for a text by looping over cards and features."""

    def __init__(self, library: Library) -> None:
        self.counts = {card.id: self._count(library, card.id) for card in library}
        self.spelled = self._spell(library)
        self.holders: dict[str, int] = {}
        for counts in self.counts.values():
            for name in counts:
                self.holders[name] = self.holders.get(name, 0) + 1
        self.lengths = {card: sum(n for name, n in c.items() if name[0] != SOUND) for card, c in self.counts.items()}
        self.usual = sum(self.lengths.values()) / len(self.lengths)

    def _spell(self, library: Library) -> dict[str, str]:
        """Sound -> the word that has it and stands in most phrases; the first of equal ones by code point."""
        pairs: Counter[str] = Counter()
        for card in library:
            for phrase in (*card.phrases, card.title):
                pairs.update(name[1:] for name in written(cleaner().clean(phrase)) if name[0] == "d")
        words = [
            word for word, count in pairs.items() if count >= FEWEST_SPELLED and not word.isascii() and is_word(word)
        ]
        spelled: dict[str, str] = {}
        for word in sorted(words, key=lambda one: (pairs[one], [-ord(char) for char in one])):
            if heard := sound("d" + word):
                spelled[heard] = word
        return spelled

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
        total = 0.0
        for name in written(clean):
            if name in self.holders:
                total += self.part(name, card_id)
            elif heard := sound(name):
                total += sum(share * self.part(meant, card_id) for meant, share in self.meant(heard))
        return total

    def meant(self, heard: str) -> list[tuple[str, float]]:
        """A sound, and the features of the commonest word that has it."""
        found = [(heard, 1.0)]
        if word := self.spelled.get(heard):
            found += [("d" + word, MEANT_WORD), ("c" + word[0], MEANT_CHARACTER), ("c" + word[1], MEANT_CHARACTER)]
            found += [("k" + concept, MEANT_WORD) for concept in concepts().get(word, ())]
        return [(name, share) for name, share in found if name in self.holders]

    def part(self, name: str, card_id: str) -> float:
        """What one feature adds."""
        count = self.counts[card_id].get(name, 0.0)
        if not count:
            return 0.0
        rarity = math.log(1 + (len(self.counts) - self.holders[name] + 0.5) / (self.holders[name] + 0.5))
        if rarity < COMMON:
            return 0.0
        held = SATURATION * (1 - LENGTH + LENGTH * self.lengths[card_id] / self.usual)
        return WEIGHT[name[0]] * rarity * count * (SATURATION + 1) / (count + held)
